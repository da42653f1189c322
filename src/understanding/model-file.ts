import { makeVocabulary, RARITY_STEPS } from './features.js';
import type { Model } from './model.js';
import type { Network } from './network.js';
import { type PackedRows, packRows, unpackRows } from './packed-rows.js';

const FORMAT = 'amparo-understanding-8';
const BLOCK = 8;

/** What the head of the file says; the numbers follow it, in the order of `lengths`. */
interface Head {
  readonly format: string;
  readonly contentHash: string;
  readonly labels: readonly string[];
  readonly languages: readonly string[];
  readonly outside: readonly number[];
  readonly calibration: Model['classifier']['calibration'];
  readonly urgency: Model['urgency'];
  readonly sequence: { readonly step: number; readonly bias: number };
  readonly hidesPlaces: boolean;
  readonly report: Model['report'];
  readonly parts: readonly { readonly topic: string; readonly parts: readonly (string | null)[] }[];
  readonly hidden: readonly number[];
  readonly lengths: readonly number[];
}

/**
 * The model as one file: a head in JSON, then arrays of numbers, the networks' rows as four bits a number with a step each.
 *
 * @param contentHash of the content it was trained from; `readModel` asks for the same.
 */
export function writeModel(model: Model, contentHash: string): Uint8Array {
  const { classifier } = model;
  const { vocabulary } = classifier;
  const arrays: Uint8Array[] = [
    bytesOf(vocabulary.hashes),
    Uint8Array.from(vocabulary.rarity, (rarity) => Math.min(255, rarity * RARITY_STEPS)),
    vocabulary.groups,
    bytesOf(model.languageWeights),
    bytesOf(classifier.ownWeights),
    bytesOf(model.sequence.weights),
    ...classifier.networks.flatMap(packNetwork),
    ...model.parts.flatMap((part) => [packIndexes(part.features), bytesOf(part.weights)]),
  ];
  const head: Head = {
    format: FORMAT,
    contentHash,
    labels: classifier.labels,
    languages: classifier.languages,
    outside: [...classifier.outside],
    calibration: classifier.calibration,
    urgency: model.urgency,
    sequence: { step: model.sequence.step, bias: model.sequence.bias },
    hidesPlaces: model.hidesPlaces,
    report: model.report,
    parts: model.parts.map(({ topic, parts }) => ({ topic, parts })),
    hidden: classifier.networks.map((network) => network.hidden),
    lengths: arrays.map((array) => array.byteLength),
  };
  return join(new TextEncoder().encode(JSON.stringify(head)), arrays);
}

function bytesOf(array: Int32Array | Float32Array | Int8Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Positions in the vocabulary: two bytes each while it is small enough, told apart by the first byte. */
function packIndexes(indexes: Int32Array): Uint8Array {
  const isNarrow = indexes.every((index) => index < 65_536);
  const packed = isNarrow ? new Uint16Array(indexes.length + 4) : new Int32Array(indexes.length + 2);
  packed[0] = isNarrow ? 1 : 0;
  packed.set(indexes, isNarrow ? 4 : 2);
  return new Uint8Array(packed.buffer);
}

function unpackIndexes(bytes: Uint8Array): Int32Array {
  const start = bytes.byteOffset + 8;
  if (bytes[0] === 1) return Int32Array.from(new Uint16Array(bytes.buffer, start, bytes.length / 2 - 4));
  return new Int32Array(bytes.buffer, start, bytes.length / 4 - 2);
}

function packNetwork({ input, inputBias, output, outputBias, hidden }: Network): Uint8Array[] {
  return [...arraysOf(input), bytesOf(inputBias), ...arraysOf(packRows(output, hidden)), bytesOf(outputBias)];
}

function arraysOf({ steps, pairs }: PackedRows): Uint8Array[] {
  return [bytesOf(steps), pairs];
}

function join(head: Uint8Array, arrays: readonly Uint8Array[]): Uint8Array {
  const start = roundUp(4 + head.length);
  const total = arrays.reduce((sum, array) => sum + roundUp(array.length), start);
  const file = new Uint8Array(total);
  new DataView(file.buffer).setUint32(0, head.length, true);
  file.set(head, 4);
  let at = start;
  for (const array of arrays) {
    file.set(array, at);
    at += roundUp(array.length);
  }
  return file;
}

/** Arrays begin at multiples of eight, so that they can be read where they lie. */
function roundUp(length: number): number {
  return Math.ceil(length / BLOCK) * BLOCK;
}

/** @returns null where the file is none of ours, of another format, or trained from other content. */
export function readModel(bytes: Uint8Array, contentHash: string): Model | null {
  try {
    return parseModel(bytes, contentHash);
  } catch {
    // A torn or foreign file can fail in any of the ways that bytes can be wrong; each means: train again.
    return null;
  }
}

function parseModel(bytes: Uint8Array, contentHash: string): Model | null {
  const file = bytes.byteOffset % BLOCK === 0 ? bytes : bytes.slice();
  const size = new DataView(file.buffer, file.byteOffset).getUint32(0, true);
  if (size + 4 > file.length) return null;
  const head = JSON.parse(new TextDecoder().decode(file.subarray(4, 4 + size))) as Head;
  if (head.format !== FORMAT || head.contentHash !== contentHash) return null;
  let at = roundUp(4 + size);
  let array = 0;
  const next = (): Uint8Array => {
    const length = head.lengths[array++] ?? 0;
    const piece = file.subarray(at, at + length);
    if (piece.length !== length) throw new RangeError('the model file is cut short');
    at += roundUp(length);
    return piece;
  };
  const whole = () => intsOf(next());
  const indexes = () => unpackIndexes(next());
  const vocabulary = makeVocabulary(whole(), rarityOf(next()), next());
  const languageWeights = smallsOf(next());
  const ownWeights = smallsOf(next());
  const sequence = { ...head.sequence, weights: smallsOf(next()) };
  const networks = head.hidden.map((hidden) => readNetwork(next, hidden));
  const parts = head.parts.map(({ topic, parts: names }) => ({
    topic,
    parts: names,
    features: indexes(),
    weights: smallsOf(next()),
  }));
  return {
    classifier: {
      labels: head.labels,
      languages: head.languages,
      vocabulary,
      networks,
      outside: Uint8Array.from(head.outside),
      ownWeights,
      calibration: head.calibration,
    },
    parts,
    urgency: head.urgency,
    sequence,
    hidesPlaces: head.hidesPlaces,
    languageWeights,
    report: head.report,
  };
}

function readNetwork(next: () => Uint8Array, hidden: number): Network {
  const rows = (): PackedRows => ({ steps: realsOf(next()), pairs: next() });
  const input = rows();
  const inputBias = realsOf(next());
  const output = unpackRows(rows(), hidden);
  const outputBias = realsOf(next());
  return { features: input.steps.length, hidden, classes: outputBias.length, input, inputBias, output, outputBias };
}

function rarityOf(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (steps) => steps / RARITY_STEPS);
}

function intsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function realsOf(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function smallsOf(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
