import { createHash, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/**
 * The secret with which another server asks for tokens on behalf of its own people, as Direct Line's secrets do. It opens
 * no conversation: the key to what was said travels in the conversation's token alone.
 */
export class DirectLineSecret {
  private readonly wanted: Buffer | null;

  /** @param secret null: there is none, and no credential is one. */
  constructor(secret: string | null) {
    this.wanted = secret === null ? null : digest(secret);
  }

  /** Whether one is set. */
  get isSet(): boolean {
    return this.wanted !== null;
  }

  /** Whether this is it. Digests are compared, in a time that tells nothing about how far they agree. */
  matches(given: string | null): boolean {
    return this.wanted !== null && given !== null && timingSafeEqual(digest(given), this.wanted);
  }
}

/** The credential of an `Authorization: Bearer …` header; null where there is none. */
export function bearerOf(header: string | undefined): string | null {
  const [scheme, credential] = (header ?? '').split(' ');
  return scheme?.toLowerCase() === 'bearer' && credential ? credential : null;
}
