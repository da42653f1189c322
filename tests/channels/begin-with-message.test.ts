import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningServer, startServer } from '../../src/server.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0 });
});
afterAll(() => server.close());

const newId = () => randomBytes(16).toString('base64url');
const message = (clientActivityID: string) => ({
  type: 'message',
  from: { id: 'person' },
  text: 'which cities',
  channelData: { clientActivityID },
});
const call = (method: string, path: string, body: unknown, token?: string) =>
  fetch(`${server.url}/v3/directline/conversations${path}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    ...(body === null ? {} : { body: JSON.stringify(body) }),
  });
const beginWith = async (id: string) => (await call('POST', '', { locale: 'en', activity: message(id) })).json();
const statusOf = async ({ conversationId, token }: { conversationId: string; token: string }) =>
  (await call('GET', `/${conversationId}/activities`, null, token)).status;

describe('a conversation that begins with its first message', () => {
  it('gives the answer, the token and a stream that goes on behind it, in one response', async () => {
    const id = newId();
    const started = await beginWith(id);

    expect(started.activities.map(({ from }: { from: { id: string } }) => from.id)).toEqual(['person', 'amparo']);
    expect(started).toMatchObject({ watermark: '2', id: started.activities[0].id, expires_in: 3600 });
    const socket = new WebSocket(started.streamUrl);
    await new Promise((opened) => socket.once('open', opened));
    const heard = new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))));
    const path = `/${started.conversationId}/activities`;
    expect(await (await call('POST', path, message(id), started.token)).json()).toEqual({ id: started.id });
    await call('POST', path, message(newId()), started.token);
    expect(JSON.parse(await heard).activities[0].id).not.toBe(started.id);
    socket.terminate();
  });

  it('is replaced where the message is sent again, because the first answer was lost', async () => {
    const id = newId();
    const [lost, again] = [await beginWith(id), await beginWith(id)];

    expect(await statusOf(lost)).toBe(404);
    expect(await statusOf(again)).toBe(200);
  });

  it('can be forgotten by who sent the message, before its token has arrived', async () => {
    const [id, other] = [newId(), newId()];
    const [started, kept] = [await beginWith(id), await beginWith(other)];
    const forgotten = await call('DELETE', '', { clientActivityID: id });

    expect(forgotten.status).toBe(204);
    expect(await statusOf(started)).toBe(404);
    expect(await statusOf(kept)).toBe(200);
  });

  it.each([
    ['an id that could be guessed', { ...message('1') }],
    ['no id', { type: 'message', text: 'which cities' }],
    ['no message', { ...message('a-random-client-activity-id-x'), type: 'typing' }],
    ['no activity', 'which cities'],
  ])('is refused with %s', async (_what, activity) => {
    const response = await call('POST', '', { activity });

    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'BadArgument' } });
  });

  it.each([
    [null],
    [{}],
    [{ clientActivityID: 7 }],
    [{ clientActivityID: 'short' }],
  ])('is not forgotten for %j', async (body) => {
    expect((await call('DELETE', '', body)).status).toBe(400);
  });
});
