import type { Kysely } from 'kysely';
import type { DatabaseKind } from '../tables.js';

/** Sealed turns, what the queue needs in clear, counts without text, tombstones, dialog state. */
export async function up(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  const bytes = kind === 'postgres' ? 'bytea' : 'blob';
  await db.schema
    .createTable('review_keys')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('public_key', bytes, (column) => column.notNull())
    .addColumn('created_hour', 'integer', (column) => column.notNull())
    .addColumn('retired_hour', 'integer')
    .execute();
  await db.schema
    .createTable('conversations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('language', 'text')
    .addColumn('place', 'text')
    .addColumn('first_hour', 'integer', (column) => column.notNull())
    .addColumn('last_hour', 'integer', (column) => column.notNull())
    .addColumn('turns', 'integer', (column) => column.notNull())
    .addColumn('unanswered', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('clarified', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('emergency', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('bad_feedback', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('topics', 'text', (column) => column.notNull().defaultTo('[]'))
    .addColumn('hold', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createIndex('conversations_newest')
    .on('conversations')
    .columns(['last_hour desc', 'id desc'])
    .execute();
  await db.schema
    .createTable('turns')
    .addColumn('conversation_id', 'text', (column) =>
      column.notNull().references('conversations.id').onDelete('cascade'),
    )
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('hour', 'integer', (column) => column.notNull())
    .addColumn('key_id', 'text', (column) => column.notNull())
    .addColumn('sealed', bytes, (column) => column.notNull())
    .addPrimaryKeyConstraint('turns_pk', ['conversation_id', 'seq'])
    .execute();
  await db.schema.createIndex('turns_hour').on('turns').column('hour').execute();
  const counted = ['day', 'hour_of_day', 'channel', 'language', 'place', 'topic', 'outcome'] as const;
  let counts = db.schema.createTable('counts').addColumn('n', 'integer', (column) => column.notNull());
  for (const name of counted) {
    counts = counts.addColumn(name, name === 'hour_of_day' ? 'integer' : 'text', (column) => column.notNull());
  }
  await counts.addPrimaryKeyConstraint('counts_pk', [...counted] as never).execute();
  await db.schema
    .createTable('tombstones')
    .addColumn('conversation_id', 'text', (column) => column.primaryKey())
    .addColumn('deleted_hour', 'integer', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('dialog_state')
    .addColumn('key', 'text', (column) => column.primaryKey())
    .addColumn('etag', 'text', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('used_hour', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('dialog_state_used').on('dialog_state').column('used_hour').execute();
}
