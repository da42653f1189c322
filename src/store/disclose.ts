import { createHash } from 'node:crypto';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { Database } from './database.js';
import { countRows, isSealed, type Row, readPages, TABLES, type TableInfo } from './table-list.js';
import { hourOf } from './tables.js';

const HOUR_MS = 3_600_000;

/** What of a conversation a reader might ask for: ids it could lie under. */
export interface AskedConversation {
  /** As it was given. */
  readonly asked: string;
  /** Ids and keys of rows it would have, each computed from what was given. */
  readonly storedIds: readonly string[];
}

/** Every field of a conversation in every table, as a court would get it. Sealed fields are told by size and hash. */
export async function* discloseConversation(
  database: Database,
  { asked, storedIds }: AskedConversation,
  nowMs: number,
): AsyncGenerator<string> {
  const db = database.db as unknown as Kysely<unknown>;
  const empty: string[] = [];
  yield `Everything in the database about conversation ${asked}, on ${hourText(hourOf(nowMs))}`;
  for (const table of TABLES) {
    const rows = await rowsNaming(db, table, storedIds);
    if (rows.length === 0) empty.push(table.name);
    else yield* tableLines(table, rows.length, rows);
  }
  yield '';
  yield `Nothing about it in: ${empty.join(', ')}.`;
}

/** All tables, every row and field; then the files of the data folder. */
export async function* discloseAll(database: Database, dataDir: string, nowMs: number): AsyncGenerator<string> {
  const db = database.db as unknown as Kysely<unknown>;
  yield `Everything in the database, on ${hourText(hourOf(nowMs))}`;
  for (const table of TABLES) {
    yield* tableLines(table, await countRows(db, table), []);
    for await (const rows of readPages(db, table)) for (const row of rows) yield* rowLines(table, row);
  }
  yield '';
  yield `Files in ${dataDir}`;
  const names = existsSync(dataDir) ? readdirSync(dataDir) : [];
  for (const name of names.sort()) {
    const size = statSync(join(dataDir, name), { throwIfNoEntry: false })?.size ?? 0;
    yield `  ${name.padEnd(20)} ${size} bytes${name === 'id-key' ? ', the key that hashes ids' : ''}`;
  }
}

function* tableLines(table: TableInfo, count: number, rows: readonly Row[]): Generator<string> {
  yield '';
  yield `${table.name}: ${count} ${count === 1 ? 'row' : 'rows'} (${table.holds})`;
  for (const row of rows) yield* rowLines(table, row);
}

function* rowLines(table: TableInfo, row: Row): Generator<string> {
  let mark = '-';
  for (const [name, value] of Object.entries(row)) {
    yield `  ${mark} ${name.padEnd(16)} ${shown(table, name, value)}`;
    mark = ' ';
  }
}

function shown(table: TableInfo, column: string, value: Row[string]): string {
  if (value === null) return 'nothing';
  if (!isSealed(table, column, value)) {
    return column.endsWith('hour') && typeof value === 'number'
      ? `${value} (${hourText(value)})`
      : JSON.stringify(value);
  }
  const bytes = typeof value === 'string' ? Buffer.from(value) : value;
  return `${bytes.length} bytes, SHA-256 ${createHash('sha256').update(bytes).digest('hex')}`;
}

const hourText = (hour: number): string =>
  `${new Date(hour * HOUR_MS).toISOString().slice(0, 13).replace('T', ' ')} h UTC`;

/** Rows in which any text names the conversation, whichever column it is: a column added later is searched too. */
async function rowsNaming(db: Kysely<unknown>, table: TableInfo, ids: readonly string[]): Promise<readonly Row[]> {
  const found: Row[] = [];
  for await (const rows of readPages(db, table)) {
    found.push(
      ...rows.filter((row) =>
        Object.values(row).some((value) => typeof value === 'string' && ids.some((id) => value.includes(id))),
      ),
    );
  }
  return found;
}

/** The channels that the database knows, for ids that only a channel knows. */
export async function knownChannels(database: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ channel: string }>`select distinct channel from conversations
    union select distinct channel from counts`.execute(database.db);
  return rows.map((row) => row.channel);
}
