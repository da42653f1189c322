import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../src/server.js';
import { createReviewKey, type Database, openDatabase, openTurn } from '../../src/store/index.js';

const QUIET = { port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0, databaseUrl: null } as const;

let dataDir: string;
let database: Database;
let privateKey: Buffer;
let server: RunningServer;
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'amparo-kept-'));
  database = await openDatabase({ dataDir, databaseUrl: null });
  privateKey = Buffer.from((await createReviewKey(database.db, Date.now())).privateKey, 'base64url');
  server = await startServer({ ...QUIET, dataDir });
});
afterEach(async () => {
  await server.close();
  await database.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function chat() {
  const started = await fetch(`${server.url}/v3/directline/conversations`, { method: 'POST' });
  const { conversationId, token } = (await started.json()) as { conversationId: string; token: string };
  const url = `${server.url}/v3/directline/conversations/${conversationId}`;
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const post = async (activity: object) => {
    const body = JSON.stringify({ type: 'message', from: { id: 'x' }, locale: 'en', ...activity });
    const { status } = await fetch(`${url}/activities`, { method: 'POST', headers, body });
    expect(status).toBe(200);
  };
  return {
    says: (text: string) => post({ text }),
    taps: (choose: string) => post({ text: choose, channelData: { choose } }),
    delete: () => fetch(url, { method: 'DELETE', headers }),
    heard: async () => {
      const got = await fetch(`${url}/activities`, { headers });
      return ((await got.json()) as { activities: { from: { id: string }; text?: string }[] }).activities;
    },
  };
}

const rows = (table: 'turns' | 'conversations' | 'dialog_state' | 'tombstones' | 'counts') =>
  database.db.selectFrom(table).selectAll().execute();

describe('a running server', () => {
  it('keeps each turn masked and sealed before it is acknowledged', async () => {
    const { says } = await chat();
    await says('my name is Xiomara Quetzal, A 123-456-789, can ice come into my home?');

    const [turn] = await database.db.selectFrom('turns').selectAll().execute();
    const opened = turn ? await openTurn(turn, privateKey) : null;
    expect(opened?.said).toMatch(/can ice come into my home/);
    expect(opened?.said).not.toMatch(/123|456|789/);
    expect(opened?.replies.length).toBeGreaterThan(0);
    expect((await rows('dialog_state')).length).toBe(1);
  });

  it('deletes everything on DELETE, dialog state included', async () => {
    const person = await chat();
    await person.says('can ice come into my home?');
    expect((await person.delete()).status).toBe(204);

    for (const table of ['turns', 'conversations', 'dialog_state'] as const) expect(await rows(table)).toEqual([]);
    expect((await rows('tombstones')).length).toBe(1);
  });

  it('deletes everything when the person asks for it in the chat', async () => {
    const person = await chat();
    await person.says('can ice come into my home?');
    await person.says('delete this conversation');
    await person.taps('option:delete-conversation/sure/delete');

    for (const table of ['turns', 'conversations', 'dialog_state'] as const) expect(await rows(table)).toEqual([]);
  });

  it('answers while the database is gone, and says that it is not ready', async () => {
    const person = await chat();
    await person.says('can ice come into my home?');
    expect((await fetch(`${server.url}/readyz`)).status).toBe(200);
    await database.db.schema.dropTable('turns').execute();
    await database.db.schema.dropTable('dialog_state').execute();
    const before = (await person.heard()).length;
    await person.says('what is a judicial warrant?');

    expect((await person.heard()).length).toBeGreaterThan(before + 1);
    const ready = await fetch(`${server.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ checks: { store: false } });
  });
});
