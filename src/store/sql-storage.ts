import { createHmac, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { StoreItems } from './expiring-storage.js';
import { hourOf, type Tables } from './tables.js';

const IDLE_HOURS = 24;

/** Somebody else wrote the item in between (the SDK's eTag contract). */
export class ETagConflict extends Error {
  override readonly name = 'ETagConflict';
}

/**
 * The SDK's `Storage` in the database, shared by all nodes: a stale eTag is refused, `*` and none overwrite; items idle
 * for more than 24 hours are gone. Keys are hashed: they hold a channel's conversation ids.
 */
export class SqlStorage {
  constructor(
    private readonly db: Kysely<Tables>,
    private readonly idKey: Uint8Array,
    private readonly now: () => number = Date.now,
  ) {}

  async read(keys: string[]): Promise<StoreItems> {
    if (keys.length === 0) return {};
    const hour = hourOf(this.now());
    const nameOf = new Map(keys.map((key) => [this.storedKey(key), key]));
    const rows = await this.db
      .selectFrom('dialog_state')
      .selectAll()
      .where('key', 'in', [...nameOf.keys()])
      .where('used_hour', '>=', hour - IDLE_HOURS)
      .execute();
    const idle = rows.filter((row) => row.used_hour < hour).map((row) => row.key);
    if (idle.length > 0)
      await this.db.updateTable('dialog_state').set({ used_hour: hour }).where('key', 'in', idle).execute();
    return Object.fromEntries(
      rows.map((row) => [
        nameOf.get(row.key) ?? row.key,
        { ...(JSON.parse(row.value) as Record<string, unknown>), eTag: row.etag },
      ]),
    );
  }

  /** All of them or none. @throws {ETagConflict} */
  async write(changes: StoreItems): Promise<void> {
    const entries = Object.entries(changes);
    if (entries.length === 0) return;
    const used_hour = hourOf(this.now());
    await this.db.transaction().execute(async (transaction) => {
      for (const [name, item] of entries) {
        const { eTag, ...rest } = item;
        const row = {
          key: this.storedKey(name),
          etag: randomBytes(9).toString('base64url'),
          value: JSON.stringify(rest),
          used_hour,
        };
        const isGuarded = eTag !== undefined && eTag !== null && eTag !== '' && eTag !== '*';
        const written = await transaction
          .insertInto('dialog_state')
          .values(row)
          .onConflict((conflict) => {
            const update = conflict
              .column('key')
              .doUpdateSet({ etag: row.etag, value: row.value, used_hour: row.used_hour });
            return isGuarded ? update.where('dialog_state.etag', '=', eTag) : update;
          })
          .returning('key')
          .executeTakeFirst();
        if (!written) throw new ETagConflict('Storage: the item was changed by somebody else (eTag conflict)');
      }
    });
  }

  async delete(keys: string[]): Promise<void> {
    if (keys.length === 0) return;
    await this.db
      .deleteFrom('dialog_state')
      .where(
        'key',
        'in',
        keys.map((key) => this.storedKey(key)),
      )
      .execute();
  }

  /** The key under which an item lies in the database. */
  storedKey(key: string): string {
    return createHmac('sha256', this.idKey).update(`state ${key}`).digest().subarray(0, 18).toString('base64url');
  }
}
