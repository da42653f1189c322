import english from 'natural/lib/natural/stemmers/porter_stemmer.js';
import spanish from 'natural/lib/natural/stemmers/porter_stemmer_es.js';

const stemmers = new Map<string, { stem(word: string): string }>([
  ['en', english],
  ['es', spanish],
]);

// natural's stemmers take some ten microseconds a word; talk repeats its words.
const caches = new Map<string, Map<string, string>>();
/** Words of our own files: only their stems are kept, because what people type, names among it, must not stay in memory. */
const ours = new Set<string>();

/** Lets the stems of these texts' words be kept, as far as they are needed again. The texts must be our own. */
export function keepStemsOf(texts: Iterable<string>): void {
  for (const text of texts) {
    const folded = text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
    for (const word of folded.match(/\p{L}+/gu) ?? []) ours.add(word);
  }
}

/**
 * The stem of a folded word in a language; the word itself where natural has no stemmer for it.
 *
 * @param word lower case without accents.
 */
export function stemWord(word: string, language: string): string {
  const stemmer = stemmers.get(language);
  if (!stemmer || word.length < 4 || word.length > 30) return word;
  const cache = cacheOf(language);
  const known = cache.get(word);
  if (known !== undefined) return known;
  const stem = stemmer.stem(word) || word;
  if (ours.has(word)) {
    cache.set(word, stem);
    // One language's stem is what the next language's stemmer is given.
    ours.add(stem);
  }
  return stem;
}

function cacheOf(language: string): Map<string, string> {
  let cache = caches.get(language);
  if (!cache) {
    cache = new Map();
    caches.set(language, cache);
  }
  return cache;
}
