import { execFile, spawn } from 'node:child_process';
import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Keys } from '../../src/browser/staff/keys.js';
import { ROOT } from '../../src/server.js';
import { openDatabase, openTurn, type SealedTurn } from '../../src/store/index.js';
import { direct, eventBody, SIGNING_SECRET, type SlackDouble, startSlack } from '../channels/slack/slack-double.js';
import { APP_ID, type Issuer, startIssuer, TENANT, teamsActivity } from '../channels/teams/service-double.js';
import { Member } from '../staff/member.js';
import { freePort, KINDS, makeDatabase, type TestDatabase } from './databases.js';
import { PlantSearch } from './plants.js';
import { processEnvironment, type ServerProcess, startServerProcess } from './server-process.js';

const CONVERSATIONS = 200;
const TURNS_EACH = 3;
const AT_ONCE = 10;
const SERVICE = 'https://smba.example.test/amer/';

const letters = (count: number): string =>
  Array.from({ length: count }, () => 'bdfgklmnprstvz'[randomInt(14)] ?? 'z').join('');
const digits = (count: number): string => Array.from({ length: count }, () => randomInt(2, 9)).join('');
const nameOf = (): string => `Q${letters(9)}`;

/** Everything that must never be found, and who said what. */
class Planted {
  readonly all = new Set<string>();

  add(text: string): string {
    this.all.add(text);
    return text;
  }
}

/** One of the 200 people: from one address and one browser, in one channel. */
interface Person {
  readonly channel: 'directline' | 'msteams' | 'slack';
  readonly address: string;
  readonly agent: string;
  /** One word a turn that stands in no other. */
  readonly words: readonly string[];
  readonly texts: readonly string[];
  readonly id: string;
  readonly name: string;
  /** Words of turns that were acknowledged. */
  readonly acknowledged: string[];
  readonly deletes: boolean;
  isDeleted: boolean;
}

const QUESTIONS = [
  'can ice come into my home',
  'me pueden arrestar en mi trabajo',
  'what is a judicial warrant',
  'ice is at my door right now',
  'need a lawyer in chicago',
  'wie ist das wetter',
];

function makePerson(at: number, planted: Planted): Person {
  const words = Array.from({ length: TURNS_EACH }, () => planted.add(letters(12)));
  const personal = [
    () => `my name is ${planted.add(nameOf())} ${planted.add(nameOf())}`,
    () => `my number is A${planted.add(digits(9))}`,
    () => `call 312-${planted.add(`${digits(3)}-${digits(4)}`)}`,
    () => `write to ${planted.add(letters(10))}@example.org`,
    () => `I live at ${planted.add(`${digits(4)} ${nameOf()}`)} Street`,
  ];
  return {
    channel: at % 4 === 3 ? 'msteams' : at % 8 === 5 ? 'slack' : 'directline',
    address: planted.add(`2001:db8:${randomBytes(2).toString('hex')}:${randomBytes(2).toString('hex')}::${at + 4096}`),
    agent: planted.add(`Agent${letters(8)}/1.0`),
    words,
    texts: words.map((word, turn) => {
      const question = QUESTIONS[(at + turn) % QUESTIONS.length];
      return `${word} ${question}, ${personal[(at + turn) % personal.length]?.()}`;
    }),
    id: planted.add(`person-${letters(10)}`),
    name: planted.add(nameOf()),
    acknowledged: [],
    deletes: at % 20 === 8,
    isDeleted: false,
  };
}

describe.each(KINDS)('after 200 conversations and a crash on %s', (kind) => {
  let place: TestDatabase;
  /** Temporary files, home folder and logs of the processes. */
  let around: string;
  let issuer: Issuer;
  let slack: SlackDouble;
  let settings: Record<string, string> & { PORT: string };
  let server: ServerProcess;
  let keys: Keys;
  let ana: Member;
  let people: readonly Person[];
  const planted = new Planted();
  const logFile = () => join(around, 'server.log');
  const searched = () => [...place.folders, around];

  /** A command as an operator types it, beside the running server. */
  const amparo = async (...words: string[]): Promise<string> => {
    const { stdout } = await promisify(execFile)(process.execPath, [join(ROOT, 'src', 'amparo.mjs'), ...words], {
      env: processEnvironment(settings),
    });
    return stdout;
  };

  beforeAll(async () => {
    place = await makeDatabase(kind);
    around = mkdtempSync(join(tmpdir(), 'amparo-around-'));
    for (const folder of ['tmp', 'home']) mkdirSync(join(around, folder));
    issuer = await startIssuer(APP_ID, SERVICE);
    slack = await startSlack();
    settings = {
      PORT: String(await freePort()),
      DATA_DIR: place.dataDir,
      DATABASE_URL: place.databaseUrl ?? '',
      TMPDIR: join(around, 'tmp'),
      HOME: join(around, 'home'),
      LOG_LEVEL: 'debug',
      DEBUG: '*',
      TRUST_PROXY: '1',
      RATE_LIMIT_PER_MINUTE: '0',
      TOKEN_SECRET: planted.add(letters(40)),
      MicrosoftAppId: APP_ID,
      MicrosoftAppPassword: 'not-a-real-secret',
      MicrosoftAppType: 'SingleTenant',
      MicrosoftAppTenantId: TENANT,
      ToBotFromChannelTokenIssuer: issuer.name,
      ToBotFromChannelOpenIdMetadataUrl: `${issuer.url}/channel`,
      ToBotFromEmulatorOpenIdMetadataUrl: `${issuer.url}/emulator`,
      ToChannelFromBotLoginUrl: `https://login.example.test/${TENANT}`,
      ToChannelFromBotOAuthScope: 'https://api.example.test',
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_BOT_TOKEN: `xoxb-${planted.add(letters(20))}`,
      SLACK_API_URL: slack.apiUrl,
    };
    keys = await Keys.load();
    server = await startServerProcess(settings, logFile());
    const invitation = await amparo('staff', 'add', 'ana', '--role', 'admin');
    const code = invitation.match(/enrol\/([\w-]+)/)?.[1] ?? '';
    ana = new Member(server.url, keys, 'ana', planted.add(`correct horse ${letters(12)}`));
    expect((await ana.enrol(planted.add(code))).status).toBe(200);
    planted.add(ana.recovery);
    planted.add(keys.encode(ana.privateKey));
    planted.add(ana.loginSecret);
    planted.add(ana.totpSecret);
    // The nodes look for a new review key every two seconds.
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    people = Array.from({ length: CONVERSATIONS }, (_, at) => makePerson(at, planted));
  }, 120_000);
  afterAll(async () => {
    await server?.stop();
    issuer?.close();
    slack?.close();
    place?.remove();
    rmSync(around, { recursive: true, force: true });
  });

  const headersOf = ({ address, agent }: Person) => ({
    'content-type': 'application/json',
    'x-forwarded-for': address,
    'user-agent': agent,
  });

  /** @returns the answer read to its end; null while the server is gone, or where it went away in the middle. */
  const call = async (
    url: string,
    init: RequestInit,
  ): Promise<{ ok: boolean; status: number; text: string } | null> => {
    try {
      const response = await fetch(url, init);
      return { ok: response.ok, status: response.status, text: await response.text() };
    } catch {
      return null;
    }
  };

  /** Waits out a crash. */
  let isBack: Promise<unknown> = Promise.resolve();

  async function talkOnTheWeb(person: Person): Promise<void> {
    const headers = headersOf(person);
    let thread: { conversationId: string; token: string } | null = null;
    for (const [at, text] of person.texts.entries()) {
      await isBack;
      if (!thread) {
        const started = await call(`${server.url}/v3/directline/conversations`, { method: 'POST', headers });
        if (!started?.ok) continue;
        thread = JSON.parse(started.text) as { conversationId: string; token: string };
        planted.add(thread.conversationId);
      }
      const authorization = `Bearer ${thread.token}`;
      const from = { id: person.id, name: person.name };
      const sent = await call(`${server.url}/v3/directline/conversations/${thread.conversationId}/activities`, {
        method: 'POST',
        headers: { ...headers, authorization },
        body: JSON.stringify({ type: 'message', from, text, locale: 'en' }),
      });
      if (sent?.ok) person.acknowledged.push(person.words[at] ?? '');
      // A thread lives in the server's memory only: a crash ends it.
      else thread = null;
      if (sent?.ok && person.deletes && at === TURNS_EACH - 1) {
        const url = `${server.url}/v3/directline/conversations/${thread?.conversationId}`;
        person.isDeleted = (await call(url, { method: 'DELETE', headers: { authorization } }))?.status === 204;
      }
    }
  }

  async function talkInTeams(person: Person): Promise<void> {
    for (const [at, text] of person.texts.entries()) {
      await isBack;
      const activity = teamsActivity(text, SERVICE, {
        deliveryMode: 'expectReplies',
        from: { id: `29:${person.id}`, name: person.name, aadObjectId: '11111111-2222-3333-4444-555555555555' },
        conversation: { id: `a:talk-${person.id}`, conversationType: 'personal', tenantId: TENANT },
      });
      const sent = await call(`${server.url}/api/messages`, {
        method: 'POST',
        headers: { ...headersOf(person), authorization: `Bearer ${issuer.token()}` },
        body: JSON.stringify(activity),
      });
      if (sent?.ok) person.acknowledged.push(person.words[at] ?? '');
    }
  }

  async function talkInSlack(person: Person): Promise<void> {
    const channel = `D${person.id}`;
    const answers = () => slack.calls.filter(({ body }) => body.channel === channel).length;
    for (const [at, text] of person.texts.entries()) {
      await isBack;
      const before = answers();
      const event = { ...direct(text), channel, user: `U${person.id}` };
      const body = JSON.stringify(eventBody(event, { team_id: `T${person.id}` }));
      const timestamp = String(Math.floor(Date.now() / 1000));
      const digest = createHmac('sha256', SIGNING_SECRET).update(`v0:${timestamp}:${body}`).digest('hex');
      const signed = { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
      const headers = { ...headersOf(person), ...signed };
      const sent = await call(`${server.url}/slack/events`, { method: 'POST', headers, body });
      // A slow turn is acknowledged before it is over; what counts here is that the answer was given.
      if (sent?.ok && answers() > before) person.acknowledged.push(person.words[at] ?? '');
    }
  }

  /** Pages and searches leave no trace either. */
  async function lookAround(person: Person): Promise<void> {
    const word = person.words[0];
    for (const path of [`/en/${word}`, `/es/?q=${word}`, `/chat?lang=en&${word}`, `/hsds/3.0/services?search=${word}`])
      await call(`${server.url}${path}`, { headers: headersOf(person) });
  }

  async function talkInTheTerminal(): Promise<void> {
    const child = spawn(process.execPath, [join(ROOT, 'src', 'amparo.mjs'), 'chat'], {
      env: processEnvironment(settings),
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.stdin.end(`${planted.add(letters(12))} can ice come into my home\n\n`);
    await new Promise((resolve) => child.once('exit', resolve));
  }

  const acknowledged = () => people.reduce((sum, person) => sum + person.acknowledged.length, 0);

  it('the server does not start with a setting of Node.js that would log what people send', async () => {
    const env = processEnvironment({ ...settings, NODE_DEBUG: 'http' });
    const started = promisify(execFile)(process.execPath, [join(ROOT, 'src', 'amparo.mjs'), 'start'], { env });
    await expect(started).rejects.toThrow(/NODE_DEBUG.*Unset it/);
  });

  it('every acknowledged turn can be opened by staff, in order, none twice; and no byte on disk tells anything else', async () => {
    const waiting = [...people];
    const talkers = Array.from({ length: AT_ONCE }, async () => {
      for (let person = waiting.shift(); person; person = waiting.shift()) {
        if (waiting.length % 25 === 0) await lookAround(person);
        await { msteams: talkInTeams, slack: talkInSlack, directline: talkOnTheWeb }[person.channel](person);
      }
    });
    while (acknowledged() < (CONVERSATIONS * TURNS_EACH) / 2) await new Promise((resolve) => setTimeout(resolve, 5));
    let atTheCrash: ReturnType<PlantSearch['inFolders']> | undefined;
    isBack = (async () => {
      await server.crash();
      atTheCrash = new PlantSearch(planted.all).inFolders(searched());
      server = await startServerProcess(settings, logFile());
    })();
    await isBack;
    await Promise.all(talkers);
    await talkInTheTerminal();
    for (const channel of ['directline', 'msteams', 'slack']) {
      expect(
        people.some((person) => person.channel === channel && person.acknowledged.length > 1),
        channel,
      ).toBe(true);
    }

    const search = new PlantSearch(planted.all);
    const running = search.inFolders(searched());
    expect(await server.stop()).toBe(0);
    const stopped = search.inFolders(searched());

    for (const found of [atTheCrash, running, stopped]) expect(found?.hits.slice(0, 5)).toEqual([]);
    expect(acknowledged()).toBeGreaterThan(CONVERSATIONS * TURNS_EACH * 0.9);
    expect(people.filter((person) => person.isDeleted).length).toBeGreaterThan(3);

    server = await startServerProcess(settings, logFile());
    expect((await ana.login(Date.now() + 30_000)).status).toBe(200);
    const grant = ana.me?.grants[0];
    const reviewKey = keys.open(keys.decode(grant?.sealed ?? ''), keys.pairOf(ana.privateKey)) as Uint8Array;
    const opened = await openAll(reviewKey);
    checkTurns(opened);
    process.stderr.write(
      `${kind}: ${acknowledged()} turns acknowledged, ${opened.size} conversations opened; searched ` +
        `${planted.all.size} plants in ${stopped.files} files, ${(stopped.bytes / 1e6).toFixed(0)} MB, three times: no hit.\n`,
    );
  }, 300_000);

  async function openAll(reviewKey: Uint8Array): Promise<Map<string, SealedTurn[]>> {
    const database = await openDatabase(place);
    const rows = await database.db.selectFrom('turns').selectAll().orderBy('conversation_id').orderBy('seq').execute();
    await database.close();
    const found = new Map<string, SealedTurn[]>();
    for (const row of rows) {
      const turn = await openTurn(row, reviewKey);
      expect(turn, 'every turn opens').not.toBeNull();
      found.set(row.conversation_id, [...(found.get(row.conversation_id) ?? []), turn as SealedTurn]);
    }
    return found;
  }

  function checkTurns(opened: Map<string, SealedTurn[]>): void {
    const said = new Map<string, number>();
    for (const turns of opened.values()) {
      expect(turns.map((turn) => turn.seq)).toEqual(turns.map((_, at) => at + 1));
      const words = turns.map((turn) => turn.said?.split(' ')[0] ?? '');
      for (const word of words) said.set(word, (said.get(word) ?? 0) + 1);
      const person = people.find((each) => each.words.includes(words[0] ?? ''));
      const inOrder = person?.words.filter((word) => words.includes(word));
      expect(words).toEqual(inOrder);
      for (const turn of turns) {
        const text = JSON.stringify(turn);
        expect([...planted.all].filter((plant) => !person?.words.includes(plant) && text.includes(plant))).toEqual([]);
      }
    }
    expect([...said.values()].filter((times) => times > 1)).toEqual([]);
    for (const person of people) {
      if (person.isDeleted) expect(said.has(person.acknowledged.at(-1) ?? '')).toBe(false);
      else expect(person.acknowledged.filter((word) => !said.has(word))).toEqual([]);
    }
  }

  it('the same search finds what is planted unsealed, in every encoding, in files and in the database', async () => {
    const plant = letters(12);
    const search = new PlantSearch([plant]);
    expect(search.inFolders(searched()).hits).toEqual([]);
    const file = join(around, 'tmp', 'control');
    const utf8 = Buffer.from(plant);
    const utf16 = Buffer.from(plant, 'utf16le');
    const ways: [string, Buffer][] = [
      ['UTF-8', utf8],
      ['upper case', Buffer.from(plant.toUpperCase())],
      ['UTF-16LE', utf16],
      ['UTF-16BE', Buffer.from(utf16).swap16()],
      ['hexadecimal', Buffer.from(utf8.toString('hex'))],
      ...[0, 1, 2].flatMap((at): [string, Buffer][] => [
        [
          `base64 at ${at}`,
          Buffer.from(Buffer.concat([Buffer.alloc(at, 'x'), utf8, Buffer.from('yz')]).toString('base64')),
        ],
        [`base64 of UTF-16 at ${at}`, Buffer.from(Buffer.concat([Buffer.alloc(at, 'x'), utf16]).toString('base64'))],
      ]),
    ];
    for (const [way, bytes] of ways) {
      writeFileSync(file, randomBytes(1001));
      appendFileSync(file, Buffer.concat([bytes, randomBytes(500)]));
      expect(search.inFolders([join(around, 'tmp')]).hits.length, way).toBeGreaterThan(0);
    }
    rmSync(file);
    const { db, close } = await openDatabase(place);
    const row = { conversation_id: 'control', seq: 1, hour: 1, key_id: 'none', sealed: utf8 };
    await sql`insert into conversations (id, channel, first_hour, last_hour, turns, unanswered, clarified, emergency,
      bad_feedback, topics, hold) values ('control', 'x', 1, 1, 1, 0, 0, 0, 0, '[]', 0)`.execute(db);
    await db.insertInto('turns').values(row).execute();
    expect(search.inFolders(searched()).hits.length).toBeGreaterThan(0);
    await close();
  }, 60_000);
});
