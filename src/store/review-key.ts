import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { hourOf, type Tables } from './tables.js';

type Sodium = typeof import('libsodium-wrappers-sumo').default;
let loading: Promise<Sodium> | undefined;

/** libsodium, loaded when it is first needed. */
export function loadSodium(): Promise<Sodium> {
  loading ??= import('libsodium-wrappers-sumo').then(async ({ default: sodium }) => {
    await sodium.ready;
    return sodium;
  });
  return loading;
}

export interface ReviewKey {
  readonly id: string;
  readonly publicKey: Uint8Array;
}

/** The newest key that is not retired; null: nothing can be sealed, so nothing may be kept. */
export async function currentReviewKey(db: Kysely<Tables>): Promise<ReviewKey | null> {
  const row = await db
    .selectFrom('review_keys')
    .select(['id', 'public_key'])
    .where('retired_hour', 'is', null)
    .orderBy('created_hour', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { id: row.id, publicKey: new Uint8Array(row.public_key) } : null;
}

/**
 * Makes a review key; those before it are retired, so new turns are sealed to this one only.
 *
 * @returns the private key (32 bytes, base64url), which is kept nowhere: show it once.
 */
export async function createReviewKey(
  db: Kysely<Tables>,
  nowMs: number,
): Promise<{ readonly id: string; readonly privateKey: string }> {
  const sodium = await loadSodium();
  const pair = sodium.crypto_box_keypair();
  const id = randomBytes(9).toString('base64url');
  const hour = hourOf(nowMs);
  await db.transaction().execute(async (transaction) => {
    await transaction
      .updateTable('review_keys')
      .set({ retired_hour: hour })
      .where('retired_hour', 'is', null)
      .execute();
    await transaction
      .insertInto('review_keys')
      .values({ id, public_key: pair.publicKey, created_hour: hour, retired_hour: null })
      .execute();
  });
  return { id, privateKey: Buffer.from(pair.privateKey).toString('base64url') };
}
