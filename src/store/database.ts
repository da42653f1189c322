import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { Kysely, PostgresDialect, SqliteDialect, sql } from 'kysely';
import { migrate } from './migrate.js';
import type { DatabaseKind, Tables } from './tables.js';

export interface DatabaseOptions {
  /** Folder of the SQLite file; made when it is missing. */
  readonly dataDir: string;
  /** `postgres://…`; null for SQLite. */
  readonly databaseUrl: string | null;
}

/** An open database with its schema up to date. */
export interface Database {
  readonly db: Kysely<Tables>;
  readonly kind: DatabaseKind;
  /** Takes deleted rows out of the files, journal included. Call it after every deletion. */
  scrub(): Promise<void>;
  close(): Promise<void>;
}

type Native = typeof import('@photostructure/sqlite');

const BUSY_MS = 5000;
const CONNECT_MS = 2000;
const STATEMENT_MS = 5000;
const MOST_CONNECTIONS = 10;
/** PostgreSQL's int8, which `count(*)` gives; no count here passes 2^53. */
const INT8 = 20;

/** Built into Node from 22.5 on; for Node 20 a package with the same API. */
function nativeSqlite(): Native {
  const builtin = process.getBuiltinModule?.('node:sqlite' as never) as unknown as Native | undefined;
  return builtin ?? (createRequire(import.meta.url)('@photostructure/sqlite') as Native);
}

/**
 * Opens the database, makes or updates its tables.
 *
 * @throws when the file or server cannot be used.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  return options.databaseUrl === null
    ? shareSqlite(options.dataDir)
    : withSchema(await openPostgres(options.databaseUrl));
}

interface Shared {
  readonly opening: Promise<Database>;
  users: number;
}

const sharedFiles = new Map<string, Shared>();

/** One connection a file and process: a second one would wait for the first in the thread that the first needs. */
async function shareSqlite(dataDir: string): Promise<Database> {
  const path = resolve(dataDir);
  const shared = sharedFiles.get(path) ?? { opening: withSchema(openSqlite(path)), users: 0 };
  sharedFiles.set(path, shared);
  shared.users += 1;
  const release = async (database: Database): Promise<void> => {
    shared.users -= 1;
    if (shared.users > 0) return;
    sharedFiles.delete(path);
    await database.close();
  };
  try {
    const database = await shared.opening;
    let closing: Promise<void> | undefined;
    const close = (): Promise<void> => {
      closing ??= release(database);
      return closing;
    };
    return { ...database, close };
  } catch (fault) {
    sharedFiles.delete(path);
    throw fault;
  }
}

async function withSchema(database: Database): Promise<Database> {
  try {
    await migrate(database.db as unknown as Kysely<unknown>, database.kind);
  } catch (fault) {
    await database.close();
    throw fault;
  }
  return database;
}

function openSqlite(dataDir: string): Database {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const native = new (nativeSqlite().DatabaseSync)(join(dataDir, 'amparo.sqlite'));
  // secure_delete and the truncating checkpoint only work together: measured, either alone leaves deleted text behind.
  native.exec(`pragma busy_timeout = ${BUSY_MS}; pragma journal_mode = wal; pragma synchronous = full;
    pragma secure_delete = on; pragma foreign_keys = on; pragma temp_store = memory`);
  const db = new Kysely<Tables>({
    dialect: new SqliteDialect({
      database: {
        close: () => native.close(),
        prepare: (text) => {
          const statement = native.prepare(text);
          return {
            reader: statement.columns().length > 0,
            all: (parameters) => statement.all(...(parameters as never[])),
            run: (parameters) => statement.run(...(parameters as never[])) as never,
            iterate: (parameters) => statement.iterate(...(parameters as never[])) as never,
          };
        },
      },
    }),
  });
  const scrub = async (): Promise<void> => {
    await sql`pragma wal_checkpoint(truncate)`.execute(db);
  };
  return { db, kind: 'sqlite', scrub, close: () => db.destroy() };
}

async function openPostgres(url: string): Promise<Database> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_MS,
    statement_timeout: STATEMENT_MS,
    types: {
      getTypeParser: (oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format as 'text'),
    } as never,
  });
  // An idle connection that breaks must not end the process; the next query reports it.
  pool.on('error', () => undefined);
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  const scrub = async (): Promise<void> => {
    for (const table of ['turns', 'conversations', 'dialog_state', 'slack_workspaces'])
      await sql.raw(`vacuum ${table}`).execute(db);
  };
  return { db, kind: 'postgres', scrub, close: () => db.destroy() };
}
