import type { CityFile, StateFile } from '../content/index.js';
import { type Evaluation, evaluate } from './evaluate.js';
import { assignFolds } from './folds.js';
import { splitWords } from './text.js';
import { type TrainingExample, trainModel } from './train.js';
import { createUnderstander, type Understander, type UnderstanderOptions } from './understander.js';

export interface CrossValidationInput {
  readonly examples: readonly TrainingExample[];
  readonly cities: readonly CityFile[];
  readonly states: readonly StateFile[];
  readonly languages: readonly string[];
  readonly stakes: UnderstanderOptions['stakes'];
  /** Called as each fold begins, from 1. */
  readonly onFold?: (fold: number, folds: number) => void;
}

/**
 * Measures the whole engine on the content's own examples: each is judged by a model that was trained without it and
 * without its near-duplicates (word sets that share 70 % or more stay in one fold). The rule that a question an author
 * wrote word for word gets its answer does not apply, because no fold holds the question.
 *
 * @throws {RangeError} where there are fewer examples than folds.
 */
export function crossValidate(input: CrossValidationInput, folds = 5): Evaluation {
  const { examples, cities, states, languages, stakes } = input;
  if (examples.length < folds) throw new RangeError('there are too few example questions to cross-validate');
  const foldOf = assignFolds(
    examples.map(({ text }) => splitWords(text).map((word) => word.folded)),
    folds,
  );
  const judges: Understander[] = [];
  for (let fold = 0; fold < folds; fold++) {
    input.onFold?.(fold + 1, folds);
    const kept = examples.filter((_, index) => foldOf[index] !== fold);
    const model = trainModel({ examples: kept, cities, states });
    judges.push(createUnderstander({ model, cities, states, languages, stakes }));
  }
  let line = 0;
  const ordered: Pick<Understander, 'understand'> = {
    // `evaluate` asks line by line, in order.
    understand: (text, context) => (judges[foldOf[line++] ?? 0] as Understander).understand(text, context),
  };
  return evaluate(
    examples.map(({ text, topic, language }) => ({ text, topic, language })),
    ordered,
  );
}
