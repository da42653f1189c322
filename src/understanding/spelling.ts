import { list } from './phrase-table.js';

/**
 * How a Spanish word sounds, written so that the ways it is misspelt on a phone fall together: "kieren" and "quieren",
 * "bienen" and "vienen", "jues" and "juez". Letters that sound alike in Latin America become one, silent ones go.
 *
 * @param word folded: lower case, no accents.
 */
export function soundOf(word: string): string {
  return word
    .replace(/ch/g, '+')
    .replace(/qu?(?=[ei])|q|k|c(?![ei])/g, 'k')
    .replace(/[cz]/g, 's')
    .replace(/x(?=[^aeiou])/g, 's')
    .replace(/gu(?=[ei])/g, 'G')
    .replace(/g(?=[ei])/g, 'j')
    .replace(/ll/g, 'y')
    .replace(/v/g, 'b')
    .replace(/n(?=[bp])/g, 'm')
    .replace(/h/g, '')
    .replace(/y$/, 'i')
    .replace(/(.)\1+/g, '$1');
}

const SHORTENED: Readonly<Record<string, string>> = { ke: 'que', k: 'que', q: 'que', xq: 'porque', pq: 'porque' };
const LEAST_LETTERS = 4;
/** Right as they stand, though another word sounds like them. */
const RIGHT = list(
  `were, was, test, tests, sees, seen, ours, shoot, tree, trees, dinner, walls, wall, south, tank, grave, clash, earth, olds, shaved,
  booted, stall, stoop, habra, haya, hallar, echo, ciento, valla, baya, hate, base, case, cases, caso, have, hear, here, cell, sell, sale,
  tell, tall, call, cars, cares, rent, rate, rates, hope, hour, half, this, these, those, then, than, that, thin, thing, with, wide, both`,
);

/**
 * Makes what finds the known word that a written one sounds like.
 *
 * @param isRight tells further words that are spelt as they should be.
 * @returns the word itself where it is known, or where nothing sounds like it.
 */
export function makeSpelling(
  known: Iterable<string>,
  isRight: (word: string) => boolean = () => false,
): (word: string) => string {
  const words = new Set([...known, ...RIGHT]);
  const bySound = new Map<string, string>();
  for (const word of words) {
    if (word.length < LEAST_LETTERS || RIGHT.includes(word)) continue;
    const sound = soundOf(word);
    if (!bySound.has(sound)) bySound.set(sound, word);
  }
  return (word) => {
    if (words.has(word)) return word;
    const short = SHORTENED[word];
    if (short && words.has(short)) return short;
    if (isRight(word)) return word;
    return word.length < LEAST_LETTERS ? word : (bySound.get(soundOf(word)) ?? word);
  };
}
