import { createHmac, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConversationLog, type TurnToKeep } from './conversation-log.js';
import { type Database, type DatabaseOptions, openDatabase } from './database.js';
import { ExpiringStorage } from './expiring-storage.js';
import { KeptStorage } from './kept-storage.js';
import { SqlStorage } from './sql-storage.js';

export interface StoreOptions extends DatabaseOptions {
  readonly transcripts: boolean;
  /** Days after which turns are purged. */
  readonly retentionDays: number;
  /** Shared by all nodes of one database: ids are hashed with it. Null: a random key in the data folder. */
  readonly secret: string | null;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** Told what failed and what follows from it. Never what a person wrote: `fault` is for its kind only. */
  readonly onFault: (fault: unknown, consequence: Consequence) => void;
}

/** What a fault of the database means for people. */
export type Consequence = 'state is in memory only' | 'a turn was not kept' | 'a deletion waits' | 'purge failed';

const STATE_IDLE_MS = 24 * 3600 * 1000;
const MOST_STATES = 50_000;
const PURGE_MS = 3_600_000;
/** A database that is gone is asked again so often, and no turn waits for it in between. */
const PROBE_MS = 3000;
const KEY_BYTES = 32;

/** The key that hashes ids. Several nodes make the same one from their common secret. */
export function readIdKey(dataDir: string, secret: string | null): Uint8Array {
  if (secret !== null) return createHmac('sha256', secret).update('amparo ids in the database').digest();
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, 'id-key');
  try {
    writeFileSync(file, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600 });
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EEXIST') throw fault;
  }
  return new Uint8Array(readFileSync(file));
}

/** What a running server keeps. None of its methods throws because the database is gone: the person's answer comes first. */
export class OpenStore {
  /** The SDK's `Storage` for dialog state. */
  readonly storage: KeptStorage;
  private readonly log: ConversationLog;
  private readonly waiting = new Map<string, { readonly channel: string; readonly conversationId: string }>();
  private readonly timers: readonly NodeJS.Timeout[];
  private up = true;
  private purging: Promise<unknown> = Promise.resolve();

  constructor(
    readonly database: Database,
    private readonly options: StoreOptions,
  ) {
    const idKey = readIdKey(options.dataDir, options.secret);
    this.log = new ConversationLog(database, { ...options, idKey });
    this.storage = new KeptStorage(
      new SqlStorage(database.db, idKey, options.now),
      new ExpiringStorage(STATE_IDLE_MS, MOST_STATES, options.now),
      { isUp: () => this.up, onFault: (fault) => this.fail(fault, 'state is in memory only') },
    );
    this.timers = [
      setInterval(() => void this.purge(), PURGE_MS).unref(),
      setInterval(() => void this.probe(), PROBE_MS).unref(),
    ];
    void this.purge();
  }

  /** False while the database cannot be used. */
  get isUp(): boolean {
    return this.up && this.waiting.size === 0;
  }

  /** Keeps a turn, sealed, or counts it. Done when it is durable, or told as not kept. */
  async keep(turn: TurnToKeep): Promise<void> {
    await this.attempt(() => this.log.keep(turn), 'a turn was not kept');
  }

  /** The person's "did this help?". */
  async markFeedback(channel: string, conversationId: string, helped: boolean): Promise<void> {
    await this.attempt(() => this.log.markFeedback(channel, conversationId, helped), 'a turn was not kept');
  }

  /** Deletes all that is kept of a conversation; while the database is gone, as soon as it is back. */
  async forget(channel: string, conversationId: string): Promise<void> {
    const key = stateKey(channel, conversationId);
    this.waiting.set(key, { channel, conversationId });
    await this.attempt(() => this.forgetWaiting(key), 'a deletion waits');
  }

  /** Deletes the dialog state only: the thread is over, nobody asked for more. */
  async dropState(channel: string, conversationId: string): Promise<void> {
    await this.attempt(() => this.storage.delete([stateKey(channel, conversationId)]), 'state is in memory only');
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
    await this.purging;
    await this.database.close();
  }

  private async forgetWaiting(key: string): Promise<void> {
    const wish = this.waiting.get(key);
    if (!wish) return;
    await this.storage.delete([key]);
    await this.log.forget(wish.channel, wish.conversationId);
    this.waiting.delete(key);
  }

  private purge(): Promise<void> {
    const done = this.attempt(() => this.log.purge(), 'purge failed');
    this.purging = done;
    return done;
  }

  /** Asks a database that was gone whether it can write again, and carries out what waits. */
  private async probe(): Promise<void> {
    if (this.isUp) return;
    try {
      const row = { conversation_id: 'probe', deleted_hour: 0 };
      await this.database.db.transaction().execute(async (transaction) => {
        await transaction
          .insertInto('tombstones')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .execute();
        await transaction.deleteFrom('tombstones').where('conversation_id', '=', row.conversation_id).execute();
      });
      for (const key of [...this.waiting.keys()]) await this.forgetWaiting(key);
      this.up = true;
    } catch {
      // Told when it went away; still gone.
    }
  }

  private async attempt(work: () => Promise<unknown>, consequence: Consequence): Promise<void> {
    try {
      if (!this.up) throw new DatabaseGone();
      await work();
    } catch (fault) {
      this.fail(fault, consequence);
    }
  }

  private fail(fault: unknown, consequence: Consequence): void {
    this.up = false;
    this.options.onFault(fault, consequence);
  }
}

/** The database failed a moment ago and is not asked again yet. */
export class DatabaseGone extends Error {
  override readonly name = 'DatabaseGone';
}

/** The key that the SDK's `ConversationState` uses; it ends with a slash. */
export function stateKey(channel: string, conversationId: string): string {
  return `${channel}/conversations/${conversationId}/`;
}

/** @throws when the data folder or the database cannot be used at all. */
export async function openStore(options: StoreOptions): Promise<OpenStore> {
  const database = await openDatabase(options);
  try {
    return new OpenStore(database, options);
  } catch (fault) {
    await database.close();
    throw fault;
  }
}
