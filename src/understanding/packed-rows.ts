/**
 * Rows of numbers in four bits each, two in a byte, with a step a row: number = (bits - 8) × step. In memory as in the
 * model file: a tenth of what real numbers take, and read where it lies.
 */
export interface PackedRows {
  readonly steps: Float32Array;
  readonly pairs: Uint8Array;
}

/** What zero is written as. */
const ZERO = 8;
/** Steps to either side of zero that four bits can tell apart. */
const MOST_STEPS = 7;

/** Rounds rows to what four bits can say. Widths are even, so that no byte holds numbers of two rows. */
export function packRows(values: Float32Array, width: number): PackedRows {
  const steps = new Float32Array(values.length / width);
  const pairs = new Uint8Array(values.length / 2);
  for (let row = 0; row < steps.length; row++) {
    let most = 0;
    for (let at = row * width; at < (row + 1) * width; at++) most = Math.max(most, Math.abs(values[at] as number));
    const step = Math.fround(most / MOST_STEPS);
    steps[row] = step;
    // A row of nothing divides by one: its numbers are all zero.
    const small = (at: number) => Math.round((values[at] as number) / (step || 1)) + ZERO;
    for (let at = row * width; at < (row + 1) * width; at += 2) pairs[at / 2] = small(at) | (small(at + 1) << 4);
  }
  return { steps, pairs };
}

/** The numbers as they are multiplied with: for rows that each utterance needs all of. */
export function unpackRows({ steps, pairs }: PackedRows, width: number): Float32Array {
  const values = new Float32Array(pairs.length * 2);
  for (let row = 0; row < steps.length; row++) {
    const step = steps[row] as number;
    for (let at = row * width; at < (row + 1) * width; at += 2) {
      const pair = pairs[at / 2] as number;
      values[at] = ((pair & 15) - ZERO) * step;
      values[at + 1] = ((pair >> 4) - ZERO) * step;
    }
  }
  return values;
}

const levels = new Float64Array(16);

/** Adds `factor` times a row to `target`. */
export function addPackedRow(target: Float32Array, rows: PackedRows, row: number, width: number, factor: number): void {
  const { pairs } = rows;
  const step = rows.steps[row] as number;
  for (let bits = 0; bits < 16; bits++) levels[bits] = factor * Math.fround((bits - ZERO) * step);
  const from = (row * width) / 2;
  for (let at = 0; at < width; at += 4) {
    const one = pairs[from + at / 2] as number;
    const two = pairs[from + at / 2 + 1] as number;
    target[at] = (target[at] as number) + (levels[one & 15] as number);
    target[at + 1] = (target[at + 1] as number) + (levels[one >> 4] as number);
    target[at + 2] = (target[at + 2] as number) + (levels[two & 15] as number);
    target[at + 3] = (target[at + 3] as number) + (levels[two >> 4] as number);
  }
}
