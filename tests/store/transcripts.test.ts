import type { Activity } from 'botbuilder';
import { TestAdapter, TranscriptLoggerMiddleware } from 'botbuilder';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DAMAGED_TURN, SEALED_TURN, SealedTranscripts } from '../../src/bot/index.js';
import { ConversationLog, createReviewKey, type Database, openDatabase } from '../../src/store/index.js';
import { KINDS, makeDatabase, type TestDatabase } from './databases.js';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-25T18:20:00Z');

const message = (text: string, conversation = 'one', channelId = 'directline', role = 'user') =>
  ({ type: 'message', channelId, conversation: { id: conversation }, from: { id: 'x', role }, text }) as Activity;

describe.each(KINDS)("the SDK's TranscriptStore on %s", (kind) => {
  let place: TestDatabase;
  let database: Database;
  let store: SealedTranscripts;
  let blind: SealedTranscripts;
  let now = START;
  const mask = (text: string) => text.replace(/A\d{9}/g, '[A-number]');

  beforeAll(async () => {
    place = await makeDatabase(kind);
    database = await openDatabase(place);
  });
  beforeEach(async () => {
    now = START;
    for (const table of ['conversations', 'tombstones', 'review_keys'] as const)
      await database.db.deleteFrom(table).execute();
    const { id, privateKey } = await createReviewKey(database.db, now);
    const options = { transcripts: true, retentionDays: 30, idKey: Buffer.alloc(32, 7), now: () => now };
    const log = new ConversationLog(database, options);
    const privateKeys = new Map([[id, new Uint8Array(Buffer.from(privateKey, 'base64url'))]]);
    store = new SealedTranscripts(database, log, { mask, privateKeys });
    blind = new SealedTranscripts(database, log, { mask, privateKeys: new Map() });
  });
  afterAll(async () => {
    await database.close();
    place.remove();
  });

  async function allOf<T>(read: (token?: string) => Promise<{ items: T[]; continuationToken: string }>) {
    const pages: T[][] = [];
    let token: string | undefined;
    do {
      const page = await read(token);
      pages.push(page.items);
      token = page.continuationToken;
    } while (token !== undefined);
    return pages;
  }

  it("takes what the SDK's middleware logs, masked, and gives it back in order", async () => {
    const adapter = new TestAdapter(async (context) => {
      await context.sendActivity(`echo of ${context.activity.text.length} letters`);
    }).use(new TranscriptLoggerMiddleware(store));
    await adapter.send('my number is A123456789').send('thanks').startTest();
    await expect.poll(async () => (await store.listTranscripts('test')).items.length).toBe(1);
    const id = (await store.listTranscripts('test')).items[0]?.id ?? '';
    await expect.poll(async () => (await store.getTranscriptActivities('test', id)).items.length).toBe(4);

    const { items, continuationToken } = await store.getTranscriptActivities('test', id);
    expect(items.filter((each) => each.from.role === 'user').map((each) => each.text)).toEqual([
      'my number is [A-number]',
      'thanks',
    ]);
    expect(items.every((each) => each.conversation.id === id && each.channelId === 'test')).toBe(true);
    expect(continuationToken).toBeUndefined();
  });

  it('pages through activities and begins after the token', async () => {
    for (let at = 0; at < 45; at++) await store.logActivity(message(`m${at}`));
    const pages = await allOf((token) => store.getTranscriptActivities('directline', 'one', token));

    expect(pages.map((page) => page.length)).toEqual([20, 20, 5]);
    expect(pages.flat().map((each) => each.text)).toEqual(Array.from({ length: 45 }, (_, at) => `m${at}`));
    expect(new Set(pages.flat().map((each) => each.id)).size).toBe(45);
  });

  it('begins at the hour of the start date', async () => {
    await store.logActivity(message('early'));
    now += 2 * HOUR;
    await store.logActivity(message('late'));
    const { items } = await store.getTranscriptActivities('directline', 'one', undefined, new Date(now));

    expect(items.map((each) => each.text)).toEqual(['late']);
    expect(items[0]?.timestamp?.toISOString()).toBe('2026-11-25T20:00:00.000Z');
  });

  it('lists the conversations of a channel by pages, also while new ones come in', async () => {
    for (let at = 0; at < 41; at++) {
      if (at % 10 === 0) now += HOUR;
      await store.logActivity(message('x', `c${at}`));
    }
    await store.logActivity(message('x', 'c0', 'msteams'));
    let added = 0;
    const pages = await allOf(async (token) => {
      const page = await store.listTranscripts('directline', token);
      now += HOUR;
      if (added++ === 0) await store.logActivity(message('x', 'new'));
      return page;
    });

    expect(pages.map((page) => page.length)).toEqual([20, 20, 2]);
    expect(new Set(pages.flat().map((each) => each.id)).size).toBe(42);
    const created = pages.flat().map((each) => each.created.getTime());
    expect(created).toEqual([...created].sort((a, b) => a - b));
    expect(created.every((ms) => ms % HOUR === 0)).toBe(true);
    expect((await store.listTranscripts('msteams')).items.length).toBe(1);
    expect(await store.listTranscripts('slack')).toEqual({ items: [], continuationToken: undefined });
  });

  it('tells sealed and damaged turns as what they are, and nothing else is lost', async () => {
    for (const text of ['one', 'two', 'three']) await store.logActivity(message(text));
    const sealed = await blind.getTranscriptActivities('directline', 'one');
    expect(sealed.items.map((each) => [each.type, each.name])).toEqual(Array(3).fill(['event', SEALED_TURN]));
    expect(JSON.stringify(sealed)).not.toMatch(/"(one|two|three)"\W*text|"text"/);

    await database.db
      .updateTable('turns')
      .set({ sealed: Buffer.alloc(300, 1) })
      .where('seq', '=', 2)
      .execute();
    const opened = await store.getTranscriptActivities('directline', 'one');
    expect(opened.items.map((each) => each.text ?? each.name)).toEqual(['one', DAMAGED_TURN, 'three']);
  });

  it('deletes by either id, and only that one', async () => {
    for (const conversation of ['one', 'two', 'three']) await store.logActivity(message('x', conversation));
    await store.deleteTranscript('directline', 'one');
    const [first] = (await store.listTranscripts('directline')).items;
    await store.deleteTranscript('directline', first?.id ?? '');

    expect((await store.listTranscripts('directline')).items.length).toBe(1);
    expect((await store.getTranscriptActivities('directline', 'one')).items).toEqual([]);
    expect((await database.db.selectFrom('tombstones').selectAll().execute()).length).toBe(2);
  });

  it('does not give a conversation to another channel, and names what is missing or wrong', async () => {
    await store.logActivity(message('x'));
    const id = (await store.listTranscripts('directline')).items[0]?.id ?? '';

    expect((await store.getTranscriptActivities('msteams', id)).items).toEqual([]);
    await expect(store.getTranscriptActivities('', 'one')).rejects.toThrow('Missing channelId');
    await expect(store.getTranscriptActivities('directline', '')).rejects.toThrow('Missing conversationId');
    await expect(store.listTranscripts('')).rejects.toThrow('Missing channelId');
    await expect(store.logActivity(null as never)).rejects.toThrow('Missing activity');
    await expect(store.getTranscriptActivities('directline', 'one', 'nonsense')).rejects.toThrow('continuationToken');
    await expect(store.listTranscripts('directline', 'nonsense')).rejects.toThrow('continuationToken');
  });
});
