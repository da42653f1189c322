import type { Calibration, Classifier } from './classifier.js';
import type { SequenceModel } from './sequence.js';
import type { Urgency } from './urgency.js';

/** Tells an answer and its further parts apart; topics without parts have none. */
export interface PartModel {
  readonly topic: string;
  readonly parts: readonly (string | null)[];
  /** Weight of each part for each word feature, in sixteenths of a nat: rows of `parts.length`, for the features in `features`. */
  readonly features: Int32Array;
  readonly weights: Int8Array;
}

/** How well the held-back folds were understood. */
export interface TrainingReport {
  readonly examples: number;
  readonly byLanguage: Readonly<Record<string, FoldFigures>>;
}

export interface FoldFigures {
  readonly lines: number;
  readonly top1: number;
  readonly top2: number;
}

/** All that was learnt from the examples. Opaque outside this folder: written, read, handed to `createUnderstander`. */
export interface Model {
  readonly classifier: Classifier;
  readonly urgency: Urgency;
  readonly sequence: SequenceModel;
  readonly parts: readonly PartModel[];
  /** Place names were hidden in training, so they are hidden in what is asked too. */
  readonly hidesPlaces: boolean;
  /** For each feature and language of the classifier: how much the feature speaks for the language, in eighths of a nat. */
  readonly languageWeights: Int8Array;
  readonly report: TrainingReport;
}

export type { Calibration };
