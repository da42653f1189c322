import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { readThreadKey, writeThreadKey } from './thread-key.js';
import type { OpenedThread } from './threads.js';

/** How long a token is valid, in seconds. Direct Line clients refresh every 15 minutes. */
export const TOKEN_SECONDS = 3600;

/**
 * Signs and checks the bearer tokens of conversations: JSON Web Tokens (RFC 7519), HS256, bound to one conversation,
 * with the key to what was said in it. Signing keeps it from being changed; only its bearer holds that key.
 *
 * Signed in this thread: a library that hands each one to the thread pool costs more memory than time saved.
 */
export class Tokens {
  private readonly key: KeyObject;

  /** @param secret at least 32 characters; null makes a random key that lives as long as this process. */
  constructor(
    secret: string | null,
    private readonly now: () => number,
  ) {
    this.key = createSecretKey(secret === null ? randomBytes(32) : Buffer.from(secret, 'utf8'));
  }

  issue({ id, key }: OpenedThread): string {
    const iat = Math.floor(this.now() / 1000);
    const claims = { conv: id, key: writeThreadKey(key), iat, exp: iat + TOKEN_SECONDS };
    return jwt.sign(claims, this.key, { algorithm: 'HS256' });
  }

  /** The conversation a token opens; null when it is expired, forged or not one of ours. */
  open(token: string): OpenedThread | null {
    try {
      const clockTimestamp = Math.floor(this.now() / 1000);
      const payload = jwt.verify(token, this.key, { algorithms: ['HS256'], clockTimestamp });
      if (typeof payload !== 'object' || typeof payload.conv !== 'string') return null;
      const key = readThreadKey(payload.key);
      return key && { id: payload.conv, key };
    } catch {
      return null;
    }
  }
}
