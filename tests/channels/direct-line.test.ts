import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../src/server.js';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({ port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0 });
});
afterAll(() => server.close());

interface Client {
  readonly id: string;
  readonly token: string;
  post(body: unknown, headers?: Record<string, string>): Promise<Response>;
  get(watermark?: string): Promise<{ status: number; body: { activities: Said[]; watermark: string } & Failure }>;
}
interface Said {
  readonly id: string;
  readonly type: string;
  readonly text: string;
  readonly from: { id: string; role?: string };
  readonly replyToId?: string;
  readonly suggestedActions?: { actions: { value: string }[] };
  readonly channelData?: { amparo?: Record<string, unknown> };
}
interface Failure {
  readonly error?: { code: string; message: string };
}

const base = () => `${server.url}/v3/directline`;
const message = (text: unknown, more: object = {}) => ({ type: 'message', from: { id: 'person' }, text, ...more });

async function begin(): Promise<Client> {
  const started = await fetch(`${base()}/conversations`, { method: 'POST' });
  expect(started.status).toBe(201);
  const { conversationId: id, token } = (await started.json()) as { conversationId: string; token: string };
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return {
    id,
    token,
    post: (body, more = {}) =>
      fetch(`${base()}/conversations/${id}/activities`, {
        method: 'POST',
        headers: { ...headers, ...more },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    get: async (watermark) => {
      const query = watermark === undefined ? '' : `?watermark=${encodeURIComponent(watermark)}`;
      const response = await fetch(`${base()}/conversations/${id}/activities${query}`, { headers });
      return { status: response.status, body: await response.json() };
    },
  };
}

describe('Direct Line', () => {
  it("gives back the person's own message and the answer, once, in order, from the watermark on", async () => {
    const client = await begin();
    const posted = (await (await client.post(message('which cities'))).json()) as { id: string };
    const { body } = await client.get();

    expect(body.activities.map(({ from }) => from.id)).toEqual(['person', 'amparo']);
    expect(body.activities[0]).toMatchObject({ id: posted.id, text: 'which cities' });
    expect(body.activities[1]?.replyToId).toBe(posted.id);
    expect(body.watermark).toBe('2');
    expect((await client.get('2')).body.activities).toEqual([]);
    expect((await client.get('1')).body.activities).toHaveLength(1);
  });

  it('carries the facts of the answer for other software, Markdown and suggested actions for any client', async () => {
    const client = await begin();
    await client.post(message('i need a lawyer 60608'));
    const answer = (await client.get()).body.activities[1];

    expect(answer?.channelData?.amparo).toMatchObject({
      topic: 'help.lawyer',
      action: 'answer',
      language: 'en',
      place: 'chicago',
      emergency: false,
    });
    const facts = answer?.channelData?.amparo as {
      organizations: string[];
      sources: { url: string; checked: string }[];
      asOf: string;
    };
    expect(facts.organizations[0]).toBe('nijc');
    expect(facts.sources[0]?.url).toMatch(/^https?:/);
    expect(facts.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    expect(answer?.text).toContain('[312-660-1370](tel:+13126601370)');
    expect(answer?.suggestedActions?.actions.length).toBeGreaterThan(0);
  });

  it('answers a repeated client activity id once', async () => {
    const client = await begin();
    const body = message('who are you', { channelData: { clientActivityID: 'one' } });
    const ids = await Promise.all(
      [client.post(body), client.post(body)].map(async (sent) => ((await (await sent).json()) as { id: string }).id),
    );

    expect(ids[0]).toBe(ids[1]);
    expect((await client.get()).body.activities).toHaveLength(2);
  });

  it('keeps messages of one conversation in order when they arrive together', async () => {
    const client = await begin();
    await Promise.all(['which cities', 'who are you', 'do you tell ICE'].map((text) => client.post(message(text))));
    const { activities } = (await client.get()).body;

    expect(activities.map(({ from }) => from.id)).toEqual(['person', 'amparo', 'person', 'amparo', 'person', 'amparo']);
    for (const index of [1, 3, 5]) expect(activities[index]?.replyToId).toBe(activities[index - 1]?.id);
  });

  it('starts the conversation of a generated token, refreshes tokens, and forgets on request', async () => {
    const generated = (await (await fetch(`${base()}/tokens/generate`, { method: 'POST' })).json()) as {
      conversationId: string;
      token: string;
    };
    const headers = { authorization: `Bearer ${generated.token}` };
    const started = await fetch(`${base()}/conversations`, { method: 'POST', headers });
    expect(await started.json()).toMatchObject({ conversationId: generated.conversationId });
    const refreshed = await fetch(`${base()}/tokens/refresh`, { method: 'POST', headers });
    expect(await refreshed.json()).toMatchObject({ conversationId: generated.conversationId, expires_in: 3600 });

    const path = `${base()}/conversations/${generated.conversationId}`;
    expect((await fetch(path, { method: 'DELETE', headers })).status).toBe(204);
    expect((await fetch(`${path}/activities`, { headers })).status).toBe(404);
  });

  it('welcomes when a client asks for the first screen', async () => {
    const client = await begin();
    await client.post({ type: 'event', name: 'webchat/join', locale: 'es', from: { id: 'person' } });
    const { activities } = (await client.get()).body;

    expect(activities.at(-1)?.channelData?.amparo).toMatchObject({ topic: 'bot.greeting', language: 'es' });
    expect(activities.at(-1)?.suggestedActions?.actions.map(({ value }) => value)).toContain('En mi casa');
  });
});

describe('bad input gets a clear client error as JSON, never a stack', () => {
  it.each<[string, (client: Client) => Promise<Response>, number]>([
    ['malformed JSON', (client) => client.post('{"type":'), 400],
    ['an activity without type', (client) => client.post({ text: 'hello' }), 400],
    ['an unknown type', (client) => client.post({ type: 'invoke' }), 400],
    ['a message without text', (client) => client.post({ type: 'message' }), 400],
    ['text that is no string', (client) => client.post(message(5)), 400],
    ['an array', (client) => client.post([message('hello')]), 400],
    ['an empty body', (client) => client.post(''), 400],
    ['an oversized body', (client) => client.post(message('x'.repeat(400_000))), 413],
    [
      'another charset',
      (client) => client.post(message('hello'), { 'content-type': 'application/json; charset=foo' }),
      415,
    ],
    [
      'an unknown conversation',
      (client) =>
        fetch(`${base()}/conversations/nobody/activities`, { headers: { authorization: `Bearer ${client.token}` } }),
      403,
    ],
    ['no token', (client) => fetch(`${base()}/conversations/${client.id}/activities`), 401],
    [
      'a forged token',
      (client) =>
        fetch(`${base()}/conversations/${client.id}/activities`, { headers: { authorization: 'Bearer a.b.c' } }),
      403,
    ],
    [
      'a wrong watermark',
      (client) =>
        fetch(`${base()}/conversations/${client.id}/activities?watermark=abc`, {
          headers: { authorization: `Bearer ${client.token}` },
        }),
      400,
    ],
    ['an unknown path', () => fetch(`${base()}/nothing`), 404],
    ['an unknown page', () => fetch(`${server.url}/nothing`), 404],
    ['an unknown language', () => fetch(`${server.url}/pack/xx.json`), 404],
    ['a path that climbs', () => fetch(`${server.url}/assets/..%2f..%2fpackage.json`), 404],
  ])('%s', async (_name, send, status) => {
    const response = await send(await begin());

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain('application/json');
    const { error } = (await response.json()) as Failure;
    expect(error?.message.length).toBeGreaterThan(5);
    expect(error?.message).not.toContain('    at ');
  });

  it("refuses another conversation's token", async () => {
    const [one, two] = [await begin(), await begin()];
    const response = await fetch(`${base()}/conversations/${one.id}/activities`, {
      headers: { authorization: `Bearer ${two.token}` },
    });

    expect(response.status).toBe(403);
  });

  it.each([
    ['nothing but spaces', '   '],
    ['50,000 characters', 'la migra '.repeat(5556)],
    ['emoji only', '😭🙏🏽👮‍♀️'],
    ['control characters', '\u0000\u0007\u001b[31mhelp\u202e'],
    ['HTML and script', '<script>alert(1)</script><img src=x onerror=alert(1)>'],
    ['Markdown injection', '[click](javascript:alert(1)) ![x](http://evil.example/x.png)'],
    ['the letters of another script', 'помогите полиция забрала мужа'],
    ['a lone surrogate', '\ud800 help'],
  ])('%s gets a calm answer that repeats none of it as markup', async (_name, text) => {
    const client = await begin();
    expect((await client.post(message(text))).status).toBe(200);
    const answer = (await client.get()).body.activities.at(-1);

    expect(answer?.from.id).toBe('amparo');
    expect(answer?.text.length).toBeGreaterThan(10);
    expect(answer?.text).not.toMatch(/<script|onerror|javascript:|evil\.example/);
  });

  it('any JSON at all gives an answer or a client error', async () => {
    const client = await begin();
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.jsonValue(), fc.record({ type: fc.constant('message'), text: fc.string({ unit: 'binary' }) })),
        async (body) => {
          const response = await client.post(JSON.stringify(body));
          expect([200, 400]).toContain(response.status);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the site', () => {
  it('answers for its health', async () => {
    expect(await (await fetch(`${server.url}/healthz`)).json()).toEqual({ status: 'ok' });
    expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({
      status: 'ready',
      checks: { content: true },
    });
  });

  it('sends a strict content security policy and no cookie', async () => {
    for (const path of ['/', '/chat', '/widget.js', '/pack/es.json']) {
      const response = await fetch(server.url + path);
      expect(response.status, path).toBe(200);
      expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(response.headers.get('set-cookie')).toBeNull();
      expect(response.headers.get('x-powered-by')).toBeNull();
    }
  });

  it('speaks the language that the browser prefers', async () => {
    const page = await (await fetch(`${server.url}/chat`, { headers: { 'accept-language': 'es-MX,es;q=0.9' } })).text();

    expect(page).toContain('lang="es"');
  });

  it('lets only allowed origins carry the chat', async () => {
    const strict = await startServer({
      port: 0,
      host: '127.0.0.1',
      logLevel: 'silent',
      allowedOrigins: ['https://help.example'],
    });
    const start = (origin: string) =>
      fetch(`${strict.url}/v3/directline/conversations`, { method: 'POST', headers: { origin } });
    const [refused, allowed] = [await start('https://evil.example'), await start('https://help.example')];
    await strict.close();

    expect(refused.status).toBe(403);
    expect(allowed.status).toBe(201);
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://help.example');
  });

  it('asks one who floods it to wait, with a number to call', async () => {
    const strict = await startServer({ port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 3 });
    const statuses: number[] = [];
    let last: Response | undefined;
    for (let request = 0; request < 4; request += 1) {
      last = await fetch(`${strict.url}/v3/directline/conversations`, { method: 'POST' });
      statuses.push(last.status);
    }
    const body = (await last?.json()) as Failure;
    await strict.close();

    expect(statuses).toEqual([201, 201, 201, 429]);
    expect(last?.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(body.error?.message).toContain('844-363-1423');
  });
});
