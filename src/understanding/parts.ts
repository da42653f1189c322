import { type Classifier, type LabelledText, newReader } from './classifier.js';
import type { PartModel } from './model.js';

interface PartExample extends LabelledText {
  readonly topic: string;
  readonly part: string | null;
}

/**
 * For each topic with parts, how much each word feature speaks for each part (naive Bayes over presence: a part has
 * a handful of examples, too few for more).
 */
export function learnParts(classifier: Classifier, examples: readonly PartExample[]): PartModel[] {
  const reader = newReader(classifier);
  const topics = new Map<string, PartExample[]>();
  for (const example of examples) {
    const group = topics.get(example.topic) ?? [];
    group.push(example);
    topics.set(example.topic, group);
  }
  const models: PartModel[] = [];
  for (const [topic, group] of topics) {
    const parts = [null, ...new Set(group.flatMap(({ part }) => (part === null ? [] : [part])))];
    if (parts.length > 1) models.push(learnTopic(topic, parts, group, reader));
  }
  return models;
}

/** How much the whole topic's rate weighs beside each part's own counts, in examples; chosen on held-back examples. */
const PRIOR_EXAMPLES = 0.5;

/** Weights are kept in sixteenths of a nat: one byte each. */
const STEPS = 16;

/** What one question for the answer itself holds tells nothing; parts have too few questions to go without. */
function isTelling([, row]: readonly [number, Float64Array]): boolean {
  return row[0] === 0 || row.reduce((sum, each) => sum + each, 0) > 1;
}

function learnTopic(
  topic: string,
  parts: readonly (string | null)[],
  group: readonly PartExample[],
  reader: ReturnType<typeof newReader>,
): PartModel {
  const counts = new Map<number, Float64Array>();
  const sizes = new Float64Array(parts.length);
  for (const example of group) {
    const part = parts.indexOf(example.part);
    sizes[part] = (sizes[part] as number) + 1;
    for (const feature of reader.wordFeatures(example.words, example.hashed)) {
      const row = counts.get(feature) ?? new Float64Array(parts.length);
      row[part] = (row[part] as number) + 1;
      counts.set(feature, row);
    }
  }
  const features = Int32Array.from([...counts].filter(isTelling), ([feature]) => feature).sort();
  const weights = new Int8Array(features.length * parts.length);
  features.forEach((feature, at) => {
    const row = counts.get(feature) ?? new Float64Array(parts.length);
    const all = row.reduce((sum, each) => sum + each, 0);
    parts.forEach((_, part) => {
      // Drawn towards the topic's own rate: a part of three examples must not look rich in every word it lacks.
      const usual = (PRIOR_EXAMPLES * all) / group.length;
      const own = ((row[part] as number) + usual) / ((sizes[part] as number) + PRIOR_EXAMPLES);
      const others = (all - (row[part] as number) + usual) / (group.length - (sizes[part] as number) + PRIOR_EXAMPLES);
      weights[at * parts.length + part] = Math.max(-127, Math.min(127, Math.round(Math.log(own / others) * STEPS)));
    });
  });
  return { topic, parts, features, weights };
}

/** How sharply a part must win over the answer itself: held back, 96 % of the questions for the answer keep it, two thirds of those for a part find it. */
const PART_MARGIN = 10;

/**
 * Probability of each part of a topic given that topic; they add up to one.
 *
 * @param features word features of the utterance, from `Reader.wordFeatures`.
 */
export function scoreParts(model: PartModel, features: ArrayLike<number>): Float64Array {
  const width = model.parts.length;
  const scores = new Float64Array(width);
  scores[0] = PART_MARGIN;
  let known = 0;
  for (let at = 0; at < features.length; at++) {
    const row = findRow(model.features, features[at] as number);
    if (row < 0) continue;
    known++;
    for (let part = 0; part < width; part++) {
      scores[part] = (scores[part] as number) + (model.weights[row * width + part] as number) / STEPS;
    }
  }
  // Features of one word repeat each other: their sum is worth about its root.
  const scale = known > 0 ? 1 / Math.sqrt(known) : 0;
  let sum = 0;
  for (let part = 0; part < width; part++) {
    const value = Math.exp((scores[part] as number) * scale * 2);
    scores[part] = value;
    sum += value;
  }
  return scores.map((each) => each / sum);
}

function findRow(features: Int32Array, feature: number): number {
  let low = 0;
  let high = features.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const value = features[middle] as number;
    if (value === feature) return middle;
    if (value < feature) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}
