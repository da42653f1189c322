const SLAB_LENGTH = 262_144;

/**
 * Copies of short stretches of numbers, laid one after the other in long arrays: a hundred thousand small arrays cost
 * more to allocate and to collect than all that is computed with them. A copy lives as long as its neighbours.
 */
export interface Slab<Numbers> {
  /** The first so many numbers, copied. */
  keep(numbers: Numbers, count: number): Numbers;
}

interface NumberArray<Same> {
  readonly length: number;
  set(numbers: Same, at: number): void;
  subarray(from: number, to: number): Same;
}

/** @param allocate makes an array of a length, such as `(length) => new Int32Array(length)`. */
export function newSlab<Numbers extends NumberArray<Numbers>>(allocate: (length: number) => Numbers): Slab<Numbers> {
  let slab = allocate(0);
  let used = 0;
  return {
    keep(numbers, count) {
      if (used + count > slab.length) {
        slab = allocate(Math.max(SLAB_LENGTH, count));
        used = 0;
      }
      slab.set(numbers.subarray(0, count), used);
      used += count;
      return slab.subarray(used - count, used);
    },
  };
}
