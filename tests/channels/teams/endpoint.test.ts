import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NO_TEAMS, readTeamsSettings } from '../../../src/channels/teams/index.js';
import { type RunningServer, startServer } from '../../../src/server.js';
import { APP_ID, type Issuer, startIssuer, startPlatform, TENANT, teamsActivity } from './service-double.js';

const SERVICE = 'https://smba.example.test/amer/';
const QUIET = { port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0 } as const;

async function post(base: string, body: unknown, headers: Readonly<Record<string, string>> = {}) {
  const response = await fetch(`${base}/api/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, text, body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>) };
}

const asking = (text: string, extra: Readonly<Record<string, unknown>> = {}) =>
  teamsActivity(text, SERVICE, { deliveryMode: 'expectReplies', ...extra });

describe('tokens', () => {
  let issuer: Issuer;
  let server: RunningServer;
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

  beforeAll(async () => {
    issuer = await startIssuer(APP_ID, SERVICE);
    const { settings, faults } = readTeamsSettings({
      MicrosoftAppId: APP_ID,
      MicrosoftAppPassword: 'not-a-real-secret',
      MicrosoftAppType: 'SingleTenant',
      MicrosoftAppTenantId: TENANT,
      ToBotFromChannelTokenIssuer: issuer.name,
      ToBotFromChannelOpenIdMetadataUrl: `${issuer.url}/channel`,
      ToBotFromEmulatorOpenIdMetadataUrl: `${issuer.url}/emulator`,
      ToChannelFromBotLoginUrl: `https://login.example.test/${TENANT}`,
      ToChannelFromBotOAuthScope: 'https://api.example.test',
    });
    expect(faults).toEqual([]);
    server = await startServer({ ...QUIET, teams: settings });
  });
  afterAll(async () => {
    await server.close();
    issuer.close();
  });

  it('a failing key server is 503, not a refusal: the message may come again', async () => {
    issuer.down = true;
    expect(await post(server.url, asking('hello'), bearer(issuer.token()))).toMatchObject({ status: 503 });
    issuer.down = false;
  });

  it('a valid one is answered, and once more', async () => {
    const token = issuer.token();
    for (const text of ['what if ice comes to my home', 'card for a client']) {
      const { status, body } = await post(server.url, asking(text), bearer(token));

      expect(status).toBe(200);
      const [first] = (body?.activities ?? []) as { attachments: unknown[]; channelData: unknown; summary: string }[];
      expect(first?.attachments).toHaveLength(1);
      expect(first?.channelData).toMatchObject({ amparo: { topic: 'rights.home' } });
      expect(first?.channelData).not.toHaveProperty('reply');
      expect(first?.summary).not.toBe('');
    }
  });

  const seconds = Math.floor(Date.now() / 1000);
  const [headOf, payloadOf] = [0, 1].map((at) => (token: string) => token.split('.')[at] as string);
  const BAD: readonly [string, (issuer: Issuer) => Record<string, string>][] = [
    ['no header', () => ({})],
    ['an empty header', () => ({ authorization: '' })],
    ['another scheme', (by) => ({ authorization: `Basic ${by.token()}` })],
    ['garbage', () => bearer('garbage')],
    ['a garbled token', (by) => bearer(by.token().replace('.', '!'))],
    ['a wrong audience', (by) => bearer(by.token({ aud: 'ffffffff-89ab-cdef-0123-456789abcdef' }))],
    ['no audience', (by) => bearer(by.token({ aud: undefined }))],
    ['a wrong issuer', (by) => bearer(by.token({ iss: 'https://other.example.test' }))],
    ['no issuer', (by) => bearer(by.token({ iss: undefined }))],
    ['an expired one', (by) => bearer(by.token({ exp: seconds - 400, iat: seconds - 4000, nbf: seconds - 4000 }))],
    ['one that is not valid yet', (by) => bearer(by.token({ nbf: seconds + 1000 }))],
    ['another service address', (by) => bearer(by.token({ serviceurl: 'https://evil.example.test/' }))],
    ['no service address', (by) => bearer(by.token({ serviceurl: undefined }))],
    ['an unknown key', (by) => bearer(by.token({}, { keyid: 'another-key' }))],
    [
      'a bad signature',
      (by) => {
        const token = by.token();
        const last = token.at(-10) === 'A' ? 'B' : 'A';
        return bearer(`${token.slice(0, -10)}${last}${token.slice(-9)}`);
      },
    ],
    [
      'a payload of another token',
      (by) => {
        const [good, other] = [by.token(), by.token({ serviceurl: SERVICE, extra: 1 })];
        return bearer(`${headOf?.(good)}.${payloadOf?.(other)}.${good.split('.')[2]}`);
      },
    ],
    [
      'no signature at all',
      (by) => {
        const head = Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT', kid: by.kid })).toString('base64url');
        return bearer(`${head}.${payloadOf?.(by.token())}.`);
      },
    ],
    [
      'a signature with the public key as a shared secret',
      (by) => {
        const head = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT', kid: by.kid })).toString('base64url');
        const signed = `${head}.${payloadOf?.(by.token())}`;
        return bearer(`${signed}.${createHmac('sha256', 'public').update(signed).digest('base64url')}`);
      },
    ],
  ];

  it.each(BAD)('%s is 401 without a reason', async (_name, headers) => {
    const { status, body } = await post(server.url, asking('hello'), headers(issuer));

    expect(status).toBe(401);
    expect(body).toEqual({ error: { code: 'Unauthorized', message: 'Unauthorized.' } });
  });

  it('one that passed does not open another address or channel', async () => {
    const token = issuer.token();
    expect((await post(server.url, asking('hello'), bearer(token))).status).toBe(200);

    expect(
      (await post(server.url, asking('hello', { serviceUrl: 'https://evil.example.test/' }), bearer(token))).status,
    ).toBe(401);
    expect((await post(server.url, asking('hello', { channelId: 'unendorsed' }), bearer(token))).status).toBe(401);
  });

  it('another tenant is refused, and Teams without a tenant', async () => {
    const other = 'bbbbbbbb-bbbb-cccc-dddd-eeeeeeeeeeee';
    const elsewhere = { channelData: { tenant: { id: other } }, conversation: { id: 'a:1', tenantId: other } };
    const nowhere = { channelData: {}, conversation: { id: 'a:1' } };

    for (const extra of [elsewhere, nowhere]) {
      expect(await post(server.url, asking('hello', extra), bearer(issuer.token()))).toMatchObject({
        status: 403,
        body: { error: { code: 'TenantNotAllowed' } },
      });
    }
  });

  it('health tells hours and no ids', async () => {
    const health = await (await fetch(`${server.url}/healthz`)).text();

    expect(JSON.parse(health)).toMatchObject({ channels: { teams: { state: 'working' } } });
    expect(health).not.toContain('PLANTED');
  });
});

describe('without a registration', () => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await startServer({ ...QUIET, teams: NO_TEAMS });
  });
  afterAll(() => server.close());
  const local = (text: string) => asking(text, { serviceUrl: 'http://127.0.0.1:9/' });

  it('answers programs on this machine', async () => {
    expect((await post(server.url, local('hello'))).status).toBe(200);
  });

  it.each([
    ['through a proxy', { 'x-forwarded-for': '203.0.113.9' }],
    ['forwarded', { forwarded: 'for=203.0.113.9' }],
  ])('%s it is closed', async (_name, headers) => {
    expect(await post(server.url, local('hello'), headers)).toMatchObject({
      status: 403,
      body: { error: { code: 'Closed' } },
    });
  });

  it('posts to no address but on this machine', async () => {
    for (const serviceUrl of [
      SERVICE,
      'http://169.254.169.254/',
      'http://127.0.0.1.evil.example/',
      'http://10.0.0.1/',
    ]) {
      expect((await post(server.url, asking('hello', { serviceUrl }))).status).toBe(403);
    }
  });

  it('on an open address it is closed to all', async () => {
    const open = await startServer({ ...QUIET, host: '0.0.0.0', teams: NO_TEAMS });
    try {
      const url = open.url.replace('localhost', '127.0.0.1');
      expect((await post(url, local('hello'))).status).toBe(403);
    } finally {
      await open.close();
    }
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no object', '[]'],
    ['no type', { ...local('x'), type: undefined }],
    ['no channel', { ...local('x'), channelId: undefined }],
    ['no conversation', { ...local('x'), conversation: undefined }],
    ['a wrong address', { ...local('x'), serviceUrl: 'file:///etc/passwd' }],
    ['text that is no text', { ...local('x'), text: { a: 1 } }],
  ])('%s is 400 with where, never with what', async (_name, body) => {
    const { status, text } = await post(server.url, body as never);

    expect(status).toBe(400);
    expect(text).not.toContain('PLANTED');
    expect(JSON.parse(text)).toHaveProperty('error.message');
  });

  it('too large a body is 413, another method 405', async () => {
    expect((await post(server.url, local('x'.repeat(300_000)))).status).toBe(413);
    expect((await fetch(`${server.url}/api/messages`)).status).toBe(405);
  });

  it('an invoke is not implemented', async () => {
    expect((await post(server.url, { ...local(''), type: 'invoke', name: 'task/fetch' })).status).toBe(501);
  });
});

describe('the settings', () => {
  it.each([
    [{ MicrosoftAppId: 'x' }, /MicrosoftAppId: write the id/],
    [{ MicrosoftAppPassword: 'a-long-secret' }, /MicrosoftAppId: is missing/],
    [{ MicrosoftAppId: APP_ID }, /MicrosoftAppTenantId: is needed.*\n.*MicrosoftAppPassword: is needed/],
    [{ MicrosoftAppId: APP_ID, MicrosoftAppType: 'Single' }, /MicrosoftAppType: write one of/],
    [
      {
        MicrosoftAppId: APP_ID,
        MicrosoftAppTenantId: TENANT,
        MicrosoftAppType: 'UserAssignedMSI',
        MicrosoftAppPassword: 'a-long-secret',
      },
      /must be empty for UserAssignedMSI/,
    ],
    [{ TEAMS_TENANTS: 'here' }, /TEAMS_TENANTS: write tenant ids/],
  ])('%o names the mend', (given, message) => {
    expect(readTeamsSettings(given).faults.join('\n')).toMatch(message);
  });

  it.each([
    [{ MicrosoftAppType: 'usersassignedmsi' }, false],
    [{ MicrosoftAppType: 'userassignedmsi' }, true],
    [{ MicrosoftAppType: 'singletenant', MicrosoftAppPassword: 'a-long-secret' }, true],
  ])('%o with an app and a tenant', (given, isGood) => {
    const { faults, settings } = readTeamsSettings({ MicrosoftAppId: APP_ID, MicrosoftAppTenantId: TENANT, ...given });
    expect(faults.length === 0).toBe(isGood);
    if (isGood) expect(settings.tenants).toEqual([TENANT]);
  });
});

describe('a conversation in Teams', () => {
  let server: RunningServer;
  let platform: Awaited<ReturnType<typeof startPlatform>>;
  beforeAll(async () => {
    platform = await startPlatform();
    server = await startServer({ ...QUIET, teams: NO_TEAMS, publicUrl: 'https://chat.example.org' });
  });
  afterAll(async () => {
    await server.close();
    platform.close();
  });
  const say = (text: string, extra: Readonly<Record<string, unknown>> = {}) =>
    post(server.url, teamsActivity(text, platform.url, extra));
  const topicOf = (activity: Readonly<Record<string, unknown>> | undefined) =>
    (activity?.channelData as { amparo?: { topic: string } } | undefined)?.amparo?.topic;
  const inThread = (id: string, type = 'channel') => ({
    conversation: { id, conversationType: type, isGroup: true, tenantId: TENANT },
  });

  it('is answered in its thread, with a typing sign before, by a mention that is no part of the question', async () => {
    const thread = '19:team@thread.tacv2;messageid=1700';
    const before = platform.typing;

    const { status } = await say('<at>Amparo</at>&nbsp;what if ICE comes to my home?', {
      ...inThread(thread),
      id: '1701',
      entities: [{ type: 'mention', text: '<at>Amparo</at>', mentioned: { id: '28:bot', name: 'Amparo' } }],
    });

    expect(status).toBe(200);
    expect(platform.typing).toBe(before + 1);
    const answer = platform.taken.at(-1);
    expect(topicOf(answer)).toBe('rights.home');
    expect(answer).toMatchObject({ replyToId: '1701', conversation: { id: thread } });
    expect(platform.paths.at(-1)).toBe(`/v3/conversations/${thread}/activities/1701`);
    expect(JSON.stringify(answer)).toContain('The owner of this workspace');
    expect(JSON.stringify(answer)).toContain('https://chat.example.org');
    expect(JSON.stringify(answer)).not.toContain('Planted Person');
  });

  it('welcomes on install, in the language of that Teams, and once', async () => {
    const before = platform.taken.length;
    const install = {
      type: 'installationUpdate',
      action: 'add',
      text: undefined,
      locale: 'es-MX',
      ...inThread('a:new', 'personal'),
    };
    await say('', install);
    await say('', {
      type: 'conversationUpdate',
      membersAdded: [{ id: '28:bot' }],
      text: undefined,
      ...inThread('a:new'),
    });

    expect(platform.taken.length).toBe(before + 1);
    expect(topicOf(platform.taken.at(-1))).toBe('bot.greeting');
    expect(platform.taken.at(-1)).toMatchObject({ locale: 'es' });
  });

  it.each([
    ['an edit', { type: 'messageUpdate', channelData: { eventType: 'editMessage' } }],
    ['a deletion', { type: 'messageDelete', channelData: { eventType: 'softDeleteMessage' } }],
    ['a reaction', { type: 'messageReaction', reactionsAdded: [{ type: 'like' }] }],
    ['somebody else who joins', { type: 'conversationUpdate', membersAdded: [{ id: '29:other', name: 'Other' }] }],
    ['an upgrade', { type: 'installationUpdate', action: 'upgrade' }],
    ['a removal', { type: 'installationUpdate', action: 'remove' }],
    ['typing', { type: 'typing' }],
    ['an unknown kind', { type: 'somethingNew' }],
    ['its own words', { from: { id: '28:bot', name: 'Amparo' } }],
    ['another bot', { from: { id: '28:other', role: 'bot' } }],
  ])('%s is taken and not answered', async (_name, extra) => {
    const before = platform.taken.length;

    expect((await say('ICE IS AT MY DOOR', extra)).status).toBe(200);

    expect(platform.taken.length).toBe(before);
  });

  it("a card's button does what it says, as messageBack and as plain data", async () => {
    for (const value of [{ choose: 'topic:rights.work' }, '{"choose":"topic:rights.work"}']) {
      await say('What if ICE comes to my job?', { value });
      expect(topicOf(platform.taken.at(-1))).toBe('rights.work');
    }
  });

  it('a message delivered twice is answered once', async () => {
    const before = platform.taken.length;
    const twice = { id: 'same-message' };
    await Promise.all([say('rights', twice), say('rights', twice)]);
    await say('rights', twice);

    expect(platform.taken.length).toBe(before + 1);
  });

  it('messages that arrive together are answered in order', async () => {
    const before = platform.taken.length;
    const conversation = inThread('a:together', 'personal');

    await Promise.all(
      ['rights home', 'rights work', 'rights car', 'rights school'].map((text) => say(text, conversation)),
    );

    expect(platform.taken.slice(before).map(topicOf)).toEqual([
      'rights.home',
      'rights.work',
      'rights.car',
      'rights.school',
    ]);
  });

  it.each([
    ['429 with the time to wait', [{ status: 429, retryAfter: '1' }]],
    ['500', [{ status: 500 }]],
    ['502, then 503', [{ status: 502 }, { status: 503 }]],
    ['a closed connection', ['closes']],
  ] as const)('%s: nothing is lost, nothing said twice', async (_name, moods) => {
    const before = platform.taken.length;
    platform.moods = [...moods];

    const { status } = await say('what if ice comes to my home');

    expect(status).toBe(200);
    expect(platform.taken.length).toBe(before + 1);
  });

  it('a platform that stays broken: told as such, shown by health, and taken up where it broke', async () => {
    const broken = { id: 'will-come-again', ...inThread('a:broken', 'personal') };
    await say('what if ice comes to my home', inThread('a:broken', 'personal'));
    const before = platform.taken.length;
    // The card for a client is two messages: the first is taken, the second is not.
    platform.moods = ['ok', ...Array.from({ length: 5 }, () => ({ status: 500 }))];
    expect(await say('card for a client', broken)).toMatchObject({
      status: 502,
      body: { error: { code: 'NotDelivered' } },
    });
    const health = (await (await fetch(`${server.url}/readyz`)).json()) as { channels: unknown };
    expect(health.channels).toMatchObject({ teams: { state: 'failing' } });

    platform.moods = [];
    expect((await say('card for a client', broken)).status).toBe(200);

    const said = platform.taken.slice(before).map((activity) => JSON.stringify(activity));
    expect(said).toHaveLength(2);
    expect(said[0]).toContain('You can forward or copy the next message');
    expect(said[1]).toContain('General information, not legal advice');
  }, 30_000);

  it('a conversation that is closed to the bot is no fault', async () => {
    platform.moods = [{ status: 403 }];
    expect((await say('rights', inThread('a:gone', 'personal'))).status).toBe(200);
  });

  it('channels that draw no cards get text and suggestions', async () => {
    await say('what if ice comes to my home', { channelId: 'sms', channelData: {}, ...inThread('sms-1', 'personal') });

    expect(platform.taken.at(-1)).toMatchObject({
      textFormat: 'markdown',
      suggestedActions: { actions: expect.any(Array) },
    });
    expect(platform.taken.at(-1)).not.toHaveProperty('attachments');
  });
});
