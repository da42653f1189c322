import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import loadWabt from 'wabt';
import { ASSEMBLED, newRowMemory } from '../../src/understanding/row-kernels.js';

const SOURCE = new URL('../../src/understanding/row-kernels.wat', import.meta.url);
const WIDTH = 8;

/** Whole numbers small enough that 32-bit sums of products are exact, in whatever order they are added. */
const rowsOf = (count: number) =>
  fc.array(fc.integer({ min: -8, max: 8 }), { minLength: count * WIDTH, maxLength: count * WIDTH });
const listed = fc.array(fc.tuple(fc.nat({ max: 4 }), fc.integer({ min: -8, max: 8 })), { maxLength: 12 });

function place(memory: ReturnType<typeof newRowMemory>, numbers: readonly number[]): Float32Array {
  const floats = memory.floats(numbers.length);
  floats.set(numbers);
  return floats;
}

describe('the loops of training', () => {
  it('are what their source says', async () => {
    const wabt = await loadWabt();
    const module = wabt.parseWat('row-kernels.wat', readFileSync(SOURCE, 'utf8'), { simd: true });
    expect(ASSEMBLED).toBe(Buffer.from(module.toBinary({}).buffer).toString('base64'));
  });

  it('gather and scatter like plain loops', () => {
    fc.assert(
      fc.property(rowsOf(5), rowsOf(1), listed, (rows, row, picks) => {
        const memory = newRowMemory(200);
        const table = place(memory, rows);
        const single = place(memory, row);
        const list = memory.integers(picks.length);
        list.set(picks.map(([index]) => index));
        const factors = place(
          memory,
          picks.map(([, factor]) => factor),
        );
        const gathered = [...row];
        const scattered = [...rows];
        for (const [index, factor] of picks) {
          for (let at = 0; at < WIDTH; at++) {
            gathered[at] = (gathered[at] ?? 0) + factor * (rows[index * WIDTH + at] ?? 0);
            scattered[index * WIDTH + at] = (scattered[index * WIDTH + at] ?? 0) + factor * (row[at] ?? 0);
          }
        }
        const { kernels } = memory;
        const given = [list.byteOffset, factors.byteOffset, picks.length] as const;
        const target = place(memory, row);
        kernels.gather(target.byteOffset, table.byteOffset, ...given, 4 * WIDTH);
        expect([...target]).toEqual(gathered);
        kernels.scatter(table.byteOffset, ...given, single.byteOffset, 4 * WIDTH);
        expect([...table]).toEqual(scattered);
      }),
    );
  });

  it('multiplies rows like a plain loop', () => {
    fc.assert(
      fc.property(rowsOf(5), rowsOf(1), (rows, row) => {
        const memory = newRowMemory(100);
        const table = place(memory, rows);
        const source = place(memory, row);
        const products = memory.floats(5);
        memory.kernels.dots(products.byteOffset, table.byteOffset, 5, source.byteOffset, 4 * WIDTH);
        const expected = [0, 1, 2, 3, 4].map((index) =>
          row.reduce((sum, value, at) => sum + value * (rows[index * WIDTH + at] ?? 0), 0),
        );
        expect([...products]).toEqual(expected);
      }),
    );
  });

  it('adapts steps like a plain loop', () => {
    fc.assert(
      fc.property(listed, fc.integer({ min: 0, max: 8 }), (picks, energy) => {
        const memory = newRowMemory(100);
        const steps = place(memory, [1, 1, 1, 1, 1]);
        const list = memory.integers(picks.length);
        list.set(picks.map(([index]) => index));
        const factors = place(
          memory,
          picks.map(([, factor]) => factor),
        );
        const expectedSteps = [1, 1, 1, 1, 1];
        const expected = picks.map(([index, factor]) => {
          const sum = (expectedSteps[index] ?? 0) + factor * factor * energy;
          expectedSteps[index] = sum;
          return Math.fround((-2 * factor) / Math.fround(Math.sqrt(sum))) + 0;
        });
        memory.kernels.adapt(steps.byteOffset, list.byteOffset, factors.byteOffset, picks.length, energy, -2);
        expect([...steps]).toEqual(expectedSteps);
        expect([...factors].map((factor) => factor + 0)).toEqual(expected);
      }),
    );
  });

  it('keeps each feature with its value, and of many the share that is asked for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1 }), fc.integer({ min: 0, max: 200 }), (seed, leftOut) => {
        const count = 3_001;
        const memory = newRowMemory(5 * count);
        const indexes = memory.integers(count);
        const values = memory.floats(count);
        for (let at = 0; at < count; at++) {
          indexes[at] = 7 * at;
          values[at] = at;
        }
        const list = memory.integers(count + 1);
        const factors = memory.floats(count + 1);
        const kept = memory.kernels.pick(
          list.byteOffset,
          factors.byteOffset,
          indexes.byteOffset,
          values.byteOffset,
          count,
          leftOut,
          2,
          seed,
        );
        const picked = [...list.subarray(0, kept)];
        expect([...new Set(picked)].sort((one, other) => one - other)).toEqual(picked);
        expect([...factors.subarray(0, kept)]).toEqual(picked.map((index) => (2 * index) / 7));
        expect(Math.abs(kept / count - (1 - leftOut / 256))).toBeLessThan(0.08);
      }),
    );
  });

  it('cuts at zero, leaves some out, and goes back the same way', () => {
    fc.assert(
      fc.property(rowsOf(3), fc.integer({ min: 1 }), (numbers, seed) => {
        const memory = newRowMemory(100);
        const hidden = place(memory, numbers);
        const slope = place(
          memory,
          numbers.map(() => 1),
        );
        memory.kernels.activate(hidden.byteOffset, 4 * numbers.length, 64, 2, seed);
        numbers.forEach((number, at) => {
          expect(number > 0 ? [0, 2 * number] : [0]).toContain(hidden[at]);
        });
        const energy = memory.kernels.descend(slope.byteOffset, hidden.byteOffset, 4 * numbers.length, 3);
        expect([...slope]).toEqual([...hidden].map((value) => (value === 0 ? 0 : 3)));
        expect(energy).toBe(9 * [...hidden].filter((value) => value !== 0).length);
      }),
    );
  });

  it('makes probabilities of scores as plain arithmetic does', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -400, max: 400 }), { minLength: 1, maxLength: 30 }), (tens) => {
        const numbers = tens.map((ten) => ten / 10);
        const memory = newRowMemory(200);
        const scores = place(memory, numbers);
        const bias = place(
          memory,
          numbers.map(() => 0.5),
        );
        memory.kernels.soften(scores.byteOffset, bias.byteOffset, numbers.length);
        const top = Math.max(...numbers);
        const sum = numbers.reduce((all, number) => all + Math.exp(number - top), 0);
        numbers.forEach((number, at) => {
          expect(Math.abs((scores[at] ?? 0) - Math.exp(number - top) / sum)).toBeLessThan(2e-4 * numbers.length);
        });
      }),
    );
  });
});
