import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = 'aes-256-gcm';

/**
 * What opens one live thread. It is made with the conversation, handed out in its token, and held by the server only
 * while a request or a delivery is under way: without the token nobody reads the thread, the server included.
 */
export type ThreadKey = Buffer & { readonly __kind?: 'thread key' };

export function createThreadKey(): ThreadKey {
  return randomBytes(KEY_BYTES);
}

/** The key as it stands in a token. */
export function writeThreadKey(key: ThreadKey): string {
  return key.toString('base64url');
}

/** The key of a token's claim; null for anything else. */
export function readThreadKey(given: unknown): ThreadKey | null {
  if (typeof given !== 'string') return null;
  const key = Buffer.from(given, 'base64url');
  return key.length === KEY_BYTES ? key : null;
}

/**
 * Seals bytes with AES-256-GCM.
 *
 * @param place where they belong, such as the activity's id: moved elsewhere they cannot be opened.
 * @returns nonce, tag and ciphertext in one buffer of its own, outside the JavaScript heap.
 * @see NIST SP 800-38D; a random nonce of 96 bits serves far more activities than a thread can hold.
 */
export function sealUnder(key: ThreadKey, place: string, bytes: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(place));
  const text = cipher.update(bytes);
  cipher.final();
  return Buffer.concat([nonce, cipher.getAuthTag(), text]);
}

/** @throws when key or place are not those it was sealed with. */
export function openUnder(key: ThreadKey, place: string, sealed: Buffer): Buffer {
  const nonce = sealed.subarray(0, NONCE_BYTES);
  const tag = sealed.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(place)).setAuthTag(tag);
  return Buffer.concat([decipher.update(sealed.subarray(NONCE_BYTES + TAG_BYTES)), decipher.final()]);
}

/** A name under which something is found again with the key alone: a client's own ids may be words. */
export function nameUnder(key: ThreadKey, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url');
}

/** What a stream's ticket is known by, and what lies over the thread's key until it comes back. */
export interface TicketParts {
  readonly name: string;
  readonly mask: Buffer;
}

/** Splits a ticket (RFC 5869): from its name nobody finds the mask. */
export function ticketParts(ticket: string): TicketParts {
  const derive = (purpose: string) =>
    Buffer.from(hkdfSync('sha256', ticket, '', `amparo stream ${purpose}`, KEY_BYTES));
  return { name: derive('name').toString('base64url'), mask: derive('mask') };
}

/** Lays a ticket's mask over a key, or takes it off again. A ticket, and so its mask, is random and used once. */
export function maskKey(key: Buffer, mask: Buffer): ThreadKey {
  return Buffer.from(key.map((byte, index) => byte ^ (mask[index] ?? 0)));
}
