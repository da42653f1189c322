import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RunningServer, startServer } from '../../../src/server.js';
import { openDatabase, SlackWorkspaces } from '../../../src/store/index.js';
import {
  direct,
  eventBody,
  SIGNING_SECRET,
  type SlackDouble,
  sendEvent,
  sendForm,
  startSlack,
} from './slack-double.js';

const QUIET = { port: 0, host: '127.0.0.1', logLevel: 'silent', rateLimitPerMinute: 0 } as const;
const SECRET = 'secret-of-the-tests-0123456789abcdef';
const dataDir = process.env.DATA_DIR ?? '';

function bytesOnDisk(): string {
  return readdirSync(dataDir)
    .map((name) => readFileSync(join(dataDir, name)).toString('latin1'))
    .join('\n');
}

describe('several workspaces', () => {
  let slack: SlackDouble;
  let server: RunningServer;
  const messages = () => slack.calls.filter(({ method }) => method === 'chat.postMessage');
  const from = (team: string, event: Readonly<Record<string, unknown>>) => eventBody(event, { team_id: team });

  beforeAll(async () => {
    slack = await startSlack();
    server = await startServer({
      ...QUIET,
      tokenSecret: SECRET,
      publicUrl: 'https://chat.example.org',
      slack: {
        signingSecret: SIGNING_SECRET,
        appToken: null,
        access: { kind: 'oauth', clientId: '1.2', clientSecret: 'c'.repeat(32) },
        apiUrl: slack.apiUrl,
      },
    });
  });
  beforeEach(() => {
    slack.calls.length = 0;
  });
  afterAll(async () => {
    await server.close();
    slack.close();
    expect(slack.malformed).toEqual([]);
  });

  async function install(options: { readonly state?: string; readonly cookie?: string } = {}) {
    const begin = await fetch(`${server.url}/slack/install`, { redirect: 'manual' });
    const to = new URL(begin.headers.get('location') ?? '');
    const cookie = options.cookie ?? (begin.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const state = options.state ?? to.searchParams.get('state') ?? '';
    const back = await fetch(`${server.url}/slack/oauth_redirect?code=abc&state=${encodeURIComponent(state)}`, {
      headers: { cookie },
    });
    return { begin, to, back, page: await back.text() };
  }

  it('that have not installed the app get no answer, and no error', async () => {
    expect((await sendEvent(server.url, from('T9', direct('menu')))).status).toBe(200);
    expect(messages()).toEqual([]);
  });

  it('install it by Slack’s own way, asking for no more than the manifest', async () => {
    const { begin, to, back, page } = await install();

    expect(begin.status).toBe(302);
    expect(to.searchParams.get('redirect_uri')).toBe('https://chat.example.org/slack/oauth_redirect');
    expect(to.searchParams.get('scope')?.split(',').sort()).toEqual([
      'app_mentions:read',
      'assistant:write',
      'chat:write',
      'commands',
      'im:history',
      'users:read',
    ]);
    expect(back.status).toBe(200);
    expect(page).toContain('is installed');
    await sendEvent(server.url, from('T9', direct('menu')));
    expect(messages()[0]?.token).toBe('xoxb-9-installed');
  });

  it.each([
    ['a state that was made up', { state: 'made-up' }],
    ['a state of another browser', { cookie: 'slack-app-oauth-state=other' }],
  ])('are not installed with %s', async (_what, options) => {
    const { back, page } = await install(options);

    expect(back.status).toBe(400);
    expect(page).toContain('was not installed');
    expect(slack.calls).toEqual([]);
  });

  it('leave no token, no name and no id in the files', async () => {
    await sendEvent(server.url, from('T9', direct('what if ice comes to my home')));
    const bytes = bytesOnDisk();

    for (const planted of [
      'xoxb-9',
      'Planted',
      'planted',
      'UINSTALLER',
      'T9"',
      'D1PLANTED',
      'U1PLANTED',
      'comes to my home',
    ]) {
      expect(bytes, planted).not.toContain(planted);
    }
  });

  it('lose everything when they uninstall: token, dialog state, conversations', async () => {
    const database = await openDatabase({ dataDir, databaseUrl: null });
    const count = async (table: 'slack_workspaces' | 'slack_conversations' | 'dialog_state') =>
      (await database.db.selectFrom(table).selectAll().execute()).length;
    expect(await count('slack_workspaces')).toBe(1);
    expect(await count('dialog_state')).toBeGreaterThan(0);
    await sendEvent(server.url, from('T9', { type: 'app_uninstalled' }));

    expect(await count('slack_workspaces')).toBe(0);
    expect(await count('slack_conversations')).toBe(0);
    expect(await count('dialog_state')).toBe(0);
    slack.calls.length = 0;
    await sendEvent(server.url, from('T9', direct('menu')));
    expect(messages()).toEqual([]);
    await database.close();
  });

  it('lose it too when their token is revoked', async () => {
    await install();
    await sendEvent(server.url, from('T9', { type: 'tokens_revoked', tokens: { oauth: [], bot: ['UBOT'] } }));
    slack.calls.length = 0;
    await sendEvent(server.url, from('T9', direct('menu')));

    expect(messages()).toEqual([]);
  });
});

it('a token opens with its own secret and workspace only', async () => {
  const database = await openDatabase({ dataDir, databaseUrl: null });
  const store = (secret: string) => new SlackWorkspaces(database, { secret, retentionDays: 30, now: Date.now });
  await store('one').put('w', 'token');
  expect(await store('one').get('w')).toBe('token');
  expect(await store('two').get('w')).toBeNull();
  const { sealed } = await database.db
    .selectFrom('slack_workspaces')
    .select('sealed')
    .where('workspace', '=', 'w')
    .executeTakeFirstOrThrow();
  await database.db.insertInto('slack_workspaces').values({ workspace: 'v', sealed }).execute();
  expect(await store('one').get('v')).toBeNull();
  await store('one').remove('w');
  expect(await store('one').get('w')).toBeNull();
  await database.close();
});

describe('Socket Mode', () => {
  let slack: SlackDouble;
  let server: RunningServer;

  beforeAll(async () => {
    slack = await startSlack();
    server = await startServer({
      ...QUIET,
      slack: {
        signingSecret: null,
        appToken: 'xapp-1-a',
        access: { kind: 'token', botToken: 'xoxb-1-a' },
        apiUrl: slack.apiUrl,
      },
    });
    await vi.waitFor(
      async () => expect(await slack.push('interactive', { type: 'view_closed', user: { id: 'U1' } }, 200)).toBe(true),
      { timeout: 10_000 },
    );
  });
  beforeEach(() => {
    slack.calls.length = 0;
  });
  afterAll(async () => {
    await server.close();
    slack.close();
    expect(slack.malformed).toEqual([]);
  });

  it('takes events, commands and buttons, acknowledges them, and closes the way over HTTP', async () => {
    expect(
      await slack.push('events_api', eventBody({ ...direct('what if ice comes to my home'), channel: 'D-socket' })),
    ).toBe(true);
    expect(slack.calls.some(({ method }) => method === 'chat.postMessage')).toBe(true);
    const command = {
      command: '/rights',
      text: 'chicago home',
      team_id: 'T1',
      channel_id: 'C1',
      user_id: 'U1',
      trigger_id: 't-socket',
      response_url: slack.responseUrl,
    };
    expect(await slack.push('slash_commands', command)).toBe(true);
    expect(slack.calls.at(-1)?.method).toBe('response_url');
    expect(await slack.push('interactive', { type: 'view_closed', user: { id: 'U1' } })).toBe(true);
    expect((await sendForm(server.url, command)).status).toBe(404);
  });

  it('leaves a turn that broke unacknowledged, so that Slack brings it again', async () => {
    const body = eventBody({ ...direct('menu'), channel: 'D-broken' });
    slack.moods = [{ error: 'some_new_error' }];
    expect(await slack.push('events_api', body, 500)).toBe(false);
    expect(await slack.push('events_api', body)).toBe(true);
    expect(slack.calls.some(({ method }) => method === 'chat.postMessage')).toBe(true);
  });
});
