import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadKnowledge } from '../../src/bot/index.js';
import { Keys } from '../../src/browser/staff/keys.js';
import { knowledgeSource } from '../../src/build-model.js';
import { ROOT } from '../../src/server.js';
import {
  createStaffApp,
  endpointsOf,
  openStaffParts,
  PostedBulletins,
  type StaffDb,
  type StaffOptions,
  type StaffParts,
} from '../../src/staff/index.js';
import { openTestDatabase } from './database.js';
import { codeOf, Member } from './member.js';

const knowledge = loadKnowledge(ROOT, knowledgeSource(ROOT));
let keys: Keys;
let db: StaffDb;
let parts: StaffParts;
let options: StaffOptions;
let posted: PostedBulletins;
let server: Server;
let url: string;
let clock: number;
const HOUR = Math.floor(Date.now() / 3_600_000);

beforeAll(async () => {
  keys = await Keys.load();
});

beforeEach(async () => {
  db = await openTestDatabase();
  clock = Date.now();
  const now = (): number => clock;
  parts = await openStaffParts(db, now);
  posted = new PostedBulletins(db, now, () => undefined);
  options = {
    db,
    knowledge: () => ({ ...knowledge, content: posted.mergeInto(knowledge.content) }),
    requireReview: false,
    now,
    onFault: (fault) => console.error(fault),
    onBulletins: () => posted.refresh(),
  };
  const app = express();
  app.use(createStaffApp({ ...options, staffDir: ROOT, host: null }, parts));
  server = createServer(app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
const stop = () => new Promise((resolve) => server.close(resolve));
afterAll(stop);

async function enrolled(name: string, role: 'admin' | 'editor' | 'reviewer'): Promise<Member> {
  const member = new Member(url, keys, name);
  const answer = await member.enrol(await parts.accounts.invite(name, role, 'terminal'), clock);
  expect(answer.status, JSON.stringify(answer.body)).toBe(200);
  return member;
}

/** A conversation with one sealed turn. */
async function addConversation(id: string, text: string, more: Record<string, unknown> = {}): Promise<void> {
  const key = await db
    .selectFrom('review_keys')
    .selectAll()
    .where('retired_hour', 'is', null)
    .executeTakeFirstOrThrow();
  await db
    .insertInto('conversations')
    .values({
      id,
      channel: 'web',
      language: 'en',
      place: 'chicago',
      first_hour: HOUR,
      last_hour: HOUR,
      turns: 1,
      unanswered: 0,
      clarified: 0,
      emergency: 0,
      bad_feedback: 0,
      topics: '["rights.home"]',
      hold: 0,
      ...more,
    })
    .execute();
  await db
    .insertInto('turns')
    .values({
      conversation_id: id,
      seq: 1,
      hour: HOUR,
      key_id: key.id,
      sealed: keys.sealText(text, new Uint8Array(key.public_key)),
    })
    .execute();
}

/** The review key pair that a member can open. */
function reviewPair(member: Member, at = 0) {
  const own = keys.pairOf(member.privateKey);
  const grant = member.me?.grants[at];
  const key = keys.open(keys.decode(grant?.sealed ?? ''), own);
  expect(key, 'the member holds no review key').not.toBeNull();
  return keys.pairOf(key as Uint8Array);
}

describe('accounts', () => {
  it('lets the first admin make the review key and open what is sealed to it', async () => {
    const ana = await enrolled('ana', 'admin');
    await addConversation('c1', 'my words');

    const { body } = await ana.call('POST', '/conversations/open', { ids: ['c1'] });
    const opened = keys.openText(keys.decode(body.conversations[0].turns[0].sealed), reviewPair(ana));

    expect(opened).toBe('my words');
    expect(ana.recovery).toMatch(/^([0-9A-Z]{4}-){8}[0-9A-Z]{4}$/);
  });

  it('uses an invitation once, and not after two days', async () => {
    const code = await parts.accounts.invite('ana', 'admin', 'terminal');
    const ana = new Member(url, keys, 'ana');
    await ana.enrol(code, clock);

    expect((await new Member(url, keys, 'ana').enrol(code, clock)).status).toBe(403);
    const late = await parts.accounts.invite('luis', 'reviewer', 'terminal');
    clock += 49 * 3_600_000;
    expect((await new Member(url, keys, 'luis').enrol(late, clock)).status).toBe(403);
  });

  it('hands the review key to a new member through an admin', async () => {
    const ana = await enrolled('ana', 'admin');
    const luis = await enrolled('luis', 'reviewer');
    expect(luis.me?.grants).toEqual([]);
    const sealed = keys.encode(keys.seal(reviewPair(ana).privateKey, keys.decode(luis.me?.publicKey ?? '')));
    const keyId = luis.me?.reviewKeys[0]?.id ?? '';

    expect((await luis.call('PUT', '/grants', { grants: [{ keyId, holder: ana.me?.id, sealed }] })).status).toBe(403);
    expect((await ana.call('PUT', '/grants', { grants: [{ keyId, holder: luis.me?.id, sealed }] })).status).toBe(200);
    luis.me = (await luis.call('GET', '/session')).body;

    expect(reviewPair(luis).publicKey).toEqual(reviewPair(ana).publicKey);
  });

  it('lets an admin who lost everything come back with the recovery key', async () => {
    const ana = await enrolled('ana', 'admin');
    const again = new Member(url, keys, 'ana', 'another long passphrase');
    await again.enrol(await parts.accounts.invite('ana', 'admin', 'terminal'), clock);
    expect(again.me?.grants).toEqual([]);

    const pair = keys.readRecoveryKey(ana.recovery.toLowerCase().replace(/-/g, ' '));
    const { body } = await again.call('GET', '/recovery');
    const review = pair && keys.open(keys.decode(body.grants[0].sealed), pair);
    const sealed = keys.encode(keys.seal(review as Uint8Array, keys.decode(again.me?.publicKey ?? '')));
    await again.call('PUT', '/grants', { grants: [{ keyId: body.grants[0].keyId, holder: again.me?.id, sealed }] });
    again.me = (await again.call('GET', '/session')).body;

    expect(reviewPair(again).privateKey).toEqual(review);
    expect(keys.readRecoveryKey(`${ana.recovery.slice(0, -1)}${ana.recovery.endsWith('0') ? '2' : '0'}`)).toBeNull();
  });

  it('changes the passphrase: the old one no longer signs in, the new one opens the same key', async () => {
    const ana = await enrolled('ana', 'admin');
    const kdf = keys.newKdf();
    const { loginSecret, wrappingKey } = keys.fromPassphrase('a new and longer passphrase', kdf);
    clock += 60_000;

    const answer = await ana.call('POST', '/passphrase', {
      oldLoginSecret: ana.loginSecret,
      totpCode: codeOf(ana.totpSecret, clock),
      kdf,
      loginSecret: keys.encode(loginSecret),
      wrappedPrivateKey: keys.encode(keys.wrap(ana.privateKey, wrappingKey)),
    });
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    clock += 60_000;
    expect((await ana.login(clock)).status).toBe(403);
    ana.loginSecret = keys.encode(loginSecret);
    expect((await ana.login(clock)).status).toBe(200);
    expect(keys.unwrap(keys.decode(ana.me?.wrappedPrivateKey ?? ''), wrappingKey)).toEqual(ana.privateKey);
  });

  it('removes a member: out at once, and new turns are sealed to a key that was never theirs', async () => {
    const ana = await enrolled('ana', 'admin');
    const luis = await enrolled('luis', 'reviewer');
    const review = keys.newKeyPair();
    const recovery = (await ana.call('GET', '/recovery')).body.publicKey as string;
    const sealTo = (key: string) => keys.encode(keys.seal(review.privateKey, keys.decode(key)));
    const key = {
      publicKey: keys.encode(review.publicKey),
      grants: [{ holder: ana.me?.id, sealed: sealTo(ana.me?.publicKey ?? '') }],
    };

    const incomplete = await ana.call('POST', `/staff/${luis.me?.id}/remove`, { key });
    expect(incomplete.body.error.code).toBe('KeysIncomplete');
    key.grants.push({ holder: 'recovery', sealed: sealTo(recovery) });
    expect((await ana.call('POST', `/staff/${luis.me?.id}/remove`, { key })).status).toBe(200);

    expect((await luis.call('GET', '/session')).status).toBe(401);
    clock += 60_000;
    expect((await luis.login(clock)).status).toBe(403);
    const current = await db.selectFrom('review_keys').selectAll().where('retired_hour', 'is', null).execute();
    expect(current.map((row) => Buffer.from(row.public_key).toString('base64url'))).toEqual([key.publicKey]);
    ana.me = (await ana.call('GET', '/session')).body;
    expect(ana.me?.grants).toHaveLength(2);
  });

  it('always keeps an admin', async () => {
    const ana = await enrolled('ana', 'admin');

    expect((await ana.call('PUT', `/staff/${ana.me?.id}/role`, { role: 'editor' })).body.error.code).toBe('LastAdmin');
  });
});

describe('attacked', () => {
  it('refuses a reviewer every call that is for editors or admins, and everybody without a session every call', async () => {
    await enrolled('ana', 'admin');
    const luis = await enrolled('luis', 'reviewer');
    const stranger = new Member(url, keys, 'nobody');
    const calls = endpointsOf(options, parts).filter((endpoint) => endpoint.role !== null);
    expect(calls.length).toBeGreaterThan(25);

    for (const { method, path, role } of calls) {
      const target = path.replace(':id', 'x');
      const body = method === 'get' ? undefined : {};
      expect(
        (await stranger.call(method.toUpperCase(), target, body)).status,
        `${method} ${path} without a session`,
      ).toBe(401);
      if (role === 'reviewer') continue;
      expect((await luis.call(method.toUpperCase(), target, body)).status, `${method} ${path} as a reviewer`).toBe(403);
    }
  });

  it('refuses calls of other sites: by Sec-Fetch-Site, by Origin, without the token, and as a form', async () => {
    const ana = await enrolled('ana', 'admin');
    const body = { name: 'eve', role: 'admin' };

    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'x-amparo-csrf': 'A'.repeat(43) },
      { 'x-amparo-csrf': '' },
    ] as Record<string, string>[]) {
      expect((await ana.call('POST', '/staff', body, headers)).status, JSON.stringify(headers)).toBe(403);
    }
    expect((await ana.call('POST', '/staff', body, { 'content-type': 'text/plain' })).status).toBe(400);
    expect((await ana.call('GET', '/staff', undefined, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await ana.call('GET', '/staff')).body.staff).toHaveLength(1);
  });

  it('takes no forged, replayed or expired session', async () => {
    const ana = await enrolled('ana', 'admin');
    const cookie = ana.cookie;
    ana.cookie = `amparo-staff-loopback=${'A'.repeat(43)}`;
    expect((await ana.call('GET', '/session')).status).toBe(401);
    const { id_hash } = await db.selectFrom('staff_sessions').select('id_hash').executeTakeFirstOrThrow();
    ana.cookie = `amparo-staff-loopback=${id_hash}`;
    expect((await ana.call('GET', '/session')).status, 'the hash from the database is no cookie').toBe(401);
    ana.cookie = cookie;
    clock += 14 * 60_000;
    expect((await ana.call('GET', '/session')).status).toBe(200);
    clock += 16 * 60_000;
    expect((await ana.call('GET', '/session')).status, 'idle').toBe(401);
    await ana.login(clock);
    for (let minutes = 0; minutes < 4 * 60; minutes += 10) {
      clock += 10 * 60_000;
      await ana.call('GET', '/session');
    }
    expect((await ana.call('GET', '/session')).status, 'four hours').toBe(401);
    clock += 60_000;
    await ana.login(clock);
    const replayed = ana.cookie;
    await ana.call('POST', '/logout', {});
    ana.cookie = replayed;
    expect((await ana.call('GET', '/session')).status, 'after signing out').toBe(401);
  });

  it('takes each six digits once', async () => {
    const ana = await enrolled('ana', 'admin');
    clock += 60_000;

    expect((await ana.login(clock)).status).toBe(200);
    expect((await ana.login(clock)).status).toBe(403);
  });

  it('slows guessing, also when all guesses come at once, and answers alike for names that do not exist', async () => {
    const ana = await enrolled('ana', 'admin');
    clock += 60_000;
    const guess = (name: string) =>
      new Member(url, keys, name).call('POST', '/login', {
        name,
        loginSecret: keys.encode(new Uint8Array(32)),
        totpCode: '000000',
      });

    for (const name of ['ana', 'nobody-of-this-name']) {
      const answers = await Promise.all(Array.from({ length: 40 }, () => guess(name)));
      const statuses = answers.map((answer) => answer.status);
      expect(statuses.filter((status) => status === 403)).toHaveLength(6);
      expect(statuses.filter((status) => status === 429)).toHaveLength(34);
      expect(answers.find((answer) => answer.status === 403)?.body.error).toEqual({
        code: 'SignInFailed',
        message: 'Name, passphrase or code is wrong.',
      });
    }
    expect((await ana.login(clock)).status, 'even the right passphrase waits').toBe(429);
    clock += 16_000;
    expect((await ana.login(clock)).status).toBe(200);
    const [known, unknown] = await Promise.all(
      ['ana', 'nobody'].map((name) => ana.call('POST', '/login/start', { name })),
    );
    expect(Object.keys(known?.body)).toEqual(Object.keys(unknown?.body));
    expect((await ana.call('POST', '/login/start', { name: 'nobody' })).body).toEqual(unknown?.body);
  });

  it('a stolen database signs nobody in and opens nothing', async () => {
    const ana = await enrolled('ana', 'admin');
    await addConversation('c1', 'planted-utterance');
    await ana.call('POST', '/conversations/open', { ids: ['c1'] });
    const tables = [
      'staff',
      'staff_settings',
      'staff_sessions',
      'review_key_grants',
      'review_keys',
      'turns',
      'staff_audit',
    ] as const;
    const rows = await Promise.all(tables.map((table) => db.selectFrom(table).selectAll().execute()));
    const dump = JSON.stringify(rows, (_key, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    );

    for (const secret of [
      'planted-utterance',
      ana.passphrase,
      ana.loginSecret,
      ana.totpSecret,
      keys.encode(ana.privateKey),
      keys.encode(reviewPair(ana).privateKey),
      ana.cookie?.split('=')[1] ?? '',
      ana.recovery.replace(/-/g, ''),
    ]) {
      expect(dump).not.toContain(secret);
    }
    const row = await db.selectFrom('staff').selectAll().executeTakeFirstOrThrow();
    clock += 60_000;
    const answer = await ana.call('POST', '/login', {
      name: 'ana',
      loginSecret: row.verifier,
      totpCode: codeOf(ana.totpSecret, clock),
    });
    expect(answer.status, 'the verifier is no login secret').toBe(403);
  });

  it('answers with nothing of the call when it cannot be read', async () => {
    const ana = await enrolled('ana', 'admin');
    const response = await fetch(`${url}/staff/api/replay`, {
      method: 'POST',
      headers: {
        origin: url,
        cookie: ana.cookie ?? '',
        'x-amparo-csrf': ana.me?.csrf ?? '',
        'content-type': 'application/json',
      },
      body: '{"text": "planted-words',
    });

    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('planted');
  });

  it('shows nothing over plain http from elsewhere', async () => {
    const ana = await enrolled('ana', 'admin');
    const { request } = await import('node:http');
    const status = await new Promise((resolve) => {
      request(`${url}/staff`, { headers: { host: 'amparo.example.org' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      }).end();
    });

    expect(status).toBe(403);
    expect(ana.cookie).toContain('amparo-staff-loopback=');
  });
});

describe('the audit log', () => {
  it('finds a row that was changed, taken out, or cut off the end', async () => {
    const ana = await enrolled('ana', 'admin');
    await addConversation('c1', 'words');
    for (let i = 0; i < 5; i++) await ana.call('POST', '/conversations/open', { ids: ['c1'] });
    const { head } = await parts.audit.verify();
    expect((await ana.call('GET', '/audit')).body).toMatchObject({ intact: true, brokenAt: null });

    const changed = await db.selectFrom('staff_audit').selectAll().where('seq', '=', 5).executeTakeFirstOrThrow();
    await db.updateTable('staff_audit').set({ by: 'somebody' }).where('seq', '=', 5).execute();
    expect((await parts.audit.verify()).brokenAt).toBe(5);
    expect((await ana.call('GET', '/audit')).body).toMatchObject({ intact: false, brokenAt: 5 });
    await db.updateTable('staff_audit').set({ by: changed.by }).where('seq', '=', 5).execute();
    expect((await parts.audit.verify(head)).headFound).toBe(true);

    await db.deleteFrom('staff_audit').where('seq', '>=', 8).execute();
    expect(await parts.audit.verify(head)).toMatchObject({ brokenAt: null, headFound: false });
    await db.deleteFrom('staff_audit').where('seq', '=', 3).execute();
    expect((await parts.audit.verify()).brokenAt).toBe(3);
  });

  it('keeps one chain when many write at once', async () => {
    await Promise.all(
      Array.from({ length: 12 }, (_, i) => parts.audit.append({ by: 'x', action: 'test', object: String(i) })),
    );

    expect(await parts.audit.verify()).toMatchObject({ count: 12, brokenAt: null });
  });

  it('says who opened what', async () => {
    const ana = await enrolled('ana', 'admin');
    await addConversation('c1', 'words');
    await ana.call('POST', '/conversations/open', { ids: ['c1'] });

    const { rows } = (await ana.call('GET', '/audit')).body;

    expect(rows[0]).toMatchObject({ by: ana.me?.id, action: 'conversation.open', object: 'c1' });
  });
});

describe('the queue', () => {
  it('filters, and pages without a gap while new conversations come in', async () => {
    const ana = await enrolled('ana', 'admin');
    for (let i = 0; i < 25; i++)
      await addConversation(`c${i}`, 'words', { last_hour: HOUR - (i % 5), unanswered: i % 2 });

    const first = (await ana.call('GET', '/conversations?limit=10')).body;
    await addConversation('newer', 'words', { last_hour: HOUR + 1 });
    const second = (await ana.call('GET', `/conversations?limit=10&cursor=${first.next}`)).body;
    const third = (await ana.call('GET', `/conversations?limit=10&cursor=${second.next}`)).body;
    const ids = [...first.rows, ...second.rows, ...third.rows].map((row: { id: string }) => row.id);

    expect(new Set(ids).size).toBe(25);
    expect(third.next).toBeNull();
    expect((await ana.call('GET', '/conversations?unanswered=1&limit=200')).body.rows).toHaveLength(12);
    expect((await ana.call('GET', '/conversations?topic=rights.home&limit=200')).body.rows).toHaveLength(26);
    expect((await ana.call('GET', '/conversations?topic=rights.%25&limit=200')).body.rows).toHaveLength(0);
    expect((await ana.call('GET', '/conversations?emergency=1')).body.rows).toHaveLength(0);
    expect((await ana.call('GET', '/conversations?cursor=nonsense')).status).toBe(400);
    expect((await ana.call('GET', '/conversations?colour=red')).status).toBe(400);
  });

  it('tells the slower of two who edit at once, and loses nothing', async () => {
    const [ana, luis] = [await enrolled('ana', 'admin'), await enrolled('luis', 'reviewer')];
    await addConversation('c1', 'words');
    const change = { revision: 0, state: 'open', assigned: null, labels: ['from ana'] };

    const [one, other] = await Promise.all([
      ana.call('PUT', '/conversations/c1/review', change),
      luis.call('PUT', '/conversations/c1/review', { ...change, labels: ['from luis'] }),
    ]);

    expect([one.status, other.status].sort()).toEqual([200, 409]);
    const slower = one.status === 409 ? one : other;
    expect(slower.body.error).toMatchObject({ code: 'Changed', row: { revision: 1 } });
    expect(
      (await ana.call('PUT', '/conversations/c1/review', { ...change, revision: 1, state: 'done' })).body.row,
    ).toMatchObject({
      revision: 2,
      state: 'done',
    });
  });

  it("lets nobody take away another's note, and a deleted conversation takes its notes along", async () => {
    const [ana, luis] = [await enrolled('ana', 'admin'), await enrolled('luis', 'reviewer')];
    await addConversation('c1', 'words');
    const keyId = ana.me?.reviewKeys[0]?.id ?? '';
    const sealed = keys.encode(keys.sealText('call back', reviewPair(ana).publicKey));
    const { conversation } = (await ana.call('POST', '/conversations/c1/notes', { keyId, sealed })).body;
    const note = conversation.notes[0].id;

    expect((await luis.call('DELETE', `/notes/${note}`)).status).toBe(404);
    expect((await ana.call('DELETE', `/notes/${note}`)).status).toBe(200);
    await ana.call('POST', '/conversations/c1/notes', { keyId, sealed });
    await db.deleteFrom('conversations').where('id', '=', 'c1').execute();
    expect(await db.selectFrom('notes').selectAll().execute()).toEqual([]);
    expect((await ana.call('PUT', '/conversations/c1/hold', { hold: true })).status).toBe(404);
  });
});

describe('teach, notices, report', () => {
  it('takes no line with personal data in it', async () => {
    const ana = await enrolled('ana', 'admin');
    const line = {
      text: 'my name is Juan Perez, can they come in',
      language: 'en',
      topic: 'rights.home',
      place: null,
      kind: 'both',
      confirmed: true,
    };

    const refused = await ana.call('POST', '/teachings', line);
    expect(refused.status).toBe(422);
    expect(refused.body.error.masked).not.toContain('Juan');
    expect(
      (await ana.call('POST', '/teachings', { ...line, text: 'can they come in at night', confirmed: false })).status,
    ).toBe(400);
    expect((await ana.call('POST', '/teachings', { ...line, text: 'can they come in at night' })).status).toBe(200);
    expect((await ana.call('GET', '/teachings')).body.teachings).toMatchObject([{ by: 'ana', topic: 'rights.home' }]);
  });

  it('puts a posted notice into the answer, both languages, and takes it out again', async () => {
    const ana = await enrolled('ana', 'admin');
    const today = new Date(clock).toISOString().slice(0, 10);
    const draft = {
      on: today,
      until: null,
      status: 'announced',
      places: ['chicago'],
      sources: [{ title: 'A newspaper', url: 'https://example.org/news', checked: today }],
      text: { en: 'The mayor said planted-notice today.', es: 'La alcaldesa dijo aviso-plantado hoy.' },
    };
    const ask = async (text: string, language: string) =>
      (await ana.call('POST', '/replay', { text, language, topic: null, place: 'chicago' })).body.text as string;

    const { id } = (await ana.call('POST', '/bulletins', { revision: 0, draft })).body;
    expect(await ask('are there ICE raids in chicago this sunday?', 'en')).not.toContain('planted-notice');
    await ana.call('POST', `/bulletins/${id}/state`, { revision: 1, action: 'publish' });
    expect(await ask('are there ICE raids in chicago this sunday?', 'en')).toContain('planted-notice');
    expect(await ask('hay redadas de ice en chicago este domingo?', 'es')).toContain('aviso-plantado');
    expect(
      (await ana.call('POST', `/bulletins/${id}/state`, { revision: 1, action: 'withdraw' })).status,
      'an old page',
    ).toBe(409);
    await ana.call('POST', `/bulletins/${id}/state`, { revision: 2, action: 'withdraw' });
    expect(await ask('are there ICE raids in chicago this sunday?', 'en')).not.toContain('planted-notice');
    const later = new Date(clock + 3_600_000).toISOString();
    await ana.call('POST', `/bulletins/${id}/state`, { revision: 3, action: 'publish', publishAt: later });
    expect(await ask('are there ICE raids in chicago this sunday?', 'en')).not.toContain('planted-notice');
    clock += 3_601_000;
    await ana.login(clock);
    expect(await ask('are there ICE raids in chicago this sunday?', 'en')).toContain('planted-notice');
    expect(
      (await ana.call('GET', '/bulletins')).body.bulletins[0].history.map((each: { action: string }) => each.action),
    ).toEqual(['create', 'publish', 'withdraw', 'publish']);
    const bad = { ...draft, places: ['atlantis'], sources: [{ ...draft.sources[0], url: 'javascript:alert(1)' }] };
    expect((await ana.call('POST', '/bulletins', { revision: 0, draft: bad })).status).toBe(400);
  });

  it('hides numbers under five, and a second one where the total would give the first away', async () => {
    const ana = await enrolled('ana', 'admin');
    const count = {
      day: '2026-11-01',
      hour_of_day: 10,
      channel: 'web',
      language: 'en',
      place: 'chicago',
      outcome: 'answer',
    };
    await db
      .insertInto('counts')
      .values([
        { ...count, topic: 'rights.home', n: 40 },
        { ...count, topic: 'rights.work', n: 12 },
        { ...count, topic: 'rights.street', n: 3 },
      ])
      .execute();

    const { body } = await ana.call('GET', '/report?from=2026-11-01&to=2026-11-30');

    expect(body.total).toBe(55);
    expect(body.by.topic).toEqual([
      { name: 'rights.home', n: 40 },
      { name: 'rights.work', n: null },
      { name: 'rights.street', n: null },
    ]);
  });
});
