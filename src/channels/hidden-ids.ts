import { createHmac, createSecretKey, hkdfSync, type KeyObject, randomBytes } from 'node:crypto';

/** The bytes of HMAC-SHA256 that are kept: 144 bits, no two ids meet. */
const KEPT_BYTES = 18;

/**
 * Replaces a platform's ids (people, conversations, messages) by keyed hashes, the same for the same id as long as the
 * key is the same. What stands behind a channel sees these only: state keys, transcripts and counts name nobody.
 */
export class HiddenIds {
  private readonly key: KeyObject;

  /**
   * @param secret from which the key is derived, the same on all nodes; null makes a random one that lives as long as
   * this process: conversations then begin anew after a restart.
   */
  constructor(secret: string | null) {
    const source = secret === null ? randomBytes(32) : Buffer.from(secret, 'utf8');
    this.key = createSecretKey(Buffer.from(hkdfSync('sha256', source, '', 'amparo platform ids v1', 32)));
  }

  /**
   * @param channel such as `msteams`: the same id on two platforms gives two hashes.
   * @param parts   the id, with what it needs to be unique (team, thread), in order.
   * @returns 24 characters of base64url.
   */
  hide(channel: string, ...parts: readonly string[]): string {
    return createHmac('sha256', this.key)
      .update(JSON.stringify([channel, ...parts]))
      .digest()
      .subarray(0, KEPT_BYTES)
      .toString('base64url');
  }
}
