import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type RunningServer, startServer } from '../../src/server.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0 });
});
afterAll(() => server.close());

interface Started {
  readonly conversationId: string;
  readonly token: string;
  readonly streamUrl: string;
}
interface Heard {
  readonly activities: { readonly text: string; readonly from: { readonly id: string } }[];
  readonly watermark: string;
}

const at = (path: string) => `${server.url}/v3/directline${path}`;
const bearer = ({ token }: Started) => ({ authorization: `Bearer ${token}`, 'content-type': 'application/json' });
const begin = async (): Promise<Started> => (await fetch(at('/conversations'), { method: 'POST' })).json();
const reconnect = async (started: Started, watermark: string): Promise<Started> =>
  (
    await fetch(at(`/conversations/${started.conversationId}?watermark=${watermark}`), { headers: bearer(started) })
  ).json();
const say = (started: Started, text: string) =>
  fetch(at(`/conversations/${started.conversationId}/activities`), {
    method: 'POST',
    headers: bearer(started),
    body: JSON.stringify({ type: 'message', from: { id: 'person' }, text }),
  });

/** Opens a stream and gives its frames; resolves `until` when so many activities came. */
async function listen(url: string) {
  const frames: Heard[] = [];
  const socket = new WebSocket(url);
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  socket.on('message', (data) => frames.push(JSON.parse(String(data))));
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  const heard = () => frames.flatMap(({ activities }) => activities);
  return { socket, frames, heard, closed, until: (count: number) => expect.poll(() => heard().length).toBe(count) };
}

const refusal = (url: string) =>
  new Promise<number | undefined>((resolve) => {
    const socket = new WebSocket(url);
    socket
      .once('unexpected-response', (_request, { statusCode }) => resolve(statusCode))
      .once('error', () => undefined);
    socket.once('open', () => resolve(101));
  });

describe('the WebSocket stream', () => {
  it("brings the person's words and the answer, and takes empty frames", async () => {
    const started = await begin();
    const stream = await listen(started.streamUrl);
    stream.socket.send('');
    await say(started, 'which cities');
    await stream.until(2);

    expect(stream.heard().map(({ from }) => from.id)).toEqual(['person', 'amparo']);
    expect(stream.frames.at(-1)?.watermark).toBe('2');
    stream.socket.close();
  });

  it('replays from the watermark after a lost connection, at a new address', async () => {
    const started = await begin();
    await say(started, 'which cities');
    const again = await reconnect(started, '1');
    const stream = await listen(again.streamUrl);
    await stream.until(1);

    expect(again.streamUrl).not.toBe(started.streamUrl);
    expect(stream.heard()[0]?.from.id).toBe('amparo');
    stream.socket.close();
  });

  it('opens once, for its own conversation only, and the token stands in no address', async () => {
    const [one, other] = [await begin(), await begin()];
    const stream = await listen(one.streamUrl);

    expect(one.streamUrl).not.toContain(one.token);
    expect(await refusal(one.streamUrl)).toBe(403);
    expect(await refusal(other.streamUrl.replace(other.conversationId, one.conversationId))).toBe(403);
    expect(await refusal(other.streamUrl.replace('/stream', '/elsewhere'))).toBe(404);
    stream.socket.close();
  });

  it('ends when the conversation is forgotten', async () => {
    const started = await begin();
    const stream = await listen(started.streamUrl);
    await fetch(at(`/conversations/${started.conversationId}`), { method: 'DELETE', headers: bearer(started) });

    expect(await stream.closed).toBe(1000);
  });

  it('closes a stream that sends more than keepalives', async () => {
    const stream = await listen((await begin()).streamUrl);
    stream.socket.send('x'.repeat(5000));

    expect(await stream.closed).toBe(1009);
  });

  it('refuses files in the form of the protocol', async () => {
    const started = await begin();
    const sent = await fetch(at(`/conversations/${started.conversationId}/upload?userId=person`), {
      method: 'POST',
      headers: { authorization: `Bearer ${started.token}` },
      body: new FormData(),
    });

    expect(sent.status).toBe(415);
    expect(await sent.json()).toMatchObject({ error: { code: 'UploadNotSupported' } });
  });
});
