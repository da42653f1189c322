export { BenchData, type BenchResult, benchIntents } from './bench.js';
export { benchSpeed, type SpeedFigures } from './bench-speed.js';
export { type CrossValidationInput, crossValidate } from './cross-validate.js';
export {
  type Evaluation,
  EvaluationFileError,
  EvaluationLine,
  evaluate,
  formatEvaluation,
  parseEvaluationLines,
  type TopicFigures,
} from './evaluate.js';
export { maskPersonal } from './find-personal-data.js';
export type { FoldFigures, Model, TrainingReport } from './model.js';
export { readModel, writeModel } from './model-file.js';
export {
  type FoundForTrust,
  fitTrust,
  type StartedTrust,
  type StartTrust,
  type TrainingExample,
  type TrainingInput,
  type Trust,
  trainModel,
} from './train.js';
export type {
  Command,
  Decision,
  PersonalSpan,
  PlaceMention,
  Setting,
  Understanding,
  UtteranceContext,
} from './types.js';
export { createUnderstander, type Explanation, type Understander, type UnderstanderOptions } from './understander.js';
