import { z } from 'zod';
import { fitInScope, type Judged } from './calibrate.js';
import { CLASSIFIER_SETTINGS, newReader, type Reader, trainClassifier } from './classifier.js';
import { splitWords } from './text.js';

const Line = z.tuple([z.string(), z.string()]);
/** Out-of-scope lines come with or without a label. */
const Foreign = z
  .union([z.string(), z.tuple([z.string()]).rest(z.unknown())])
  .transform((line) => (typeof line === 'string' ? line : line[0]));

/** A data set in the format of `shared/bench/README.md`. Loose: its makers add fields. */
export const BenchData = z.looseObject({
  language: z.string().optional(),
  train: z.array(Line).min(1),
  val: z.array(Line).default([]),
  test: z.array(Line).min(1),
  oos_train: z.array(Foreign).default([]),
  oos_val: z.array(Foreign).default([]),
  oos_test: z.array(Foreign).default([]),
});

/** Figures of one run; rates are shares from 0 to 1. */
export interface BenchResult {
  readonly accuracy: number;
  readonly auroc: number | null;
  readonly inScopeAccuracyAtThreshold: number;
  readonly oosRecall: number | null;
  readonly oosPrecision: number | null;
  readonly trainSeconds: number;
  readonly predictionsPerSecond: number;
  readonly modelBytes: number;
}

const OUTSIDE = '\u0000outside';
/** Here training may take its time; for the content one network is what fits into ten seconds. */
const NETWORKS = 3;
/** Share of in-scope validation questions that the threshold may turn away. */
const TURNED_AWAY = 0.05;

interface Measured {
  readonly isRight: boolean;
  readonly trust: number;
  readonly signals: Float64Array;
}

/**
 * Trains the classifier on a data set and measures it. Weights and threshold of the second stage come from `val` (or,
 * without one, from a tenth of `train`), never from `test`.
 *
 * @param data parsed JSON of the file.
 * @param clock milliseconds, for the two rates.
 * @throws {z.ZodError} naming what is wrong with the file.
 */
export function benchIntents(data: unknown, clock: () => number = () => performance.now()): BenchResult {
  const set = BenchData.parse(data);
  const { train, val } = set.val.length > 0 ? set : splitTrain(set.train);
  const startedAt = clock();
  const examples = [
    ...train.map(([text, label]) => ({ words: splitWords(text), label })),
    ...set.oos_train.map((text) => ({ words: splitWords(text), label: OUTSIDE })),
  ];
  const classifier = trainClassifier(examples, [set.language ?? 'en'], (label) => label === OUTSIDE, {
    ...CLASSIFIER_SETTINGS,
    networks: NETWORKS,
  });
  const reader = newReader(classifier);
  const validation = measure(reader, val);
  const foreignValidation = measure(
    reader,
    set.oos_val.map((text) => [text, OUTSIDE]),
  );
  const weigh = fitTrust(validation, foreignValidation);
  const threshold = quantile(
    validation.map(({ signals }) => weigh(signals)),
    TURNED_AWAY,
  );
  const trainSeconds = (clock() - startedAt) / 1000;

  const testedAt = clock();
  const tested = measure(reader, set.test);
  const foreign = measure(
    reader,
    set.oos_test.map((text) => [text, OUTSIDE]),
  );
  const testSeconds = (clock() - testedAt) / 1000;
  const ours = tested.map((each) => ({ ...each, trust: weigh(each.signals) }));
  const others = foreign.map((each) => weigh(each.signals));
  const turnedAway = others.filter((trust) => trust < threshold).length;
  const wronglyTurned = ours.filter(({ trust }) => trust < threshold).length;
  return {
    accuracy: share(ours, ({ isRight }) => isRight),
    auroc:
      others.length > 0
        ? areaUnderCurve(
            ours.map(({ trust }) => trust),
            others,
          )
        : null,
    inScopeAccuracyAtThreshold: share(ours, ({ isRight, trust }) => isRight && trust >= threshold),
    oosRecall: others.length > 0 ? turnedAway / others.length : null,
    oosPrecision: others.length > 0 ? turnedAway / Math.max(1, turnedAway + wronglyTurned) : null,
    trainSeconds,
    predictionsPerSecond: (set.test.length + set.oos_test.length) / testSeconds,
    modelBytes: bytesOf(classifier),
  };
}

function splitTrain(lines: readonly [string, string][]) {
  return { train: lines.filter((_, index) => index % 10 !== 9), val: lines.filter((_, index) => index % 10 === 9) };
}

function measure(reader: Reader, lines: readonly (readonly [string, string])[]): Measured[] {
  const { labels } = reader.classifier;
  return lines.map(([text, label]) => {
    const scores = reader.read(splitWords(text));
    return { isRight: labels[scores.first] === label, trust: 0, signals: scores.signals.slice() };
  });
}

/** With no foreign examples to learn from, the best label's own probability is the trust. */
function fitTrust(ours: readonly Measured[], others: readonly Measured[]): (signals: Float64Array) => number {
  if (others.length === 0) return (signals) => signals[2] as number;
  const judged: Judged[] = [
    ...ours.map(({ signals }) => ({ signals, isOurs: true })),
    ...others.map(({ signals }) => ({ signals, isOurs: false })),
  ];
  const weights = fitInScope(judged, 0.5);
  return (signals) => weights.reduce((sum, weight, index) => sum + weight * (signals[index] as number), 0);
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(part * sorted.length)] ?? Number.NEGATIVE_INFINITY;
}

function share<Item>(items: readonly Item[], test: (item: Item) => boolean): number {
  return items.filter(test).length / Math.max(1, items.length);
}

/** Chance that a question of ours is trusted more than a foreign one. */
function areaUnderCurve(ours: readonly number[], others: readonly number[]): number {
  const all = [...ours.map((trust) => ({ trust, isOurs: true })), ...others.map((trust) => ({ trust, isOurs: false }))];
  all.sort((one, other) => one.trust - other.trust);
  let ranks = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.trust === all[from]?.trust) to++;
    const rank = (from + to + 1) / 2;
    for (let at = from; at < to; at++) if (all[at]?.isOurs) ranks += rank;
    from = to;
  }
  return (ranks - (ours.length * (ours.length + 1)) / 2) / (ours.length * others.length);
}

/** What the model file takes: eight bits a weight, a step a row, nine bytes a feature. */
function bytesOf({ networks, vocabulary }: Reader['classifier']): number {
  const weights = networks.reduce(
    (sum, { features, hidden, classes }) => sum + (features + classes) * (hidden + 4) + (hidden + classes) * 4,
    0,
  );
  return weights + vocabulary.hashes.length * 9;
}
