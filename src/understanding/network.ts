import type { Vector } from './features.js';
import { addPackedRow, type PackedRows, packRows, unpackRows } from './packed-rows.js';
import { newRandom, shuffle } from './random.js';
import { newRowMemory, type RowKernels } from './row-kernels.js';

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
  rounds: 24,
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

/** As `toProbabilities`, but what is less likely than one in eight thousand is nothing: learning leaves it alone. */
function toErrors(scores: Float64Array): void {
  let top = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < scores.length; index++)
    if ((scores[index] as number) > top) top = scores[index] as number;
  let sum = 0;
  for (let index = 0; index < scores.length; index++) {
    const below = (scores[index] as number) - top;
    const value = below < -9 ? 0 : Math.exp(below);
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
  const trainer = newTrainer(vectors, features, classes, random, settings);
  const { network } = trainer;
  const order = Int32Array.from(vectors.keys());
  /** For how many rounds an example is passed over still, and how often in a row it was known well. */
  const passes = new Uint8Array(vectors.length);
  const streaks = new Uint8Array(vectors.length);
  for (let round = 0; round < settings.rounds; round++) {
    shuffle(order, random);
    const rate = settings.rate * (1 - round / settings.rounds);
    for (const example of order) {
      if ((passes[example] as number) > 0) {
        passes[example] = (passes[example] as number) - 1;
        continue;
      }
      // What is known well is passed over, for longer each time: less than half the time for the same network.
      const isKnown = !learn(trainer, vectors[example] as Vector, labels[example] as number, rate);
      const streak = isKnown ? Math.min(MOST_PASSES, (streaks[example] as number) + 1) : 0;
      streaks[example] = streak;
      passes[example] = streak;
    }
  }
  const { hidden } = network;
  // As the model file keeps them, so that a network reads the same from memory and from the file.
  return {
    features,
    classes,
    hidden,
    input: packRows(network.input, hidden),
    inputBias: network.inputBias.slice(),
    output: roundRows(network.output, hidden),
    outputBias: network.outputBias.slice(),
  };
}

function roundRows(values: Float32Array, width: number): Float32Array {
  return unpackRows(packRows(values, width), width);
}

const MOST_PASSES = 3;

/** More classes need a wider layer. */
function hiddenFor(classes: number): number {
  return Math.max(88, 4 * Math.round((24 + 0.45 * classes) / 4));
}

/** Everything that learning reads and writes, in one memory that the row kernels see. */
interface Trainer {
  readonly network: Learning;
  readonly settings: TrainingSettings;
  readonly random: () => number;
  readonly kernels: RowKernels;
  readonly inputSteps: Float32Array;
  readonly outputSteps: Float32Array;
  /** Rows of the input that one call of a kernel takes, and what each is multiplied with; the same for the output. */
  readonly list: Int32Array;
  readonly factors: Float32Array;
  readonly outputList: Int32Array;
  readonly outputFactors: Float32Array;
  readonly hidden: Float32Array;
  readonly slope: Float32Array;
  readonly products: Float32Array;
  readonly scores: Float64Array;
}

function newTrainer(
  vectors: readonly Vector[],
  features: number,
  classes: number,
  random: () => number,
  settings: TrainingSettings,
): Trainer {
  const hidden = hiddenFor(classes);
  let longest = 1;
  for (const vector of vectors) longest = Math.max(longest, vector.count);
  const memory = newRowMemory((features + classes + 3) * hidden + features + 2 * longest + 4 * classes + 11 * 4);
  // Sums of three draws are close enough to a bell curve, and cheap.
  const draw = () => (random() + random() + random() - 1.5) * 2;
  const fill = (values: Float32Array, size: number) => {
    for (let index = 0; index < values.length; index++) values[index] = draw() * size;
    return values;
  };
  return {
    network: {
      features,
      hidden,
      classes,
      input: fill(memory.floats(features * hidden), 0.1),
      inputBias: memory.floats(hidden),
      output: fill(memory.floats(classes * hidden), 1 / Math.sqrt(hidden)),
      outputBias: memory.floats(classes),
    },
    settings,
    random,
    kernels: memory.kernels,
    inputSteps: memory.floats(features).fill(1e-2),
    outputSteps: new Float32Array(classes).fill(1e-2),
    list: memory.integers(longest),
    factors: memory.floats(longest),
    outputList: memory.integers(classes),
    outputFactors: memory.floats(classes),
    hidden: memory.floats(hidden),
    slope: memory.floats(hidden),
    products: memory.floats(classes),
    scores: new Float64Array(classes),
  };
}

/** @returns whether there was something to learn. */
function learn(trainer: Trainer, vector: Vector, label: number, rate: number): boolean {
  const { network, settings, random, kernels, list, factors, hidden, slope, scores, inputSteps } = trainer;
  const { hidden: width, input, inputBias } = network;
  const kept = keepSome(trainer, vector);
  hidden.set(inputBias);
  kernels.gather(hidden.byteOffset, input.byteOffset, list.byteOffset, factors.byteOffset, kept, 4 * width);
  const hiddenScale = 1 / (1 - settings.hiddenDropout);
  const leftOut = Math.round(settings.hiddenDropout * 256);
  let bits = 0;
  for (let index = 0; index < width; index++) {
    bits = (index & 3) === 0 ? (random() * 4_294_967_296) >>> 0 : bits >>> 8;
    const value = hidden[index] as number;
    hidden[index] = value <= 0 || (bits & 255) < leftOut ? 0 : value * hiddenScale;
  }
  fillTrainingScores(trainer);
  toErrors(scores);
  if ((scores[label] as number) > WELL_KNOWN) return false;
  scores[label] = (scores[label] as number) - 1;
  learnOutput(trainer, rate);
  let energy = 0;
  for (let index = 0; index < width; index++) {
    const value = hidden[index] === 0 ? 0 : (slope[index] as number) * hiddenScale;
    slope[index] = value;
    energy += value * value;
  }
  if (energy < 1e-9) return true;
  kernels.adapt(inputSteps.byteOffset, list.byteOffset, factors.byteOffset, kept, energy / width, -rate);
  kernels.scatter(input.byteOffset, list.byteOffset, factors.byteOffset, kept, slope.byteOffset, 4 * width);
  for (let index = 0; index < width; index++) {
    inputBias[index] = (inputBias[index] as number) - 0.1 * rate * (slope[index] as number);
  }
  return true;
}

/** Leaves some features of an example out, and lists the others with their values. One draw decides on four, a byte each. */
function keepSome({ settings, random, list, factors }: Trainer, vector: Vector): number {
  const { indexes, values, count } = vector;
  const scale = 1 / (1 - settings.inputDropout);
  const leftOut = Math.round(settings.inputDropout * 256);
  let kept = 0;
  let bits = 0;
  for (let at = 0; at < count; at++) {
    bits = (at & 3) === 0 ? (random() * 4_294_967_296) >>> 0 : bits >>> 8;
    // Written whether it is kept or not: the next one takes its place. No branch that half the time is guessed wrongly.
    list[kept] = indexes[at] as number;
    factors[kept] = (values[at] as number) * scale;
    kept += (bits & 255) < leftOut ? 0 : 1;
  }
  return kept;
}

function fillTrainingScores({ network, kernels, products, hidden, scores }: Trainer): void {
  const { output, outputBias, classes } = network;
  kernels.dots(products.byteOffset, output.byteOffset, classes, hidden.byteOffset, 4 * network.hidden);
  for (let index = 0; index < classes; index++)
    scores[index] = (products[index] as number) + (outputBias[index] as number);
}

/** Moves the output rows and leaves in `slope` how the hidden layer should have been. */
function learnOutput(trainer: Trainer, rate: number): void {
  const { network, kernels, outputList: list, outputFactors: factors, hidden, slope, scores, outputSteps } = trainer;
  const { hidden: width, output, outputBias, classes } = network;
  let size = 0;
  for (let index = 0; index < width; index++) size += (hidden[index] as number) ** 2;
  let listed = 0;
  for (let index = 0; index < classes; index++) {
    const error = scores[index] as number;
    // Classes that are as good as ruled out are left alone: their steps would be too small to matter.
    if (error < 1e-3 && error > -1e-3) continue;
    list[listed] = index;
    factors[listed] = error;
    listed++;
  }
  slope.fill(0);
  kernels.gather(slope.byteOffset, output.byteOffset, list.byteOffset, factors.byteOffset, listed, 4 * width);
  for (let each = 0; each < listed; each++) {
    const index = list[each] as number;
    const error = factors[each] as number;
    const sum = (outputSteps[index] as number) + (error * error * size) / width;
    outputSteps[index] = sum;
    const step = (-rate * error) / Math.sqrt(sum);
    factors[each] = step;
    outputBias[index] = (outputBias[index] as number) + 0.1 * step;
  }
  kernels.scatter(output.byteOffset, list.byteOffset, factors.byteOffset, listed, hidden.byteOffset, 4 * width);
}
