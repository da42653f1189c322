import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { LiveThreads, Tokens } from '../../src/channels/web/index.js';

const newThreads = () => new LiveThreads(60_000, 10_000_000, Date.now, async () => undefined);

it('a thread opens with the key of its own token and no other', () => {
  const live = newThreads();
  const [one, other] = [live.create(), live.create()];
  const said = (text: string) => ({ type: 'message', text });
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 3000 }), (text, more) => {
      const at = live.since(one, Number.MAX_SAFE_INTEGER)?.watermark ?? 0;
      live.append(one, said(text + 'x'.repeat(more)));
      expect(JSON.parse(live.since(one, at)?.activities[0] ?? '')).toMatchObject(said(text + 'x'.repeat(more)));
      expect(() => live.since({ id: one.id, key: other.key }, at)).toThrow();
    }),
  );
});

it("the key goes through tokens and their renewal, and the server's own secret does not make it", () => {
  const secret = 's'.repeat(40);
  const thread = newThreads().create();
  const opened = new Tokens(secret, Date.now).open(new Tokens(secret, Date.now).issue(thread));

  expect(opened).toEqual(thread);
  expect(newThreads().create().key.equals(thread.key)).toBe(false);
});

it('gives long threads in parts, each with the watermark behind it', () => {
  const live = newThreads();
  const thread = live.create();
  for (let count = 0; count < 40; count += 1) live.append(thread, { type: 'message', text: String(count) });
  const part = live.since(thread, 30, 4);

  expect(part?.watermark).toBe(34);
  expect(part?.activities.map((json) => JSON.parse(json).text)).toEqual(['30', '31', '32', '33']);
  expect(live.since(thread, 99)).toEqual({ activities: [], watermark: 40 });
});

it("a running server's objects hold no word and no key of an open chat", { timeout: 120_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'amparo-heap-'));
  const child = spawn(
    process.execPath,
    ['--heapsnapshot-signal=SIGUSR2', '--no-warnings', resolve('src/amparo.mjs'), 'start'],
    {
      cwd: folder,
      env: { ...process.env, PORT: '0', HOST: '127.0.0.1', DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'silent' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  const url = await new Promise<string>((found) => {
    child.stdout.on('data', (data) => {
      const address = /http:\/\/\S+/.exec(String(data))?.[0];
      if (address) found(address);
    });
  });
  const post = async (path: string, body: object, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
    const response = await fetch(`${url}/v3/directline/conversations${path}`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    return response.json();
  };
  const say = (to: { conversationId: string; token: string }, text: string, id: string) =>
    post(
      `/${to.conversationId}/activities`,
      { type: 'message', from: { id: 'person' }, text, channelData: { clientActivityID: id } },
      to.token,
    );
  const chat = await post('', {});
  const socket = new WebSocket(chat.streamUrl);
  await new Promise((opened) => socket.once('open', opened));
  const first = await say(chat, 'my neighbour zarquonix was stopped', 'vogonpoem-1');
  const other = await post('', {});
  await say(other, 'which cities', 'other-1');

  child.kill('SIGUSR2');
  const snapshot = () => readdirSync(folder).find((name) => name.endsWith('.heapsnapshot'));
  await expect.poll(snapshot, { timeout: 60_000, interval: 200 }).toBeDefined();
  // The connection that waited meanwhile may be gone.
  await fetch(`${url}/healthz`).catch(() => undefined);
  await fetch(`${url}/healthz`);
  const objects = readFileSync(join(folder, snapshot() ?? ''), 'latin1');
  const { key } = JSON.parse(Buffer.from(chat.token.split('.')[1], 'base64url').toString());

  expect(objects).toContain(chat.conversationId);
  for (const secret of ['zarquonix', 'vogonpoem', key, chat.token]) {
    expect(objects.split(secret), 'found in the heap').toHaveLength(1);
  }
  // The chat goes on: the same message is not answered twice, and the idle stream brings the next one.
  expect(await say(chat, 'my neighbour zarquonix was stopped', 'vogonpoem-1')).toEqual(first);
  const next = new Promise<string>((heard) => socket.once('message', (data) => heard(String(data))));
  await say(chat, 'which cities', 'vogonpoem-2');
  expect(await next).toContain('which cities');

  socket.terminate();
  const ended = new Promise((gone) => child.once('exit', gone));
  child.kill();
  await ended;
  rmSync(folder, { recursive: true, force: true });
});
