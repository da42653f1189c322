import {
  type FeatureSettings,
  GROUPS,
  type HashedFeatures,
  makeVocabulary,
  RARITY_STEPS,
  type Vocabulary,
} from './features.js';

/**
 * The model stays small and quick to learn however many examples there are. All words and stems are kept, for what no
 * example holds is known by them; of the pairs and pieces those that tell most of the label.
 */
const MOST_FEATURES = 65_536;

/**
 * Chooses the features that a classifier learns.
 *
 * @param answers label of each example, 0 to `labelCount` − 1.
 */
export function buildVocabulary(
  examples: readonly HashedFeatures[],
  answers: Int32Array,
  labelCount: number,
  settings: FeatureSettings,
): Vocabulary {
  const found = countFeatures(examples);
  const kept = chooseFeatures(found, tellLabels(examples, answers, labelCount, found), settings);
  const rarity = Float32Array.from(kept, (index) => {
    const share = (1 + examples.length) / (1 + (found.counts[index] as number));
    return Math.round((Math.log(share) + 1) ** settings.rarityPower * RARITY_STEPS) / RARITY_STEPS;
  });
  return makeVocabulary(
    Int32Array.from(kept, (index) => found.hashes[index] as number),
    rarity,
    Uint8Array.from(kept, (index) => found.groups[index] as number),
  );
}

/** Positions of the features to keep, in the order of their hashes. */
function chooseFeatures(found: FoundFeatures, told: Float64Array, settings: FeatureSettings): number[] {
  const { hashes, groups, counts, length } = found;
  const words: number[] = [];
  const others: number[] = [];
  for (let index = 0; index < length; index++) {
    const group = groups[index] as number;
    if ((counts[index] as number) < (settings.leastExamples[group] ?? 1)) continue;
    (group === GROUPS.word ? words : others).push(index);
  }
  const byHash = (one: number, other: number) => (hashes[one] as number) - (hashes[other] as number);
  others.sort((one, other) => (told[other] as number) - (told[one] as number) || byHash(one, other));
  return [...words, ...others.slice(0, Math.max(0, MOST_FEATURES - words.length))].sort(byHash);
}

/** The features of all examples, in the order they were met. */
interface FoundFeatures {
  readonly hashes: Int32Array;
  readonly groups: Uint8Array;
  /** Examples that hold each. */
  readonly counts: Int32Array;
  readonly length: number;
  /** Position of a hash that was found. */
  positionOf(hash: number): number;
}

/**
 * What each feature tells of the label, in nats over all examples that hold it: the log-likelihood ratio of its labels
 * against those of all examples (Dunning 1993).
 */
function tellLabels(
  examples: readonly HashedFeatures[],
  answers: Int32Array,
  labelCount: number,
  { counts, length, positionOf }: FoundFeatures,
): Float64Array {
  const totals = new Float64Array(labelCount);
  for (const answer of answers) totals[answer] = (totals[answer] as number) + 1;
  const told = new Float64Array(length);
  const here = new Int32Array(length);
  const lastExample = new Int32Array(length).fill(-1);
  let met: number[] = [];
  /** Adds up the label whose examples have all been seen. */
  function close(answer: number): void {
    const expected = (totals[answer] as number) / examples.length;
    for (const index of met) {
      const held = here[index] as number;
      told[index] = (told[index] as number) + held * Math.log(held / ((counts[index] as number) * expected));
      here[index] = 0;
    }
    met = [];
  }
  let answer = answers[0] ?? 0;
  examples.forEach((hashed, example) => {
    // Examples come sorted by label: one row of counts serves them all.
    if (answers[example] !== answer) {
      close(answer);
      answer = answers[example] as number;
    }
    for (let at = 0; at < hashed.count; at++) {
      const index = positionOf(hashed.hashes[at] as number);
      if (lastExample[index] === example) continue;
      lastExample[index] = example;
      if (here[index] === 0) met.push(index);
      here[index] = (here[index] as number) + 1;
    }
  });
  close(answer);
  return told;
}

/** In how many examples each feature stands, in typed arrays: maps take ten times as long. */
function countFeatures(examples: readonly HashedFeatures[]): FoundFeatures {
  let most = 0;
  for (const { count } of examples) most += count;
  let size = 1_024;
  while (size < most) size *= 2;
  const mask = size - 1;
  /** Position plus one of a feature in the lists, by open addressing; 0 for an empty place. */
  const places = new Int32Array(size);
  const hashes = new Int32Array(most);
  const groups = new Uint8Array(most);
  const counts = new Int32Array(most);
  const lastExample = new Int32Array(most).fill(-1);
  let length = 0;
  /** The place of a hash, or the empty one that it would take. */
  function placeOf(hash: number): number {
    let place = hash & mask;
    while (places[place] !== 0 && hashes[(places[place] as number) - 1] !== hash) place = (place + 1) & mask;
    return place;
  }
  examples.forEach((hashed, example) => {
    for (let at = 0; at < hashed.count; at++) {
      const hash = hashed.hashes[at] as number;
      const place = placeOf(hash);
      if (places[place] === 0) {
        hashes[length] = hash;
        places[place] = ++length;
      }
      const index = (places[place] as number) - 1;
      if (lastExample[index] === example) continue;
      lastExample[index] = example;
      counts[index] = (counts[index] as number) + 1;
      groups[index] = hashed.groups[at] as number;
    }
  });
  return { hashes, groups, counts, length, positionOf: (hash) => (places[placeOf(hash)] as number) - 1 };
}
