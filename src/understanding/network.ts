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
const WELL_KNOWN = 0.9;

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
  const rounds = roundsFor(settings.rounds, vectors.length);
  for (let round = 0; round < rounds; round++) {
    shuffle(order, random);
    const rate = settings.rate * (1 - round / rounds);
    for (const example of order) {
      if ((passes[example] as number) > 0) {
        passes[example] = (passes[example] as number) - 1;
        continue;
      }
      // What is known well is passed over, for longer each time: less than half the time for the same network.
      const isKnown = !learn(trainer, example, labels[example] as number, rate);
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

/** With more examples fewer rounds take as many steps. */
function roundsFor(rounds: number, examples: number): number {
  return Math.max(1, Math.round(rounds * Math.min(1, MOST_STEPS_A_ROUND / examples)));
}

const MOST_STEPS_A_ROUND = 24_000;

function roundRows(values: Float32Array, width: number): Float32Array {
  return unpackRows(packRows(values, width), width);
}

const MOST_PASSES = 3;

/** More classes need a wider layer. */
function hiddenFor(classes: number): number {
  return Math.max(84, 4 * Math.round((24 + 0.45 * classes) / 4));
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
  readonly scores: Float32Array;
  /** The examples, one after the other: where each starts, its features and their values. */
  readonly starts: Int32Array;
  readonly indexes: Int32Array;
  readonly values: Float32Array;
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
  let all = 0;
  for (const { count } of vectors) {
    longest = Math.max(longest, count);
    all += count;
  }
  const rows = (features + classes + 3) * hidden + features;
  const memory = newRowMemory(rows + 2 * longest + 2 * all + 4 * classes + 13 * 4);
  // Sums of three draws are close enough to a bell curve, and cheap.
  const draw = () => (random() + random() + random() - 1.5) * 2;
  const fill = (values: Float32Array, size: number) => {
    for (let index = 0; index < values.length; index++) values[index] = draw() * size;
    return values;
  };
  const indexes = memory.integers(all);
  const values = memory.floats(all);
  const starts = new Int32Array(vectors.length + 1);
  vectors.forEach((vector, example) => {
    const start = starts[example] as number;
    indexes.set(vector.indexes.subarray(0, vector.count), start);
    values.set(vector.values.subarray(0, vector.count), start);
    starts[example + 1] = start + vector.count;
  });
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
    scores: memory.floats(classes),
    starts,
    indexes,
    values,
  };
}

/** @returns whether there was something to learn. */
function learn(trainer: Trainer, example: number, label: number, rate: number): boolean {
  const { network, settings, kernels, list, factors, hidden, slope, scores, inputSteps } = trainer;
  const { hidden: width, input, inputBias, output, outputBias, classes } = network;
  const kept = keepSome(trainer, example);
  hidden.set(inputBias);
  kernels.gather(hidden.byteOffset, input.byteOffset, list.byteOffset, factors.byteOffset, kept, 4 * width);
  const hiddenScale = 1 / (1 - settings.hiddenDropout);
  kernels.activate(hidden.byteOffset, 4 * width, of256(settings.hiddenDropout), hiddenScale, drawSeed(trainer));
  kernels.dots(scores.byteOffset, output.byteOffset, classes, hidden.byteOffset, 4 * width);
  kernels.soften(scores.byteOffset, outputBias.byteOffset, classes);
  if ((scores[label] as number) > WELL_KNOWN) return false;
  scores[label] = (scores[label] as number) - 1;
  learnOutput(trainer, rate);
  const energy = kernels.descend(slope.byteOffset, hidden.byteOffset, 4 * width, hiddenScale);
  if (energy < 1e-9) return true;
  kernels.adapt(inputSteps.byteOffset, list.byteOffset, factors.byteOffset, kept, energy / width, -rate);
  kernels.scatter(input.byteOffset, list.byteOffset, factors.byteOffset, kept, slope.byteOffset, 4 * width);
  for (let index = 0; index < width; index++) {
    inputBias[index] = (inputBias[index] as number) - 0.1 * rate * (slope[index] as number);
  }
  return true;
}

/** Leaves some features of an example out, and lists the others with their values. */
function keepSome(trainer: Trainer, example: number): number {
  const { settings, kernels, list, factors, indexes, values, starts } = trainer;
  const start = starts[example] as number;
  const count = (starts[example + 1] as number) - start;
  return kernels.pick(
    list.byteOffset,
    factors.byteOffset,
    indexes.byteOffset + 4 * start,
    values.byteOffset + 4 * start,
    count,
    of256(settings.inputDropout),
    1 / (1 - settings.inputDropout),
    drawSeed(trainer),
  );
}

function of256(share: number): number {
  return Math.round(share * 256);
}

function drawSeed({ random }: Trainer): number {
  return 1 + Math.floor(random() * 0x7fff_ffff);
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
