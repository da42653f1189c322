import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A planted text that was found where it must not be. */
export interface Hit {
  readonly file: string;
  readonly offset: number;
  readonly plant: string;
  readonly encoding: string;
}

interface Needle {
  readonly plant: string;
  readonly encoding: string;
  readonly bytes: Buffer;
}

const HEAD_BYTES = 4;
const TABLE_BITS = 20;
/** Shorter ones meet by chance in so many random bytes. */
const LEAST_BYTES = 7;

/**
 * Searches raw files for any of many texts at once, each as typed, in lower and in upper case, in UTF-8, UTF-16 (both
 * orders), hexadecimal, and base64 and base64url at each of the three places in a group that it can begin at.
 */
export class PlantSearch {
  private readonly table = new Uint8Array(1 << TABLE_BITS);
  private readonly byHead = new Map<number, Needle[]>();

  constructor(plants: Iterable<string>) {
    const seen = new Set<string>();
    for (const plant of plants) {
      for (const text of new Set([plant, plant.toLowerCase(), plant.toUpperCase()])) {
        for (const needle of needlesOf(plant, text)) {
          const id = needle.bytes.toString('latin1');
          if (seen.has(id)) continue;
          seen.add(id);
          this.add(needle);
        }
      }
    }
  }

  /** All hits in all files below the folders. */
  inFolders(folders: readonly string[]): {
    readonly hits: readonly Hit[];
    readonly files: number;
    readonly bytes: number;
  } {
    const hits: Hit[] = [];
    let files = 0;
    let bytes = 0;
    for (const folder of folders) {
      for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile()) continue;
        const file = join(entry.parentPath, entry.name);
        const content = bytesOf(file);
        if (!content) continue;
        files += 1;
        bytes += content.length;
        hits.push(...this.inBytes(file, content));
      }
    }
    return { hits, files, bytes };
  }

  inBytes(file: string, content: Buffer): readonly Hit[] {
    const hits: Hit[] = [];
    for (let offset = 0; offset <= content.length - HEAD_BYTES; offset++) {
      const head = content.readUInt32LE(offset);
      if (this.table[slot(head)] === 0) continue;
      for (const { bytes, plant, encoding } of this.byHead.get(head) ?? []) {
        if (content.compare(bytes, 0, bytes.length, offset, Math.min(offset + bytes.length, content.length)) === 0)
          hits.push({ file, offset, plant, encoding });
      }
    }
    return hits;
  }

  private add(needle: Needle): void {
    const head = needle.bytes.readUInt32LE(0);
    this.table[slot(head)] = 1;
    const same = this.byHead.get(head);
    if (same) same.push(needle);
    else this.byHead.set(head, [needle]);
  }
}

/** Null when a running database took the file away just now. */
function bytesOf(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault;
  }
}

const slot = (head: number): number => Math.imul(head, 0x9e3779b1) >>> (32 - TABLE_BITS);

function needlesOf(plant: string, text: string): readonly Needle[] {
  const utf8 = Buffer.from(text, 'utf8');
  const utf16 = Buffer.from(text, 'utf16le');
  const swapped = Buffer.from(utf16).swap16();
  const needles: Needle[] = [
    { plant, encoding: 'UTF-8', bytes: utf8 },
    { plant, encoding: 'UTF-16LE', bytes: utf16 },
    { plant, encoding: 'UTF-16BE', bytes: swapped },
    { plant, encoding: 'hexadecimal', bytes: Buffer.from(utf8.toString('hex')) },
    { plant, encoding: 'HEXADECIMAL', bytes: Buffer.from(utf8.toString('hex').toUpperCase()) },
  ];
  for (const [of, bytes] of [
    ['UTF-8', utf8],
    ['UTF-16LE', utf16],
    ['UTF-16BE', swapped],
  ] as const) {
    for (const alignment of [0, 1, 2]) {
      for (const kind of ['base64', 'base64url'] as const) {
        needles.push({ plant, encoding: `${kind} of ${of}, ${alignment}`, bytes: coreOf(bytes, alignment, kind) });
      }
    }
  }
  return needles.filter(({ bytes }) => bytes.length >= LEAST_BYTES);
}

/** The characters that are the same whatever stands before and after. */
function coreOf(bytes: Buffer, alignment: number, kind: 'base64' | 'base64url'): Buffer {
  const text = Buffer.concat([Buffer.alloc(alignment), bytes])
    .toString(kind)
    .replace(/=+$/, '');
  const first = Math.ceil((alignment * 8) / 6);
  const last = Math.floor(((alignment + bytes.length) * 8) / 6);
  return Buffer.from(text.slice(first, last));
}
