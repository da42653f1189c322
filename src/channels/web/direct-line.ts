import { type Activity, ActivityTypes, type TurnContext } from 'botbuilder';
import { json, type NextFunction, type Request, type Response, Router } from 'express';
import { z } from 'zod';
import { WEB_CHANNEL, type WebAdapter } from './adapter.js';
import { Beginnings } from './beginnings.js';
import { bearerOf, type DirectLineSecret } from './direct-line-secret.js';
import type { Streams } from './streams.js';
import { type LiveThreads, type OpenedThread, writeActivitySet } from './threads.js';
import { TOKEN_SECONDS, type Tokens } from './tokens.js';

/** Bytes of a request body: 50,000 characters of any script with room to spare. */
const BODY_LIMIT = '256kb';

/** Characters of a client activity id that names a conversation: nobody can guess it. */
const LEAST_BEGINNING = 20;

/** An error in the protocol's own form. */
export class DirectLineError extends Error {
  override readonly name = 'DirectLineError';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const ACCEPTED_TYPES: readonly string[] = [
  ActivityTypes.Message,
  ActivityTypes.Event,
  ActivityTypes.Typing,
  ActivityTypes.EndOfConversation,
  ActivityTypes.ConversationUpdate,
];

/** A posted activity: the fields that are used; others are dropped, nested ones bounded by the body's size. */
const PostedActivity = z.looseObject({
  type: z.string({ error: 'type: an activity needs a type, for example "message"' }),
  text: z.string({ error: 'text: must be a string' }).nullish(),
  name: z.string().max(100).nullish(),
  locale: z.string().max(35).nullish().catch(null),
  from: z.looseObject({ id: z.string().max(200).nullish() }).nullish(),
  value: z.unknown().optional(),
  channelData: z.looseObject({ clientActivityID: z.string().max(200).optional() }).nullish(),
});

type PostedActivity = z.infer<typeof PostedActivity>;

export interface DirectLineOptions {
  readonly threads: LiveThreads;
  readonly tokens: Tokens;
  readonly adapter: WebAdapter;
  readonly streams: Streams;
  /** Lets other servers ask for tokens. */
  readonly secret: DirectLineSecret;
  /** Address under which people reach this server; null: the one they asked. */
  readonly publicUrl: string | null;
  readonly onTurn: (context: TurnContext) => Promise<void>;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
}

/**
 * Direct Line 3.0 (REST), served by ourselves: start, post, get with watermark, refresh, and our own "forget".
 *
 * @see https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-direct-line-3-0-api-reference
 */
export function createDirectLine(options: DirectLineOptions): Router {
  const { threads, tokens, adapter, streams, secret } = options;
  const router = Router();
  router.use(json({ limit: BODY_LIMIT, type: ['application/json', 'text/plain'] }));

  const conversationBody = (thread: OpenedThread) => ({
    conversationId: thread.id,
    token: tokens.issue(thread),
    expires_in: TOKEN_SECONDS,
  });

  /** With the address of a stream from a watermark on; the address works once. */
  const streamBody = (request: Request, thread: OpenedThread, watermark: number) => {
    const origin = options.publicUrl ?? `${request.protocol}://${request.get('host')}`;
    const streamUrl = `${origin.replace(/^http/, 'ws')}${request.baseUrl}${streams.issuePath(thread, watermark)}`;
    return { ...conversationBody(thread), streamUrl };
  };

  /** The conversation of the bearer token; it must be the one in the path. */
  const authorize = (request: Request): OpenedThread => {
    const token = bearerOf(request.get('authorization'));
    if (token === null) {
      throw new DirectLineError(
        401,
        'Unauthorized',
        'Send the token of the conversation: Authorization: Bearer <token>.',
      );
    }
    if (secret.matches(token)) {
      throw new DirectLineError(
        403,
        'BadArgument',
        'The secret opens no conversation: exchange it at /tokens/generate for the token of one.',
      );
    }
    const thread = tokens.open(token);
    if (thread === null) throw new DirectLineError(403, 'TokenExpired', 'The token is not valid or has expired.');
    const wanted = request.params.id;
    if (wanted !== undefined && wanted !== thread.id) {
      throw new DirectLineError(403, 'BadArgument', 'The token is for another conversation.');
    }
    return thread;
  };
  const live = (request: Request): OpenedThread => {
    const thread = authorize(request);
    if (!threads.has(thread.id)) throw conversationEnded();
    return thread;
  };

  /** Who may begin: a page of an allowed origin, which was checked before, or whoever has the secret. */
  const mayBegin = (request: Request): void => {
    if (!secret.isSet) return;
    const given = bearerOf(request.get('authorization'));
    if (given === null && request.get('origin') !== undefined) return;
    if (given === null) {
      throw new DirectLineError(401, 'Unauthorized', 'Send the secret of this server: Authorization: Bearer <secret>.');
    }
    if (!secret.matches(given)) throw new DirectLineError(403, 'BadArgument', 'The secret is not the one set here.');
  };

  router.post('/tokens/generate', (request, response) => {
    mayBegin(request);
    response.json(conversationBody(threads.create()));
  });

  router.post('/tokens/refresh', (request, response) => {
    response.json(conversationBody(live(request)));
  });

  const beginnings = new Beginnings(options.now);

  router.post('/conversations', async (request, response) => {
    // A client that generated a token first starts the conversation of that token.
    const token = bearerOf(request.get('authorization'));
    const first = readFirst(request.body);
    if (first) await forgetBegun(first.clientId);
    const thread = token === null || secret.matches(token) ? begun(request) : startedBefore(token);
    if (!first) {
      response.status(201).json(streamBody(request, thread, 0));
      return;
    }
    beginnings.note(first.clientId, thread.id);
    const id = await runOnce(thread, first.posted);
    const answered = threads.since(thread, 0);
    if (!answered) throw conversationEnded();
    const started = JSON.stringify({ ...streamBody(request, thread, answered.watermark), id });
    response.status(201).type('application/json');
    response.send(`${started.slice(0, -1)},${writeActivitySet(answered).slice(1)}`);
  });

  /** Ends what began with a message whose answer never arrived: nobody has its token. */
  router.delete('/conversations', async (request, response) => {
    const { clientActivityID } = (request.body ?? {}) as { clientActivityID?: unknown };
    if (typeof clientActivityID !== 'string' || clientActivityID.length < LEAST_BEGINNING) {
      throw new DirectLineError(400, 'BadArgument', 'clientActivityID: name the message that began the conversation.');
    }
    await forgetBegun(clientActivityID);
    response.status(204).end();
  });

  async function forgetBegun(clientId: string): Promise<void> {
    const thread = beginnings.take(clientId);
    if (thread !== null) await threads.drop(thread);
  }

  function begun(request: Request): OpenedThread {
    mayBegin(request);
    return threads.create();
  }

  function startedBefore(token: string): OpenedThread {
    const thread = tokens.open(token);
    if (thread === null) throw new DirectLineError(403, 'TokenExpired', 'The token is not valid or has expired.');
    return threads.has(thread.id) ? thread : threads.create();
  }

  router.get('/conversations/:id', (request, response) => {
    const thread = live(request);
    response.json(streamBody(request, thread, readWatermark(request.query.watermark)));
  });

  router.delete('/conversations/:id', async (request, response) => {
    await threads.drop(authorize(request).id);
    response.status(204).end();
  });

  router.get('/conversations/:id/activities', (request, response) => {
    const thread = live(request);
    const watermark = readWatermark(request.query.watermark);
    const found = threads.since(thread, watermark);
    if (!found) throw conversationEnded();
    response.type('application/json').send(writeActivitySet(found));
  });

  router.post('/conversations/:id/activities', async (request, response) => {
    const thread = live(request);
    const result = await runOnce(thread, readPosted(request.body));
    response.json({ id: result });
  });

  async function runOnce(thread: OpenedThread, posted: PostedActivity): Promise<string> {
    const clientId = posted.channelData?.clientActivityID ?? null;
    const result = await threads.once(thread, clientId, () => runTurn(thread, posted));
    if (result === null) throw conversationEnded();
    return result;
  }

  router.post('/conversations/:id/upload', (request) => {
    live(request);
    throw new DirectLineError(415, 'UploadNotSupported', 'Files are not taken and not kept here. Send text.');
  });

  async function runTurn(thread: OpenedThread, posted: PostedActivity): Promise<string> {
    const { id } = thread;
    const person = { id: posted.from?.id ?? 'person', role: 'user' as const };
    const activity = {
      type: posted.type,
      ...(posted.text != null ? { text: posted.text } : {}),
      ...(posted.name != null ? { name: posted.name } : {}),
      ...(posted.locale != null ? { locale: posted.locale } : {}),
      ...(posted.value !== undefined ? { value: posted.value } : {}),
      ...(posted.channelData != null ? { channelData: posted.channelData } : {}),
      timestamp: new Date(options.now()).toISOString(),
      channelId: WEB_CHANNEL,
      from: person,
      conversation: { id },
    };
    // A client expects its own words back on the stream.
    const echoes = posted.type === ActivityTypes.Message || posted.type === ActivityTypes.Event;
    const activityId = echoes ? threads.append(thread, activity) : `${id}|${posted.type}`;
    if (activityId === null) throw conversationEnded();
    if (posted.type === ActivityTypes.EndOfConversation) {
      // Not awaited: it waits for the end of this very turn.
      void threads.drop(id);
      return activityId;
    }
    if (posted.type === ActivityTypes.Typing) return activityId;
    await adapter.receive(
      {
        ...activity,
        id: activityId,
        recipient: { id: 'amparo', name: 'Amparo', role: 'bot' },
      } as unknown as Partial<Activity>,
      thread.key,
      options.onTurn,
    );
    return activityId;
  }

  router.use((request: Request) => {
    throw new DirectLineError(
      404,
      'NotFound',
      `There is no ${request.method} ${request.baseUrl}${request.path.slice(0, 80)}.`,
    );
  });
  return router;
}

function conversationEnded(): DirectLineError {
  return new DirectLineError(404, 'ConversationNotFound', 'This conversation has ended or was forgotten.');
}

/** A first message may come with the request that begins: on a slow network that is half of the wait. */
function readFirst(body: unknown): { readonly posted: PostedActivity; readonly clientId: string } | null {
  const { activity } = (body ?? {}) as { activity?: unknown };
  if (activity === undefined) return null;
  const posted = readPosted(activity);
  const clientId = posted.channelData?.clientActivityID ?? '';
  if (posted.type !== ActivityTypes.Message || clientId.length < LEAST_BEGINNING) {
    throw new DirectLineError(
      400,
      'BadArgument',
      `activity: send a message with a random channelData.clientActivityID of at least ${LEAST_BEGINNING} characters.`,
    );
  }
  return { posted, clientId };
}

/** @throws {DirectLineError} for what is no activity that we take. */
function readPosted(body: unknown): PostedActivity {
  const parsed = PostedActivity.safeParse(body);
  if (!parsed.success) {
    const first = parsed.error.issues[0];
    throw new DirectLineError(400, 'BadArgument', first ? first.message : 'The body must be one activity as JSON.');
  }
  const posted = parsed.data;
  if (!ACCEPTED_TYPES.includes(posted.type)) {
    throw new DirectLineError(400, 'BadArgument', `type: use one of ${ACCEPTED_TYPES.join(', ')}.`);
  }
  if (posted.type === ActivityTypes.Message && typeof posted.text !== 'string' && posted.value === undefined) {
    throw new DirectLineError(400, 'BadArgument', 'text: a message needs text.');
  }
  return posted;
}

function readWatermark(given: unknown): number {
  if (given === undefined || given === '') return 0;
  if (typeof given !== 'string' || !/^\d{1,9}$/.test(given)) {
    throw new DirectLineError(400, 'BadArgument', 'watermark: send the number that the last answer gave.');
  }
  return Number(given);
}

/** Any error as JSON in the protocol's form; the person's words are never part of it. */
export function sendJsonError(onFault: (fault: unknown) => void) {
  return (error: unknown, _request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const { status, code, message } = describeError(error);
    if (status >= 500) onFault(error);
    response.status(status).json({ error: { code, message } });
  };
}

function describeError(error: unknown): { status: number; code: string; message: string } {
  if (error instanceof DirectLineError) return error;
  const type = (error as { type?: string }).type ?? '';
  const status = (error as { status?: number }).status ?? 500;
  if (type === 'entity.too.large')
    return { status: 413, code: 'MessageSizeTooBig', message: `The body is larger than ${BODY_LIMIT}.` };
  if (type === 'entity.parse.failed') return { status: 400, code: 'BadSyntax', message: 'The body is not valid JSON.' };
  if (type === 'encoding.unsupported' || type === 'charset.unsupported') {
    return { status: 415, code: 'BadArgument', message: 'Send the body as UTF-8 JSON.' };
  }
  if (status >= 400 && status < 500)
    return { status, code: 'BadArgument', message: 'The request cannot be understood.' };
  return { status: 500, code: 'ServiceError', message: 'Something went wrong on our side. Please try again.' };
}
