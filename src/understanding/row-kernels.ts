/**
 * The four loops in which training spends its time, over rows of 32-bit floats, four lanes at a time: assembled from
 * `row-kernels.wat`, which says what they do; a test holds the two together. The same numbers come out on every
 * machine (WebAssembly SIMD without its relaxed part rounds as IEEE 754 says).
 */
export const ASSEMBLED =
  'AGFzbQEAAAABGwNgBn9/f39/fwBgBX9/f39/AGAGf39/f319AAMFBAAAAQIFAwEAAQcsBQZtZW1vcnkCAAZnYXRoZXIAAAdzY2F0dGVyAAEEZG90' +
  'cwACBWFkYXB0AAMK2QMEcwIDfwF7AkADQCAGIARPDQEgASAFIAIgBkECdGooAgBsaiEHIAMgBkECdGr9CQIAIQlBACEIA0AgACAIaiAAIAhq/QAE' +
  'ACAJIAcgCGr9AAQA/eYB/eQB/QsEACAIQRBqIgggBUkNAAsgBkEBaiEGDAALCwtzAgN/AXsCQANAIAYgA08NASAAIAUgASAGQQJ0aigCAGxqIQcg' +
  'AiAGQQJ0av0JAgAhCUEAIQgDQCAHIAhqIAcgCGr9AAQAIAkgBCAIav0ABAD95gH95AH9CwQAIAhBEGoiCCAFSQ0ACyAGQQFqIQYMAAsLC4gBAgJ/' +
  'AXsCQANAIAUgAk8NAf0MAAAAAAAAAAAAAAAAAAAAACEHQQAhBgNAIAcgASAGav0ABAAgAyAGav0ABAD95gH95AEhByAGQRBqIgYgBEkNAAsgACAF' +
  'QQJ0aiAH/R8AIAf9HwGSIAf9HwIgB/0fA5KSOAIAIAEgBGohASAFQQFqIQUMAAsLC2UCAn8CfQJAA0AgBiADTw0BIAAgASAGQQJ0aigCAEECdGoh' +
  'ByACIAZBAnRqKgIAIQggByAHKgIAIAggCJQgBJSSIgk4AgAgAiAGQQJ0aiAIIAWUIAmRlTgCACAGQQFqIQYMAAsLCw==';

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
