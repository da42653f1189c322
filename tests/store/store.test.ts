import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  ConversationLog,
  createReviewKey,
  type Database,
  openDatabase,
  openTurn,
  SqlStorage,
  type TurnToKeep,
} from '../../src/store/index.js';
import { KINDS, makeDatabase, type TestDatabase } from './databases.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-25T18:20:00Z');
const idKey = Buffer.alloc(32, 7);

const turn = (said: string, more: Partial<TurnToKeep> = {}): TurnToKeep => ({
  channel: 'directline',
  conversationId: 'one',
  said,
  choice: null,
  language: 'en',
  topic: 'rights.home',
  action: 'answer',
  confidence: 0.9,
  emergency: false,
  place: null,
  alternatives: [],
  replies: [{ text: 'A reply', topic: 'rights.home', version: null }],
  ...more,
});

describe.each(KINDS)('the store on %s', (kind) => {
  let place: TestDatabase;
  let database: Database;
  let now = START;
  const log = (transcripts = true) =>
    new ConversationLog(database, { transcripts, retentionDays: 30, idKey, now: () => now });
  const readTurns = () => database.db.selectFrom('turns').selectAll().orderBy('seq').execute();

  beforeAll(async () => {
    place = await makeDatabase(kind);
    database = await openDatabase(place);
  });
  beforeEach(async () => {
    now = START;
    for (const table of ['conversations', 'review_keys', 'counts', 'tombstones', 'dialog_state'] as const) {
      await database.db.deleteFrom(table).execute();
    }
  });
  afterAll(async () => {
    await database.close();
    place.remove();
  });

  it('is made once when several nodes start together', async () => {
    const fresh = await makeDatabase(kind);
    try {
      const nodes = await Promise.all([1, 2, 3, 4].map(() => openDatabase(fresh)));

      expect(await nodes[3]?.db.selectFrom('turns').selectAll().execute()).toEqual([]);
      await Promise.all(nodes.map((node) => node.close()));
    } finally {
      fresh.remove();
    }
  });

  describe('dialog state', () => {
    it('comes back as it was, under any key, with an eTag', async () => {
      const storage = new SqlStorage(database.db, idKey, () => now);

      await storage.write({ 'a/ü ?%\n': { b: 1, a: [{ c: 'x' }] } });

      expect(await storage.read(['a/ü ?%\n', 'other'])).toEqual({
        'a/ü ?%\n': { b: 1, a: [{ c: 'x' }], eTag: expect.any(String) },
      });
      expect(await storage.read([])).toEqual({});
    });

    it('refuses a stale eTag, all items together, and lets * and none overwrite', async () => {
      const storage = new SqlStorage(database.db, idKey, () => now);
      await storage.write({ k: { n: 1 } });
      const { k } = await storage.read(['k']);
      await storage.write({ k: { ...k, n: 2 } });

      await expect(storage.write({ other: { n: 1 }, k: { ...k, n: 3 } })).rejects.toThrow(/eTag/);
      expect((await storage.read(['k', 'other'])).k?.n).toBe(2);
      expect(await storage.read(['other'])).toEqual({});
      await storage.write({ k: { n: 4, eTag: '*' } });
      await storage.write({ k: { n: 5 } });
      expect((await storage.read(['k'])).k?.n).toBe(5);
      await storage.delete(['k', 'unknown']);
      expect(await storage.read(['k'])).toEqual({});
    });

    it('lets one of two writers with the same eTag through', async () => {
      const storage = new SqlStorage(database.db, idKey, () => now);
      await storage.write({ k: { n: 0 } });
      const { k } = await storage.read(['k']);

      const done = await Promise.allSettled([1, 2].map((n) => storage.write({ k: { ...k, n } })));

      expect(done.map((each) => each.status).sort()).toEqual(['fulfilled', 'rejected']);
    });

    it('is gone after 24 idle hours, and reading keeps it', async () => {
      const storage = new SqlStorage(database.db, idKey, () => now);
      await storage.write({ k: { n: 1 } });
      now += 20 * HOUR;
      await storage.read(['k']);
      now += 20 * HOUR;
      expect(Object.keys(await storage.read(['k']))).toEqual(['k']);
      now += 26 * HOUR;

      expect(await storage.read(['k'])).toEqual({});
      await log().purge();
      expect(await database.db.selectFrom('dialog_state').selectAll().execute()).toEqual([]);
    });
  });

  describe('conversations', () => {
    it('are kept sealed, in order, and only the private key opens them', async () => {
      const key = await createReviewKey(database.db, now);
      for (const word of ['first', 'second', 'third']) await log().keep(turn(word));

      const rows = await readTurns();
      const opened = await Promise.all(rows.map((row) => openTurn(row, Buffer.from(key.privateKey, 'base64url'))));

      expect(opened.map((each) => each?.said)).toEqual(['first', 'second', 'third']);
      expect(rows.map((row) => row.seq)).toEqual([1, 2, 3]);
      expect(await openTurn(rows[0] as never, Buffer.alloc(32, 9))).toBeNull();
    });

    it('number turns without gaps or doubles when many come at once', async () => {
      await createReviewKey(database.db, now);
      const one = log();
      await Promise.all(Array.from({ length: 24 }, (_, index) => one.keep(turn(`t${index}`))));

      expect((await readTurns()).map((row) => row.seq)).toEqual(Array.from({ length: 24 }, (_, index) => index + 1));
    });

    it('show a changed or moved seal as damaged, and lose nothing else', async () => {
      const key = await createReviewKey(database.db, now);
      for (const word of ['first', 'second', 'third']) await log().keep(turn(word));
      const rows = await readTurns();
      const open = (row: object) => openTurn(row as never, Buffer.from(key.privateKey, 'base64url'));
      const changed = Buffer.from(rows[0]?.sealed ?? []);
      changed[60] = (changed[60] ?? 0) ^ 1;

      expect(await open({ ...rows[0], sealed: changed })).toBeNull();
      expect(await open({ ...rows[1], sealed: rows[2]?.sealed })).toBeNull();
      expect((await open(rows[2] as object))?.said).toBe('third');
    });

    it('gather what the queue needs', async () => {
      await createReviewKey(database.db, now);
      await log().keep(turn('a', { place: 'chicago', emergency: true }));
      now += 2 * HOUR;
      await log().keep(turn('b', { topic: null, action: 'out-of-scope', language: 'es' }));
      await log().markFeedback('directline', 'one', false);

      expect(await database.db.selectFrom('conversations').selectAll().execute()).toEqual([
        expect.objectContaining({
          channel: 'directline',
          language: 'es',
          place: 'chicago',
          turns: 2,
          unanswered: 1,
          clarified: 0,
          emergency: 1,
          bad_feedback: 1,
          topics: '["rights.home"]',
          last_hour: START / HOUR - ((START / HOUR) % 1) + 2,
        }),
      ]);
    });

    it.each([
      ['no review key exists', true],
      ['transcripts are off', false],
    ])('are only counted when %s', async (_why, transcripts) => {
      if (!transcripts) await createReviewKey(database.db, now);
      await log(transcripts).keep(turn('a'));
      await log(transcripts).keep(turn('b'));

      expect(await readTurns()).toEqual([]);
      expect(await database.db.selectFrom('conversations').selectAll().execute()).toEqual([]);
      const counts = await database.db.selectFrom('counts').selectAll().execute();
      expect(counts).toEqual([expect.objectContaining({ day: '2026-11-25', hour_of_day: 18, n: 2 })]);
    });

    it('are purged after the days of retention, but for one on hold', async () => {
      await createReviewKey(database.db, now);
      await log().keep(turn('old'));
      await log().keep(turn('held', { conversationId: 'two' }));
      const held = log().storedId('directline', 'two');
      await database.db.updateTable('conversations').set({ hold: 1 }).where('id', '=', held).execute();
      now += 31 * 24 * HOUR;
      await log().keep(turn('new', { conversationId: 'three' }));

      expect(await log().purge()).toEqual({ turns: 1, conversations: 1 });
      expect((await readTurns()).length).toBe(2);
    });

    it('are deleted at once and completely, files and journal included', async () => {
      await createReviewKey(database.db, now);
      await log().keep(turn('gone'));
      await log().keep(turn('stays', { conversationId: 'two' }));
      const sealed = Buffer.from((await readTurns())[0]?.sealed ?? []);
      await log().forget('directline', 'one');

      expect((await readTurns()).map((row) => row.conversation_id)).toEqual([log().storedId('directline', 'two')]);
      expect((await database.db.selectFrom('tombstones').selectAll().execute()).length).toBe(1);
      if (kind === 'sqlite') {
        const files = readdirSync(place.dataDir).map((name) => readFileSync(join(place.dataDir, name)));
        const pieces = [sealed.subarray(0, 40), sealed.subarray(-40)];
        for (const piece of pieces) expect(files.some((bytes) => bytes.includes(piece))).toBe(false);
      }
    });
  });
});
