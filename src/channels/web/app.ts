import { createHmac, randomBytes } from 'node:crypto';
import compression from 'compression';
import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Content } from '../../content/index.js';
import type { Flows } from '../../dialogs/index.js';
import type { ChannelStatus } from '../channel-health.js';
import { buildPack, firstScreenOf } from './build-pack.js';
import { createDirectLine, DirectLineError, type DirectLineOptions, sendJsonError } from './direct-line.js';
import { bearerOf, type DirectLineSecret } from './direct-line-secret.js';
import { webManifest } from './install.js';
import type { Pack } from './pack.js';
import { chatPage, demoPage, type PageOptions } from './pages.js';
import { readPublicFiles } from './public-files.js';

export interface WebOptions extends DirectLineOptions {
  readonly knowledge: () => { readonly content: Content; readonly flows: Flows };
  readonly requireReview: boolean;
  readonly allowedOrigins: readonly string[];
  /** 0 for no limit. */
  readonly rateLimitPerMinute: number;
  readonly trustProxyHops: number;
  /** Folder with `widget.js` and `assets/`. */
  readonly publicDir: string;
  /** Where "leave and forget" goes from our own pages; null for the widget's own. */
  readonly leaveUrl: string | null;
  /** Whether the bot can answer; the reason where not. */
  readonly readiness: () => { readonly ready: boolean; readonly checks: Readonly<Record<string, boolean>> };
  /** How the other channels fare, for the health pages. */
  readonly channels?: () => Readonly<Record<string, ChannelStatus>>;
  /** Adds endpoints for services, before all else: no browser shows what they answer, so no page's headers are set. */
  readonly mountServices?: (app: Express) => void;
  /** Adds the other channels' endpoints. They come before anything that reads a body. */
  readonly mount?: (app: Express) => void;
  /** Adds pages beside our own; they carry the same headers. */
  readonly mountPages?: (app: Express) => void;
  /** Told of what broke on our side; never what a person wrote. */
  readonly onFault: (fault: unknown) => void;
}

const MINUTE_MS = 60_000;
const STATIC_SECONDS = 300;
/** The name of such a file changes with its content. */
const NAMED_BY_CONTENT = /-[0-9a-f]{10}\.(?:js|css)$/;

/**
 * The website: pages, widget, pack, health, and Direct Line. Nothing here knows what the bot says.
 */
export function createWebApp(options: WebOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', options.trustProxyHops);
  app.set('query parser', 'simple');
  options.mountServices?.(app);
  app.use(securityHeaders());
  options.mount?.(app);
  app.use('/hsds', limitRate(options));
  // On a slow network a reply takes a quarter of the time.
  app.use(compression({ threshold: 512 }));
  app.use(
    '/v3/directline',
    allowOrigins(options.allowedOrigins, options.secret),
    limitRate(options),
    createDirectLine(options),
  );
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok', ...channelStatuses(options) });
  });
  app.get('/readyz', (_request, response) => {
    const { ready, checks } = options.readiness();
    // A channel whose platform fails is told, but this node can still answer: it stays ready.
    response
      .status(ready ? 200 : 503)
      .json({ status: ready ? 'ready' : 'not ready', checks, ...channelStatuses(options) });
  });
  const packs = packCache(options);
  const files = readPublicFiles(options.publicDir);
  const sendPack = (choose: (pack: Pack) => object) => (request: Request, response: Response) => {
    const pack = packs(String(request.params.language));
    if (!pack) throw new DirectLineError(404, 'NotFound', 'This language is not installed.');
    response.set('cache-control', 'public, max-age=300').json(choose(pack));
  };
  app.get('/start/:language.json', allowOrigins(['*']), sendPack(firstScreenOf));
  app.get(
    '/pack/:language.json',
    allowOrigins(['*']),
    sendPack((pack) => pack),
  );
  const packFor = (request: Request): Pack => {
    const pack = packs(languageOf(request, options.knowledge().content)) ?? packs('en');
    if (!pack) throw new Error('The English pack is missing');
    return pack;
  };
  const page = (draw: (options: PageOptions) => string) => (request: Request, response: Response) => {
    const pack = packFor(request);
    const allAnswers = options.knowledge().content.phrases.get(pack.language)?.site.allAnswers ?? '';
    const html = draw({ pack, files, leaveUrl: options.leaveUrl, allAnswers });
    response.set('vary', 'accept-language').set('cache-control', 'no-cache').type('html').send(html);
  };
  app.get('/', page(demoPage));
  app.get('/chat', page(chatPage));
  app.get('/manifest.webmanifest', (request, response) => {
    response.set('vary', 'accept-language').set('cache-control', 'no-cache').type('application/manifest+json');
    response.send(JSON.stringify(webManifest(packFor(request))));
  });
  options.mountPages?.(app);
  app.use(
    express.static(options.publicDir, {
      index: false,
      maxAge: STATIC_SECONDS * 1000,
      setHeaders: (response, path) => {
        response.set('cross-origin-resource-policy', 'cross-origin').set('access-control-allow-origin', '*');
        if (NAMED_BY_CONTENT.test(path)) response.set('cache-control', 'public, max-age=31536000, immutable');
        // The browser asks for a new one at every visit.
        if (path.endsWith('sw.js')) response.set('cache-control', 'no-cache');
      },
    }),
  );
  app.use((request: Request) => {
    throw new DirectLineError(404, 'NotFound', `There is nothing at ${request.path.slice(0, 80)}.`);
  });
  app.use(sendJsonError(options.onFault));
  return app;
}

/** The channels beside the web, where any is switched on. */
function channelStatuses({ channels }: WebOptions): { channels?: Readonly<Record<string, ChannelStatus>> } {
  const statuses = channels?.() ?? {};
  return Object.keys(statuses).length === 0 ? {} : { channels: statuses };
}

function securityHeaders() {
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
  });
}

/**
 * Lets pages of these origins call; there are no cookies, so nothing else is needed.
 *
 * @param secret whoever has it may call from anywhere: it is for servers, and some of their clients send an origin.
 */
function allowOrigins(origins: readonly string[], secret?: DirectLineSecret) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const origin = request.get('origin');
    const own = `${request.protocol}://${request.get('host')}`;
    const allowed = origin === undefined || origin === own || origins.includes('*') || origins.includes(origin);
    if (!allowed && !secret?.matches(bearerOf(request.get('authorization')))) {
      throw new DirectLineError(
        403,
        'OriginNotAllowed',
        'This site may not carry the chat: add its origin to ALLOWED_ORIGINS.',
      );
    }
    response.vary('origin');
    response.set('cross-origin-resource-policy', 'cross-origin');
    if (origin !== undefined) response.set('access-control-allow-origin', origins.includes('*') ? '*' : origin);
    if (request.method !== 'OPTIONS') {
      next();
      return;
    }
    response
      .set('access-control-allow-methods', 'GET, POST, DELETE, OPTIONS')
      .set('access-control-allow-headers', 'authorization, content-type, x-ms-bot-agent, x-requested-with')
      .set('access-control-max-age', '86400')
      .status(204)
      .end();
  };
}

/** Counts requests by a hash of the address whose key is random and new every minute: nothing that could name anybody is held. */
function limitRate({ rateLimitPerMinute }: WebOptions) {
  if (rateLimitPerMinute === 0) return (_request: Request, _response: Response, next: NextFunction): void => next();
  let key = randomBytes(32);
  let madeAt = Date.now();
  return rateLimit({
    windowMs: MINUTE_MS,
    limit: rateLimitPerMinute,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    validate: false,
    keyGenerator: (request) => {
      if (Date.now() - madeAt > MINUTE_MS) {
        key = randomBytes(32);
        madeAt = Date.now();
      }
      return createHmac('sha256', key)
        .update(ipKeyGenerator(request.ip ?? ''))
        .digest('base64url');
    },
    handler: (_request, response) => {
      const message =
        'Too many requests. Please wait a minute. If it is urgent, call 844-363-1423, or 911 if somebody is in danger.';
      response.status(429).json({ error: { code: 'TooManyRequests', message } });
    },
  });
}

/** Packs by language, made again when content changed or a day has passed (opening hours stand in them). */
function packCache(options: WebOptions): (language: string) => Pack | null {
  const cache = new Map<string, { pack: Pack | null; version: string; madeAt: number }>();
  return (language) => {
    const { content, flows } = options.knowledge();
    const now = options.now();
    const held = cache.get(language);
    if (held && held.version === content.version && now - held.madeAt < 5 * MINUTE_MS) return held.pack;
    if (!content.phrases.has(language)) return null;
    const pack = buildPack({ content, flows, requireReview: options.requireReview, now }, language);
    cache.set(language, { pack, version: content.version, madeAt: now });
    return pack;
  };
}

function languageOf(request: Request, content: Content): string {
  const asked = request.query.lang;
  if (typeof asked === 'string' && content.phrases.has(asked)) return asked;
  const accepted = request.acceptsLanguages([...content.languages]);
  return accepted === false ? 'en' : accepted;
}
