import { newRandom, shuffle } from './random.js';

/**
 * Whether something happens now lies in the order of the words: "they are at the door, what do I do" and "what do I do if
 * they are at the door". A linear model over runs of one to three words, in which each known phrase is replaced by what
 * it is ("agents", "home", "past"), says it where the rules have no words for it.
 */
export interface SequenceModel {
  /** One weight for each bucket of `hashSequence`, in steps of `step`. */
  readonly weights: Int8Array;
  readonly step: number;
  readonly bias: number;
}

export interface JudgedSequence {
  /** From `hashSequence`. */
  readonly runs: Int32Array;
  readonly isUrgent: boolean;
}

export const SEQUENCE_BUCKETS = 131_072;
/** Without examples of emergencies it says nothing. */
export const NO_SEQUENCE: SequenceModel = { weights: new Int8Array(SEQUENCE_BUCKETS), step: 0, bias: 0 };

const EDGE = 0x7feb352d;
const MOST_LENGTH = 12;
const LENGTH = 0x31848bab;
const END = 0x1d8af066;
const END_MARKS = ['?', '!'] as const;

/** Which call met a bucket last, so that each is given once. */
const marks = new Float64Array(SEQUENCE_BUCKETS);
let mark = 0;
const found = new Int32Array(SEQUENCE_BUCKETS);

/**
 * Buckets of an utterance: its runs of words, its length and its last mark, each once.
 *
 * @param tokens a 32-bit number for each word.
 * @param after what follows the last word.
 */
export function hashSequence(tokens: ArrayLike<number>, after: string): Int32Array {
  mark++;
  let count = 0;
  const add = (hash: number): void => {
    const bucket = bucketOf(hash);
    if (marks[bucket] === mark) return;
    marks[bucket] = mark;
    found[count++] = bucket;
  };
  let before = EDGE;
  let beforeThat = 0;
  for (let at = 0; at <= tokens.length; at++) {
    const token = at < tokens.length ? (tokens[at] as number) : EDGE;
    const pair = Math.imul(before, 31) + token;
    add(token);
    add(pair ^ 0x5bd1e995);
    if (at > 0) {
      add((Math.imul(beforeThat, 961) + pair) ^ 0x2545f491);
      add((Math.imul(beforeThat, 37) + token) ^ 0x6c62272e);
    }
    beforeThat = before;
    before = token;
  }
  add(LENGTH + Math.min(MOST_LENGTH, tokens.length >> 1));
  add(END + END_MARKS.findIndex((end) => after.includes(end)));
  return found.slice(0, count);
}

function bucketOf(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) % SEQUENCE_BUCKETS;
}

/** Log odds that the utterance tells of danger now, between −`MOST_ODDS` and `MOST_ODDS`. */
export function scoreSequence({ weights, step, bias }: SequenceModel, runs: Int32Array): number {
  let sum = 0;
  for (const bucket of runs) sum += weights[bucket] as number;
  return Math.max(-MOST_ODDS, Math.min(MOST_ODDS, (sum * step) / Math.sqrt(runs.length) + bias));
}

const MOST_ODDS = 7;
const ROUNDS = 8;
const RATE = 0.1;
/** Share of the runs that a round leaves out: none must carry the judgement alone. */
const DROPPED = 0.3;
const DROPPED_OF_256 = Math.round(DROPPED * 256);
/** Emergencies are a tenth of the examples. */
const URGENT_TIMES = 3;
const KNOWN_WELL = 0.005;

/** Logistic regression by AdaGrad (Duchi, Hazan, Singer 2011); the same for the same input. */
export function trainSequence(examples: readonly JudgedSequence[], seed: number): SequenceModel {
  if (!examples.some(({ isUrgent }) => isUrgent)) return NO_SEQUENCE;
  const random = newRandom(seed);
  const weights = new Float64Array(SEQUENCE_BUCKETS);
  const squares = new Float64Array(SEQUENCE_BUCKETS).fill(0.01);
  let bias = 0;
  let biasSquares = 0.01;
  const kept = new Int32Array(SEQUENCE_BUCKETS);
  const order = Int32Array.from(examples.keys());
  for (let round = 0; round < ROUNDS; round++) {
    shuffle(order, random);
    for (const each of order) {
      const { runs, isUrgent } = examples[each] as JudgedSequence;
      const scale = 1 / Math.sqrt(runs.length);
      let count = 0;
      let sum = bias;
      let bits = 0;
      for (let at = 0; at < runs.length; at++) {
        // One draw decides on four runs, a byte each.
        bits = (at & 3) === 0 ? (random() * 4_294_967_296) >>> 0 : bits >>> 8;
        if ((bits & 255) < DROPPED_OF_256) continue;
        const bucket = runs[at] as number;
        kept[count++] = bucket;
        sum += (weights[bucket] as number) * scale;
      }
      const error = ((isUrgent ? 1 : 0) - 1 / (1 + Math.exp(-sum))) * (isUrgent ? URGENT_TIMES : 1);
      if (Math.abs(error) < KNOWN_WELL) continue;
      for (let at = 0; at < count; at++) {
        const bucket = kept[at] as number;
        const slope = error * scale;
        squares[bucket] = (squares[bucket] as number) + slope * slope;
        weights[bucket] = (weights[bucket] as number) + (RATE * slope) / Math.sqrt(squares[bucket] as number);
      }
      biasSquares += error * error;
      bias += (RATE * error) / Math.sqrt(biasSquares);
    }
  }
  return pack(weights, bias);
}

function pack(weights: Float64Array, bias: number): SequenceModel {
  const most = weights.reduce((top, weight) => Math.max(top, Math.abs(weight)), 1e-9);
  const step = most / 127;
  // In use nothing is left out, so each run counts for less.
  return { weights: Int8Array.from(weights, (weight) => Math.round(weight / step)), step: step * (1 - DROPPED), bias };
}
