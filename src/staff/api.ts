import express, { type NextFunction, type Request, type Response, type Router } from 'express';
import { z } from 'zod';
import { reportFreshness } from '../content/index.js';
import { maskPersonal } from '../understanding/index.js';
import { Accounts, RECOVERY, type StaffRow } from './accounts.js';
import { type AuditEntry, AuditLog } from './audit.js';
import { Bulletins, toBulletinFile } from './bulletins.js';
import * as contract from './contract.js';
import { StaffError } from './errors.js';
import { ReviewDesk } from './queue.js';
import { answerNow, type Known, replay } from './replay.js';
import { makeReport } from './report.js';
import { csrfOf, isCsrf, type Session, Sessions } from './sessions.js';
import type { StaffDb } from './tables.js';
import { Teachings } from './teachings.js';

/** What the staff side is given by the server. */
export interface StaffOptions {
  readonly db: StaffDb;
  readonly knowledge: () => Known;
  readonly requireReview: boolean;
  readonly now: () => number;
  /** Told that something broke; never what was in the call. */
  readonly onFault: (fault: unknown) => void;
  /** Told that notices changed on this node, so that the bot need not wait for the next look. */
  readonly onBulletins: () => Promise<void>;
  /** Takes deleted rows out of the database's files. */
  readonly scrub?: () => Promise<void>;
}

/** A call that passed all checks of its endpoint. */
interface Call {
  readonly request: Request;
  readonly response: Response;
  readonly session: Session;
  readonly me: StaffRow;
  readonly id: string;
  readonly body: unknown;
}

/** One call of the API. `role` is the least that may make it; null: not signed in. */
export interface Endpoint {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly role: contract.Role | null;
  readonly handle: (call: Call) => Promise<unknown>;
}

const MOST_BODY = '256kb';
const NOTHING = {};

/** The parts behind the API. */
export interface StaffParts {
  readonly accounts: Accounts;
  readonly audit: AuditLog;
  readonly sessions: Sessions;
  readonly desk: ReviewDesk;
  readonly bulletins: Bulletins;
  readonly teachings: Teachings;
}

export async function openStaffParts(db: StaffDb, now: () => number): Promise<StaffParts> {
  const audit = new AuditLog(db, now);
  return {
    audit,
    accounts: await Accounts.open(db, audit, now),
    sessions: new Sessions(db, now),
    desk: new ReviewDesk(db, now),
    bulletins: new Bulletins(db, now),
    teachings: new Teachings(db, now),
  };
}

/** Parses what came in; @throws {StaffError} naming each field and its mend. */
function parse<T extends z.ZodType>(shape: T, value: unknown): z.infer<T> {
  const parsed = shape.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'body'}: ${issue.message}`);
  throw new StaffError(400, 'BadRequest', fields.join('\n'), {
    fields: parsed.error.issues.map((issue) => issue.path.join('.')),
  });
}

/** Every call there is, with the role that it needs: the one list that is served and tested. */
export function endpointsOf(options: StaffOptions, parts: StaffParts): Endpoint[] {
  const { accounts, audit, sessions, desk, bulletins, teachings } = parts;
  const log = (me: StaffRow, action: string, object: string, details?: AuditEntry['details']) =>
    audit.append({ by: me.id, action, object, ...(details ? { details } : {}) });
  const describe = async (me: StaffRow, token: string): Promise<contract.Me> => ({
    id: me.id,
    name: me.name,
    role: me.role,
    publicKey: me.public_key ?? '',
    wrappedPrivateKey: me.wrapped_private_key ?? '',
    kdf: contract.Kdf.parse(JSON.parse(me.kdf ?? 'null')),
    csrf: csrfOf(token),
    grants: await accounts.grantsOf(me.id),
    reviewKeys: await accounts.reviewKeys(),
  });
  const begin = async ({ request, response }: Call, member: StaffRow): Promise<contract.Me> => {
    const old = readCookie(request);
    if (old) await sessions.end(old);
    const token = await sessions.begin(member.id);
    setCookie(request, response, token);
    return describe(member, token);
  };
  return [
    // Before signing in
    {
      method: 'post',
      path: '/enrol/start',
      role: null,
      handle: async ({ body }) => {
        const { member, isFirst } = await accounts.invited(parse(contract.EnrolStart, body).code);
        return { name: member.name, role: member.role, isFirst };
      },
    },
    {
      method: 'post',
      path: '/enrol/finish',
      role: null,
      handle: async (call) => begin(call, await accounts.enrol(parse(contract.EnrolFinish, call.body))),
    },
    {
      method: 'post',
      path: '/login/start',
      role: null,
      handle: ({ body }) => accounts.kdfFor(parse(contract.LoginStart, body).name),
    },
    {
      method: 'post',
      path: '/login',
      role: null,
      handle: async (call) => begin(call, await accounts.login(parse(contract.Login, call.body))),
    },
    // The member
    { method: 'get', path: '/session', role: 'reviewer', handle: ({ me, session }) => describe(me, session.token) },
    {
      method: 'post',
      path: '/logout',
      role: 'reviewer',
      handle: async ({ me, session, request, response }) => {
        await sessions.end(session.token);
        clearCookie(request, response);
        await log(me, 'logout', me.id);
        return NOTHING;
      },
    },
    {
      method: 'post',
      path: '/passphrase',
      role: 'reviewer',
      handle: async ({ me, session, body }) => {
        await accounts.changePassphrase(me, parse(contract.ChangePassphrase, body));
        await sessions.endOthers(me.id, session.token);
        return describe(await accounts.byId(me.id), session.token);
      },
    },
    {
      method: 'get',
      path: '/recovery',
      role: 'reviewer',
      handle: async ({ me }) => {
        await log(me, 'recovery.read', RECOVERY);
        return { publicKey: await accounts.recoveryPublicKey(), grants: await accounts.grantsOf(RECOVERY) };
      },
    },
    {
      method: 'put',
      path: '/grants',
      role: 'reviewer',
      handle: async ({ me, body }) => {
        await accounts.putGrants(me, parse(contract.PutGrants, body).grants);
        return NOTHING;
      },
    },
    // Conversations
    {
      method: 'get',
      path: '/conversations',
      role: 'reviewer',
      handle: async ({ me, request }) => {
        const query = parse(contract.QueueQuery, request.query);
        if (!query.cursor) await log(me, 'queue.list', 'queue', { filters: Object.keys(request.query) });
        return desk.page(query);
      },
    },
    {
      method: 'post',
      path: '/conversations/open',
      role: 'reviewer',
      handle: async ({ me, body }) => {
        const { ids } = parse(contract.OpenConversations, body);
        // Logged before anything is handed out: a reading that cannot be logged does not happen.
        await log(me, 'conversation.open', ids.length === 1 ? (ids[0] as string) : `${ids.length} conversations`, {
          ids,
        });
        return { conversations: await desk.open(ids) };
      },
    },
    {
      method: 'put',
      path: '/conversations/:id/review',
      role: 'reviewer',
      handle: async ({ me, id, body }) => {
        const change = parse(contract.ChangeReview, body);
        const row = await desk.change(id, change);
        await log(me, 'conversation.review', id, {
          state: change.state,
          assigned: change.assigned,
          labels: change.labels.length,
        });
        return { row };
      },
    },
    {
      method: 'put',
      path: '/conversations/:id/hold',
      role: 'admin',
      handle: async ({ me, id, body }) => {
        const { hold } = parse(contract.ChangeHold, body);
        await log(me, hold ? 'conversation.hold' : 'conversation.release', id);
        return { row: await desk.hold(id, hold) };
      },
    },
    {
      method: 'post',
      path: '/conversations/:id/notes',
      role: 'reviewer',
      handle: async ({ me, id, body }) => {
        await desk.addNote(id, me.id, parse(contract.NewNote, body));
        await log(me, 'note.add', id);
        return { conversation: (await desk.open([id]))[0] ?? null };
      },
    },
    {
      method: 'delete',
      path: '/notes/:id',
      role: 'reviewer',
      handle: async ({ me, id }) => {
        await desk.deleteNote(id, me.id);
        await options.scrub?.();
        await log(me, 'note.delete', id);
        return NOTHING;
      },
    },
    {
      method: 'post',
      path: '/replay',
      role: 'reviewer',
      handle: async ({ me, body }) => {
        await log(me, 'conversation.replay', 'replay');
        return replay(options.knowledge(), parse(contract.Replay, body), options.requireReview, options.now());
      },
    },
    {
      method: 'post',
      path: '/exported',
      role: 'reviewer',
      handle: async ({ me, body }) => {
        const shape = z.strictObject({
          format: z.enum(['csv', 'jsonl', 'print']),
          ids: contract.OpenConversations.shape.ids.max(5000),
        });
        const { format, ids } = parse(shape, body);
        await log(me, 'conversation.export', `${ids.length} conversations`, { format, ids });
        return NOTHING;
      },
    },
    // Teach
    {
      method: 'post',
      path: '/check-text',
      role: 'reviewer',
      handle: async ({ body }) => checkText(options.knowledge(), parse(contract.CheckText, body)),
    },
    {
      method: 'get',
      path: '/teachings',
      role: 'reviewer',
      handle: async () => ({ teachings: await teachings.list() }),
    },
    {
      method: 'post',
      path: '/teachings',
      role: 'reviewer',
      handle: async ({ me, body }) => {
        const input = parse(contract.NewTeaching, body);
        const known = options.knowledge();
        if (!known.content.topics.has(input.topic)) throw new StaffError(404, 'NotFound', 'There is no such topic.');
        const { masked, personal } = checkText(known, input);
        if (personal > 0) {
          throw new StaffError(422, 'PersonalData', 'There still seems to be personal data in it.', { masked });
        }
        const id = await teachings.add(me.id, input);
        await log(me, 'teaching.add', id, { topic: input.topic });
        return { id };
      },
    },
    {
      method: 'delete',
      path: '/teachings/:id',
      role: 'editor',
      handle: async ({ me, id }) => {
        if (!(await teachings.remove(id))) throw new StaffError(404, 'NotFound', 'There is no such line.');
        await options.scrub?.();
        await log(me, 'teaching.delete', id);
        return NOTHING;
      },
    },
    // Notices
    {
      method: 'get',
      path: '/bulletins',
      role: 'reviewer',
      handle: async () => ({ bulletins: await bulletins.list() }),
    },
    {
      method: 'post',
      path: '/bulletins',
      role: 'editor',
      handle: async ({ me, body }) => {
        const { draft } = parse(contract.SaveBulletin, body);
        checkPlaces(options.knowledge(), draft);
        const id = await bulletins.save(null, me.id, 0, draft);
        await log(me, 'bulletin.create', id);
        return { id };
      },
    },
    {
      method: 'put',
      path: '/bulletins/:id',
      role: 'editor',
      handle: async ({ me, id, body }) => {
        const { revision, draft } = parse(contract.SaveBulletin, body);
        checkPlaces(options.knowledge(), draft);
        await bulletins.save(id, me.id, revision, draft);
        await log(me, 'bulletin.edit', id);
        await options.onBulletins();
        return NOTHING;
      },
    },
    {
      method: 'post',
      path: '/bulletins/:id/state',
      role: 'editor',
      handle: async ({ me, id, body }) => {
        const { revision, action, publishAt } = parse(contract.ChangeBulletin, body);
        await bulletins.change(id, me.id, revision, action, publishAt);
        await log(me, `bulletin.${action}`, id, publishAt ? { publishAt } : {});
        await options.onBulletins();
        return NOTHING;
      },
    },
    {
      method: 'post',
      path: '/bulletins/preview',
      role: 'editor',
      handle: async ({ body }) => previewBulletin(options, parse(contract.BulletinDraft, body)),
    },
    // Figures and content
    {
      method: 'get',
      path: '/report',
      role: 'reviewer',
      handle: async ({ me, request }) => {
        const { from, to } = parse(contract.ReportQuery, request.query);
        await log(me, 'report.read', `${from} ${to}`);
        return makeReport(options.db, from, to);
      },
    },
    {
      method: 'get',
      path: '/content',
      role: 'reviewer',
      handle: async () =>
        reportFreshness(options.knowledge().content, new Date(options.now()).toISOString().slice(0, 10)),
    },
    {
      method: 'get',
      path: '/catalog',
      role: 'reviewer',
      handle: async () => catalog(options.knowledge(), await accounts.list()),
    },
    // Administration
    { method: 'get', path: '/staff', role: 'admin', handle: async () => ({ staff: await accounts.list() }) },
    {
      method: 'post',
      path: '/staff',
      role: 'admin',
      handle: async ({ me, body }) => {
        const { name, role } = parse(z.strictObject({ name: contract.StaffName, role: contract.Role }), body);
        const known = (await accounts.list()).find((each) => each.name === name);
        if (known?.id === me.id) throw new StaffError(409, 'LastAdmin', 'Nobody invites themselves.');
        return { code: await accounts.invite(name, role, me.id) };
      },
    },
    {
      method: 'put',
      path: '/staff/:id/role',
      role: 'admin',
      handle: async ({ me, id, body }) => {
        await accounts.changeRole(me, id, parse(contract.ChangeRole, body).role);
        return NOTHING;
      },
    },
    {
      method: 'post',
      path: '/staff/:id/remove',
      role: 'admin',
      handle: async ({ me, id, body }) => {
        await accounts.remove(me, id, parse(contract.RemoveStaff, body));
        return NOTHING;
      },
    },
    {
      method: 'put',
      path: '/recovery',
      role: 'admin',
      handle: async ({ me, body }) => {
        await accounts.replaceRecovery(me, parse(contract.NewRecoveryKey, body));
        return NOTHING;
      },
    },
    {
      method: 'get',
      path: '/audit',
      role: 'admin',
      handle: async ({ request }) => {
        const { before } = parse(z.strictObject({ before: z.coerce.number().int().min(1).optional() }), request.query);
        return audit.page(before ?? null);
      },
    },
  ];
}

/** The API as a router, below `/staff/api`. */
export function createStaffApi(options: StaffOptions, parts: StaffParts): Router {
  const router = express.Router();
  router.use((request, response, next) => {
    response.set('cache-control', 'no-store');
    requireOwnOrigin(request);
    next();
  });
  router.use(express.json({ limit: MOST_BODY, strict: true }));
  for (const endpoint of endpointsOf(options, parts)) {
    router[endpoint.method](endpoint.path, async (request: Request, response: Response) => {
      const session = await allow(endpoint, request, parts.sessions);
      const id = typeof request.params.id === 'string' ? request.params.id : '';
      if (id !== '' && !/^[A-Za-z0-9_:|.-]{1,200}$/.test(id))
        throw new StaffError(404, 'NotFound', 'There is no such thing.');
      // Endpoints without a session never look at it.
      const call = {
        request,
        response,
        session: session as Session,
        me: session?.member as StaffRow,
        id,
        body: request.body as unknown,
      };
      response.json(await endpoint.handle(call));
    });
  }
  router.use(() => {
    throw new StaffError(404, 'NotFound', 'There is no such call.');
  });
  router.use((fault: unknown, _request: Request, response: Response, _next: NextFunction) => {
    const known = knownError(fault);
    if (!known) options.onFault(fault);
    const error = known ?? {
      status: 500,
      code: 'Broken',
      message: 'Something broke on our side. Nothing was changed.',
      details: {},
    };
    if (error.code === 'TooManyAttempts') response.set('retry-after', String(error.details.wait));
    response.status(error.status).json({ error: { code: error.code, message: error.message, ...error.details } });
  });
  return router;
}

function knownError(
  fault: unknown,
): { status: number; code: string; message: string; details: Readonly<Record<string, unknown>> } | null {
  if (fault instanceof StaffError) return fault;
  // body-parser's: bad JSON, too large. Its message may quote the body, so it is not passed on.
  const status = (fault as { status?: number })?.status;
  if (status !== undefined && status >= 400 && status < 500) {
    return { status, code: 'BadRequest', message: 'The call cannot be read.', details: {} };
  }
  return null;
}

/** Checks session, role and token; every call passes here. */
async function allow(endpoint: Endpoint, request: Request, sessions: Sessions): Promise<Session | null> {
  if (endpoint.role === null) return null;
  const token = readCookie(request);
  const session = token === null ? null : await sessions.find(token);
  if (!session) throw new StaffError(401, 'NotSignedIn', 'Sign in first.');
  if (endpoint.method !== 'get' && !isCsrf(session.token, request.get('x-amparo-csrf') ?? '')) {
    throw new StaffError(403, 'CrossSite', 'The call did not come from the console.');
  }
  if (contract.ROLES.indexOf(session.member.role) < contract.ROLES.indexOf(endpoint.role)) {
    throw new StaffError(403, 'NotAllowed', `This needs the role ${endpoint.role}.`);
  }
  return session;
}

/**
 * Refuses calls that another site makes in a member's browser.
 *
 * @see Fetch Metadata (Sec-Fetch-Site); browsers without it send Origin with every call that changes something.
 */
function requireOwnOrigin(request: Request): void {
  const site = request.get('sec-fetch-site');
  if (site !== undefined && site !== 'same-origin')
    throw new StaffError(403, 'CrossSite', 'The call came from another site.');
  if (request.method === 'GET') return;
  const origin = request.get('origin');
  const own = `${request.protocol}://${request.get('host')}`;
  if (origin !== own) throw new StaffError(403, 'CrossSite', 'The call came from another site.');
}

const LOOPBACK = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;

/** HTTPS, or this very machine: in any other way the cookie and the login would go over the wire in clear. */
export function isSafeTransport(request: Request): boolean {
  return request.secure || LOOPBACK.test(request.get('host') ?? '');
}

/** `__Host-` binds the cookie to HTTPS, this host and all paths. Browsers refuse it over http, so on loopback it goes by another name. */
function cookieName(request: Request): string {
  return request.secure ? '__Host-amparo-staff' : 'amparo-staff-loopback';
}

function readCookie(request: Request): string | null {
  const name = cookieName(request);
  for (const part of (request.get('cookie') ?? '').split(';')) {
    const [key, value] = part.trim().split('=');
    if (key === name && value && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return null;
}

function setCookie(request: Request, response: Response, token: string): void {
  response.cookie(cookieName(request), token, {
    httpOnly: true,
    secure: request.secure,
    sameSite: 'strict',
    path: '/',
  });
}

function clearCookie(request: Request, response: Response): void {
  response.clearCookie(cookieName(request), { httpOnly: true, secure: request.secure, sameSite: 'strict', path: '/' });
}

/** The personal data that is still found in a text, and the text without it. */
function checkText(
  known: Known,
  input: { text: string; language: string },
): { masked: string; personal: number; topic: string | null } {
  const language = known.content.phrases.has(input.language) ? input.language : 'en';
  const { personal, decision } = known.understander.understand(input.text, { language });
  const topic = decision.action === 'answer' || decision.action === 'refuse' ? decision.topic : null;
  return { masked: maskPersonal(input.text, personal), personal: personal.length, topic };
}

function checkPlaces({ content }: Known, draft: contract.BulletinDraft): void {
  const known = new Set(['us', ...content.cities.map((city) => city.id), ...content.states.map((state) => state.id)]);
  const unknown = draft.places.filter((place) => !known.has(place));
  if (unknown.length > 0)
    throw new StaffError(400, 'BadRequest', `places: unknown: ${unknown.join(', ')}`, { fields: ['places'] });
}

/** What the answer about raids would say with this notice, for its first place, in both languages. */
function previewBulletin(options: StaffOptions, draft: contract.BulletinDraft): { texts: Record<string, string> } {
  const known = options.knowledge();
  checkPlaces(known, draft);
  const bulletins = [toBulletinFile('preview', draft), ...known.content.bulletins].sort((a, b) =>
    b.on.localeCompare(a.on),
  );
  const content = { ...known.content, bulletins };
  const place = draft.places.find((each) => each !== 'us') ?? null;
  const texts = Object.fromEntries(
    ['en', 'es'].map((language) => [
      language,
      answerNow(
        { ...known, content },
        { topic: 'raids.status', language, place },
        options.requireReview,
        options.now(),
      ),
    ]),
  );
  return { texts };
}

/** Names for the lists of the console, and the version of each answer as it is now. */
function catalog({ content }: Known, staff: readonly contract.StaffInfo[]): contract.Catalog {
  const first = (topic: string, language: string): string | null =>
    content.topics.get(topic)?.answers.find((answer) => answer.language === language && answer.place === null)?.title ??
    null;
  return {
    topics: [...content.topics.values()].map((topic) => ({
      id: topic.id,
      titles: Object.fromEntries(
        content.languages.map((language) => [language, first(topic.id, language) ?? topic.id]),
      ),
      versions: Object.fromEntries(
        topic.answers.map((answer) => [
          `${answer.language}${answer.place === null ? '' : `@${answer.place}`}`,
          answer.fingerprint,
        ]),
      ),
    })),
    places: [...content.cities, ...content.states].map(({ id, names }) => ({ id, name: names.en })),
    languages: content.languages,
    staff: staff.map(({ id, name }) => ({ id, name })),
    contentVersion: content.version.slice(0, 12),
  };
}
