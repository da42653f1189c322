import type { HashedFeatures } from './features.js';

/** The features of many utterances, one after the other, in memory that two threads read. */
export interface SharedFeatures {
  /** Where each utterance's features start; one more than there are utterances. */
  readonly starts: Int32Array<SharedArrayBuffer>;
  readonly hashes: Int32Array<SharedArrayBuffer>;
  readonly groups: Uint8Array<SharedArrayBuffer>;
  /** Words and concepts of each utterance, in pairs. */
  readonly counts: Int32Array<SharedArrayBuffer>;
}

export function shareFeatures(all: readonly HashedFeatures[]): SharedFeatures {
  const total = all.reduce((sum, { count }) => sum + count, 0);
  const shared: SharedFeatures = {
    starts: new Int32Array(new SharedArrayBuffer(4 * (all.length + 1))),
    hashes: new Int32Array(new SharedArrayBuffer(4 * total)),
    groups: new Uint8Array(new SharedArrayBuffer(total)),
    counts: new Int32Array(new SharedArrayBuffer(8 * all.length)),
  };
  all.forEach(({ hashes, groups, count, wordCount, conceptCount }, index) => {
    const start = shared.starts[index] as number;
    shared.hashes.set(hashes.subarray(0, count), start);
    shared.groups.set(groups.subarray(0, count), start);
    shared.counts[2 * index] = wordCount;
    shared.counts[2 * index + 1] = conceptCount;
    shared.starts[index + 1] = start + count;
  });
  return shared;
}

export function readSharedFeatures({ starts, hashes, groups, counts }: SharedFeatures): HashedFeatures[] {
  return Array.from({ length: starts.length - 1 }, (_, index) => {
    const start = starts[index] as number;
    const end = starts[index + 1] as number;
    return {
      hashes: hashes.subarray(start, end),
      groups: groups.subarray(start, end),
      count: end - start,
      wordCount: counts[2 * index] as number,
      conceptCount: counts[2 * index + 1] as number,
      unknownWeight: 0,
    };
  });
}
