import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Secret, TOTP } from 'otpauth';

const PERIOD_S = 30;
const LABEL = 'amparo staff: totp secret, version 1';

function totpOf(secret: string): TOTP {
  return new TOTP({
    issuer: 'Amparo',
    algorithm: 'SHA1',
    digits: 6,
    period: PERIOD_S,
    secret: Secret.fromBase32(secret),
  });
}

/**
 * The time step that a code belongs to, one step before and after now allowed.
 *
 * @returns null when it is no code of that time, or not newer than the last one used: a code works once.
 * @see RFC 6238 section 5.2
 */
export function stepOfCode(secret: string, code: string, now: number, lastStep: number): number | null {
  const delta = totpOf(secret).validate({ token: code, timestamp: now, window: 1 });
  if (delta === null) return null;
  const step = Math.floor(now / 1000 / PERIOD_S) + delta;
  return step > lastStep ? step : null;
}

/**
 * The secret for the database, under a key that is computed from the login secret. The server sees that only while
 * somebody signs in, so neither the database nor the whole disk gives the secret away.
 */
export function sealTotp(secret: string, loginSecret: Buffer): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', keyOf(loginSecret), iv);
  return Buffer.concat([iv, cipher.update(secret, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** @returns null when the login secret is another one. */
export function openTotp(sealed: string, loginSecret: Buffer): string | null {
  const bytes = Buffer.from(sealed, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', keyOf(loginSecret), bytes.subarray(0, 12));
  decipher.setAuthTag(bytes.subarray(-16));
  try {
    return decipher.update(bytes.subarray(12, -16), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return null;
  }
}

function keyOf(loginSecret: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', loginSecret, '', LABEL, 32));
}
