import type { Kysely } from 'kysely';
import type { DatabaseKind } from '../tables.js';

/** Workspaces of Slack that installed the app, and which conversations are theirs, so that uninstalling removes both. */
export async function up(db: Kysely<unknown>, kind: DatabaseKind): Promise<void> {
  await db.schema
    .createTable('slack_workspaces')
    .addColumn('workspace', 'text', (column) => column.primaryKey())
    .addColumn('sealed', kind === 'postgres' ? 'bytea' : 'blob', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('slack_conversations')
    .addColumn('conversation', 'text', (column) => column.primaryKey())
    .addColumn('workspace', 'text', (column) => column.notNull())
    .addColumn('hour', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('slack_conversations_of').on('slack_conversations').column('workspace').execute();
}
