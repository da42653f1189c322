import type { Calibration } from './classifier.js';
import { SIGNALS } from './classifier.js';

/** Signals of one held-back example, and whether it was one of ours. */
export interface Judged {
  readonly signals: ArrayLike<number>;
  readonly isOurs: boolean;
}

/**
 * Weights of the signals for "this question is one of ours": logistic regression by Newton's method, both sides
 * weighed alike (there are always far fewer foreign examples than own ones, and they are never all there are).
 *
 * @param share how likely a question is to be one of ours before it is read.
 */
export function fitInScope(judged: readonly Judged[], share: number, penalty = 1): number[] {
  return fitLogistic(judged, share, penalty) ?? [4, ...SIGNALS.slice(1).map(() => 0)];
}

/** The same for any signals; null where one of the sides is missing. */
export function fitLogistic(judged: readonly Judged[], share: number, penalty = 1): number[] | null {
  const size = judged[0]?.signals.length ?? 0;
  const ours = judged.filter((each) => each.isOurs).length;
  const others = judged.length - ours;
  if (ours === 0 || others === 0) return null;
  const total = judged.length;
  const weightOurs = (share * total) / ours;
  const weightOthers = ((1 - share) * total) / others;
  const weights = new Array<number>(size).fill(0);
  for (let round = 0; round < 30; round++) {
    const slope = new Array<number>(size).fill(0);
    const curve = Array.from({ length: size }, () => new Array<number>(size).fill(0));
    for (const { signals, isOurs } of judged) {
      let sum = 0;
      for (let each = 0; each < size; each++) sum += (signals[each] as number) * (weights[each] as number);
      const guess = 1 / (1 + Math.exp(-sum));
      const weight = isOurs ? weightOurs : weightOthers;
      const error = ((isOurs ? 1 : 0) - guess) * weight;
      const bend = Math.max(1e-6, guess * (1 - guess)) * weight;
      for (let one = 0; one < size; one++) {
        const value = signals[one] as number;
        slope[one] = (slope[one] as number) + error * value;
        const row = curve[one] as number[];
        if (value === 0) continue;
        for (let two = 0; two <= one; two++) row[two] = (row[two] as number) + bend * value * (signals[two] as number);
      }
    }
    for (let one = 0; one < size; one++) {
      for (let two = 0; two < one; two++) (curve[two] as number[])[one] = curve[one]?.[two] as number;
    }
    for (let each = 0; each < size; each++) {
      const held = each === 0 ? 1e-3 : penalty;
      slope[each] = (slope[each] as number) - held * (weights[each] as number);
      const row = curve[each] as number[];
      row[each] = (row[each] as number) + held;
    }
    const step = solve(curve, slope);
    let most = 0;
    for (let each = 0; each < size; each++) {
      weights[each] = (weights[each] as number) + (step[each] as number);
      most = Math.max(most, Math.abs(step[each] as number));
    }
    if (most < 1e-6) break;
  }
  return weights;
}

/** Gaussian elimination with pivoting. */
function solve(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  const rows = matrix.map((row, index) => [...row, right[index] as number]);
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let row = column + 1; row < size; row++) {
      if (Math.abs(rows[row]?.[column] ?? 0) > Math.abs(rows[pivot]?.[column] ?? 0)) pivot = row;
    }
    const top = rows[pivot] as number[];
    rows[pivot] = rows[column] as number[];
    rows[column] = top;
    const divisor = top[column] || 1e-12;
    for (let row = 0; row < size; row++) {
      if (row === column) continue;
      const line = rows[row] as number[];
      const factor = (line[column] as number) / divisor;
      for (let at = column; at <= size; at++) line[at] = (line[at] as number) - factor * (top[at] as number);
    }
  }
  return rows.map((row, index) => (row[size] as number) / (row[index] || 1e-12));
}

/** The temperature under which the right labels were likeliest, of a fixed row of values; the loss has one valley. */
export function fitTemperature(lossAt: (temperature: number) => number): number {
  const temperatureAt = (step: number) => 0.5 * 1.07 ** step;
  let low = 0;
  let high = 24;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (lossAt(temperatureAt(middle)) <= lossAt(temperatureAt(middle + 1))) high = middle;
    else low = middle;
  }
  return temperatureAt(lossAt(temperatureAt(low)) <= lossAt(temperatureAt(high)) ? low : high);
}

export type { Calibration };
