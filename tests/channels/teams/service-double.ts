import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import jwt, { type SignOptions } from 'jsonwebtoken';
import { bodyOf, listen } from '../double-server.js';

/** A token issuer of our own: keys and metadata as the SDK fetches them. */
export interface Issuer {
  readonly url: string;
  readonly name: string;
  readonly key: KeyObject;
  readonly kid: string;
  /** While true the metadata cannot be fetched. */
  down: boolean;
  token(claims?: Readonly<Record<string, unknown>>, options?: SignOptions, key?: KeyObject | string): string;
  close(): void;
}

export async function startIssuer(audience: string, serviceUrl: string): Promise<Issuer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = 'test-key';
  const state = { down: false };
  const server = createServer((request, response) => {
    if (state.down) {
      response.writeHead(500).end();
      return;
    }
    const jwk = {
      ...publicKey.export({ format: 'jwk' }),
      kid,
      use: 'sig',
      endorsements: ['msteams', 'webchat', 'sms'],
    };
    const answer = request.url === '/keys' ? { keys: [jwk] } : { issuer: name, jwks_uri: `${url}/keys` };
    response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
  });
  const url = await listen(server);
  const name = 'https://issuer.example.test';
  return {
    url,
    name,
    key: privateKey,
    kid,
    get down() {
      return state.down;
    },
    set down(value) {
      state.down = value;
    },
    token: (claims = {}, options = {}, key = privateKey) => {
      const now = Math.floor(Date.now() / 1000);
      const payload = {
        iss: name,
        aud: audience,
        serviceurl: serviceUrl,
        iat: now,
        nbf: now - 5,
        exp: now + 3600,
        ...claims,
      };
      const all = Object.fromEntries(Object.entries(payload).filter(([, value]) => value !== undefined));
      return jwt.sign(all, key, { algorithm: 'RS256', keyid: kid, noTimestamp: true, ...options });
    },
    close: () => server.close(),
  };
}

/** How the platform answers one request to it. */
export type Mood = 'ok' | 'closes' | 'hangs' | { readonly status: number; readonly retryAfter?: string };

/** The platform's side: takes what the bot posts, and misbehaves when it is told to. */
export interface PlatformDouble {
  readonly url: string;
  /** Messages that were taken, in order. */
  readonly taken: Readonly<Record<string, unknown>>[];
  readonly typing: number;
  readonly paths: string[];
  /** Moods for the next messages; typing is always taken. */
  moods: Mood[];
  close(): void;
}

export async function startPlatform(): Promise<PlatformDouble> {
  const taken: Record<string, unknown>[] = [];
  const paths: string[] = [];
  const state = { moods: [] as Mood[], typing: 0 };
  const hanging = new Set<ServerResponse>();
  const server = createServer((request, response) => {
    void bodyOf(request).then((body) => {
      const activity = JSON.parse(body) as Record<string, unknown>;
      const isTyping = activity.type === 'typing';
      const mood = isTyping ? 'ok' : (state.moods.shift() ?? 'ok');
      if (mood === 'closes') request.socket.destroy();
      else if (mood === 'hangs') hanging.add(response);
      else if (mood === 'ok') {
        if (isTyping) state.typing += 1;
        else {
          taken.push(activity);
          paths.push(decodeURIComponent(request.url ?? ''));
        }
        response
          .writeHead(201, { 'content-type': 'application/json' })
          .end(JSON.stringify({ id: String(taken.length) }));
      } else {
        response.writeHead(mood.status, mood.retryAfter ? { 'retry-after': mood.retryAfter } : {}).end();
      }
    });
  });
  const url = `${await listen(server)}/`;
  return {
    url,
    taken,
    paths,
    get typing() {
      return state.typing;
    },
    get moods() {
      return state.moods;
    },
    set moods(moods) {
      state.moods = moods;
    },
    close: () => {
      for (const response of hanging) response.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

let count = 0;

/** An activity as Teams posts it, names and all. */
export function teamsActivity(text: string, serviceUrl: string, extra: Readonly<Record<string, unknown>> = {}) {
  count += 1;
  return {
    type: 'message',
    id: `1700000000${count}`,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: '29:person-PLANTED', name: 'Planted Person', aadObjectId: '11111111-2222-3333-4444-555555555555' },
    conversation: { id: 'a:conversation-PLANTED', conversationType: 'personal', tenantId: TENANT },
    recipient: { id: '28:bot', name: 'Amparo' },
    locale: 'en-US',
    text,
    textFormat: 'plain',
    entities: [{ type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'iOS' }],
    channelData: { tenant: { id: TENANT } },
    ...extra,
  };
}

export const TENANT = 'aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee';
export const APP_ID = '01234567-89ab-cdef-0123-456789abcdef';
