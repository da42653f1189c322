import english from 'natural/lib/natural/stemmers/porter_stemmer.js';
import spanish from 'natural/lib/natural/stemmers/porter_stemmer_es.js';

const stemmers = new Map<string, { stem(word: string): string }>([
  ['en', english],
  ['es', spanish],
]);

// natural's stemmers take some ten microseconds a word; talk repeats its words.
const CACHE_LIMIT = 20_000;
const caches = new Map<string, Map<string, string>>();

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
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(word, stem);
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
