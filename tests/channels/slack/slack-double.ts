import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';
import { z } from 'zod';
import { bodyOf, listen } from '../double-server.js';

export const SIGNING_SECRET = 'f'.repeat(32);
export const BOT_TOKEN = 'xoxb-1-workspace';

const plain = (most: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(most),
    emoji: z.boolean().optional(),
  });
const mrkdwn = (most: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(most),
    verbatim: z.boolean().optional(),
  });
const Style = z.strictObject({ bold: z.boolean().optional(), italic: z.boolean().optional() });
const Piece = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style: Style.optional() }),
  z.strictObject({
    type: z.literal('link'),
    url: z.url({ protocol: /^https?$/ }),
    text: z.string().min(1),
    style: Style.optional(),
  }),
]);
const Section = z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(Piece).min(1) });
const Button = z.strictObject({
  type: z.literal('button'),
  action_id: z.string().min(1).max(255),
  text: plain(75),
  value: z.string().min(1).max(2000),
});

/** Blocks with the limits of Slack's reference, those kinds that we use. */
export const Blocks = z
  .array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('header'), text: plain(150) }),
      z.strictObject({ type: z.literal('section'), text: mrkdwn(3000) }),
      z.strictObject({ type: z.literal('context'), elements: z.array(plain(2000)).min(1).max(10) }),
      z.strictObject({ type: z.literal('actions'), elements: z.array(Button).min(1).max(25) }),
      z.strictObject({
        type: z.literal('rich_text'),
        elements: z
          .array(
            z.discriminatedUnion('type', [
              Section,
              z.strictObject({
                type: z.literal('rich_text_list'),
                style: z.enum(['ordered', 'bullet']),
                elements: z.array(Section).min(1),
              }),
              z.strictObject({ type: z.literal('rich_text_quote'), elements: z.array(Piece).min(1) }),
            ]),
          )
          .min(1),
      }),
    ]),
  )
  .refine((blocks) => {
    const ids = blocks.flatMap((block) =>
      block.type === 'actions' ? block.elements.map((each) => each.action_id) : [],
    );
    return new Set(ids).size === ids.length;
  }, 'each action_id stands once in a message');

/** All of a message must stay far below the size that Slack refuses without telling it. */
const MessageBlocks = Blocks.max(50).refine((blocks) => JSON.stringify(blocks).length <= 13_000, 'msg_blocks_too_long');

const json = <Shape extends z.ZodType>(shape: Shape) =>
  z
    .string()
    .transform((text) => JSON.parse(text) as unknown)
    .pipe(shape);

const METHODS: Readonly<Record<string, z.ZodType>> = {
  'chat.postMessage': z.object({
    channel: z.string().regex(/^[CDG]/),
    text: z.string().min(1).max(4_000),
    thread_ts: z.string().optional(),
    unfurl_links: z.literal('false'),
    unfurl_media: z.literal('false'),
    blocks: json(MessageBlocks).optional(),
  }),
  'views.publish': z.object({
    user_id: z.string().regex(/^U/),
    view: json(z.strictObject({ type: z.literal('home'), blocks: Blocks.max(100) })),
  }),
  'users.info': z.object({ user: z.string(), include_locale: z.literal('true') }),
  'auth.test': z.object({}),
  'oauth.v2.access': z.object({ code: z.string(), client_id: z.string(), client_secret: z.string() }),
  'apps.connections.open': z.object({}),
};

const Aside = z.strictObject({
  response_type: z.literal('ephemeral'),
  replace_original: z.literal(false),
  text: z.string().min(1).max(4_000),
  blocks: MessageBlocks.optional(),
});

/** How Slack answers one call. */
export type Mood =
  | 'ok'
  | 'closes'
  | 'hangs'
  | { readonly status: number; readonly retryAfter?: string }
  | { readonly error: string };

export interface Call {
  readonly method: string;
  readonly token: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: each method has its own shape, checked above.
  readonly body: any;
}

/** Slack's side: Web API, `response_url`s and the socket. It refuses what the real one would, and misbehaves on demand. */
export interface SlackDouble {
  readonly url: string;
  readonly apiUrl: string;
  readonly responseUrl: string;
  /** Calls that were taken, in order. */
  readonly calls: Call[];
  /** Calls that no real Slack would take: always a fault of ours. */
  readonly malformed: string[];
  /** Moods for the next messages (posts, publishes, asides). */
  moods: Mood[];
  /** Locale that `users.info` tells; null refuses it for want of the scope. */
  locale: string | null;
  /** Sends an envelope through the socket; resolves with true when it is acknowledged within the time. */
  push(type: string, payload: unknown, withinMs?: number): Promise<boolean>;
  close(): void;
}

export async function startSlack(): Promise<SlackDouble> {
  const state = { moods: [] as Mood[], locale: 'en-US' as string | null };
  const calls: Call[] = [];
  const malformed: string[] = [];
  const hanging = new Set<ServerResponse>();
  const answers: Record<string, () => object> = {
    'users.info': () =>
      state.locale === null
        ? { ok: false, error: 'missing_scope' }
        : { ok: true, user: { id: 'U1', name: 'planted.name', real_name: 'Planted Name', locale: state.locale } },
    'auth.test': () => ({ ok: true, bot_id: 'B1', team_id: 'T9' }),
    'oauth.v2.access': () => ({
      ok: true,
      app_id: 'A1',
      token_type: 'bot',
      access_token: 'xoxb-9-installed',
      scope: 'chat:write',
      bot_user_id: 'UBOT',
      team: { id: 'T9', name: 'Planted Team' },
      enterprise: null,
      is_enterprise_install: false,
      authed_user: { id: 'UINSTALLER' },
    }),
    'apps.connections.open': () => ({ ok: true, url: url.replace('http', 'ws') }),
  };

  function answer(request: IncomingMessage, response: ServerResponse, text: string): void {
    const path = request.url ?? '';
    const method = path.startsWith('/api/') ? path.slice(5) : 'response_url';
    const isMessage = ['chat.postMessage', 'views.publish', 'response_url'].includes(method);
    const mood = isMessage ? (state.moods.shift() ?? 'ok') : 'ok';
    if (mood === 'closes') {
      request.socket.destroy();
      return;
    }
    if (mood === 'hangs') {
      hanging.add(response);
      return;
    }
    if (mood !== 'ok' && 'status' in mood) {
      response.writeHead(mood.status, mood.retryAfter ? { 'retry-after': mood.retryAfter } : {}).end();
      return;
    }
    const send = (body: object): void =>
      void response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    if (mood !== 'ok') {
      send({ ok: false, error: mood.error });
      return;
    }
    const fields: unknown =
      method === 'response_url' ? JSON.parse(text) : Object.fromEntries(new URLSearchParams(text));
    const parsed = (method === 'response_url' ? Aside : METHODS[method])?.safeParse(fields);
    if (!parsed?.success) {
      malformed.push(`${method}: ${parsed ? z.prettifyError(parsed.error) : 'no such method'}`);
      send({ ok: false, error: 'invalid_arguments' });
      return;
    }
    calls.push({ method, token: request.headers.authorization?.replace('Bearer ', '') ?? null, body: parsed.data });
    if (method === 'response_url') response.end('ok');
    else send(answers[method]?.() ?? { ok: true, ts: String(calls.length), channel: 'D1' });
  }

  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => answer(request, response, text));
  });
  const url = await listen(server);
  const sockets = new WebSocketServer({ server });
  const waiting = new Map<string, () => void>();
  sockets.on('connection', (socket) => {
    socket.on('message', (data) => waiting.get((JSON.parse(String(data)) as { envelope_id: string }).envelope_id)?.());
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1 }));
  });
  let envelopes = 0;
  return {
    url,
    apiUrl: `${url}/api/`,
    responseUrl: `${url}/response/1`,
    calls,
    malformed,
    get moods() {
      return state.moods;
    },
    set moods(moods) {
      state.moods = moods;
    },
    get locale() {
      return state.locale;
    },
    set locale(locale) {
      state.locale = locale;
    },
    push: (type, payload, withinMs = 5_000) =>
      new Promise((resolve) => {
        envelopes += 1;
        const envelope_id = `e${envelopes}`;
        const timer = setTimeout(() => resolve(false), withinMs);
        waiting.set(envelope_id, () => {
          clearTimeout(timer);
          resolve(true);
        });
        for (const socket of sockets.clients) socket.send(JSON.stringify({ envelope_id, type, payload }));
      }),
    close: () => {
      for (const response of hanging) response.destroy();
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

let count = 0;

/** An event as Slack posts it, around what happened. */
export function eventBody(event: Readonly<Record<string, unknown>>, more: Readonly<Record<string, unknown>> = {}) {
  count += 1;
  return {
    token: 'old',
    team_id: 'T1PLANTED',
    enterprise_id: null,
    api_app_id: 'A1',
    type: 'event_callback',
    event_id: `Ev${count}`,
    event_time: Math.floor(Date.now() / 1000),
    authorizations: [
      { enterprise_id: null, team_id: 'T1PLANTED', user_id: 'UBOT', is_bot: true, is_enterprise_install: false },
    ],
    event,
    ...more,
  };
}

/** A direct message to the app. */
export function direct(text: string, more: Readonly<Record<string, unknown>> = {}) {
  count += 1;
  return {
    type: 'message',
    channel: 'D1PLANTED',
    channel_type: 'im',
    user: 'U1PLANTED',
    team: 'T1PLANTED',
    ts: `17000000${count}.000100`,
    event_ts: `17000000${count}.000100`,
    client_msg_id: 'c',
    text,
    ...more,
  };
}

/** A tapped button in a message, as `payload` carries it. */
export function tapped(
  value: string,
  container: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
) {
  count += 1;
  return {
    type: 'block_actions',
    team: { id: 'T1PLANTED', domain: 'planted' },
    user: { id: 'U1PLANTED', username: 'planted.name', team_id: 'T1PLANTED' },
    api_app_id: 'A1',
    trigger_id: `t${count}`,
    container,
    actions: [
      {
        type: 'button',
        action_id: 'choose-0',
        block_id: 'b',
        value,
        text: { type: 'plain_text', text: 'At home' },
        action_ts: '1.1',
      },
    ],
    ...more,
  };
}

export interface SendOptions {
  readonly timestamp?: number;
  readonly secret?: string;
  readonly signature?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Posts to the app as Slack does: signed over the raw body. */
export async function send(base: string, raw: string, contentType: string, options: SendOptions = {}) {
  const timestamp = String(options.timestamp ?? Math.floor(Date.now() / 1000));
  const digest = createHmac('sha256', options.secret ?? SIGNING_SECRET)
    .update(`v0:${timestamp}:${raw}`)
    .digest('hex');
  const signature = options.signature === undefined ? `v0=${digest}` : options.signature;
  const response = await fetch(`${base}/slack/events`, {
    method: 'POST',
    headers: {
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      ...(signature === null ? {} : { 'x-slack-signature': signature }),
      ...options.headers,
    },
    body: raw,
  });
  return { status: response.status, text: await response.text() };
}

export const sendEvent = (base: string, body: unknown, options?: SendOptions) =>
  send(base, JSON.stringify(body), 'application/json', options);

export const sendForm = (base: string, fields: Readonly<Record<string, string>>, options?: SendOptions) =>
  send(base, new URLSearchParams(fields).toString(), 'application/x-www-form-urlencoded', options);

/** All that a call says. */
export const wordsOf = (call: Call | undefined): string => JSON.stringify(call?.body ?? null);
