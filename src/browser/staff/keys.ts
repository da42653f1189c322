import type { Kdf } from '../../staff/contract.js';

/** The part of libsodium that is used here. */
type Sodium = typeof import('libsodium-wrappers-sumo').default;

/** Argon2id for new passphrases: about a second on a laptop, some seconds on a small phone. */
export const KDF_OPS = 3;
export const KDF_MEM_BYTES = 64 * 1024 * 1024;

const LOGIN_LABEL = 'amparo staff: login secret, version 1';
const WRAP_LABEL = 'amparo staff: key-wrapping key, version 1';
const RECOVERY_LABEL = 'amparo staff: recovery key, version 1';
const FINGERPRINT_LABEL = 'amparo staff: fingerprint, version 1';

let loading: Promise<Sodium> | undefined;

/** libsodium, loaded when it is first needed: the largest part of the console. */
export function loadSodium(): Promise<Sodium> {
  loading ??= import('libsodium-wrappers-sumo').then(async ({ default: sodium }) => {
    await sodium.ready;
    return sodium;
  });
  return loading;
}

/** An X25519 key pair. */
export interface KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** All that needs libsodium, as functions over plain bytes; made once after loading. */
export class Keys {
  private constructor(private readonly sodium: Sodium) {}

  static async load(): Promise<Keys> {
    return new Keys(await loadSodium());
  }

  /** base64url without padding. */
  encode(bytes: Uint8Array): string {
    return this.sodium.to_base64(bytes, this.sodium.base64_variants.URLSAFE_NO_PADDING);
  }

  /** @throws {Error} if the text is not base64url. */
  decode(text: string): Uint8Array {
    return this.sodium.from_base64(text, this.sodium.base64_variants.URLSAFE_NO_PADDING);
  }

  newKdf(): Kdf {
    return { salt: this.encode(this.sodium.randombytes_buf(16)), ops: KDF_OPS, memBytes: KDF_MEM_BYTES };
  }

  /**
   * One passphrase, two keys that cannot be computed from each other: what the server is shown at login, and what
   * never leaves the browser. Takes about a second.
   *
   * @see RFC 9106 (Argon2id); BLAKE2b keyed with the 64-byte output separates the two.
   */
  fromPassphrase(passphrase: string, kdf: Kdf): { loginSecret: Uint8Array; wrappingKey: Uint8Array } {
    const { sodium } = this;
    // NFKC: the same passphrase typed on another keyboard may come composed in another way.
    const text = sodium.from_string(passphrase.normalize('NFKC'));
    const master = sodium.crypto_pwhash(
      64,
      text,
      this.decode(kdf.salt),
      kdf.ops,
      kdf.memBytes,
      sodium.crypto_pwhash_ALG_ARGON2ID13,
    );
    const loginSecret = sodium.crypto_generichash(32, sodium.from_string(LOGIN_LABEL), master);
    const wrappingKey = sodium.crypto_generichash(32, sodium.from_string(WRAP_LABEL), master);
    sodium.memzero(master);
    sodium.memzero(text);
    return { loginSecret, wrappingKey };
  }

  newKeyPair(): KeyPair {
    const { publicKey, privateKey } = this.sodium.crypto_box_keypair();
    return { publicKey, privateKey };
  }

  /** The pair that belongs to a private key. */
  pairOf(privateKey: Uint8Array): KeyPair {
    return { publicKey: this.sodium.crypto_scalarmult_base(privateKey), privateKey };
  }

  /** Nonce and secretbox. */
  wrap(secret: Uint8Array, wrappingKey: Uint8Array): Uint8Array {
    const nonce = this.sodium.randombytes_buf(this.sodium.crypto_secretbox_NONCEBYTES);
    const box = this.sodium.crypto_secretbox_easy(secret, nonce, wrappingKey);
    const wrapped = new Uint8Array(nonce.length + box.length);
    wrapped.set(nonce);
    wrapped.set(box, nonce.length);
    return wrapped;
  }

  /** @returns null when the key is not the one it was wrapped with, or a bit was changed. */
  unwrap(wrapped: Uint8Array, wrappingKey: Uint8Array): Uint8Array | null {
    const length = this.sodium.crypto_secretbox_NONCEBYTES;
    try {
      return this.sodium.crypto_secretbox_open_easy(wrapped.subarray(length), wrapped.subarray(0, length), wrappingKey);
    } catch {
      return null;
    }
  }

  /** Seals bytes to a public key: only its holder opens them, and nobody learns who sealed. */
  seal(message: Uint8Array, publicKey: Uint8Array): Uint8Array {
    return this.sodium.crypto_box_seal(message, publicKey);
  }

  /** @returns null when it was sealed to another key or was changed. */
  open(sealed: Uint8Array, pair: KeyPair): Uint8Array | null {
    try {
      return this.sodium.crypto_box_seal_open(sealed, pair.publicKey, pair.privateKey);
    } catch {
      return null;
    }
  }

  sealText(text: string, publicKey: Uint8Array): Uint8Array {
    return this.seal(this.sodium.from_string(text), publicKey);
  }

  openText(sealed: Uint8Array, pair: KeyPair): string | null {
    const bytes = this.open(sealed, pair);
    if (bytes === null) return null;
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      return null;
    }
  }

  /**
   * A recovery key: 160 random bits written in 36 characters, the last four of which find mistakes of the pen.
   * Its key pair is computed from it, so the server can seal new review keys to it without ever seeing it.
   */
  newRecoveryKey(): { text: string; pair: KeyPair } {
    const seed = this.sodium.randombytes_buf(20);
    return { text: groups(base32(seed) + this.checkOf(seed)), pair: this.recoveryPair(seed) };
  }

  /** @returns null when the text is no recovery key or has a mistake in it. */
  readRecoveryKey(text: string): KeyPair | null {
    const clean = text.toUpperCase().replace(/[\s-]/g, '').replace(/O/g, '0').replace(/[IL]/g, '1');
    if (clean.length !== 36) return null;
    const seed = fromBase32(clean.slice(0, 32));
    if (seed === null || this.checkOf(seed) !== clean.slice(32)) return null;
    return this.recoveryPair(seed);
  }

  /** Sixteen digits that two people compare aloud to be sure that they mean the same public key. */
  fingerprint(publicKey: Uint8Array): string {
    const hash = this.sodium.crypto_generichash(16, publicKey, this.sodium.from_string(FINGERPRINT_LABEL));
    const digits = [...hash].map((byte) => String(byte % 10)).join('');
    return groups(digits);
  }

  /** 160 random bits in base32 (RFC 4648), as authenticator apps take them. */
  newTotpSecret(): string {
    return base32(this.sodium.randombytes_buf(20), RFC4648);
  }

  wipe(...secrets: readonly Uint8Array[]): void {
    for (const secret of secrets) this.sodium.memzero(secret);
  }

  private recoveryPair(seed: Uint8Array): KeyPair {
    const { sodium } = this;
    const { publicKey, privateKey } = sodium.crypto_box_seed_keypair(
      sodium.crypto_generichash(32, seed, sodium.from_string(RECOVERY_LABEL)),
    );
    return { publicKey, privateKey };
  }

  private checkOf(seed: Uint8Array): string {
    return base32(this.sodium.crypto_generichash(16, seed, this.sodium.from_string(RECOVERY_LABEL))).slice(0, 4);
  }
}

/** Crockford's alphabet for what people copy by hand; RFC 4648's where software reads it. */
const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RFC4648 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

function base32(bytes: Uint8Array, alphabet = CROCKFORD): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += alphabet[(held >> bits) & 31];
    }
    held &= (1 << bits) - 1;
  }
  return bits > 0 ? text + alphabet[(held << (5 - bits)) & 31] : text;
}

function fromBase32(text: string): Uint8Array | null {
  const bytes = new Uint8Array(Math.floor((text.length * 5) / 8));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const letter of text) {
    const value = CROCKFORD.indexOf(letter);
    if (value < 0) return null;
    held = (held << 5) | value;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[at++] = held >> bits;
    held &= (1 << bits) - 1;
  }
  return bytes;
}

function groups(text: string): string {
  return text.match(/.{1,4}/g)?.join('-') ?? text;
}
