import { type Kysely, sql } from 'kysely';

/** A row of any table, as both databases give it. */
export type Row = Readonly<Record<string, string | number | null | Uint8Array>>;

/** A table with all that is told of it. */
export interface TableInfo {
  readonly name: string;
  /** The columns of its primary key: pages are read in their order. */
  readonly key: readonly string[];
  /** Texts that are sealed, hashed or secret: told by size and hash. Bytes always are. */
  readonly sealed?: readonly string[];
  /** False: left out of backups, because it must not come back (sessions, dialog state). */
  readonly inBackup: boolean;
  /** One sentence for who reads `amparo disclose`. */
  readonly holds: string;
}

/** All tables, in an order in which their rows can be put in (references first). A test compares it with the schema. */
export const TABLES: readonly TableInfo[] = [
  { name: 'schema_migrations', key: ['name'], inBackup: false, holds: 'versions of the schema' },
  {
    name: 'review_keys',
    key: ['id'],
    inBackup: true,
    holds: 'public halves of the keys that turns are sealed to; no private half is here',
  },
  {
    name: 'conversations',
    key: ['id'],
    inBackup: true,
    holds: 'what is in clear about a conversation; its id is a keyed hash; hours count from 1970, UTC',
  },
  {
    name: 'turns',
    key: ['conversation_id', 'seq'],
    sealed: ['sealed'],
    inBackup: true,
    holds: 'turns, masked and sealed; this server holds no key that opens them',
  },
  {
    name: 'counts',
    key: ['day', 'hour_of_day', 'channel', 'language', 'place', 'topic', 'outcome'],
    inBackup: true,
    holds: 'numbers of turns, without text and without conversation',
  },
  {
    name: 'tombstones',
    key: ['conversation_id'],
    inBackup: true,
    holds: 'keyed hashes of deleted conversations, so that a backup does not bring them back',
  },
  {
    name: 'dialog_state',
    key: ['key'],
    inBackup: false,
    holds: 'where a live conversation stands: ids and choices; gone after 24 idle hours; its key is a keyed hash',
  },
  {
    name: 'staff',
    key: ['id'],
    sealed: ['invite_hash', 'verifier', 'wrapped_private_key', 'totp_sealed'],
    inBackup: true,
    holds: 'members of staff',
  },
  { name: 'staff_settings', key: ['name'], sealed: ['value'], inBackup: true, holds: 'secrets that all nodes share' },
  {
    name: 'review_key_grants',
    key: ['key_id', 'holder'],
    sealed: ['sealed'],
    inBackup: true,
    holds: 'private halves of review keys, each sealed to a member of staff or to the recovery key',
  },
  {
    name: 'staff_sessions',
    key: ['id_hash'],
    sealed: ['id_hash'],
    inBackup: false,
    holds: 'who of the staff is signed in; no address',
  },
  {
    name: 'staff_attempts',
    key: ['bucket'],
    inBackup: false,
    holds: 'failed sign-ins of staff, by keyed hash of the name typed',
  },
  { name: 'staff_audit', key: ['seq'], inBackup: true, holds: 'what staff read and changed' },
  {
    name: 'reviews',
    key: ['conversation_id'],
    inBackup: true,
    holds: 'how far staff are with a conversation',
  },
  { name: 'notes', key: ['id'], sealed: ['sealed'], inBackup: true, holds: 'notes of staff, sealed like turns' },
  {
    name: 'teachings',
    key: ['id'],
    inBackup: true,
    holds: 'questions that staff wrote themselves, without personal data, of no conversation',
  },
  { name: 'bulletins', key: ['id'], inBackup: true, holds: 'notices that staff posted for everybody' },
  {
    name: 'bulletin_history',
    key: ['bulletin_id', 'revision'],
    inBackup: true,
    holds: 'earlier versions of these notices',
  },
  {
    name: 'slack_workspaces',
    key: ['workspace'],
    inBackup: true,
    holds: 'tokens of Slack workspaces, encrypted; the workspace is a keyed hash',
  },
  {
    name: 'slack_conversations',
    key: ['conversation'],
    inBackup: true,
    holds: 'which conversations belong to a workspace, both as keyed hashes, so that uninstalling removes them',
  },
];

const PAGE_ROWS = 500;

/** All rows of a table in the order of its key, a page at a time, so that any size passes through little memory. */
export async function* readPages(db: Kysely<unknown>, table: TableInfo): AsyncGenerator<readonly Row[]> {
  const from = sql.table(table.name);
  const key = sql.join(table.key.map((column) => sql.ref(column)));
  let after: Row | undefined;
  for (;;) {
    const last = after;
    const where = last ? sql`where (${key}) > (${sql.join(table.key.map((column) => sql.val(last[column])))})` : sql``;
    const { rows } = await sql<Row>`select * from ${from} ${where} order by ${key} limit ${PAGE_ROWS}`.execute(db);
    if (rows.length > 0) yield rows;
    after = rows.at(-1);
    if (rows.length < PAGE_ROWS) return;
  }
}

/** How many rows a table holds. */
export async function countRows(db: Kysely<unknown>, table: TableInfo): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from ${sql.table(table.name)}`.execute(db);
  return Number(rows[0]?.n ?? 0);
}

/** Size and SHA-256 of what nobody here can read, else the value itself. */
export function isSealed(table: TableInfo, column: string, value: Row[string]): value is string | Uint8Array {
  return value instanceof Uint8Array || (value !== null && (table.sealed ?? []).includes(column));
}
