import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { type Kysely, sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Accounts, AuditLog, type StaffDb } from '../../src/staff/index.js';
import {
  addStoreCommands,
  ConversationLog,
  createReviewKey,
  type Database,
  openDatabase,
  openTurn,
  SqlStorage,
  TABLES,
  type TurnToKeep,
} from '../../src/store/index.js';
import { KINDS, makeDatabase, type TestDatabase } from './databases.js';

const DAY = 86_400_000;
const START = Date.parse('2026-11-25T18:20:00Z');

const turn = (conversationId: string, said: string, more: Partial<TurnToKeep> = {}): TurnToKeep => ({
  channel: 'directline',
  conversationId,
  said,
  choice: null,
  language: 'en',
  topic: 'rights.home',
  action: 'answer',
  confidence: 0.9,
  emergency: false,
  place: 'chicago',
  alternatives: [],
  replies: [{ text: 'A reply', topic: 'rights.home', version: null }],
  ...more,
});

describe.each(KINDS)('commands over the store on %s', (kind) => {
  let place: TestDatabase;
  let database: Database;
  let folder: string;
  let now = START;
  let idKey = Buffer.alloc(32, 7);
  const log = () => new ConversationLog(database, { transcripts: true, retentionDays: 30, idKey, now: () => now });
  const file = () => join(folder, 'a.backup');
  const rowsOf = async (table: string) =>
    (await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(database.db as never)).rows;

  beforeAll(async () => {
    place = await makeDatabase(kind);
    database = await openDatabase(place);
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'amparo-backup-'));
    now = START;
    idKey = Buffer.alloc(32, 7);
    for (const { name } of [...TABLES].reverse()) {
      if (name !== 'schema_migrations') await sql`delete from ${sql.table(name)}`.execute(database.db as never);
    }
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
    process.exitCode = undefined;
  });
  afterAll(async () => {
    await database.close();
    place.remove();
  });

  async function amparo(...words: string[]): Promise<{ printed: string; complained: string; failed: boolean }> {
    const program = new Command();
    program.exitOverride();
    const said = { printed: [] as string[], complained: [] as string[] };
    addStoreCommands(program, {
      open: async () => ({
        database: { ...database, close: async () => undefined },
        dataDir: place.dataDir,
        idKey,
        transcripts: true,
        retentionDays: 30,
      }),
      print: (line) => said.printed.push(line),
      complain: (line) => said.complained.push(line),
      now: () => now,
    });
    process.exitCode = undefined;
    await program.parseAsync(['node', 'amparo', ...words]);
    const failed = process.exitCode === 1;
    process.exitCode = undefined;
    return { printed: said.printed.join('\n'), complained: said.complained.join('\n'), failed };
  }

  it('know every table, so that none is forgotten in disclose or backup', async () => {
    const tables = await (database.db as unknown as Kysely<unknown>).introspection.getTables();

    expect(TABLES.map((table) => table.name).sort()).toEqual(tables.map((table) => table.name).sort());
  });

  describe('review-key new', () => {
    it('prints the private half once and keeps the public half', async () => {
      const { printed } = await amparo('review-key', 'new');
      const privateKey = printed.split('\n')[0] ?? '';
      await log().keep(turn('one', 'sealed to it'));

      const [row] = await database.db.selectFrom('turns').selectAll().execute();
      expect((await openTurn(row as never, Buffer.from(privateKey, 'base64url')))?.said).toBe('sealed to it');
      expect(JSON.stringify(await rowsOf('review_keys'))).not.toContain(privateKey);
    });

    it('refuses when staff hold a key, and says what to do', async () => {
      await (database.db as unknown as StaffDb)
        .insertInto('review_key_grants')
        .values({ key_id: 'k', holder: 'recovery', sealed: 'x' })
        .execute();
      const { complained, failed } = await amparo('review-key', 'new');

      expect(failed).toBe(true);
      expect(complained).toContain('/staff');
      expect(await rowsOf('review_keys')).toEqual([]);
    });
  });

  describe('disclose', () => {
    it.each(['the id of its channel', 'the id in the database'])('tells all of a conversation by %s', async (by) => {
      await createReviewKey(database.db, now);
      await log().keep(turn('one', 'first words'));
      await log().keep(turn('one', 'second words'));
      await log().keep(turn('two', 'of somebody else', { place: 'houston' }));
      await new SqlStorage(database.db, idKey, () => now).write({ 'directline/conversations/one/': { step: 'who' } });
      const stored = log().storedId('directline', 'one');
      const staff = database.db as unknown as StaffDb;
      await new AuditLog(staff, () => now).append({ by: 'ana', action: 'conversation.read', object: stored });

      const { printed } = await amparo('disclose', by === 'the id of its channel' ? 'one' : stored);

      expect(printed).toContain(stored);
      expect(printed).toContain('turns: 2 rows');
      expect(printed.match(/\d+ bytes, SHA-256 [0-9a-f]{64}/g)?.length).toBe(2);
      expect(printed).toContain('(2026-11-25 18 h UTC)');
      expect(printed).toContain('conversation.read');
      expect(printed).toContain('chicago');
      expect(printed).not.toMatch(/houston|words|sealed to/);
      expect(printed.includes('"step')).toBe(by === 'the id of its channel');
      expect(printed).toContain('Nothing about it in: ');
    });

    it('tells everything, each row of each table, and no secret in clear', async () => {
      await createReviewKey(database.db, now);
      await log().keep(turn('one', 'first words'));
      const staff = database.db as unknown as StaffDb;
      const code = await (await Accounts.open(staff, new AuditLog(staff, () => now), () => now)).invite(
        'ana',
        'admin',
        'terminal',
      );
      const { printed } = await amparo('disclose');

      for (const { name } of TABLES) expect(printed).toMatch(new RegExp(`^${name}: \\d+ row`, 'm'));
      expect(printed).toContain(log().storedId('directline', 'one'));
      for (const { value } of await staff.selectFrom('staff_settings').selectAll().execute()) {
        expect(printed).not.toContain(value);
      }
      expect(printed).not.toContain(code);
      if (kind === 'sqlite') expect(printed).toContain('amparo.sqlite');
    });

    it('says so when there is nothing', async () => {
      const { printed } = await amparo('disclose', 'nobody');

      expect(printed).toContain(`Nothing about it in: ${TABLES.map((table) => table.name).join(', ')}.`);
    });
  });

  describe('backup and restore', () => {
    const filled = async () => {
      const key = await createReviewKey(database.db, now);
      for (let each = 0; each < 60; each++) await log().keep(turn(`c${each % 20}`, `words ${each}`));
      const staff = database.db as unknown as StaffDb;
      await new AuditLog(staff, () => now).append({ by: 'ana', action: 'test', object: 'x' });
      return Buffer.from(key.privateKey, 'base64url');
    };
    // The databases give bytes in classes of their own, and rows and columns in an order of their own.
    const bytesAsText = (_name: string, value: unknown): unknown => {
      if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
      if ((value as { type?: string } | null)?.type === 'Buffer') return Buffer.from(value as never).toString('hex');
      const isRow = value !== null && typeof value === 'object' && !Array.isArray(value);
      return isRow ? Object.fromEntries(Object.entries(value).sort()) : value;
    };
    const everything = async () => {
      const all: Record<string, unknown> = {};
      for (const { name, inBackup } of TABLES)
        if (inBackup) all[name] = (await rowsOf(name)).map((row) => JSON.stringify(row, bytesAsText)).sort();
      return all as Record<string, readonly string[]>;
    };

    it('bring everything back, sealed as it was', async () => {
      const privateKey = await filled();
      const before = await everything();
      expect((await amparo('backup', file())).printed).toContain('20 conversations');
      expect(statSync(file()).mode & 0o777).toBe(0o600);
      expect(gunzipSync(readFileSync(file())).toString()).not.toContain('words');
      await log().keep(turn('later', 'gone with the replacing'));

      const { printed, failed } = await amparo('restore', file(), '--replace');

      expect(failed).toBe(false);
      expect(printed).toContain('as of 2026-11-25 18:00');
      expect(await everything()).toEqual(before);
      const opened = await Promise.all((await rowsOf('turns')).map((row) => openTurn(row as never, privateKey)));
      expect(opened.every((each) => each?.said?.startsWith('words'))).toBe(true);
    });

    it('hold one moment while a server goes on writing', async () => {
      await filled();
      const writer = await openDatabase(place);
      const busy = new ConversationLog(writer, { transcripts: true, retentionDays: 30, idKey, now: () => now });
      const writing = Promise.all(Array.from({ length: 20 }, (_, each) => busy.keep(turn(`w${each}`, 'more'))));
      await amparo('backup', file());
      await writing;
      await writer.close();
      await amparo('restore', file(), '--replace');

      const conversations = await database.db.selectFrom('conversations').select(['id', 'turns']).execute();
      const turns = await database.db.selectFrom('turns').select('conversation_id').execute();
      for (const { id, turns: count } of conversations) {
        expect(turns.filter((each) => each.conversation_id === id).length).toBe(count);
      }
      const counted = (await rowsOf('counts')).reduce((sum, row) => sum + Number(row.n), 0);
      expect(turns.length).toBe(counted);
    });

    it('never bring back what was deleted before, since, or again', async () => {
      await filled();
      await log().forget('directline', 'c1');
      await amparo('backup', file());
      await log().forget('directline', 'c2');
      await amparo('restore', file(), '--replace');

      const ids = (await rowsOf('conversations')).map((row) => row.id);
      expect(ids.length).toBe(18);
      for (const id of ['c1', 'c2']) expect(ids).not.toContain(log().storedId('directline', id));
      expect((await rowsOf('tombstones')).length).toBe(2);
      // The tombstone of the file holds in a database that never heard of it.
      await sql`delete from tombstones`.execute(database.db as never);
      await amparo('restore', file(), '--replace');
      expect((await rowsOf('tombstones')).length).toBe(1);
    });

    it('keep what was written under the same id after a deletion', async () => {
      await filled();
      await log().forget('directline', 'c1');
      now += 2 * 3_600_000;
      await log().keep(turn('c1', 'anew'));
      await amparo('backup', file());
      await amparo('restore', file(), '--replace');

      expect(
        (await rowsOf('turns')).filter((row) => row.conversation_id === log().storedId('directline', 'c1')),
      ).toHaveLength(1);
    });

    it('leave nothing that is past its time', async () => {
      await filled();
      await amparo('backup', file());
      now += 40 * DAY;
      const { printed } = await amparo('restore', file(), '--replace');

      expect(printed).toContain('20 conversations were past their time');
      expect(await rowsOf('turns')).toEqual([]);
    });

    it('bring back no session and no dialog state', async () => {
      await filled();
      await new SqlStorage(database.db, idKey, () => now).write({ k: { n: 1 } });
      await amparo('backup', file());
      const text = gunzipSync(readFileSync(file())).toString();

      expect(text).not.toMatch(/dialog_state|staff_sessions|staff_attempts/);
    });

    it('go from one kind of database to the other', async () => {
      await filled();
      const before = await everything();
      await amparo('backup', file());
      const other = await makeDatabase(KINDS.find((each) => each !== kind) ?? kind);
      const own = database;
      try {
        database = await openDatabase(other);
        await amparo('restore', file());
        const after = await everything();
        await database.close();
        expect(after).toEqual(before);
        expect(after.turns?.length).toBe(60);
      } finally {
        database = own;
        other.remove();
      }
    });

    it.each<[string, () => Promise<void> | void, RegExp, string[]]>([
      ['a database that is not empty', () => undefined, /not empty.*--replace/, []],
      ['a missing file', () => rmSync(file()), /no such file/, ['--replace']],
      ['another file', () => writeFileSync(file(), 'hello'), /not a backup/, ['--replace']],
      ['another packed file', () => writeFileSync(file(), gzipSync('hello\n')), /not a backup/, ['--replace']],
      ['half a file', () => writeFileSync(file(), readFileSync(file()).subarray(0, -60)), /damaged/, ['--replace']],
      ['a file without its end', () => changed((lines) => lines.slice(0, -1)), /damaged/, ['--replace']],
      [
        'a changed row',
        () => changed((lines) => lines.map((line) => line.replace('rights.home', 'rights.work'))),
        /damaged/,
        ['--replace'],
      ],
      ['a left out row', () => changed((lines) => lines.filter((_, at) => at !== 5)), /damaged/, ['--replace']],
      [
        'a newer format',
        () => changed((lines) => lines.map((line) => line.replace('"version":1', '"version":2'))),
        /newer version.*Update/,
        ['--replace'],
      ],
      [
        'a newer schema',
        () => changed((lines) => lines.map((line) => line.replace('"010-staff"', '"010-staff","099-new"'))),
        /newer version/,
        ['--replace'],
      ],
      [
        'a backup older than the tombstones',
        () => {
          now += 401 * DAY;
        },
        /400 days/,
        ['--replace'],
      ],
      [
        'ids hashed with another key',
        () => {
          idKey = Buffer.alloc(32, 8);
        },
        /TOKEN_SECRET.*id-key.*--other-id-key/,
        ['--replace'],
      ],
    ])('refuse %s, name the mend, and change nothing', async (_what, spoil, mend, flags) => {
      await filled();
      await amparo('backup', file());
      const before = await everything();
      await spoil();
      const { complained, failed } = await amparo('restore', file(), ...flags);

      expect(complained).toMatch(mend);
      expect(failed).toBe(true);
      expect(await everything()).toEqual(before);
    });

    it('take ids of another key when told to', async () => {
      await filled();
      await amparo('backup', file());
      idKey = Buffer.alloc(32, 8);

      expect((await amparo('restore', file(), '--replace', '--other-id-key')).failed).toBe(false);
    });

    it('never write over a file, and leave no half one', async () => {
      await filled();
      writeFileSync(file(), 'mine');
      const over = await amparo('backup', file());
      const nowhere = await amparo('backup', join(folder, 'missing', 'a.backup'));

      expect(over.complained).toMatch(/exists/);
      expect(nowhere.complained).toMatch(/folder that exists/);
      expect(readFileSync(file(), 'utf8')).toBe('mine');
      expect(existsSync(`${file()}.part`)).toBe(false);
    });

    function changed(change: (lines: string[]) => string[]): void {
      const lines = gunzipSync(readFileSync(file())).toString().trimEnd().split('\n');
      writeFileSync(file(), gzipSync(`${change(lines).join('\n')}\n`));
    }
  });

  it('purge deletes what is past its time', async () => {
    await createReviewKey(database.db, now);
    await log().keep(turn('old', 'words'));
    now += 31 * DAY;

    expect((await amparo('purge')).printed).toContain('1 turns and 1 conversations older than 30 days');
    expect(await rowsOf('turns')).toEqual([]);
  });
});
