import { findMeanings } from './lexicon.js';
import { stemWord } from './stem.js';

/** How an utterance is turned into features. Chosen on CLINC150's validation part; README.md has the figures. */
export interface FeatureSettings {
  readonly characterLengths: readonly [shortest: number, longest: number];
  /** Weight of each group of features after each has been brought to length one. */
  readonly wordWeight: number;
  readonly pairWeight: number;
  readonly characterWeight: number;
  readonly conceptWeight: number;
  readonly meaningWeight: number;
  readonly togetherWeight: number;
  /** Examples that must hold a feature for it to be learnt, in the order of `GROUPS`: what one line holds teaches nothing of another. */
  readonly leastExamples: readonly number[];
  /** Power of a feature's rarity (inverse document frequency). */
  readonly rarityPower: number;
}

export const FEATURE_SETTINGS: FeatureSettings = {
  characterLengths: [3, 3],
  wordWeight: 1,
  pairWeight: 0.6,
  characterWeight: 0.7,
  conceptWeight: 0.6,
  meaningWeight: 1,
  togetherWeight: 1.5,
  leastExamples: [1, 2, 2, 2, 2, 2],
  rarityPower: 0.5,
};

/** What a feature is made of; each group is weighted by itself. */
export const GROUPS = { word: 0, pair: 1, character: 2, concept: 3, meaning: 4, together: 5 } as const;
const GROUP_COUNT = 6;
const MOST_FEATURES = 4_096;

/** Features of one utterance before they are looked up: 32-bit hashes and their groups. Reused, never kept. */
export interface HashedFeatures {
  readonly hashes: Int32Array;
  readonly groups: Uint8Array;
  count: number;
  wordCount: number;
  conceptCount: number;
  /** Word features that the vocabulary lacks, after `vectorise`. */
  unknownWeight: number;
}

export function newHashedFeatures(): HashedFeatures {
  return {
    hashes: new Int32Array(MOST_FEATURES),
    groups: new Uint8Array(MOST_FEATURES),
    count: 0,
    wordCount: 0,
    conceptCount: 0,
    unknownWeight: 0,
  };
}

function add(features: HashedFeatures, hash: number, group: number): void {
  if (features.count >= MOST_FEATURES) return;
  features.hashes[features.count] = mix(hash);
  features.groups[features.count] = group;
  features.count++;
}

function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

export function hashText(text: string, seed: number): number {
  let hash = seed | 0;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return mix(hash);
}

const SEED = { word: 0x1b873593, stem: 0x2545f491, pair: 0x3c6ef372, skip: 0x510e527f, character: 0x6a09e667 };
const CONCEPT_SEED = { one: 0x71374491, two: 0x7137449f, set: 0x7f4a7c15 };
const MEANING_SEED = { one: 0x2f1b36a5, two: 0x5be0cd19, skip: 0x1f83d9ab, set: 0x452821e6 };
const MOST_PAIRED = 12;
const EDGE = hashText('|', SEED.word);

/**
 * Fills `features` from the words of an utterance.
 *
 * @param words folded words.
 * @param concepts for each word the name of its concept, or null.
 * @param languages those of the model, whose stemmers are applied.
 */
export function hashFeatures(
  features: HashedFeatures,
  words: readonly string[],
  concepts: readonly (string | null)[],
  languages: readonly string[],
  settings: FeatureSettings = FEATURE_SETTINGS,
): void {
  features.count = 0;
  features.wordCount = words.length;
  features.conceptCount = concepts.reduce((count, concept) => count + (concept === null ? 0 : 1), 0);
  const stems = words.map((word) => hashText(stemInAll(word, languages), SEED.stem));
  hashWords(features, words, stems);
  hashCharacters(features, words, settings.characterLengths);
  hashConcepts(features, stems, concepts);
  hashMeanings(features, findMeanings(words));
}

function hashMeanings(features: HashedFeatures, meanings: readonly string[]): void {
  let before = EDGE;
  let beforeThat = EDGE;
  for (const meaning of meanings) {
    const token = hashText(meaning, MEANING_SEED.one);
    add(features, token, GROUPS.meaning);
    add(features, Math.imul(before, 31) + token + MEANING_SEED.two, GROUPS.meaning);
    if (before !== EDGE) add(features, Math.imul(beforeThat, 31) + token + MEANING_SEED.skip, GROUPS.meaning);
    beforeThat = before;
    before = token;
  }
  hashMeaningPairs(features, meanings);
}

/** Which meanings stand together, in whatever order: word order is what differs most between two ways to ask. */
function hashMeaningPairs(features: HashedFeatures, meanings: readonly string[]): void {
  const tokens = [...new Set(meanings)].slice(0, MOST_PAIRED).map((meaning) => hashText(meaning, MEANING_SEED.set));
  for (let one = 0; one < tokens.length; one++) {
    for (let other = one + 1; other < tokens.length; other++) {
      add(features, ((tokens[one] as number) ^ (tokens[other] as number)) + MEANING_SEED.set, GROUPS.together);
    }
  }
}

/**
 * One stem for all languages of a model, each stemmer after the other: talk mixes languages, and a stem that does not
 * depend on a guess of the language is the same in training and in use.
 */
function stemInAll(word: string, languages: readonly string[]): string {
  let stem = word;
  for (const language of languages) stem = stemWord(stem, language);
  return stem;
}

function hashWords(features: HashedFeatures, words: readonly string[], stems: readonly number[]): void {
  let before = EDGE;
  let beforeThat = EDGE;
  for (let index = 0; index < words.length; index++) {
    const stem = stems[index] as number;
    add(features, hashText(words[index] as string, SEED.word), GROUPS.word);
    add(features, stem, GROUPS.word);
    add(features, Math.imul(before, 31) + stem + SEED.pair, GROUPS.pair);
    if (before !== EDGE) add(features, Math.imul(beforeThat, 31) + stem + SEED.skip, GROUPS.pair);
    beforeThat = before;
    before = stem;
  }
  if (words.length > 0) add(features, Math.imul(before, 31) + EDGE + SEED.pair, GROUPS.pair);
}

function hashCharacters(
  features: HashedFeatures,
  words: readonly string[],
  [shortest, longest]: FeatureSettings['characterLengths'],
): void {
  for (const word of words) {
    const padded = ` ${word} `;
    for (let start = 0; start < padded.length - 1; start++) {
      let hash = SEED.character;
      const end = Math.min(padded.length, start + longest);
      for (let at = start; at < end; at++) {
        hash = Math.imul(hash ^ padded.charCodeAt(at), 0x01000193);
        if (at - start + 1 >= shortest) add(features, hash, GROUPS.character);
      }
    }
  }
}

function hashConcepts(features: HashedFeatures, stems: readonly number[], concepts: readonly (string | null)[]): void {
  let before = EDGE;
  let beforeConcept = 0;
  for (let index = 0; index < stems.length; index++) {
    const concept = concepts[index] ?? null;
    const token = concept ? hashText(concept, CONCEPT_SEED.one) : (stems[index] as number);
    if (concept) add(features, token, GROUPS.concept);
    if (concept || beforeConcept) add(features, Math.imul(before, 31) + token + CONCEPT_SEED.two, GROUPS.concept);
    if (concept && beforeConcept && beforeConcept !== token) {
      add(features, Math.imul(beforeConcept, 37) + token + CONCEPT_SEED.set, GROUPS.concept);
    }
    if (concept) beforeConcept = token;
    before = token;
  }
}

/** Rarity is kept in sixty-fourths, as one byte: none is above four. */
export const RARITY_STEPS = 64;

/** The features an engine knows: their hashes, how much each says, and where they are found. */
export interface Vocabulary {
  /** Sorted, so that the same examples give the same file. */
  readonly hashes: Int32Array;
  readonly rarity: Float32Array;
  /** Group of each feature. */
  readonly groups: Uint8Array;
  /** Open addressing: position in `hashes` plus one, 0 for an empty place. */
  readonly table: Int32Array;
}

export function makeVocabulary(hashes: Int32Array, rarity: Float32Array, groups: Uint8Array): Vocabulary {
  let size = 1_024;
  while (size < hashes.length * 2) size *= 2;
  const table = new Int32Array(size);
  const mask = size - 1;
  for (let index = 0; index < hashes.length; index++) {
    let at = (hashes[index] as number) & mask;
    while (table[at] !== 0) at = (at + 1) & mask;
    table[at] = index + 1;
  }
  return { hashes, rarity, groups, table };
}

function findFeature(vocabulary: Vocabulary, hash: number): number {
  const { table, hashes } = vocabulary;
  const mask = table.length - 1;
  let at = hash & mask;
  for (;;) {
    const found = table[at] as number;
    if (found === 0) return -1;
    if (hashes[found - 1] === hash) return found - 1;
    at = (at + 1) & mask;
  }
}

/** A sparse vector. In the engine one is reused for all utterances; in training each example keeps its own. */
export interface Vector {
  readonly indexes: Int32Array;
  readonly values: Float32Array;
  count: number;
  /** Share of the word features (words and stems) that no example holds, 0 to 1. */
  unseen: number;
}

/** Scratch of a vectoriser, of the vocabulary's size. */
export interface Vectoriser {
  readonly vocabulary: Vocabulary;
  readonly settings: FeatureSettings;
  readonly place: Int32Array;
  readonly groups: Uint8Array;
  readonly vector: Vector;
}

export function newVectoriser(vocabulary: Vocabulary, settings: FeatureSettings = FEATURE_SETTINGS): Vectoriser {
  return {
    vocabulary,
    settings,
    place: new Int32Array(vocabulary.hashes.length),
    groups: new Uint8Array(MOST_FEATURES),
    vector: { indexes: new Int32Array(MOST_FEATURES), values: new Float32Array(MOST_FEATURES), count: 0, unseen: 0 },
  };
}

const lengths = new Float64Array(GROUP_COUNT);

/** Looks the features up and weighs them; the result is the vectoriser's own and lasts until the next call. */
export function vectorise(vectoriser: Vectoriser, features: HashedFeatures): Vector {
  const { vocabulary, place, groups, vector, settings } = vectoriser;
  let count = 0;
  let words = 0;
  let unseen = 0;
  for (let at = 0; at < features.count; at++) {
    const group = features.groups[at] as number;
    const index = findFeature(vocabulary, features.hashes[at] as number);
    if (group === GROUPS.word) words++;
    if (index < 0) {
      if (group === GROUPS.word) unseen++;
      continue;
    }
    const known = place[index] as number;
    if (known > 0) {
      vector.values[known - 1] = (vector.values[known - 1] as number) + 1;
      continue;
    }
    vector.indexes[count] = index;
    vector.values[count] = 1;
    groups[count] = group;
    count++;
    place[index] = count;
  }
  vector.count = count;
  features.unknownWeight = unseen;
  vector.unseen = words === 0 ? 1 : unseen / words;
  weigh(vectoriser, count, settings);
  return vector;
}

function weigh(vectoriser: Vectoriser, count: number, settings: FeatureSettings): void {
  const { vector, groups, place, vocabulary } = vectoriser;
  lengths.fill(0);
  for (let at = 0; at < count; at++) {
    const index = vector.indexes[at] as number;
    place[index] = 0;
    const value = (1 + Math.log(vector.values[at] as number)) * (vocabulary.rarity[index] as number);
    vector.values[at] = value;
    const group = groups[at] as number;
    lengths[group] = (lengths[group] as number) + value * value;
  }
  const weights = [
    settings.wordWeight,
    settings.pairWeight,
    settings.characterWeight,
    settings.conceptWeight,
    settings.meaningWeight,
    settings.togetherWeight,
  ];
  for (let group = 0; group < GROUP_COUNT; group++) {
    const length = lengths[group] as number;
    lengths[group] = length > 0 ? (weights[group] as number) / Math.sqrt(length) : 0;
  }
  for (let at = 0; at < count; at++) {
    vector.values[at] = (vector.values[at] as number) * (lengths[groups[at] as number] as number);
  }
}
