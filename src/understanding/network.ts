import type { Vector } from './features.js';
import { addPackedRow, type PackedRows, packRows, unpackRows } from './packed-rows.js';
import { newRandom, shuffle } from './random.js';

/**
 * One hidden layer over sparse features: each feature carries a short row of numbers, the rows of an utterance are
 * added up, cut at zero, and one linear layer gives a score a class. README.md says why not the linear model alone.
 */
export interface Network {
  readonly features: number;
  /** A multiple of four: the inner loops take four steps at a time. */
  readonly hidden: number;
  readonly classes: number;
  /** `features` rows of `hidden` numbers. */
  readonly input: PackedRows;
  readonly inputBias: Float32Array;
  /** `classes` rows of `hidden` numbers. */
  readonly output: Float32Array;
  readonly outputBias: Float32Array;
}

/** A network whose rows are still being learnt. */
type Learning = Omit<Network, 'input'> & { readonly input: Float32Array };

export interface TrainingSettings {
  readonly rounds: number;
  readonly rate: number;
  /** Share of an example's features left out each time it is seen: teaches the network to rely on no single word. */
  readonly inputDropout: number;
  readonly hiddenDropout: number;
  readonly seed: number;
}

/** An example that is already known this well is passed over: it costs as much as the rest and moves nothing. */
const WELL_KNOWN = 0.8;

export const TRAINING_SETTINGS: TrainingSettings = {
  rounds: 12,
  rate: 0.05,
  inputDropout: 0.5,
  hiddenDropout: 0.3,
  seed: 1,
};

/** Turns scores into probabilities, in place. */
export function toProbabilities(scores: Float64Array, temperature = 1): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < scores.length; index++)
    if ((scores[index] as number) > top) top = scores[index] as number;
  let sum = 0;
  for (let index = 0; index < scores.length; index++) {
    const value = Math.exp(((scores[index] as number) - top) / temperature);
    scores[index] = value;
    sum += value;
  }
  for (let index = 0; index < scores.length; index++) scores[index] = (scores[index] as number) / sum;
}

/** Fills `hidden` with what the hidden layer makes of an utterance. */
export function fillHidden(network: Network, vector: Vector, hidden: Float32Array): void {
  const { input, hidden: width } = network;
  hidden.set(network.inputBias);
  for (let at = 0; at < vector.count; at++) {
    addPackedRow(hidden, input, vector.indexes[at] as number, width, vector.values[at] as number);
  }
  for (let index = 0; index < width; index++) if ((hidden[index] as number) < 0) hidden[index] = 0;
}

/** Fills `scores` with a score a class. */
export function fillScores(network: Omit<Network, 'input'>, hidden: Float32Array, scores: Float64Array): void {
  const { output, outputBias, hidden: width, classes } = network;
  for (let index = 0; index < classes; index++) {
    scores[index] = (outputBias[index] as number) + dot(hidden, output, index * width, width);
  }
}

function addRow(target: Float32Array, rows: Float32Array, row: number, width: number, value: number): void {
  for (let index = 0; index < width; index += 4) {
    target[index] = (target[index] as number) + value * (rows[row + index] as number);
    target[index + 1] = (target[index + 1] as number) + value * (rows[row + index + 1] as number);
    target[index + 2] = (target[index + 2] as number) + value * (rows[row + index + 2] as number);
    target[index + 3] = (target[index + 3] as number) + value * (rows[row + index + 3] as number);
  }
}

function addToRow(rows: Float32Array, row: number, source: Float32Array, width: number, value: number): void {
  for (let index = 0; index < width; index += 4) {
    const at = row + index;
    rows[at] = (rows[at] as number) + value * (source[index] as number);
    rows[at + 1] = (rows[at + 1] as number) + value * (source[index + 1] as number);
    rows[at + 2] = (rows[at + 2] as number) + value * (source[index + 2] as number);
    rows[at + 3] = (rows[at + 3] as number) + value * (source[index + 3] as number);
  }
}

function dot(one: Float32Array, rows: Float32Array, row: number, width: number): number {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  for (let index = 0; index < width; index += 4) {
    a += (one[index] as number) * (rows[row + index] as number);
    b += (one[index + 1] as number) * (rows[row + index + 1] as number);
    c += (one[index + 2] as number) * (rows[row + index + 2] as number);
    d += (one[index + 3] as number) * (rows[row + index + 3] as number);
  }
  return a + b + c + d;
}

/**
 * Trains a network by stochastic gradient descent with AdaGrad steps, one step size a feature.
 * The same examples, settings and seed give the same network on every machine.
 *
 * @param labels class index of each vector.
 */
export function trainNetwork(
  vectors: readonly Vector[],
  labels: Int32Array,
  features: number,
  classes: number,
  settings: TrainingSettings,
): Network {
  const random = newRandom(settings.seed);
  const network = newNetwork(features, classes, hiddenFor(classes), random);
  const trainer = newTrainer(network, vectors, random, settings);
  const order = Int32Array.from(vectors.keys());
  for (let round = 0; round < settings.rounds; round++) {
    shuffle(order, random);
    const rate = settings.rate * (1 - round / settings.rounds);
    for (const example of order) learn(trainer, vectors[example] as Vector, labels[example] as number, rate);
  }
  const { hidden } = network;
  // As the model file keeps them, so that a network reads the same from memory and from the file.
  return { ...network, input: packRows(network.input, hidden), output: roundRows(network.output, hidden) };
}

function roundRows(values: Float32Array, width: number): Float32Array {
  return unpackRows(packRows(values, width), width);
}

/** More classes need a wider layer. */
function hiddenFor(classes: number): number {
  return Math.max(80, 4 * Math.round((24 + 0.45 * classes) / 4));
}

function newNetwork(features: number, classes: number, hidden: number, random: () => number): Learning {
  // Sums of three draws are close enough to a bell curve, and cheap.
  const draw = () => (random() + random() + random() - 1.5) * 2;
  const fill = (length: number, size: number) => {
    const values = new Float32Array(length);
    for (let index = 0; index < length; index++) values[index] = draw() * size;
    return values;
  };
  return {
    features,
    hidden,
    classes,
    input: fill(features * hidden, 0.1),
    inputBias: new Float32Array(hidden),
    output: fill(classes * hidden, 1 / Math.sqrt(hidden)),
    outputBias: new Float32Array(classes),
  };
}

interface Trainer {
  readonly network: Learning;
  readonly settings: TrainingSettings;
  readonly random: () => number;
  readonly inputSteps: Float32Array;
  readonly outputSteps: Float32Array;
  readonly kept: Int32Array;
  readonly hidden: Float32Array;
  readonly slope: Float32Array;
  readonly scores: Float64Array;
}

function newTrainer(
  network: Learning,
  vectors: readonly Vector[],
  random: () => number,
  settings: TrainingSettings,
): Trainer {
  let longest = 1;
  for (const vector of vectors) longest = Math.max(longest, vector.count);
  return {
    network,
    settings,
    random,
    inputSteps: new Float32Array(network.features).fill(1e-2),
    outputSteps: new Float32Array(network.classes).fill(1e-2),
    kept: new Int32Array(longest),
    hidden: new Float32Array(network.hidden),
    slope: new Float32Array(network.hidden),
    scores: new Float64Array(network.classes),
  };
}

function learn(trainer: Trainer, vector: Vector, label: number, rate: number): void {
  const { network, settings, random, kept, hidden, slope, scores } = trainer;
  const { hidden: width, input, inputBias } = network;
  const scale = 1 / (1 - settings.inputDropout);
  let keptCount = 0;
  hidden.set(inputBias);
  for (let at = 0; at < vector.count; at++) {
    if (random() < settings.inputDropout) continue;
    kept[keptCount++] = at;
    addRow(hidden, input, (vector.indexes[at] as number) * width, width, (vector.values[at] as number) * scale);
  }
  const hiddenScale = 1 / (1 - settings.hiddenDropout);
  for (let index = 0; index < width; index++) {
    const value = hidden[index] as number;
    hidden[index] = value <= 0 || random() < settings.hiddenDropout ? 0 : value * hiddenScale;
  }
  fillScores(network, hidden, scores);
  toProbabilities(scores);
  if ((scores[label] as number) > WELL_KNOWN) return;
  scores[label] = (scores[label] as number) - 1;
  learnOutput(trainer, rate);
  let energy = 0;
  for (let index = 0; index < width; index++) {
    const value = hidden[index] === 0 ? 0 : (slope[index] as number) * hiddenScale;
    slope[index] = value;
    energy += value * value;
  }
  if (energy < 1e-9) return;
  for (let each = 0; each < keptCount; each++) {
    const at = kept[each] as number;
    const index = vector.indexes[at] as number;
    const value = (vector.values[at] as number) * scale;
    const sum = (trainer.inputSteps[index] as number) + (value * value * energy) / width;
    trainer.inputSteps[index] = sum;
    addToRow(input, index * width, slope, width, (-rate * value) / Math.sqrt(sum));
  }
  addToRow(inputBias, 0, slope, width, -0.1 * rate);
}

/** Moves the output rows and leaves in `slope` how the hidden layer should have been. */
function learnOutput(trainer: Trainer, rate: number): void {
  const { network, hidden, slope, scores, outputSteps } = trainer;
  const { hidden: width, output, outputBias, classes } = network;
  let size = 0;
  for (let index = 0; index < width; index++) size += (hidden[index] as number) ** 2;
  slope.fill(0);
  for (let index = 0; index < classes; index++) {
    const error = scores[index] as number;
    // Classes that are as good as ruled out are left alone: their steps would be too small to matter.
    if (error < 1e-3 && error > -1e-3) continue;
    addRow(slope, output, index * width, width, error);
    const sum = (outputSteps[index] as number) + (error * error * size) / width;
    outputSteps[index] = sum;
    const step = (-rate * error) / Math.sqrt(sum);
    addToRow(output, index * width, hidden, width, step);
    outputBias[index] = (outputBias[index] as number) + 0.1 * step;
  }
}
