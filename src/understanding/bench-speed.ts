import { readModel, writeModel } from './model-file.js';
import { type StartTrust, type TrainingInput, trainModel } from './train.js';
import { createUnderstander, type UnderstanderOptions } from './understander.js';

/** Speed and size of the engine for one content; times of the middle and of the slowest hundredth, in milliseconds. */
export interface SpeedFigures {
  readonly examples: number;
  readonly trainSeconds: number;
  readonly modelBytes: number;
  readonly loadMs: number;
  readonly utteranceP50Ms: number;
  readonly utteranceP99Ms: number;
  /** Bytes of heap that an utterance leaves behind after collection, over all of them; near zero when allocation is flat. */
  readonly retainedBytesPerUtterance: number | null;
}

const ROUNDS = 3;

/**
 * Trains, writes, loads, and reads every example with all detectors; the first round warms up and is not counted.
 *
 * @param startTrust as for `trainModel`: with it, training takes what it takes in a build.
 */
export function benchSpeed(
  input: Required<Pick<TrainingInput, 'examples' | 'cities' | 'states'>>,
  options: Omit<UnderstanderOptions, 'model' | 'cities' | 'states'>,
  startTrust?: StartTrust,
): SpeedFigures {
  const startedAt = performance.now();
  const bytes = writeModel(trainModel(input, startTrust), 'bench');
  const trainSeconds = (performance.now() - startedAt) / 1000;
  const loads = Array.from({ length: 5 }, () => {
    const from = performance.now();
    readModel(bytes, 'bench');
    return performance.now() - from;
  });
  const model = readModel(bytes, 'bench');
  if (!model) throw new Error('the model that was just written cannot be read');
  const understander = createUnderstander({ ...options, model, cities: input.cities, states: input.states });
  const times: number[] = [];
  let heap: number | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    if (round === 1) heap = collectedHeap();
    for (const { text } of input.examples) {
      const from = performance.now();
      understander.understand(text);
      if (round > 0) times.push(performance.now() - from);
    }
  }
  const counted = times.length;
  const after = collectedHeap();
  times.sort((one, other) => one - other);
  return {
    examples: input.examples.length,
    trainSeconds,
    modelBytes: bytes.length,
    loadMs: Math.min(...loads),
    utteranceP50Ms: times[counted >> 1] ?? 0,
    utteranceP99Ms: times[Math.floor(counted * 0.99)] ?? 0,
    // The list of times itself is taken off: eight bytes a number.
    retainedBytesPerUtterance: heap === null || after === null ? null : (after - heap - counted * 8) / counted,
  };
}

/** Heap in use after a collection; null without `node --expose-gc`. */
function collectedHeap(): number | null {
  const { gc } = globalThis as { gc?: () => void };
  if (!gc) return null;
  gc();
  return process.memoryUsage().heapUsed;
}
