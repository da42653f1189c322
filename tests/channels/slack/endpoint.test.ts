import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EVENTS } from '../../../src/channels/slack/manifest.js';
import type { SlackSettings } from '../../../src/channels/slack/settings.js';
import { type RunningServer, startServer } from '../../../src/server.js';
import {
  BOT_TOKEN,
  direct,
  eventBody,
  SIGNING_SECRET,
  type SlackDouble,
  send,
  sendEvent,
  sendForm,
  startSlack,
  tapped,
  wordsOf,
} from './slack-double.js';

const QUIET = { port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0 } as const;
const settingsOf = (apiUrl: string): SlackSettings => ({
  signingSecret: SIGNING_SECRET,
  appToken: null,
  access: { kind: 'token', botToken: BOT_TOKEN },
  apiUrl,
});

const commandOf = (text: string, responseUrl: string, more: Readonly<Record<string, string>> = {}) => ({
  token: 'old',
  command: '/rights',
  text,
  team_id: 'T1PLANTED',
  team_domain: 'planted',
  channel_id: 'C1PLANTED',
  channel_name: 'general',
  user_id: 'U1PLANTED',
  user_name: 'planted.name',
  trigger_id: `t${Math.random()}`,
  response_url: responseUrl,
  ...more,
});

describe('one workspace', () => {
  let slack: SlackDouble;
  let server: RunningServer;
  const messages = () => slack.calls.filter(({ method }) => method !== 'users.info');
  const health = async () =>
    ((await (await fetch(`${server.url}/healthz`)).json()) as { channels: { slack: { state: string } } }).channels.slack
      .state;

  beforeAll(async () => {
    slack = await startSlack();
    server = await startServer({ ...QUIET, publicUrl: 'https://chat.example.org', slack: settingsOf(slack.apiUrl) });
  });
  beforeEach(() => {
    slack.calls.length = 0;
    slack.moods = [];
  });
  afterEach(() => expect(slack.malformed).toEqual([]));
  afterAll(async () => {
    await server.close();
    slack.close();
  });

  it('answers the check of its address', async () => {
    const { status, text } = await sendEvent(server.url, { type: 'url_verification', token: 'old', challenge: 'abc' });

    expect({ status, text }).toEqual({ status: 200, text: 'abc' });
  });

  describe('refuses', () => {
    const body = JSON.stringify(eventBody(direct('what if ice comes to my home')));
    const seconds = Math.floor(Date.now() / 1000);

    it.each([
      ['another secret', { secret: 'x'.repeat(32) }],
      ['no signature', { signature: null }],
      ['an empty signature', { signature: '' }],
      ['a signature of another version', { signature: 'v1=00' }],
      ['a replay after six minutes', { timestamp: seconds - 360 }],
      ['a time to come', { timestamp: seconds + 360 }],
      ['a time that is none', { headers: { 'x-slack-request-timestamp': 'now' } }],
    ])('%s', async (_what, options) => {
      expect((await send(server.url, body, 'application/json', options)).status).toBe(401);
      expect(messages()).toEqual([]);
    });

    it('a body that was changed on the way', async () => {
      const signed = await send(server.url, body, 'application/json', { signature: 'v0='.padEnd(67, '0') });

      expect(signed.status).toBe(401);
    });

    it('a body that is too large, before it is checked', async () => {
      const large = JSON.stringify(eventBody(direct('x'.repeat(600_000))));

      expect((await send(server.url, large, 'application/json')).status).toBe(413);
    });

    it.each(['{', '[]', '{"type":"event_callback"}', '{"type":"other"}', 'null'])('%s', async (raw) => {
      expect((await send(server.url, raw, 'application/json')).status).toBe(400);
    });

    it('a form that is neither command nor interaction', async () => {
      expect((await sendForm(server.url, { a: 'b' })).status).toBe(400);
      expect((await sendForm(server.url, { payload: '{' })).status).toBe(400);
    });

    it('other methods', async () => {
      expect((await fetch(`${server.url}/slack/events`)).status).toBe(405);
    });
  });

  it('answers a direct message in blocks, and says once who can read along', async () => {
    const event = { ...direct('what if ice comes to my home'), channel: 'D-first' };
    expect((await sendEvent(server.url, eventBody(event))).status).toBe(200);
    const [first] = messages();
    expect(first).toMatchObject({ method: 'chat.postMessage', token: BOT_TOKEN, body: { channel: 'D-first' } });
    expect(first?.body.thread_ts).toBeUndefined();
    expect(first?.body.blocks.length).toBeGreaterThan(2);
    expect(messages().map(wordsOf).join()).toContain('can read what is written here');

    slack.calls.length = 0;
    await sendEvent(server.url, eventBody({ ...direct('and at work?'), channel: 'D-first' }));
    expect(messages().map(wordsOf).join()).not.toContain('can read what is written here');
    expect(await health()).toBe('working');
  });

  it('speaks the language of the person’s Slack at first', async () => {
    slack.locale = 'es-MX';
    await sendEvent(server.url, eventBody({ ...direct('menu'), channel: 'D-es', user: 'U-es' }));
    slack.locale = 'en-US';

    expect(messages().map(wordsOf).join()).toContain('espacio de trabajo');
  });

  it('answers without the scope for the language', async () => {
    slack.locale = null;
    await sendEvent(server.url, eventBody({ ...direct('menu'), channel: 'D-nolocale', user: 'U-nolocale' }));
    slack.locale = 'en-US';

    expect(messages()).not.toEqual([]);
  });

  it('answers a mention in its thread, without the mention', async () => {
    const mention = {
      type: 'app_mention',
      user: 'U1PLANTED',
      channel: 'C1',
      ts: '1700.1',
      event_ts: '1700.1',
      text: '<@UBOT> rights chicago home',
    };
    await sendEvent(server.url, eventBody(mention));

    expect(messages()[0]?.body).toMatchObject({ channel: 'C1', thread_ts: '1700.1' });
    expect(messages().map(wordsOf).join()).toContain('Chicago');
  });

  it.each<[string, Record<string, unknown>]>([
    ['an edit', { ...direct('x'), subtype: 'message_changed', message: {}, hidden: true }],
    ['a deletion', { ...direct('x'), subtype: 'message_deleted' }],
    ['its own message', { ...direct('x'), bot_id: 'B1' }],
    ['another bot', { ...direct('x'), subtype: 'bot_message', user: undefined }],
    [
      'a mention that was edited in',
      { type: 'app_mention', user: 'U1', channel: 'C1', ts: '1.1', text: '<@UBOT> hi', edited: { ts: '2' } },
    ],
    ['a message in a channel', { ...direct('x'), channel_type: 'channel' }],
    ['the Messages tab', { type: 'app_home_opened', user: 'U1', channel: 'D1', tab: 'messages' }],
    ['whatever Slack may invent', { type: 'something_new', user: 'U1' }],
  ])('lets %s be', async (_what, event) => {
    expect((await sendEvent(server.url, eventBody(event))).status).toBe(200);
    expect(messages()).toEqual([]);
  });

  it('answers a command to the person alone, and its buttons too', async () => {
    await sendForm(server.url, commandOf('chicago home', slack.responseUrl));
    expect(messages().every(({ method }) => method === 'response_url')).toBe(true);
    expect(messages().map(wordsOf).join()).toContain('Chicago');
    const [button] = messages()
      .flatMap(({ body }) => body.blocks as { type: string; elements: { value: string }[] }[])
      .filter((block) => block.type === 'actions')
      .flatMap((block) => block.elements);

    slack.calls.length = 0;
    const container = { type: 'message', message_ts: '1.1', channel_id: 'C1PLANTED', is_ephemeral: true };
    const payload = tapped(button?.value ?? '', container, { response_url: slack.responseUrl });
    await sendForm(server.url, { payload: JSON.stringify(payload) });
    expect(messages()[0]?.method).toBe('response_url');
    expect(messages().map(wordsOf).join()).toContain('→ At home');
  });

  it.each([
    ['', /rights|Rights/],
    ['card', /no answer yet|card/i],
    ['police houston', /Houston/],
    ['can ice come into my apartment without a warrant', /warrant/],
    ['derechos en chicago casa', /Chicago/],
  ])('understands /rights %s', async (text, expected) => {
    await sendForm(server.url, commandOf(text, slack.responseUrl, { user_id: `U-${text.length}` }));

    expect(messages().map(wordsOf).join()).toMatch(expected);
  });

  it('shows the doors in the Home tab, and answers there when one is tapped', async () => {
    await sendEvent(server.url, eventBody({ type: 'app_home_opened', user: 'U-home', channel: 'D1', tab: 'home' }));
    const [home] = messages();
    expect(home).toMatchObject({ method: 'views.publish', body: { user_id: 'U-home' } });
    const doors = (home?.body.view.blocks as { type: string; elements: { value: string }[] }[])
      .filter((block) => block.type === 'actions')
      .flatMap((block) => block.elements);
    expect(doors.length).toBeGreaterThan(3);

    slack.calls.length = 0;
    const payload = tapped(doors[0]?.value ?? '', { type: 'view', view_id: 'V1' }, { user: { id: 'U-home' } });
    await sendForm(server.url, { payload: JSON.stringify(payload) });
    expect(messages().map(({ method }) => method)).toEqual(['views.publish']);
    expect(wordsOf(messages()[0])).not.toEqual(wordsOf(home));
  });

  it('greets in the assistant pane, and answers in its thread', async () => {
    const assistant_thread = { user_id: 'U1', channel_id: 'D-pane', thread_ts: '9.9', context: {} };
    await sendEvent(server.url, eventBody({ type: 'assistant_thread_started', assistant_thread, event_ts: '9.9' }));
    await sendEvent(
      server.url,
      eventBody({ ...direct('what if ice comes to my home'), channel: 'D-pane', thread_ts: '9.9' }),
    );

    expect(messages().length).toBeGreaterThan(1);
    for (const { body } of messages()) expect(body).toMatchObject({ channel: 'D-pane', thread_ts: '9.9' });
  });

  it('takes each kind of event that the manifest subscribes', async () => {
    const shapes: Record<(typeof EVENTS)[number], Record<string, unknown>> = {
      'message.im': direct('menu'),
      app_mention: { type: 'app_mention', user: 'U1', channel: 'C9', ts: '1.2', text: '<@UBOT> menu' },
      app_home_opened: { type: 'app_home_opened', user: 'U1', tab: 'home' },
      assistant_thread_started: {
        type: 'assistant_thread_started',
        assistant_thread: { user_id: 'U1', channel_id: 'D9', thread_ts: '1.3' },
      },
      app_uninstalled: { type: 'app_uninstalled' },
      tokens_revoked: { type: 'tokens_revoked', tokens: { oauth: ['U1'], bot: [] } },
    };
    for (const name of EVENTS) expect((await sendEvent(server.url, eventBody(shapes[name]))).status, name).toBe(200);
  });

  it('answers an event once, however often it comes', async () => {
    const body = eventBody({ ...direct('menu'), channel: 'D-once' });
    await sendEvent(server.url, body);
    const answers = messages().length;
    for (const retry of ['1', '2']) {
      const headers = { 'x-slack-retry-num': retry, 'x-slack-retry-reason': 'http_timeout' };
      expect((await sendEvent(server.url, body, { headers })).status).toBe(200);
    }

    expect(messages()).toHaveLength(answers);
  });

  it.each<[string, SlackDouble['moods']]>([
    ['429 with Retry-After', [{ status: 429, retryAfter: '1' }]],
    ['ratelimited', [{ error: 'ratelimited' }]],
    ['500', [{ status: 500 }]],
    ['a closed connection', ['closes']],
    ['blocks that Slack refuses', [{ error: 'invalid_blocks' }]],
  ])('gets its answer through after %s', async (_what, moods) => {
    slack.moods = [...moods];
    const { status } = await sendEvent(
      server.url,
      eventBody({ ...direct('what if ice comes to my home'), channel: `D-${_what}` }),
    );

    expect(status).toBe(200);
    expect(messages().map(wordsOf).join()).toContain('warrant');
    const posts = messages().map(wordsOf);
    expect(new Set(posts).size).toBe(posts.length);
  });

  it('takes a broken turn up where it broke, when Slack brings it again', async () => {
    slack.moods = [{ error: 'some_new_error' }];
    const body = eventBody({ ...direct('what if ice comes to my home'), channel: 'D-again' });
    expect((await sendEvent(server.url, body)).status).toBe(502);
    expect(await health()).toBe('failing');
    expect(messages()).toEqual([]);
    expect((await sendEvent(server.url, body)).status).toBe(200);

    expect(messages().map(wordsOf).join()).toContain('warrant');
    expect(await health()).toBe('working');
  });

  it('is at peace with a conversation that is closed to it', async () => {
    slack.moods = [{ error: 'channel_not_found' }];

    expect((await sendEvent(server.url, eventBody({ ...direct('menu'), channel: 'D-gone' }))).status).toBe(200);
  });

  it('keeps the order of messages that come together', async () => {
    const texts = ['rights chicago home', 'police houston', 'rights work', 'raids chicago'];
    slack.moods = [{ status: 500 }];
    await Promise.all(texts.map((text) => sendEvent(server.url, eventBody({ ...direct(text), channel: 'D-order' }))));
    const order = messages().map(wordsOf).join('\n');
    const at = [/Rights at home|at home/i, /Houston/, /at work/i].map((word) => order.search(word));

    expect(at.every((each) => each >= 0)).toBe(true);
    expect([...at].sort((one, other) => one - other)).toEqual(at);
  });
});

describe('without settings', () => {
  it('is closed', async () => {
    const server = await startServer({ ...QUIET, slack: null });
    const answer = await sendEvent(server.url, { type: 'url_verification', challenge: 'abc' });
    expect(answer.status).toBe(404);
    expect((await fetch(`${server.url}/slack/install`)).status).toBe(404);
    await server.close();
  });
});
