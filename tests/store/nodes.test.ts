import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createReviewKey, openDatabase, openTurn } from '../../src/store/index.js';
import { freePort, KINDS, makeDatabase, type TestDatabase } from './databases.js';
import { type ServerProcess, startServerProcess } from './server-process.js';

const SECRET = 'a secret of these tests, of 32 characters and more';

let place: TestDatabase;
let around: string;
let servers: ServerProcess[];
const logFile = (): string => join(around, 'server.log');

async function startNodes(count: number): Promise<void> {
  const ports = await Promise.all(Array.from({ length: count }, freePort));
  servers = await Promise.all(
    ports.map((port) =>
      startServerProcess(
        {
          PORT: String(port),
          DATA_DIR: place.dataDir,
          DATABASE_URL: place.databaseUrl ?? '',
          TOKEN_SECRET: SECRET,
          RATE_LIMIT_PER_MINUTE: '0',
          HOME: around,
          TMPDIR: around,
        },
        logFile(),
      ),
    ),
  );
}

/** A conversation on one node. */
async function begin(url: string) {
  const started = await fetch(`${url}/v3/directline/conversations`, { method: 'POST' });
  const { conversationId, token } = (await started.json()) as { conversationId: string; token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const path = `${url}/v3/directline/conversations/${conversationId}/activities`;
  let heard = 0;
  return async (text: string): Promise<{ status: number; replies: number; ms: number }> => {
    const from = performance.now();
    const body = JSON.stringify({ type: 'message', from: { id: 'x' }, locale: 'en', text });
    const { status } = await fetch(path, { method: 'POST', headers, body });
    const ms = performance.now() - from;
    const got = (await (await fetch(path, { headers })).json()) as { activities: { from: { id: string } }[] };
    const replies = got.activities.filter((each) => each.from.id !== 'x').length;
    const news = replies - heard;
    heard = replies;
    return { status, replies: news, ms };
  };
}

async function openedTurns(privateKey: string): Promise<readonly (string | null | undefined)[]> {
  const { db, close } = await openDatabase(place);
  const rows = await db.selectFrom('turns').selectAll().orderBy('conversation_id').orderBy('seq').execute();
  await close();
  const opened = await Promise.all(rows.map((row) => openTurn(row, Buffer.from(privateKey, 'base64url'))));
  return opened.map((turn) => turn?.said);
}

async function makeKey(): Promise<string> {
  const { db, close } = await openDatabase(place);
  const { privateKey } = await createReviewKey(db, Date.now());
  await close();
  // The nodes look for a new review key every two seconds.
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  return privateKey;
}

beforeEach(() => {
  around = mkdtempSync(join(tmpdir(), 'amparo-nodes-'));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) await server.stop();
  place.remove();
  rmSync(around, { recursive: true, force: true });
});

describe.each(KINDS)('three processes that start at once on one empty database (%s)', (kind) => {
  it('make the tables once, and all serve and keep', async () => {
    place = await makeDatabase(kind);
    await startNodes(3);
    const privateKey = await makeKey();
    const said = servers.flatMap((_, node) => [0, 1, 2, 3].map((at) => `can ice come into my home, ${node} and ${at}`));
    await Promise.all(
      servers.map(async ({ url }, node) => {
        const says = await begin(url);
        for (const text of said.slice(node * 4, node * 4 + 4)) expect((await says(text)).replies).toBeGreaterThan(0);
      }),
    );

    expect([...(await openedTurns(privateKey))].sort()).toEqual([...said].sort());
    expect(readFileSync(logFile(), 'utf8')).not.toMatch(/not kept|"level":50/);
  }, 90_000);
});

describe.runIf(KINDS.includes('postgres'))('PostgreSQL goes away in the middle of a conversation', () => {
  it('the person is answered, the log says what was not kept and no word more, readiness fails, and all is well when it is back', async () => {
    place = await makeDatabase('postgres');
    await startNodes(1);
    const url = servers[0]?.url ?? '';
    const privateKey = await makeKey();
    const says = await begin(url);
    expect((await says('wardrobe one: can ice come into my home')).replies).toBeGreaterThan(0);

    // Gone while the turn is under way: the server's connections break with it.
    const under = says('wardrobe two: what is a judicial warrant');
    place.stopServer();
    expect(await under).toMatchObject({ status: 200 });
    const without = await says('wardrobe three: can the police ask for my papers');
    expect(without.status).toBe(200);
    expect(without.replies).toBeGreaterThan(0);
    const again = await says('wardrobe four: can ice come into my home');
    expect(again.replies).toBeGreaterThan(0);
    // The database that is gone is asked again every three seconds; no turn waits for it in between.
    expect(again.ms).toBeLessThan(3_000);
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ checks: { store: false } });
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    const log = readFileSync(logFile(), 'utf8');
    expect(log).toContain('a turn was not kept');
    expect(log).not.toMatch(/wardrobe|postgres:\/\//);

    place.startServer();
    await expect.poll(async () => (await fetch(`${url}/readyz`)).status, { timeout: 20_000 }).toBe(200);
    expect((await says('wardrobe five: need a lawyer in chicago')).replies).toBeGreaterThan(0);
    const kept = await openedTurns(privateKey);
    expect(kept[0]).toContain('wardrobe one');
    expect(kept.at(-1)).toContain('wardrobe five');
    expect(kept.some((text) => /three|four/.test(text ?? ''))).toBe(false);
  }, 90_000);
});
