import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

const asRoot = process.getuid?.() === 0;

/** Folder of initdb and pg_ctl (Debian keeps them off the path); null where PostgreSQL is not installed. */
function postgresBinaries(): string | null {
  const versions = '/usr/lib/postgresql';
  if (!existsSync(versions)) return null;
  const found = readdirSync(versions).map((version) => join(versions, version, 'bin'));
  return found.filter((bin) => existsSync(join(bin, 'initdb'))).at(-1) ?? null;
}

const binaries = postgresBinaries();

/** The databases that can be tested here; PostgreSQL is left out, and said so, where it is not installed. */
export const KINDS: readonly ('sqlite' | 'postgres')[] = binaries ? ['sqlite', 'postgres'] : ['sqlite'];
if (!binaries) process.stderr.write('Skipped: the store on PostgreSQL, because no server is installed.\n');

/** The server refuses to run as root. */
function run(command: string, parameters: string[]): void {
  const [file, all] = asRoot ? ['runuser', ['-u', 'postgres', '--', command, ...parameters]] : [command, parameters];
  execFileSync(file, all, { stdio: 'ignore', cwd: '/' });
}

/** A port that nobody uses now. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

export interface TestDatabase {
  readonly dataDir: string;
  readonly databaseUrl: string | null;
  /** Folders to search for what must not be there. */
  readonly folders: readonly string[];
  /** The database goes away in the middle of things; nothing for SQLite. */
  stopServer(): void;
  /** It is back. */
  startServer(): void;
  remove(): void;
}

/** A new, empty database: a folder, or a private PostgreSQL server with durable writes. */
export async function makeDatabase(kind: 'sqlite' | 'postgres'): Promise<TestDatabase> {
  const dataDir = mkdtempSync(join(tmpdir(), 'amparo-store-'));
  if (kind === 'sqlite') {
    return {
      dataDir,
      databaseUrl: null,
      folders: [dataDir],
      stopServer: () => undefined,
      startServer: () => undefined,
      remove: () => rmSync(dataDir, { recursive: true, force: true }),
    };
  }
  const home = mkdtempSync(join(tmpdir(), 'amparo-postgres-'));
  if (asRoot) execFileSync('chown', ['postgres', home]);
  chmodSync(home, 0o700);
  const cluster = join(home, 'cluster');
  const control = join(binaries as string, 'pg_ctl');
  run(join(binaries as string, 'initdb'), ['-D', cluster, '-U', 'amparo', '--auth=trust', '-E', 'UTF8']);
  const port = await freePort();
  const log = join(home, 'server.log');
  const flags = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${home} -c log_statement=all`;
  const startServer = (): void => run(control, ['-D', cluster, '-l', log, '-o', flags, '-w', 'start']);
  startServer();
  const stopServer = (): void => {
    try {
      run(control, ['-D', cluster, '-m', 'immediate', '-w', 'stop']);
    } catch {
      // It is stopped already.
    }
  };
  const databaseUrl = `postgres://amparo@127.0.0.1:${port}/amparo`;
  const admin = new pg.Client({ connectionString: databaseUrl.replace(/amparo$/, 'postgres') });
  await admin.connect();
  await admin.query('create database amparo');
  await admin.end();
  return {
    dataDir,
    databaseUrl,
    folders: [dataDir, home],
    stopServer,
    startServer,
    remove: () => {
      stopServer();
      for (const folder of [dataDir, home]) rmSync(folder, { recursive: true, force: true });
    },
  };
}
