import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from '../../src/server.js';

const SECRET = 'the-secret-of-this-test-0123456789abcdef';
const ALLOWED = 'https://legal-aid.example';

let server: RunningServer;
beforeAll(async () => {
  server = await startServer({
    port: 0,
    host: '127.0.0.1',
    logLevel: 'silent',
    directLineSecret: SECRET,
    allowedOrigins: [ALLOWED],
  });
});
afterAll(() => server.close());

const call = (path: string, headers: Record<string, string>, body?: object) =>
  fetch(`${server.url}/v3/directline${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
const bearer = (credential: string) => ({ authorization: `Bearer ${credential}` });

describe.each(['/tokens/generate', '/conversations'])('DIRECT_LINE_SECRET at %s', (path) => {
  it.each([
    ['the secret', bearer(SECRET), true],
    ['the secret, from a site that is not allowed', { ...bearer(SECRET), origin: 'https://elsewhere.example' }, true],
    ['a page of an allowed origin', { origin: ALLOWED }, true],
    ['nothing', {}, 401],
    ['a wrong secret', bearer(`${SECRET}x`), 403],
    ['the beginning of the secret', bearer(SECRET.slice(0, -1)), 403],
    ['a wrong secret from an allowed origin', { ...bearer('x'.repeat(40)), origin: ALLOWED }, 403],
    ['a page of another origin', { origin: 'https://elsewhere.example' }, 403],
  ])('%s', async (_who, headers, expected) => {
    const response = await call(path, headers);

    if (expected === true) expect(response.ok).toBe(true);
    else expect(response.status).toBe(expected);
    const text = await response.text();
    expect(text).not.toContain(SECRET);
    if (expected !== true) expect(JSON.parse(text)).toMatchObject({ error: { code: expect.any(String) } });
  });
});

describe('a token that was got for the secret', () => {
  it('opens its conversation; the secret itself opens none', async () => {
    const { conversationId, token } = await (await call('/tokens/generate', bearer(SECRET))).json();
    const path = `/conversations/${conversationId}/activities`;
    const message = { type: 'message', from: { id: 'person' }, text: 'which cities' };

    expect((await call(path, bearer(token), message)).status).toBe(200);
    expect((await call(path, bearer(SECRET), message)).status).toBe(403);
    expect((await call('/tokens/refresh', bearer(SECRET))).status).toBe(403);
  });
});
