import { createHmac } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { Database } from './database.js';
import { currentReviewKey, type ReviewKey } from './review-key.js';
import { type SealedTurn, sealTurn } from './sealed-turn.js';
import { hourOf, type Tables } from './tables.js';

/** A turn as the bot hands it over: masked already. */
export interface TurnToKeep extends Omit<SealedTurn, 'v' | 'conversation' | 'seq'> {
  readonly channel: string;
  readonly conversationId: string;
}

export interface LogOptions {
  /** False: no text is kept at all, only counts (`TRANSCRIPTS=off`). */
  readonly transcripts: boolean;
  /** Days after which turns are purged. */
  readonly retentionDays: number;
  /** Hashes conversation ids, so that the database names no id that a channel knows. */
  readonly idKey: Uint8Array;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/** How long a node goes on with the review key it last read. */
const KEY_CACHE_MS = 2000;
const ID_BYTES = 18;
const HOURS_A_DAY = 24;
const STATE_IDLE_HOURS = 24;
/** Backups older than this must not be restored: what was deleted since would come back. */
export const TOMBSTONE_DAYS = 400;

/** All that is kept of conversations: sealed turns, what the queue needs, counts. */
export class ConversationLog {
  private key: { readonly value: ReviewKey | null; readonly readAt: number } | null = null;

  constructor(
    private readonly database: Database,
    private readonly options: LogOptions,
  ) {}

  /** The id under which a channel's conversation lies in the database. */
  storedId(channel: string, conversationId: string): string {
    return createHmac('sha256', this.options.idKey)
      .update(JSON.stringify([channel, conversationId]))
      .digest()
      .subarray(0, ID_BYTES)
      .toString('base64url');
  }

  /** Writes a turn durably, or only counts it when there is no key or transcripts are off. Throws when it is not kept. */
  async keep(turn: TurnToKeep): Promise<void> {
    const key = this.options.transcripts ? await this.reviewKey() : null;
    await this.database.db.transaction().execute(async (transaction) => {
      if (key) await this.insertTurn(transaction, turn, key);
      await this.count(transaction, turn);
    });
  }

  /** The person's "did this help?". */
  async markFeedback(channel: string, conversationId: string, helped: boolean): Promise<void> {
    await this.database.db
      .updateTable('conversations')
      .set({ bad_feedback: helped ? 0 : 1 })
      .where('id', '=', this.storedId(channel, conversationId))
      .execute();
  }

  /** Deletes everything of a conversation, held or not, and remembers by its hash that it must not come back. */
  async forget(channel: string, conversationId: string): Promise<void> {
    await this.forgetStored(this.storedId(channel, conversationId));
  }

  /** As {@link forget}, by the id in the database. */
  async forgetStored(id: string): Promise<void> {
    const deleted_hour = hourOf(this.options.now());
    await this.database.db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('tombstones')
        .values({ conversation_id: id, deleted_hour })
        .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet({ deleted_hour }))
        .execute();
      await transaction.deleteFrom('conversations').where('id', '=', id).execute();
    });
    await this.database.scrub();
  }

  /** Takes away what is past its time: turns, conversations, idle dialog state. */
  async purge(): Promise<{ readonly turns: number; readonly conversations: number }> {
    const hour = hourOf(this.options.now());
    const oldest = hour - this.options.retentionDays * HOURS_A_DAY;
    const gone = await this.database.db.transaction().execute(async (transaction) => {
      const held = transaction.selectFrom('conversations').select('id').where('hold', '=', 1);
      const turns = await transaction
        .deleteFrom('turns')
        .where('hour', '<', oldest)
        .where('conversation_id', 'not in', held)
        .executeTakeFirst();
      const conversations = await transaction
        .deleteFrom('conversations')
        .where('last_hour', '<', oldest)
        .where('hold', '=', 0)
        .executeTakeFirst();
      await transaction
        .deleteFrom('dialog_state')
        .where('used_hour', '<', hour - STATE_IDLE_HOURS)
        .execute();
      await transaction
        .deleteFrom('tombstones')
        .where('deleted_hour', '<', hour - TOMBSTONE_DAYS * HOURS_A_DAY)
        .execute();
      return { turns: Number(turns.numDeletedRows), conversations: Number(conversations.numDeletedRows) };
    });
    await this.database.scrub();
    return gone;
  }

  private async reviewKey(): Promise<ReviewKey | null> {
    const now = this.options.now();
    if (this.key && now - this.key.readAt < KEY_CACHE_MS) return this.key.value;
    this.key = { value: await currentReviewKey(this.database.db), readAt: now };
    return this.key.value;
  }

  private async insertTurn(transaction: Transaction<Tables>, turn: TurnToKeep, key: ReviewKey): Promise<void> {
    const { channel, conversationId, ...told } = turn;
    const id = this.storedId(channel, conversationId);
    const hour = hourOf(this.options.now());
    const { seq, topics } = await upsertConversation(transaction, id, hour, turn);
    const known = JSON.parse(topics) as string[];
    if (turn.topic !== null && !known.includes(turn.topic)) {
      const extended = JSON.stringify([...known, turn.topic]);
      await transaction.updateTable('conversations').set({ topics: extended }).where('id', '=', id).execute();
    }
    const sealed = await sealTurn({ v: 1, conversation: id, seq, ...told }, key);
    await transaction.insertInto('turns').values({ conversation_id: id, seq, hour, key_id: key.id, sealed }).execute();
  }

  private async count(db: Kysely<Tables>, turn: TurnToKeep): Promise<void> {
    const at = new Date(this.options.now());
    await db
      .insertInto('counts')
      .values({
        day: at.toISOString().slice(0, 10),
        hour_of_day: at.getUTCHours(),
        channel: turn.channel,
        language: turn.language ?? '',
        place: turn.place ?? '',
        topic: turn.topic ?? '',
        outcome: turn.action ?? '',
        n: 1,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['day', 'hour_of_day', 'channel', 'language', 'place', 'topic', 'outcome'])
          .doUpdateSet({ n: sql`counts.n + 1` }),
      )
      .execute();
  }
}

/** The first statement of the transaction is this write: SQLite then waits for its turn instead of failing. */
async function upsertConversation(transaction: Transaction<Tables>, id: string, hour: number, turn: TurnToKeep) {
  const unanswered = turn.action === 'out-of-scope' ? 1 : 0;
  const clarified = turn.action === 'clarify' ? 1 : 0;
  const emergency = turn.emergency ? 1 : 0;
  const { channel, language, place } = turn;
  const row = await transaction
    .insertInto('conversations')
    .values({
      id,
      channel,
      language,
      place,
      first_hour: hour,
      last_hour: hour,
      turns: 1,
      unanswered,
      clarified,
      emergency,
      bad_feedback: 0,
      topics: '[]',
      hold: 0,
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        last_hour: hour,
        language,
        place: sql`coalesce(excluded.place, conversations.place)`,
        turns: sql`conversations.turns + 1`,
        unanswered: sql`case when excluded.unanswered = 1 then 1 else conversations.unanswered end`,
        clarified: sql`case when excluded.clarified = 1 then 1 else conversations.clarified end`,
        emergency: sql`case when excluded.emergency = 1 then 1 else conversations.emergency end`,
      }),
    )
    .returning(['turns as seq', 'topics'])
    .executeTakeFirstOrThrow();
  return row;
}
