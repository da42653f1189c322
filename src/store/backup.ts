import { createHash, createHmac } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { type Kysely, sql } from 'kysely';
import { z } from 'zod';
import { TOMBSTONE_DAYS } from './conversation-log.js';
import type { Database } from './database.js';
import { MIGRATIONS } from './migrations/index.js';
import { type Row, readPages, TABLES, type TableInfo } from './table-list.js';
import { hourOf } from './tables.js';

/** A backup that cannot be written or read, or may not be put here. The message names the file and the mend. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

const VERSION = 1;
const HOURS_A_DAY = 24;
/** Below SQLite's limit of parameters in one statement for the widest table. */
const ROWS_AT_ONCE = 200;

/** First line. `idKey` tells whether ids are hashed with the same key, and is no help in finding it. */
const Header = z.object({
  format: z.literal('amparo-backup'),
  version: z.number().int(),
  hour: z.number().int(),
  schema: z.array(z.string()),
  idKey: z.string(),
});
const Value = z.union([z.string(), z.number(), z.null(), z.strictObject({ bytes: z.base64url() })]);
const Line = z.union([
  z.strictObject({ table: z.string(), row: z.record(z.string(), Value) }),
  z.strictObject({ rows: z.number().int(), sha256: z.string() }),
]);
type Header = z.infer<typeof Header>;

export interface BackupSummary {
  /** When the backup was made, hours since 1970, UTC. */
  readonly hour: number;
  readonly rows: number;
  readonly conversations: number;
}

/**
 * Writes a consistent copy of the database, as it is at one moment, while servers go on writing. What is sealed stays
 * sealed. Sessions and dialog state are left out. The file is the same for both databases: lines of JSON, compressed,
 * with a checksum at the end.
 *
 * @param file must not exist yet; only its owner may read it.
 * @throws {BackupError}
 */
export async function backUp(
  database: Database,
  file: string,
  options: { readonly idKey: Uint8Array; readonly nowMs: number },
): Promise<BackupSummary> {
  if (existsSync(file)) throw new BackupError(`${file}: this file exists. Name another, or move it away first.`);
  const part = `${file}.part`;
  const told = { rows: 0, conversations: 0 };
  const hour = hourOf(options.nowMs);
  const header: Header = {
    format: 'amparo-backup',
    version: VERSION,
    hour,
    schema: MIGRATIONS.map(([name]) => name),
    idKey: markOf(options.idKey),
  };
  const write = (db: Kysely<unknown>) =>
    pipeline(
      Readable.from(linesOf(db, header, told)),
      createGzip(),
      createWriteStream(part, { flags: 'wx', mode: 0o600 }),
    );
  try {
    await inSnapshot(database, write);
    sync(part);
    renameSync(part, file);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new BackupError(
        `${part}: left by a backup that did not end, or one is running. Delete it, then try again.`,
      );
    }
    rmSync(part, { force: true });
    const { code } = fault as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOSPC' || code === 'EROFS') {
      throw new BackupError(
        `${file}: cannot be written (${code}). Name a folder that exists, with space, that you may write to.`,
      );
    }
    throw fault;
  }
  return { hour, ...told };
}

async function* linesOf(
  db: Kysely<unknown>,
  header: Header,
  told: { rows: number; conversations: number },
): AsyncGenerator<string> {
  const hash = createHash('sha256');
  const line = (value: unknown): string => {
    const text = `${JSON.stringify(value)}\n`;
    hash.update(text);
    return text;
  };
  yield line(header);
  for (const table of TABLES.filter((each) => each.inBackup)) {
    for await (const rows of readPages(db, table)) {
      told.rows += rows.length;
      if (table.name === 'conversations') told.conversations += rows.length;
      yield rows.map((row) => line({ table: table.name, row: packed(row) })).join('');
    }
  }
  yield `${JSON.stringify({ rows: told.rows, sha256: hash.digest('hex') })}\n`;
}

/** One moment for all tables. On SQLite the first read fixes it, and writers are not held up (WAL). */
async function inSnapshot(database: Database, work: (db: Kysely<unknown>) => Promise<void>): Promise<void> {
  const transaction = database.db.transaction();
  const guarded =
    database.kind === 'postgres'
      ? transaction.setIsolationLevel('repeatable read').setAccessMode('read only')
      : transaction;
  await guarded.execute((db) => work(db as unknown as Kysely<unknown>));
}

function sync(path: string): void {
  const descriptor = openSync(path, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

const packed = (row: Row) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64url') } : value,
    ]),
  );

const unpacked = (row: Readonly<Record<string, z.infer<typeof Value>>>): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value !== null && typeof value === 'object' ? Buffer.from(value.bytes, 'base64url') : value,
    ]),
  );

const markOf = (idKey: Uint8Array): string =>
  createHmac('sha256', idKey).update('amparo backup').digest().subarray(0, 9).toString('base64url');

export interface RestoreOptions {
  readonly idKey: Uint8Array;
  readonly nowMs: number;
  /** Rows that are here now are deleted first. */
  readonly replace: boolean;
  /** Also where ids here are hashed with another key than in the backup. */
  readonly otherIdKey: boolean;
}

/**
 * Puts a backup into a database. The whole file is checked before the first row changes, and all rows change together.
 * What was deleted stays deleted: the tombstones of this database and of the file both hold.
 *
 * @throws {BackupError} when the file is damaged, of a newer version or too old, or the database is not empty.
 */
export async function restore(database: Database, file: string, options: RestoreOptions): Promise<BackupSummary> {
  const { header, summary } = await checked(file);
  refuseMisfit(file, header, options);
  const db = database.db as unknown as Kysely<unknown>;
  if (!options.replace) await refuseFull(db);
  await db.transaction().execute(async (transaction) => {
    const tables = TABLES.filter((table) => table.inBackup);
    for (const { name } of [...tables].reverse()) {
      if (name !== 'tombstones') await sql`delete from ${sql.table(name)}`.execute(transaction);
    }
    let waiting: Row[] = [];
    let at: TableInfo | undefined;
    const flush = async (): Promise<void> => {
      if (at && waiting.length > 0) await putIn(transaction, at, waiting);
      waiting = [];
    };
    for await (const text of linesIn(file)) {
      const line = Line.safeParse(parseJson(text)).data;
      if (!line || !('table' in line)) continue;
      const table = tables.find((each) => each.name === line.table);
      if (table !== at || waiting.length === ROWS_AT_ONCE) await flush();
      at = table;
      waiting.push(unpacked(line.row));
    }
    await flush();
    await keepDeleted(transaction);
  });
  await database.scrub();
  return summary;
}

/** A conversation may begin anew under the same id after its deletion (Teams): what is later than the tombstone stays. */
async function keepDeleted(db: Kysely<unknown>): Promise<void> {
  await sql`delete from turns where exists (select 1 from tombstones
    where tombstones.conversation_id = turns.conversation_id and turns.hour <= tombstones.deleted_hour)`.execute(db);
  await sql`delete from conversations where id in (select conversation_id from tombstones)
    and not exists (select 1 from turns where turns.conversation_id = conversations.id)`.execute(db);
}

async function putIn(db: Kysely<unknown>, table: TableInfo, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => sql.val(row[column] ?? null)))})`);
  const conflict =
    table.name === 'tombstones'
      ? sql`on conflict (conversation_id) do update set deleted_hour =
          case when excluded.deleted_hour > tombstones.deleted_hour then excluded.deleted_hour else tombstones.deleted_hour end`
      : sql``;
  await sql`insert into ${sql.table(table.name)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(values)} ${conflict}`.execute(db);
}

/** What the mere start of a server writes does not count. */
const ALWAYS_THERE: readonly string[] = ['staff_settings', 'tombstones'];

async function refuseFull(db: Kysely<unknown>): Promise<void> {
  for (const table of TABLES.filter((each) => each.inBackup && !ALWAYS_THERE.includes(each.name))) {
    const { rows } = await sql`select 1 from ${sql.table(table.name)} limit 1`.execute(db);
    if (rows.length > 0) {
      throw new BackupError(
        `The database is not empty (table ${table.name}). Restore into a new one, or add --replace to delete what is here.`,
      );
    }
  }
}

function refuseMisfit(file: string, header: Header, options: RestoreOptions): void {
  if (hourOf(options.nowMs) - header.hour > TOMBSTONE_DAYS * HOURS_A_DAY) {
    throw new BackupError(
      `${file}: older than ${TOMBSTONE_DAYS} days; what was deleted since would come back. Use a newer backup.`,
    );
  }
  if (header.idKey !== markOf(options.idKey) && !options.otherIdKey) {
    throw new BackupError(
      `${file}: its ids are hashed with another key, so that people could no longer delete these conversations. ` +
        'Set the TOKEN_SECRET of that server, or copy the file id-key from its DATA_DIR; if both are lost, add --other-id-key.',
    );
  }
}

/** Reads the whole file once, so that nothing is written from one that is damaged. */
async function checked(file: string): Promise<{ header: Header; summary: BackupSummary }> {
  const hash = createHash('sha256');
  const columns = new Map<string, string>();
  let header: Header | undefined;
  let isWhole = false;
  let rows = 0;
  let conversations = 0;
  for await (const text of linesIn(file)) {
    if (isWhole) throw damaged(file);
    if (!header) {
      header = readHeader(file, text);
      hash.update(`${text}\n`);
      continue;
    }
    const line = parseLine(file, text);
    if ('sha256' in line) {
      isWhole = line.rows === rows && line.sha256 === hash.digest('hex');
      if (!isWhole) throw damaged(file);
      continue;
    }
    hash.update(`${text}\n`);
    const names = Object.keys(line.row).join();
    const isKnown = TABLES.some((table) => table.inBackup && table.name === line.table);
    if (!isKnown || (columns.get(line.table) ?? names) !== names) throw damaged(file);
    columns.set(line.table, names);
    rows += 1;
    if (line.table === 'conversations') conversations += 1;
  }
  if (!header || !isWhole) throw damaged(file);
  return { header, summary: { hour: header.hour, rows, conversations } };
}

const damaged = (file: string): BackupError =>
  new BackupError(`${file}: damaged or not whole. Use another copy of it.`);
const foreign = (file: string): BackupError =>
  new BackupError(`${file}: not a backup of Amparo. Name a file that "amparo backup" wrote.`);

function readHeader(file: string, text: string): Header {
  const parsed = Header.safeParse(parseJson(text));
  if (!parsed.success) throw foreign(file);
  // Told before any row is read: rows of tables that are not known yet would look like damage.
  const known = new Set(MIGRATIONS.map(([name]) => name));
  if (parsed.data.version > VERSION || parsed.data.schema.some((name) => !known.has(name))) {
    throw new BackupError(`${file}: made by a newer version of Amparo. Update this one first.`);
  }
  return parsed.data;
}

function parseLine(file: string, text: string): z.infer<typeof Line> {
  const parsed = Line.safeParse(parseJson(text));
  if (!parsed.success) throw damaged(file);
  return parsed.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function* linesIn(file: string): AsyncGenerator<string> {
  const unzipped = createGunzip();
  const source = createReadStream(file).on('error', (fault) => unzipped.destroy(fault));
  let rest = '';
  try {
    for await (const piece of source.pipe(unzipped).setEncoding('utf8')) {
      const lines = (rest + piece).split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } catch (fault) {
    throw asBackupError(file, fault);
  } finally {
    source.destroy();
  }
  if (rest !== '') throw damaged(file);
}

function asBackupError(file: string, fault: unknown): unknown {
  const code = String((fault as { code?: unknown }).code);
  if (code === 'ENOENT') return new BackupError(`${file}: there is no such file.`);
  if (code === 'EACCES' || code === 'EISDIR') return new BackupError(`${file}: cannot be read (${code}).`);
  if (code === 'Z_DATA_ERROR' && /incorrect header/.test((fault as Error).message)) return foreign(file);
  return code.startsWith('Z_') ? damaged(file) : fault;
}
