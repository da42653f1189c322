/** One word of an utterance: what it says, and where it stood. */
export interface Word {
  /** Lower case, without accents, apostrophes and drawn-out letters ("heeelp" is "help"). */
  readonly folded: string;
  /** Offsets in the utterance, UTF-16 code units, end exclusive. */
  readonly start: number;
  readonly end: number;
  /** Typed all in capitals, with at least two letters. */
  readonly isUpper: boolean;
  /** What stands between this word and the next one: punctuation only, no blanks. */
  readonly after: string;
}

/** What the classifier and the detectors read of an utterance; the rest of a longer one says the same again. */
export const READ_LIMIT = 2_000;

const JOINING = new Set(["'", '’', '‘', '`', '´', 'ʼ', '\u200b', '\u200c', '\u200d', '\u00ad', '\ufeff']);
const foldedCharacters = new Map<string, string>();

/** Case, accents and width removed from one character; the empty string for a mark that stands on another. */
function foldCharacter(character: string): string {
  const known = foldedCharacters.get(character);
  if (known !== undefined) return known;
  // Upper first: "ß" and "ς" must meet their own capitals.
  const folded = character.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
  if (foldedCharacters.size < 4_096) foldedCharacters.set(character, folded);
  return folded;
}

/** Lower case without accents; the length may change. */
export function foldText(text: string): string {
  let folded = '';
  for (const character of text) folded += foldCharacter(character);
  return folded;
}

const LETTER = /[\p{L}\p{N}]/u;
const MARK = /\p{M}/u;

function isWordCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57);
}

/**
 * The words of an utterance, in order, with their places in it.
 *
 * @param text any Unicode string; only its first `READ_LIMIT` code units are read.
 */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  const limit = Math.min(text.length, READ_LIMIT);
  let folded = '';
  let start = -1;
  let end = 0;
  let after = '';
  let capitals = 0;
  let small = 0;
  const finish = () => {
    if (start < 0) return;
    const word = shortenRuns(folded);
    if (word) words.push({ folded: word, start, end, isUpper: capitals >= 2 && small === 0, after: '' });
    folded = '';
    start = -1;
    capitals = 0;
    small = 0;
  };
  const setAfter = () => {
    const last = words.at(-1);
    if (last && after) words[words.length - 1] = { ...last, after };
    after = '';
  };
  for (let at = 0; at < limit; ) {
    const code = text.charCodeAt(at);
    let width = 1;
    let piece = '';
    if (code < 128) {
      if (isWordCode(code)) {
        const isCapital = code >= 65 && code <= 90;
        if (isCapital) capitals++;
        else if (code >= 97) small++;
        piece = String.fromCharCode(isCapital ? code + 32 : code);
      }
    } else {
      const character = String.fromCodePoint(text.codePointAt(at) ?? code);
      width = character.length;
      if (start >= 0 && (MARK.test(character) || JOINING.has(character))) {
        at += width;
        continue;
      }
      if (LETTER.test(character)) {
        piece = foldCharacter(character);
        if (character !== character.toLowerCase()) capitals++;
        else if (character !== character.toUpperCase()) small++;
      }
    }
    if (piece) {
      if (start < 0) {
        setAfter();
        start = at;
      }
      folded += piece;
      end = at + width;
    } else if (!(start >= 0 && code === 39)) {
      finish();
      const mark = text.slice(at, at + width);
      if (after.length < 8 && mark.trim()) after += mark;
    }
    at += width;
  }
  finish();
  setAfter();
  return words;
}

/** "heeeelp" to "help", "migraaa" to "migra"; digits stay as they are. */
function shortenRuns(word: string): string {
  for (let index = 2; index < word.length; index++) {
    if (word[index] === word[index - 1] && word[index] === word[index - 2] && !isDigit(word.charCodeAt(index))) {
      return collapse(word);
    }
  }
  return word;
}

function collapse(word: string): string {
  let out = '';
  for (let at = 0; at < word.length; ) {
    let end = at + 1;
    while (end < word.length && word[end] === word[at]) end++;
    const isLong = end - at > 2 && !isDigit(word.charCodeAt(at));
    out += isLong ? word[at] : word.slice(at, end);
    at = end;
  }
  return out;
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Digits only. */
export function isNumber(word: string): boolean {
  for (let index = 0; index < word.length; index++) if (!isDigit(word.charCodeAt(index))) return false;
  return word.length > 0;
}
