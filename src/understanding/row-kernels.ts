/**
 * The loops in which training spends its time, over rows of 32-bit floats, four lanes at a time: assembled from
 * `row-kernels.wat`, which says what they do; a test holds the two together. The same numbers come out on every
 * machine (WebAssembly SIMD without its relaxed part rounds as IEEE 754 says).
 */
export const ASSEMBLED =
  'AGFzbQEAAAABRwlgBn9/f39/fwBgBX9/f39/AGAGf39/f319AGAIf39/f39/fX8Bf2ABfwF/YAV/f399fwBgA39/fwBgAX0BfWAEf39/fQF9AwsK' +
  'AAABAgMEBQYHCAUDAQABB1EJBm1lbW9yeQIABmdhdGhlcgAAB3NjYXR0ZXIAAQRkb3RzAAIFYWRhcHQAAwRwaWNrAAQIYWN0aXZhdGUABgZzb2Z0' +
  'ZW4ABwdkZXNjZW5kAAkK2AoK+QICBn8EewJAA0AgBkEEaiAESw0BIAEgBSACIAZBAnRqKAIAbGohCCADIAZBAnRq/QkCACEMIAEgBSACIAZBAnRq' +
  'KAIEbGohCSADIAZBAnRq/QkCBCENIAEgBSACIAZBAnRqKAIIbGohCiADIAZBAnRq/QkCCCEOIAEgBSACIAZBAnRqKAIMbGohCyADIAZBAnRq/QkC' +
  'DCEPQQAhBwNAIAAgB2ogACAHav0ABAAgDCAIIAdq/QAEAP3mAf3kASANIAkgB2r9AAQA/eYB/eQBIA4gCiAHav0ABAD95gH95AEgDyALIAdq/QAE' +
  'AP3mAf3kAf0LBAAgB0EQaiIHIAVJDQALIAZBBGohBgwACwsCQANAIAYgBE8NASABIAUgAiAGQQJ0aigCAGxqIQggAyAGQQJ0av0JAgAhDEEAIQcD' +
  'QCAAIAdqIAAgB2r9AAQAIAwgCCAHav0ABAD95gH95AH9CwQAIAdBEGoiByAFSQ0ACyAGQQFqIQYMAAsLC3MCA38BewJAA0AgBiADTw0BIAAgBSAB' +
  'IAZBAnRqKAIAbGohByACIAZBAnRq/QkCACEJQQAhCANAIAcgCGogByAIav0ABAAgCSAEIAhq/QAEAP3mAf3kAf0LBAAgCEEQaiIIIAVJDQALIAZB' +
  'AWohBgwACwsLiAECAn8BewJAA0AgBSACTw0B/QwAAAAAAAAAAAAAAAAAAAAAIQdBACEGA0AgByABIAZq/QAEACADIAZq/QAEAP3mAf3kASEHIAZB' +
  'EGoiBiAESQ0ACyAAIAVBAnRqIAf9HwAgB/0fAZIgB/0fAiAH/R8DkpI4AgAgASAEaiEBIAVBAWohBQwACwsLZQICfwJ9AkADQCAGIANPDQEgACAB' +
  'IAZBAnRqKAIAQQJ0aiEHIAIgBkECdGoqAgAhCCAHIAcqAgAgCCAIlCAElJIiCTgCACACIAZBAnRqIAggBZQgCZGVOAIAIAZBAWohBgwACwsLcQED' +
  'fwJAA0AgCCAETw0BIAhBA3EEQCAJQQh2IQkFIAcQBSIHIQkLIAAgCkECdGogAiAIQQJ0aigCADYCACABIApBAnRqIAYgAyAIQQJ0aioCAJQ4AgAg' +
  'CiAJQf8BcSAFT2ohCiAIQQFqIQgMAAsLIAoLHgAgACAAQQ10cyEAIAAgAEERdnMhACAAIABBBXRzC1wCAn8BfQNAIAVBDHEEQCAGQQh2IQYFIAQQ' +
  'BSIEIQYLIAAgBWoqAgAhByAAIAVqIAcgA5RDAAAAACAHQwAAAABeIAZB/wFxIAJPcRs4AgAgBUEEaiIFIAFJDQALC7MBAgJ/A30gAkECdCEEQwAA' +
  'gP8hBQNAIAAgA2ogACADaioCACABIANqKgIAkiIHOAIAIAUgB5chBSADQQRqIgMgBEkNAAtBACEDA0AgACADaioCACAFkyEHIAdDAAAQwV0EfUMA' +
  'AAAABSAHEAgLIQcgACADaiAHOAIAIAYgB5IhBiADQQRqIgMgBEkNAAtBACEDA0AgACADaiAAIANqKgIAIAaVOAIAIANBBGoiAyAESQ0ACwtfAQJ9' +
  'IABDO6q4P5QhACAAIACOIgGTIQIgAahB/wBqQRd0vkMAAIA/IAJDGHIxPyACQ/D9dT4gAkNHWGM9IAJDXJUdPCACQyPErjogAkPMhSE5lJKUkpSS' +
  'lJKUkpSSlAt0AgF/AnsDQCAAIARqIAEgBGr9AAQA/QwAAAAAAAAAAAAAAAAAAAAA/UIgA/0TIAAgBGr9AAQA/eYB/U4iBv0LBAAgBSAGIAb95gH9' +
  '5AEhBSAEQRBqIgQgAkkNAAsgBf0fACAF/R8BkiAF/R8CIAX9HwOSkgs=';

/** Positions are in bytes from the start of the memory; so is `width`, a multiple of 16. */
export interface RowKernels {
  /** target += the sum of factors[i] × rows[list[i]]. */
  gather(target: number, rows: number, list: number, factors: number, count: number, width: number): void;
  /** rows[list[i]] += factors[i] × source. */
  scatter(rows: number, list: number, factors: number, count: number, source: number, width: number): void;
  /** products[i] = the product of the i-th row and source. */
  dots(products: number, rows: number, count: number, source: number, width: number): void;
  /** steps[list[i]] += factors[i]² × energy; then factors[i] ×= rate / √steps[list[i]]. */
  adapt(steps: number, list: number, factors: number, count: number, energy: number, rate: number): void;
  /**
   * Copies indexes to list, and values times scale to factors, but for those that chance leaves out, `leftOut` of 256.
   *
   * @param seed not 0.
   * @returns how many are kept.
   */
  pick(
    list: number,
    factors: number,
    indexes: number,
    values: number,
    count: number,
    leftOut: number,
    scale: number,
    seed: number,
  ): number;
  /** hidden[i] becomes 0 where it is negative or chance leaves it out, else hidden[i] × scale. */
  activate(hidden: number, width: number, leftOut: number, scale: number, seed: number): void;
  /** Turns scores[i] + bias[i] into probabilities, in place; what is less likely than one in eight thousand is nothing. */
  soften(scores: number, bias: number, count: number): void;
  /** slope[i] becomes 0 where hidden[i] is 0, else slope[i] × scale; returns the sum of squares. */
  descend(slope: number, hidden: number, width: number, scale: number): number;
}

export interface RowMemory {
  readonly kernels: RowKernels;
  /** The next so many numbers of the memory, all zero, at a multiple of 16 bytes. */
  floats(length: number): Float32Array;
  integers(length: number): Int32Array;
}

// What is used of the global of this name: its types come with the browser's, which the server's code must not see.
declare namespace WebAssembly {
  class Module {
    constructor(assembled: Uint8Array);
  }
  class Instance {
    readonly exports: Readonly<Record<string, unknown>>;
    constructor(module: Module);
  }
  interface Memory {
    readonly buffer: ArrayBuffer;
    grow(pages: number): number;
  }
}

const PAGE = 65_536;
let compiled: WebAssembly.Module | null = null;

/** @param numbers how many 32-bit numbers will be asked for at most, with three to spare for each array. */
export function newRowMemory(numbers: number): RowMemory {
  compiled ??= new WebAssembly.Module(Buffer.from(ASSEMBLED, 'base64'));
  const { exports } = new WebAssembly.Instance(compiled);
  const memory = exports.memory as WebAssembly.Memory;
  memory.grow(Math.ceil((4 * numbers) / PAGE));
  let next = 0;
  const take = (length: number): number => {
    const at = next;
    next += 16 * Math.ceil(length / 4);
    return at;
  };
  return {
    kernels: exports as unknown as RowKernels,
    floats: (length) => new Float32Array(memory.buffer, take(length), length),
    integers: (length) => new Int32Array(memory.buffer, take(length), length),
  };
}
