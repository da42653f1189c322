import { findConcepts } from './concepts.js';
import {
  FEATURE_SETTINGS,
  type FeatureSettings,
  GROUPS,
  type HashedFeatures,
  hashFeatures,
  newHashedFeatures,
  newVectoriser,
  type Vector,
  type Vectoriser,
  type Vocabulary,
  vectorise,
} from './features.js';
import {
  fillHidden,
  fillScores,
  type Network,
  TRAINING_SETTINGS,
  type TrainingSettings,
  toProbabilities,
  trainNetwork,
} from './network.js';
import { newSlab } from './slab.js';
import type { Word } from './text.js';
import { buildVocabulary } from './vocabulary.js';

/** Words in, a probability a label out. Labels that mean "none of ours" are named by `outside`. */
export interface Classifier {
  readonly labels: readonly string[];
  readonly languages: readonly string[];
  readonly vocabulary: Vocabulary;
  /** Several networks trained from different seeds; their scores are averaged. */
  readonly networks: readonly Network[];
  /** 1 for each label that stands for an out-of-scope question. */
  readonly outside: Uint8Array;
  /** How much each feature speaks for a question of ours against an outside one, in sixteenths of a nat. */
  readonly ownWeights: Int8Array;
  readonly calibration: Calibration;
}

/** What turns scores into trust; fitted on held-back examples only. */
export interface Calibration {
  readonly temperature: number;
  /** Weights of `SIGNALS`, the constant first, for the probability that a question is one of ours. */
  readonly inScope: readonly number[];
}

export interface LabelledText {
  readonly words: readonly Word[];
  readonly label: string;
  /** From `hashWords`, where the same text is trained on several times over. */
  readonly hashed?: HashedFeatures;
}

const scratch = newHashedFeatures();
const keptHashes = newSlab<Int32Array>((length) => new Int32Array(length));
const keptGroups = newSlab<Uint8Array>((length) => new Uint8Array(length));

/** The features of an utterance before any vocabulary, to keep. */
export function hashWords(
  words: readonly Word[],
  languages: readonly string[],
  settings: FeatureSettings = FEATURE_SETTINGS,
): HashedFeatures {
  hashFeatures(scratch, words.map(foldedOf), findConcepts(words), languages, settings);
  const { hashes, groups, count } = scratch;
  return { ...scratch, hashes: keptHashes.keep(hashes, count), groups: keptGroups.keep(groups, count) };
}

/** What was made of one utterance. Reused by the next call: copy what is kept. */
export interface Scores {
  /** Calibrated probability of each label given that the question is one of ours; 0 for outside labels. */
  readonly probabilities: Float64Array;
  /** The network's own probabilities, outside labels among them. */
  readonly plain: Float64Array;
  readonly signals: Float64Array;
  /** Calibrated probability that the question is one of ours. */
  inScope: number;
  /** Best label that is not outside, and the next one. */
  first: number;
  second: number;
}

export interface Reader {
  readonly classifier: Classifier;
  /** @param hashed from `hashWords`, where the same words are read several times over. */
  read(words: readonly Word[], hashed?: HashedFeatures): Scores;
  /** Positions in the vocabulary of the words, meanings and pairs of meanings of an utterance. */
  wordFeatures(words: readonly Word[], hashed?: HashedFeatures): Int32Array;
}

/** Signals of the second stage. */
export const SIGNALS = [
  'one',
  'outside',
  'top',
  'margin',
  'energy',
  'unseen',
  'length',
  'disagreement',
  'own-words',
  'most-own',
  'most-foreign',
  'concepts',
] as const;

export const NO_CALIBRATION: Calibration = { temperature: 1, inScope: [4, ...SIGNALS.slice(1).map(() => 0)] };

export interface ClassifierSettings {
  readonly features: FeatureSettings;
  readonly training: TrainingSettings;
  readonly networks: number;
}

export const CLASSIFIER_SETTINGS: ClassifierSettings = {
  features: FEATURE_SETTINGS,
  training: TRAINING_SETTINGS,
  networks: 1,
};

/** Trains the networks; calibration is another step, on examples held back from this one. */
export function trainClassifier(
  examples: readonly LabelledText[],
  languages: readonly string[],
  isOutside: (label: string) => boolean,
  settings: ClassifierSettings = CLASSIFIER_SETTINGS,
): Classifier {
  const labels = [...new Set(examples.map((example) => example.label))].sort();
  const labelOf = new Map(labels.map((label, index) => [label, index]));
  const sorted = [...examples].sort((one, other) => (labelOf.get(one.label) ?? 0) - (labelOf.get(other.label) ?? 0));
  const hashed = sorted.map((example) => example.hashed ?? hashWords(example.words, languages, settings.features));
  const answers = Int32Array.from(sorted, (example) => labelOf.get(example.label) ?? 0);
  const vocabulary = buildVocabulary(hashed, answers, labels.length, settings.features);
  const vectoriser = newVectoriser(vocabulary, settings.features);
  const indexes = newSlab<Int32Array>((length) => new Int32Array(length));
  const values = newSlab<Float32Array>((length) => new Float32Array(length));
  const vectors = hashed.map((features): Vector => {
    const { count, unseen, ...vector } = vectorise(vectoriser, features);
    return { indexes: indexes.keep(vector.indexes, count), values: values.keep(vector.values, count), count, unseen };
  });
  const networks: Network[] = [];
  for (let each = 0; each < settings.networks; each++) {
    const training = { ...settings.training, seed: settings.training.seed + each * 7_919 };
    networks.push(trainNetwork(vectors, answers, vocabulary.hashes.length, labels.length, training));
  }
  return {
    labels,
    languages,
    vocabulary,
    networks,
    outside: Uint8Array.from(labels, (label) => (isOutside(label) ? 1 : 0)),
    ownWeights: weighOwn(vectors, answers, labels.map(isOutside), vocabulary.hashes.length),
    calibration: NO_CALIBRATION,
  };
}

function foldedOf(word: Word): string {
  return word.folded;
}

const OWN_STEPS = 16;

/** Log odds of each feature between our questions and outside ones, smoothed. */
function weighOwn(
  vectors: readonly Vector[],
  answers: Int32Array,
  isOutside: readonly boolean[],
  size: number,
): Int8Array {
  const own = new Float64Array(size);
  const foreign = new Float64Array(size);
  let ownCount = 1;
  let foreignCount = 1;
  vectors.forEach((vector, example) => {
    const beyond = isOutside[answers[example] as number];
    const counts = beyond ? foreign : own;
    if (beyond) foreignCount++;
    else ownCount++;
    for (let at = 0; at < vector.count; at++) {
      const index = vector.indexes[at] as number;
      counts[index] = (counts[index] as number) + 1;
    }
  });
  const weights = new Int8Array(size);
  for (let index = 0; index < size; index++) {
    const odds = Math.log(
      (((own[index] as number) + 0.5) * foreignCount) / (((foreign[index] as number) + 0.5) * ownCount),
    );
    weights[index] = Math.max(-127, Math.min(127, Math.round(odds * OWN_STEPS)));
  }
  return weights;
}

function wordFeaturesOf(vectoriser: Vectoriser, vector: Vector): Int32Array {
  const { groups } = vectoriser.vocabulary;
  const kept: number[] = [];
  for (let at = 0; at < vector.count; at++) {
    const index = vector.indexes[at] as number;
    const group = groups[index];
    if (group === GROUPS.word || group === GROUPS.meaning || group === GROUPS.together) kept.push(index);
  }
  return Int32Array.from(kept);
}

/** Makes a reader with its own scratch; one reader serves one thread. */
export function newReader(classifier: Classifier, settings: FeatureSettings = FEATURE_SETTINGS): Reader {
  const { labels, networks, vocabulary, outside, languages, calibration } = classifier;
  const own = newHashedFeatures();
  /** Features of the words read last. */
  let hashed: HashedFeatures = own;
  const vectoriser = newVectoriser(vocabulary, settings);
  const hidden = networks.map((network) => new Float32Array(network.hidden));
  const single = new Float64Array(labels.length);
  const raw = new Float64Array(labels.length);
  const scores: Scores = {
    probabilities: new Float64Array(labels.length),
    plain: new Float64Array(labels.length),
    signals: new Float64Array(SIGNALS.length),
    inScope: 0,
    first: 0,
    second: 0,
  };

  let lastWords: readonly Word[] | null = null;

  /** The same list of words is read once: an utterance is asked for its scores and for its features. */
  function toVector(words: readonly Word[], given?: HashedFeatures): Vector {
    if (words === lastWords) return vectoriser.vector;
    lastWords = words;
    hashed = given ?? own;
    if (!given) hashFeatures(own, words.map(foldedOf), findConcepts(words), languages, settings);
    return vectorise(vectoriser, hashed);
  }

  function read(words: readonly Word[], given?: HashedFeatures): Scores {
    const vector = toVector(words, given);
    const { probabilities, plain, signals } = scores;
    raw.fill(0);
    const tops: number[] = [];
    networks.forEach((network, each) => {
      fillHidden(network, vector, hidden[each] as Float32Array);
      fillScores(network, hidden[each] as Float32Array, single);
      for (let label = 0; label < raw.length; label++) {
        raw[label] = (raw[label] as number) + (single[label] as number) / networks.length;
      }
      tops.push(bestOf(single, outside));
    });
    // The signals are taken before the temperature: they were fitted before it was known.
    plain.set(raw);
    toProbabilities(plain);
    fillSignals(scores, vector, tops);
    probabilities.set(raw);
    toProbabilities(probabilities, calibration.temperature);
    keepInside(probabilities, outside);
    scores.inScope = words.length === 0 ? 0 : inScopeOf(signals, calibration.inScope);
    return scores;
  }

  function fillSignals(into: Scores, vector: Vector, tops: readonly number[]): void {
    const { plain, signals } = into;
    let beyond = 0;
    for (let label = 0; label < labels.length; label++) if (outside[label]) beyond += plain[label] as number;
    into.first = bestOf(plain, outside);
    into.second = bestOf(plain, outside, into.first);
    const top = plain[into.first] ?? 0;
    const next = plain[into.second] ?? 0;
    signals[0] = 1;
    signals[1] = logit(beyond);
    signals[2] = logit(top);
    signals[3] = Math.min(6, Math.log((top + 1e-6) / (next + 1e-6)));
    signals[4] = (raw[into.first] as number) / 4;
    signals[5] = vector.unseen;
    signals[6] = Math.log(1 + hashed.wordCount);
    signals[7] = tops.some((each) => each !== into.first) ? 1 : 0;
    fillOwnness(signals, vector);
  }

  /** How much the words themselves, known or not, belong to what we are asked. */
  function fillOwnness(signals: Float64Array, vector: Vector): void {
    const { groups } = vocabulary;
    let sum = 0;
    let count = 0;
    let most = 0;
    let least = 0;
    for (let at = 0; at < vector.count; at++) {
      const index = vector.indexes[at] as number;
      if (groups[index] !== GROUPS.word && groups[index] !== GROUPS.meaning) continue;
      const weight = (classifier.ownWeights[index] as number) / OWN_STEPS;
      sum += weight;
      count++;
      most = Math.max(most, weight);
      least = Math.min(least, weight);
    }
    signals[8] = sum / (count + hashed.unknownWeight + 1);
    signals[9] = most / 4;
    signals[10] = least / 4;
    signals[11] = Math.min(4, hashed.conceptCount) / 4;
  }

  return {
    classifier,
    read,
    wordFeatures: (words, given) => wordFeaturesOf(vectoriser, toVector(words, given)),
  };
}

/** Calibrated probability that a question with these signals is one of ours. */
export function inScopeOf(signals: ArrayLike<number>, weights: readonly number[]): number {
  let sum = 0;
  for (let each = 0; each < signals.length; each++) sum += (signals[each] as number) * (weights[each] ?? 0);
  return 1 / (1 + Math.exp(-sum));
}

function logit(probability: number): number {
  const safe = Math.min(1 - 1e-4, Math.max(1e-4, probability));
  return Math.log(safe / (1 - safe)) / 4;
}

function bestOf(scores: Float64Array, outside: Uint8Array, except = -1): number {
  let best = -1;
  for (let label = 0; label < scores.length; label++) {
    if (outside[label] || label === except) continue;
    if (best < 0 || (scores[label] as number) > (scores[best] as number)) best = label;
  }
  return Math.max(0, best);
}

function keepInside(probabilities: Float64Array, outside: Uint8Array): void {
  let sum = 0;
  for (let label = 0; label < probabilities.length; label++) {
    if (outside[label]) probabilities[label] = 0;
    sum += probabilities[label] as number;
  }
  if (sum === 0) return;
  for (let label = 0; label < probabilities.length; label++) {
    probabilities[label] = (probabilities[label] as number) / sum;
  }
}
