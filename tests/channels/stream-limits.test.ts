import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { LiveThreads, Streams, Tokens } from '../../src/channels/web/index.js';
import { startServer } from '../../src/server.js';

const PING_MS = 200;
const close: (() => unknown)[] = [];
afterEach(async () => {
  for (const each of close.splice(0)) await each();
});

/** Streams on a bare server with a clock of their own, and the server's ends of the connections. */
async function host() {
  const clock = { now: 1_000_000 };
  const threads = new LiveThreads(
    3_600_000,
    100_000_000,
    () => clock.now,
    async () => undefined,
  );
  const streams = new Streams(threads, () => clock.now, PING_MS);
  const server: Server = createServer();
  const ends: Socket[] = [];
  server.on('connection', (end) => ends.push(end));
  streams.attach(server);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  close.push(
    () => streams.close(),
    () => server.close(),
  );
  const { port } = server.address() as AddressInfo;
  return { clock, threads, streams, ends, port };
}

const statusOf = (url: string) =>
  new Promise<number | undefined>((resolve) => {
    const socket = new WebSocket(url);
    socket.once('unexpected-response', (_request, { statusCode }) => resolve(statusCode));
    socket.once('error', () => undefined).once('open', () => resolve(101));
    close.push(() => socket.terminate());
  });

describe('the address of a stream', () => {
  it.each([
    [59_000, 101],
    [60_000, 403],
    [24 * 3_600_000, 403],
  ])('after %i ms gives %i', async (waitedMs, status) => {
    const { clock, threads, streams, port } = await host();
    const path = streams.issuePath(threads.create(), 0);
    clock.now += waitedMs;

    expect(await statusOf(`ws://127.0.0.1:${port}/v3/directline${path}`)).toBe(status);
  });
});

describe('a client that does not read', () => {
  it('holds a bounded part of its thread here, and is dropped', async () => {
    const { threads, streams, ends, port } = await host();
    const thread = threads.create();
    const frozen = connect(port, '127.0.0.1').pause();
    close.push(() => frozen.destroy());
    frozen.write(
      `GET /v3/directline${streams.issuePath(thread, 0)} HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
    );
    await expect.poll(() => streams.size).toBe(1);
    let most = 0;
    for (let count = 0; count < 400; count += 1) {
      threads.append(thread, { type: 'message', text: randomBytes(30_000).toString('base64') });
      if (count % 20 === 0) await new Promise((later) => setTimeout(later, 2));
      most = Math.max(most, ends[0]?.writableLength ?? 0);
    }

    expect(most, '16 MB lie in the thread').toBeLessThan(1_000_000);
    await expect.poll(() => streams.size, { timeout: 20 * PING_MS }).toBe(0);
    expect(ends[0]?.destroyed).toBe(true);
  });

  it('keeps no other client waiting', async () => {
    const { threads, streams, port } = await host();
    const [slow, quick] = [threads.create(), threads.create()];
    const frozen = new WebSocket(`ws://127.0.0.1:${port}/v3/directline${streams.issuePath(slow, 0)}`);
    const reader = new WebSocket(`ws://127.0.0.1:${port}/v3/directline${streams.issuePath(quick, 0)}`);
    close.push(
      () => frozen.terminate(),
      () => reader.terminate(),
    );
    await Promise.all([frozen, reader].map((socket) => new Promise((opened) => socket.once('open', opened))));
    frozen.pause();
    for (let count = 0; count < 200; count += 1) {
      threads.append(slow, { type: 'message', text: randomBytes(30_000).toString('base64') });
    }
    const heard = new Promise<string>((resolve) => reader.once('message', (data) => resolve(String(data))));
    threads.append(quick, { type: 'message', text: 'here' });

    expect(await heard).toContain('here');
  });

  it('stays as long as it reads and answers pings', async () => {
    const { threads, streams, port } = await host();
    const reader = new WebSocket(`ws://127.0.0.1:${port}/v3/directline${streams.issuePath(threads.create(), 0)}`);
    close.push(() => reader.terminate());
    await new Promise((opened) => reader.once('open', opened));
    await new Promise((later) => setTimeout(later, 4 * PING_MS));

    expect(streams.size).toBe(1);
  });
});

describe('an expired token', () => {
  it('opens nothing, in the form of the protocol; a young one does', async () => {
    const tokenSecret = 'a-secret-that-signs-the-tokens-of-this-test';
    const server = await startServer({ port: 0, host: '127.0.0.1', logLevel: 'silent', tokenSecret });
    close.push(() => server.close());
    const base = `${server.url}/v3/directline`;
    const { conversationId, token } = await (await fetch(`${base}/conversations`, { method: 'POST' })).json();
    const thread = new Tokens(tokenSecret, Date.now).open(token);
    if (!thread) throw new Error('The token of a conversation is not valid');
    const issuedAgo = (seconds: number) => new Tokens(tokenSecret, () => Date.now() - seconds * 1000).issue(thread);
    const path = `/conversations/${conversationId}`;
    const ask = async (method: string, where: string, credential: string) => {
      const headers = { authorization: `Bearer ${credential}`, 'content-type': 'application/json' };
      const body = method === 'POST' ? JSON.stringify({ type: 'message', text: 'which cities' }) : null;
      const response = await fetch(`${base}${where}`, { method, headers, body });
      return response.ok ? 'taken' : `${response.status} ${(await response.json()).error.code}`;
    };
    const requests = [
      ['POST', `${path}/activities`],
      ['GET', `${path}/activities`],
      ['GET', path],
      ['POST', '/tokens/refresh'],
      ['POST', '/conversations'],
    ] as const;

    for (const [method, where] of requests) {
      expect(await ask(method, where, issuedAgo(3601)), where).toBe('403 TokenExpired');
      expect(await ask(method, where, issuedAgo(3000)), where).toBe('taken');
    }
  });
});
