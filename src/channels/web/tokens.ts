import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';

/** How long a token is valid, in seconds. Direct Line clients refresh every 15 minutes. */
export const TOKEN_SECONDS = 3600;

/**
 * Signs and checks the bearer tokens of conversations: JSON Web Tokens (RFC 7519), HS256, bound to one conversation.
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

  issue(conversationId: string): string {
    const iat = Math.floor(this.now() / 1000);
    return jwt.sign({ conv: conversationId, iat, exp: iat + TOKEN_SECONDS }, this.key, { algorithm: 'HS256' });
  }

  /** The conversation a token is for; null when it is expired, forged or not one of ours. */
  conversationOf(token: string): string | null {
    try {
      const clockTimestamp = Math.floor(this.now() / 1000);
      const payload = jwt.verify(token, this.key, { algorithms: ['HS256'], clockTimestamp });
      return typeof payload === 'object' && typeof payload.conv === 'string' ? payload.conv : null;
    } catch {
      return null;
    }
  }
}
