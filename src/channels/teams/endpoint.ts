import type { Middleware, TurnContext } from 'botbuilder';
import { json, type NextFunction, type Request, type Response, Router } from 'express';
import type { ChannelHealth } from '../channel-health.js';
import { ConversationGoneError, DeliveryError, type DeliveryPace, USUAL_PACE } from '../deliver.js';
import type { HiddenIds } from '../hidden-ids.js';
import { SeenMessages } from '../seen-messages.js';
import { QueueFullError, TurnQueue } from '../turn-queue.js';
import { InboundActivity, purposeOf, tenantOf } from './activity.js';
import { TeamsAdapter } from './adapter.js';
import {
  type AuthenticatedRequest,
  KeysUnavailableError,
  TeamsAuthentication,
  UnauthorizedError,
} from './authentication.js';
import type { CardWords } from './render-card.js';
import type { TeamsSettings } from './settings.js';

/** Bytes of a request body: a message of Teams has 28 kB at most, with mentions and cards around it. */
const BODY_LIMIT = '256kb';
/** The service gives up after 15 seconds and may deliver again for some minutes. */
const SEEN_MS = 15 * 60_000;
const MOST_SEEN = 20_000;

export interface TeamsOptions {
  readonly settings: TeamsSettings;
  /** Address that the server listens on: without a registration only this machine is answered, and only on loopback. */
  readonly host: string;
  readonly trustProxyHops: number;
  readonly hiddenIds: HiddenIds;
  readonly health: ChannelHealth;
  readonly words: (language: string) => CardWords;
  readonly onTurn: (context: TurnContext) => Promise<void>;
  /** Around each turn, for example the one that saves the dialog's state. */
  readonly middleware: readonly Middleware[];
  /** Forgets the dialog's state of a conversation (hidden id) when the app is removed from it. */
  readonly forget: (channelId: string, conversation: string) => Promise<void>;
  /** Told of what broke on our side; never what a person wrote. */
  readonly onFault: (fault: unknown) => void;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  readonly pace?: DeliveryPace;
}

/** A refusal, in the protocol's form. The message never tells why a token was refused. */
class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const LOOPBACK_ADDRESS = /^(::ffff:)?127\.|^::1$/;
const LOOPBACK_HOST = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/** Whether a server that listens on this address can be reached from this machine only. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || LOOPBACK_ADDRESS.test(host);
}

/**
 * `POST /api/messages`: Teams and every other channel of Azure Bot Service.
 *
 * Without a registration the SDK would answer anybody and post to any address it is told. Here it is closed then, except
 * to programs on this machine that talk to a server on loopback, with addresses on this machine only.
 */
export function createTeamsEndpoint(options: TeamsOptions): Router {
  const { settings, health } = options;
  const adapter = new TeamsAdapter({
    authentication: new TeamsAuthentication(settings, options.now),
    hiddenIds: options.hiddenIds,
    words: options.words,
    pace: options.pace ?? USUAL_PACE,
  });
  adapter.use(...options.middleware);
  const queue = new TurnQueue();
  const seen = new SeenMessages(SEEN_MS, MOST_SEEN, options.now);
  const isRegistered = settings.appId !== null;
  if (isRegistered) health.add('teams');

  async function take(request: Request, response: Response): Promise<void> {
    if (!isRegistered) refuseStrangers(request, options);
    const inbound = readActivity(request.body);
    if (!isRegistered) refuseAddresses(inbound);
    const conversation = adapter.conversationOf(inbound);
    const authorization = request.get('authorization') ?? '';
    // In line before the token is checked: a check that takes longer must not let a later message pass.
    const answer = await queue.run(conversation, async () => {
      const authenticated = await adapter.authenticate(inbound, authorization);
      refuseTenants(inbound, authenticated, settings.tenants);
      return handle(inbound, conversation, authenticated);
    });
    if (answer?.body === undefined) response.status(answer?.status ?? 200).end();
    else sendJson(response, answer.status, answer.body);
  }

  async function handle(inbound: InboundActivity, conversation: string, authenticated: AuthenticatedRequest) {
    const purpose = purposeOf(inbound);
    if (inbound.type === 'invoke') return { status: 501 };
    if (purpose === 'forget') await options.forget(inbound.channelId, conversation);
    if (purpose === 'ignore' || purpose === 'forget') return undefined;
    const message = adapter.messageOf(inbound);
    const expectsReplies = inbound.deliveryMode === 'expectReplies';
    // A caller who waits for the answers in the response and asks again did not get them.
    const progress = message && !expectsReplies ? seen.progressOf(message) : { sent: 0, done: false };
    if (progress.done) return undefined;
    try {
      const answer = await adapter.turn(inbound, authenticated, purpose, progress, options.onTurn);
      progress.done = true;
      health.succeeded('teams');
      return answer;
    } catch (fault) {
      if (fault instanceof ConversationGoneError) {
        progress.done = true;
        return undefined;
      }
      health.failed('teams');
      throw fault;
    }
  }

  const router = Router();
  const path = '/api/messages';
  router.post(path, json({ limit: BODY_LIMIT, type: 'application/json' }), take);
  router.all(path, (_request, response) => {
    response.set('allow', 'POST').status(405).json(errorBody('MethodNotAllowed', 'Only POST is answered here.'));
  });
  router.use(path, answerFault(options.onFault));
  return router;
}

/** Without Express's own way: that would hash each answer for a cache that a service does not have. */
function sendJson(response: Response, status: number, body: unknown): void {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'content-length': bytes.length });
  response.end(bytes);
}

function readActivity(body: unknown): InboundActivity {
  const parsed = InboundActivity.safeParse(body);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  throw new Refusal(
    400,
    'BadArgument',
    `The body must be one activity as JSON${where === '' ? '' : `; see ${where}`}.`,
  );
}

function refuseStrangers(request: Request, options: TeamsOptions): void {
  const forwarded = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'via'].some((name) => request.get(name));
  const isLocal =
    isLoopback(options.host) &&
    options.trustProxyHops === 0 &&
    !forwarded &&
    LOOPBACK_ADDRESS.test(request.socket.remoteAddress ?? '') &&
    LOOPBACK_HOST.test(request.get('host') ?? '');
  if (!isLocal) {
    throw new Refusal(
      403,
      'Closed',
      'Teams is not set up: set MicrosoftAppId and what belongs to it (see .env.example).',
    );
  }
}

/** Unauthenticated, the address to answer to is anybody's claim. */
function refuseAddresses(inbound: InboundActivity): void {
  if (!LOOPBACK_HOST.test(new URL(inbound.serviceUrl).host)) {
    throw new Refusal(403, 'Closed', 'serviceUrl: without MicrosoftAppId only addresses on this machine are answered.');
  }
}

function refuseTenants(
  inbound: InboundActivity,
  authenticated: AuthenticatedRequest,
  tenants: readonly string[],
): void {
  if (tenants.includes('*')) return;
  const named = [tenantOf(inbound), authenticated.claimsIdentity.getClaimValue('tid')].filter((id) => id !== null);
  // Teams always names the tenant; another channel that names none has passed the token's check.
  const isUnnamed = named.length === 0 && inbound.channelId !== 'msteams';
  if (isUnnamed || (named.length > 0 && named.every((id) => tenants.includes(id.toLowerCase())))) return;
  throw new Refusal(403, 'TenantNotAllowed', 'This organization is not served here.');
}

const errorBody = (code: string, message: string) => ({ error: { code, message } });

/** Every fault as JSON, in words that tell nothing about anybody. */
function answerFault(onFault: (fault: unknown) => void) {
  return (fault: unknown, _request: Request, response: Response, next: NextFunction): void => {
    if (response.headersSent) {
      next(fault);
      return;
    }
    const { status, code, message } = describe(fault);
    if (status >= 500) onFault(fault);
    if (status === 429) response.set('retry-after', '5');
    response.status(status).json(errorBody(code, message));
  };
}

function describe(fault: unknown): { status: number; code: string; message: string } {
  if (fault instanceof Refusal) return fault;
  if (fault instanceof UnauthorizedError) return { status: 401, code: 'Unauthorized', message: 'Unauthorized.' };
  if (fault instanceof QueueFullError) return { status: 429, code: 'TooManyRequests', message: 'Please wait.' };
  if (fault instanceof KeysUnavailableError) return { status: 503, code: 'Unavailable', message: 'Please try again.' };
  if (fault instanceof DeliveryError)
    return { status: 502, code: 'NotDelivered', message: 'The answer was not taken.' };
  const { type, status } = fault as { type?: string; status?: number };
  if (type === 'entity.too.large') return { status: 413, code: 'MessageSizeTooBig', message: 'The body is too large.' };
  if (type === 'entity.parse.failed') return { status: 400, code: 'BadSyntax', message: 'The body is not valid JSON.' };
  if (status !== undefined && status >= 400 && status < 500) {
    return { status, code: 'BadArgument', message: 'The request cannot be understood.' };
  }
  return { status: 500, code: 'ServiceError', message: 'Something went wrong on our side.' };
}
