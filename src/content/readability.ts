import { syllable } from 'syllable';

/** How hard a text is to read. For English the grade should be low, for Spanish the score high. */
export interface Readability {
  readonly measure: 'flesch-kincaid-grade' | 'szigriszt-pazos';
  readonly value: number;
  readonly words: number;
}

const WORD = /[\p{L}][\p{L}'’]*/gu;

const SPANISH_STRONG = 'aeoáéíóú';

/** Syllables of a Spanish word: vowel groups, with a break between two strong vowels (an accented í or ú is strong). */
export function countSpanishSyllables(word: string): number {
  let count = 0;
  let previous = '';
  const letters = word
    .toLowerCase()
    .replace(/qu/g, 'k')
    .replace(/gu([eéií])/g, 'g$1');
  for (const [index, letter] of [...letters].entries()) {
    const isFinalY = letter === 'y' && index === letters.length - 1;
    const isVowel = 'aeiouáéíóúü'.includes(letter) || isFinalY;
    if (isVowel) {
      const joins = previous !== '' && !(SPANISH_STRONG.includes(letter) && SPANISH_STRONG.includes(previous));
      if (!joins) count += 1;
      previous = letter;
    } else previous = '';
  }
  return Math.max(count, 1);
}

/**
 * Grades a text in English (Flesch-Kincaid grade, Kincaid et al. 1975) or Spanish (Szigriszt-Pazos perspicuity 1993,
 * read on the INFLESZ scale). Other languages have no accepted measure here and give null.
 *
 * @param lines each a paragraph or list item, counted as ending a sentence.
 */
export function measureReadability(lines: readonly string[], language: string): Readability | null {
  let words = 0;
  let syllables = 0;
  let sentences = 0;
  for (const line of lines) {
    const found = line.replace(/https?:\S+/g, '').match(WORD) ?? [];
    if (found.length === 0) continue;
    words += found.length;
    for (const word of found)
      syllables += language === 'es' ? countSpanishSyllables(word) : Math.max(syllable(word), 1);
    sentences += Math.max(1, line.split(/[.!?:;]+(?=\s|["”»)]|$)/u).filter((part) => /\p{L}/u.test(part)).length);
  }
  if (words === 0) return null;
  if (language === 'en') {
    const value = 0.39 * (words / sentences) + 11.8 * (syllables / words) - 15.59;
    return { measure: 'flesch-kincaid-grade', value, words };
  }
  if (language === 'es') {
    const value = 206.835 - 62.3 * (syllables / words) - words / sentences;
    return { measure: 'szigriszt-pazos', value, words };
  }
  return null;
}

/** Words as a reader counts them. */
export function countWords(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + (line.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? []).length, 0);
}
