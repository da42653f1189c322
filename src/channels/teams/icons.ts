import { deflateSync } from 'node:zlib';

type Colour = readonly [red: number, green: number, blue: number];

const WHITE: Colour = [255, 255, 255];
/** Half the width of a line, in the drawing's 24 units. */
const HALF_LINE = 1.1;

/** Distance to an arch: two upright lines to `bottom`, and a half circle over them. */
function toArch(x: number, y: number, radius: number, centre: number, bottom: number): number {
  if (y <= centre) return Math.abs(Math.hypot(x - 12, y - centre) - radius);
  const sideways = Math.abs(Math.abs(x - 12) - radius);
  return y <= bottom ? sideways : Math.hypot(sideways, y - bottom);
}

/** Distance to the drawing: a doorway under an arch, on a line. The same sign as in the chat window. */
function toSign(x: number, y: number): number {
  const base = Math.hypot(Math.max(0, Math.abs(x - 12) - 10), y - 21);
  return Math.min(toArch(x, y, 8, 11, 21), toArch(x, y, 3, 12, 21), base);
}

const crcs = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of bytes) value = (crcs[(value ^ byte) & 255] as number) ^ (value >>> 8);
  return (value ^ 0xffffffff) >>> 0;
}

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

/** @see PNG (ISO/IEC 15948): 8 bits a channel, RGBA, no filter */
function png(size: number, pixelAt: (x: number, y: number) => readonly [...Colour, alpha: number]): Uint8Array {
  const rows = Buffer.alloc(size * (size * 4 + 1));
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) rows.set(pixelAt(x, y), y * (size * 4 + 1) + 1 + x * 4);
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  head.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** How much of a pixel the sign covers, 0 to 1. */
function coverage(x: number, y: number, size: number, signSize: number): number {
  const unit = signSize / 24;
  const offset = (size - signSize) / 2;
  const distance = toSign((x + 0.5 - offset) / unit, (y + 0.5 - offset) / unit - 0.4) - HALF_LINE;
  return Math.max(0, Math.min(1, 0.5 - distance * unit));
}

/** The icon of 192 pixels: the sign in white on the full colour, inside the part that Teams never cuts off. */
export function colourIcon(hex: string): Uint8Array {
  const ground = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  return png(192, (x, y) => {
    const share = coverage(x, y, 192, 104);
    const [red, green, blue] = ground.map((value, at) =>
      Math.round(value + ((WHITE[at] as number) - value) * share),
    ) as unknown as Colour;
    return [red, green, blue, 255];
  });
}

/** The icon of 32 pixels: the sign in white on nothing. */
export function outlineIcon(): Uint8Array {
  return png(32, (x, y) => [...WHITE, Math.round(coverage(x, y, 32, 28) * 255)]);
}
