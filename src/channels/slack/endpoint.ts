import { type NextFunction, type Request, type Response, Router, raw } from 'express';
import { DeliveryError } from '../deliver.js';
import { QueueFullError } from '../turn-queue.js';
import type { SlackChannel } from './channel.js';
import { type Inbound, InboundError, readCommand, readEvent, readInteraction } from './inbound.js';
import { isFromSlack } from './signature.js';

/** Bytes of a request body: an event carries a message's text and blocks, an interaction the whole message. */
const BODY_LIMIT = '512kb';
/** Slack gives up after three seconds. A turn that takes longer goes on, and is acknowledged before. */
const ACKNOWLEDGE_MS = 2_400;

export interface SlackEndpointOptions {
  readonly channel: SlackChannel;
  /** Null in Socket Mode: nothing is taken over HTTP then. */
  readonly signingSecret: string | null;
  readonly onFault: (fault: unknown) => void;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/** Waits for a turn as long as Slack waits for us. What fails later is told, not thrown. */
export async function withinAcknowledgement(work: Promise<void>, onFault: (fault: unknown) => void): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  let isLate = false;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(() => {
      isLate = true;
      resolve();
    }, ACKNOWLEDGE_MS);
  });
  work.catch((fault: unknown) => {
    if (isLate) onFault(fault);
  });
  try {
    await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * `POST /slack/events` for events, buttons and commands alike, and the pages of an installation. To be mounted before
 * anything that reads bodies: the signature is over the raw bytes.
 */
export function createSlackEndpoint(options: SlackEndpointOptions): Router {
  const { channel, signingSecret } = options;
  const router = Router();
  if (signingSecret !== null) {
    router.post('/slack/events', raw({ limit: BODY_LIMIT, type: () => true }), async (request, response) => {
      await take(request, response, signingSecret, options);
    });
    router.all('/slack/events', (_request, response) => {
      response.set('allow', 'POST').status(405).json({ error: 'method_not_allowed' });
    });
  }
  if (channel.installer) addInstallation(router, channel.installer);
  router.use('/slack', answerFault(options.onFault));
  return router;
}

async function take(
  request: Request,
  response: Response,
  secret: string,
  { channel, now, onFault }: SlackEndpointOptions,
): Promise<void> {
  const body: Buffer = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const signed = {
    body,
    timestamp: request.get('x-slack-request-timestamp'),
    signature: request.get('x-slack-signature'),
  };
  if (!isFromSlack(signed, secret, now())) {
    response.status(401).json({ error: 'unauthorized' });
    return;
  }
  const inbound = read(body.toString('utf8'), request.is('application/json') !== false);
  if (inbound.kind === 'challenge') {
    response.type('text/plain').send(inbound.challenge);
    return;
  }
  await withinAcknowledgement(channel.handle(inbound), onFault);
  // Empty: anything in it would be shown as an answer to a command.
  response.status(200).end();
}

function read(text: string, isJson: boolean): Inbound {
  if (isJson) return readEvent(parseJson(text));
  const form = Object.fromEntries(new URLSearchParams(text));
  if (form.ssl_check !== undefined) return { kind: 'ignore' };
  return form.payload === undefined ? readCommand(form) : readInteraction(parseJson(form.payload));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new InboundError('The body is not valid JSON.');
  }
}

const PAGE_HEADERS = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
};

function page(lines: readonly string[]): string {
  const body = lines.map((line) => `<p>${line}</p>`).join('');
  return `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Amparo</title>${body}</html>`;
}

function addInstallation(router: Router, installer: NonNullable<SlackChannel['installer']>): void {
  router.get('/slack/install', async (request, response) => {
    await installer.handleInstallPath(request, response);
  });
  router.get('/slack/oauth_redirect', async (request, response) => {
    await installer.handleCallback(request, response, {
      success: (_installation, _options, _request, answer) => {
        answer.writeHead(200, PAGE_HEADERS);
        answer.end(
          page([
            'Amparo is installed in your workspace. You can close this page.',
            'Amparo está instalado en su espacio de trabajo. Puede cerrar esta página.',
          ]),
        );
      },
      failure: (_error, _options, _request, answer) => {
        answer.writeHead(400, PAGE_HEADERS);
        answer.end(
          page([
            'Amparo was not installed. Begin again at <a href="/slack/install">this page</a>.',
            'Amparo no se instaló. Empiece otra vez en <a href="/slack/install">esta página</a>.',
          ]),
        );
      },
    });
  });
}

/** Every fault in one word; which status it has decides whether Slack brings the event again. */
function answerFault(onFault: (fault: unknown) => void) {
  return (fault: unknown, _request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(fault);
      return;
    }
    const { status, error } = describe(fault);
    if (status >= 500) onFault(fault);
    response.status(status).json({ error });
  };
}

function describe(fault: unknown): { status: number; error: string } {
  if (fault instanceof InboundError) return { status: 400, error: 'bad_request' };
  if (fault instanceof QueueFullError) return { status: 429, error: 'too_many_requests' };
  if (fault instanceof DeliveryError) return { status: 502, error: 'not_delivered' };
  const { type, status } = fault as { type?: string; status?: number };
  if (type === 'entity.too.large') return { status: 413, error: 'too_large' };
  if (status !== undefined && status >= 400 && status < 500) return { status, error: 'bad_request' };
  return { status: 500, error: 'service_error' };
}
