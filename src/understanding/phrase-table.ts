import { splitWords, type Word } from './text.js';

/** Phrases by their first word, longest first, so that one pass over an utterance finds them. */
export type PhraseTable<Meaning> = ReadonlyMap<string, readonly Phrase<Meaning>[]>;

interface Phrase<Meaning> {
  readonly words: readonly string[];
  readonly meaning: Meaning;
}

/** A phrase that stands in an utterance; `from` and `to` count words, end exclusive. */
export interface PhraseMatch<Meaning> {
  readonly from: number;
  readonly to: number;
  readonly meaning: Meaning;
}

/** @param entries phrases as anyone would write them; case and accents are folded here. */
export function makePhraseTable<Meaning>(entries: Iterable<readonly [string, Meaning]>): PhraseTable<Meaning> {
  const table = new Map<string, Phrase<Meaning>[]>();
  for (const [text, meaning] of entries) {
    const words = splitWords(text).map((word) => word.folded);
    const first = words[0];
    if (first === undefined) continue;
    const phrases = table.get(first) ?? [];
    phrases.push({ words, meaning });
    table.set(first, phrases);
  }
  for (const phrases of table.values()) phrases.sort((one, other) => other.words.length - one.words.length);
  return table;
}

/** The longest phrase that begins at a word, or null. */
export function matchPhraseAt<Meaning>(
  table: PhraseTable<Meaning>,
  words: readonly Word[],
  from: number,
): PhraseMatch<Meaning> | null {
  const first = words[from];
  const phrases = first ? table.get(first.folded) : undefined;
  if (!phrases) return null;
  for (const phrase of phrases) {
    if (standsAt(phrase.words, words, from)) return { from, to: from + phrase.words.length, meaning: phrase.meaning };
  }
  return null;
}

/** All phrases of an utterance, from the left, the longest first, none over another. */
export function findPhrases<Meaning>(table: PhraseTable<Meaning>, words: readonly Word[]): PhraseMatch<Meaning>[] {
  const found: PhraseMatch<Meaning>[] = [];
  for (let at = 0; at < words.length; ) {
    const match = matchPhraseAt(table, words, at);
    if (match) found.push(match);
    at = match ? match.to : at + 1;
  }
  return found;
}

function standsAt(phrase: readonly string[], words: readonly Word[], from: number): boolean {
  if (from + phrase.length > words.length) return false;
  for (let index = 1; index < phrase.length; index++) {
    if (words[from + index]?.folded !== phrase[index]) return false;
  }
  return true;
}

/** `list('a, b c')`: the phrases of a comma-separated line. Lists of words are easier to read so. */
export function list(line: string): string[] {
  return line
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}
