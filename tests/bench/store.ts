/**
 * Sealed turns a second on both databases, beside the same rows written unsealed, in turns of a half each so that both
 * meet the same machine; and bytes a turn. Each turn is one durable transaction, as a running server writes it.
 */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import {
  ConversationLog,
  createReviewKey,
  type Database,
  openDatabase,
  type TurnToKeep,
} from '../../src/store/index.js';
import { KINDS, makeDatabase } from '../store/databases.js';

const TURNS = Number(process.argv[2] ?? 2000);
const ROUNDS = 4;
const AT_ONCE = 8;
const TURNS_A_CONVERSATION = 5;

const turn = (conversationId: string): TurnToKeep => ({
  channel: 'directline',
  conversationId,
  said: 'can ice come into my home when they have a paper from a judge',
  choice: null,
  language: 'en',
  topic: 'rights.home',
  action: 'answer',
  confidence: 0.93,
  emergency: false,
  place: 'chicago',
  alternatives: [{ topic: 'rights.warrant', confidence: 0.04 }],
  replies: [{ text: 'You do not have to open the door. '.repeat(20), topic: 'rights.home', version: '0123456789ab' }],
});

/** @returns turns a second. */
async function rate(count: number, keep: (at: number) => Promise<unknown>): Promise<number> {
  const from = performance.now();
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (next < count) await keep(next++);
    }),
  );
  return (count / (performance.now() - from)) * 1000;
}

/** The same statements with the text as it is. */
async function keepUnsealed({ db }: Database, conversation: string, keyId: string): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    const hour = 1;
    const flags = { first_hour: hour, last_hour: hour, unanswered: 0, clarified: 0, emergency: 0, bad_feedback: 0 };
    const { seq } = await transaction
      .insertInto('conversations')
      .values({
        ...flags,
        id: conversation,
        channel: 'x',
        language: 'en',
        place: null,
        turns: 1,
        topics: '["rights.home"]',
        hold: 0,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ turns: sql`conversations.turns + 1` }))
      .returning('turns as seq')
      .executeTakeFirstOrThrow();
    const text = Buffer.from(JSON.stringify({ v: 1, conversation, seq, ...turn(conversation) }));
    await transaction
      .insertInto('turns')
      .values({ conversation_id: conversation, seq, hour, key_id: keyId, sealed: text })
      .execute();
    await transaction
      .insertInto('counts')
      .values({
        day: '2026-11-25',
        hour_of_day: 1,
        channel: 'x',
        language: 'en',
        place: '',
        topic: '',
        outcome: '',
        n: 1,
      })
      .onConflict((conflict) =>
        conflict
          .columns(['day', 'hour_of_day', 'channel', 'language', 'place', 'topic', 'outcome'])
          .doUpdateSet({ n: sql`counts.n + 1` }),
      )
      .execute();
  });
}

async function bytesOnDisk(database: Database, dataDir: string): Promise<number> {
  await database.scrub();
  if (database.kind === 'postgres') {
    const { rows } = await sql<{ n: string }>`select pg_total_relation_size('turns')
      + pg_total_relation_size('conversations') as n`.execute(database.db);
    return Number(rows[0]?.n);
  }
  return readdirSync(dataDir).reduce((sum, name) => sum + statSync(join(dataDir, name)).size, 0);
}

const mean = (values: readonly number[]) => Math.round(values.reduce((sum, value) => sum + value, 0) / values.length);

for (const kind of KINDS) {
  const place = await makeDatabase(kind);
  const database = await openDatabase(place);
  const { id: keyId } = await createReviewKey(database.db, Date.now());
  const log = new ConversationLog(database, {
    transcripts: true,
    retentionDays: 30,
    idKey: Buffer.alloc(32, 7),
    now: Date.now,
  });
  const nameOf = (round: string, at: number) => `${round}-${Math.floor(at / TURNS_A_CONVERSATION)}`;
  await rate(50, (at) => log.keep(turn(nameOf('warm', at))));
  const sealed: number[] = [];
  const unsealed: number[] = [];
  const before = await bytesOnDisk(database, place.dataDir);
  let bytes = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const each = TURNS / ROUNDS;
    const size = await bytesOnDisk(database, place.dataDir);
    sealed.push(await rate(each, (at) => log.keep(turn(nameOf(`s${round}`, at)))));
    bytes += (await bytesOnDisk(database, place.dataDir)) - size;
    unsealed.push(await rate(each, (at) => keepUnsealed(database, nameOf(`u${round}`, at), keyId)));
  }
  const { rows } = await sql<{ n: number }>`select avg(length(sealed)) as n from turns
    where conversation_id not like 'u%-%'`.execute(database.db);
  process.stdout.write(
    `${JSON.stringify({
      database: kind,
      turns: TURNS,
      atOnce: AT_ONCE,
      sealedPerSecond: mean(sealed),
      unsealedPerSecond: mean(unsealed),
      ratio: Number((mean(sealed) / mean(unsealed)).toFixed(2)),
      textBytesATurn: JSON.stringify(turn('x')).length,
      sealedBytesATurn: Math.round(Number(rows[0]?.n)),
      diskBytesATurn: Math.round(bytes / TURNS),
      emptyBytes: before,
    })}\n`,
  );
  await database.close();
  place.remove();
}
