import { randomBytes } from 'node:crypto';
import { watch } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { dirname, join, resolve as resolvePath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AutoSaveStateMiddleware, ConversationState } from 'botbuilder';
import pino, { type Logger } from 'pino';
import { AmparoBot, ContentError, type Knowledge, loadKnowledge, withoutExamples } from './bot/index.js';
import { knowledgeSource } from './build-model.js';
import { ChannelHealth } from './channels/channel-health.js';
import { HiddenIds } from './channels/hidden-ids.js';
import { createHsdsApi } from './channels/hsds/index.js';
import { createSite } from './channels/site/index.js';
import type { Slack, SlackOptions } from './channels/slack/index.js';
import { type CardWords, createTeamsEndpoint, quietConsole } from './channels/teams/index.js';
import {
  createWebApp,
  DirectLineSecret,
  LiveThreads,
  Streams,
  Tokens,
  WEB_CHANNEL,
  WebAdapter,
} from './channels/web/index.js';
import { type Content, formatFault } from './content/index.js';
import { afterGroup } from './dialogs/index.js';
import { phrasesOf } from './reply/index.js';
import { readSettings, type Settings, unusableDatabase } from './settings.js';
import { openStaffSide, type StaffDb } from './staff/index.js';
import { ExpiringStorage, type OpenStore, openStore, SlackWorkspaces } from './store/index.js';

/** The folder that holds `content/`, `dialogs/` and `dist/`. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Dialog state expires after a day without a word. */
const STATE_IDLE_MS = 24 * 3600 * 1000;
const MOST_STATES = 50_000;
const SWEEP_MS = 60_000;
/** A request under way may take so long to finish when the server is told to stop. */
const CLOSE_MS = 5_000;

/** A server that listens. */
export interface RunningServer {
  /** For example `http://127.0.0.1:3978`. */
  readonly url: string;
  /** Ends quietly: requests under way are answered first. */
  close(): Promise<void>;
}

/** Storage and state in memory only, for the terminal and for tests. */
export function createConversationState(now: () => number = Date.now) {
  const storage = new ExpiringStorage(STATE_IDLE_MS, MOST_STATES, now);
  return { storage, state: new ConversationState(storage) };
}

/**
 * Joins settings, content, bot and channels, and listens.
 *
 * @param overrides settings that differ from the environment, for tests and tools.
 * @throws {SettingsError} for a setting, {@link ContentError} for content that cannot be used.
 */
export async function startServer(overrides: Partial<Settings> = {}): Promise<RunningServer> {
  const { settings: fromEnvironment } = readSettings(process.env);
  const settings = { ...fromEnvironment, ...overrides };
  const log = pino({ level: settings.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const now = Date.now;
  let files = withoutExamples(loadKnowledge(ROOT, knowledgeSource(ROOT)));
  const store = await openStoreOf(settings, log, now);
  const state = new ConversationState(store.storage);
  const onFault = (fault: unknown): void => log.error(describeFault(fault), 'a turn failed');
  const staff = await openStaffSide({
    db: store.database.db as unknown as StaffDb,
    knowledge: () => files,
    requireReview: settings.requireReview,
    now,
    onFault: (fault) => log.error(describeFault(fault), 'the staff side failed'),
    scrub: () => store.database.scrub(),
    staffDir: join(ROOT, 'dist', 'staff'),
    host: settings.staffHost,
  });
  /** What the files say, and the notices that staff posted. */
  const knowledge = (): Knowledge => staff.withBulletins(files);
  const bot = new AmparoBot({
    conversationState: state,
    knowledge,
    requireReview: settings.requireReview,
    website: settings.publicUrl,
    staleDays: settings.staleDays,
    now,
    onFault,
    onEffect: async (effect, context) => {
      const { channelId, conversation } = context.activity;
      if (effect.kind === 'feedback') {
        await store.markFeedback(channelId, conversation.id, effect.helped);
        return;
      }
      if (channelId === WEB_CHANNEL) threads.forgetActivities(conversation.id);
      await store.forget(channelId, conversation.id);
      // Out of this turn too: it would be saved again at its end. Where the database is gone, the wish waits in the store.
      await state.delete(context).catch(() => undefined);
    },
    keep: (turn) => store.keep(turn),
  });
  const health = new ChannelHealth(now);
  const threads: LiveThreads = new LiveThreads(
    settings.threadIdleMinutes * 60_000,
    settings.threadMemoryMb * 1024 * 1024,
    now,
    (id, wished) => (wished ? store.forget(WEB_CHANNEL, id) : store.dropState(WEB_CHANNEL, id)),
  );
  const streams = new Streams(threads, now);
  const adapter = new WebAdapter(threads);
  adapter.use(new AutoSaveStateMiddleware(state));
  const hiddenIds = new HiddenIds(settings.tokenSecret);
  const teams = createTeamsEndpoint({
    settings: settings.teams,
    host: settings.host,
    trustProxyHops: settings.trustProxyHops,
    hiddenIds,
    health,
    words: (language) => cardWords(knowledge().content, language),
    onTurn: (context) => bot.run(context),
    middleware: [new AutoSaveStateMiddleware(state)],
    forget: (channelId, conversation) => store.forget(channelId, conversation),
    onFault,
    now,
  });
  const slack = await openSlack(settings, {
    hiddenIds,
    health,
    workspaces: new SlackWorkspaces(store.database, {
      secret: settings.tokenSecret ?? randomBytes(32).toString('hex'),
      retentionDays: settings.retentionDays,
      now,
    }),
    words: (language) => cardWords(knowledge().content, language),
    commandText: (text) => afterGroup('rights', text, knowledge().content.languages),
    onTurn: (context) => bot.run(context),
    middleware: [new AutoSaveStateMiddleware(state)],
    forget: (channelId, conversation) => store.forget(channelId, conversation),
    onFault,
    now,
  });
  const speakAgain = quietConsole();
  const app = createWebApp({
    ...settings,
    threads,
    tokens: new Tokens(settings.tokenSecret, now),
    secret: new DirectLineSecret(settings.directLineSecret),
    adapter,
    streams,
    onTurn: (context) => bot.run(context),
    now,
    knowledge,
    publicDir: join(ROOT, 'dist', 'public'),
    channels: () => health.statuses(),
    mountServices: (app) => {
      app.use(teams);
      if (slack) app.use(slack.router);
      app.use('/hsds/3.0', createHsdsApi({ content: () => knowledge().content }));
    },
    mount: (app) => {
      if (settings.staffPort === null) staff.mount(app);
    },
    mountPages: (app) => {
      const { requireReview, staleDays, publicUrl: baseUrl } = settings;
      app.use(
        createSite(() => ({
          content: knowledge().content,
          requireReview,
          staleDays,
          now: now(),
          baseUrl,
          chatUrl: '/chat',
        })),
      );
    },
    readiness: () => ({ ready: store.isUp, checks: { content: true, model: true, store: store.isUp } }),
    onFault,
  });
  const server = createServer(app);
  streams.attach(server);
  const sweeper = setInterval(() => threads.sweep(), SWEEP_MS).unref();
  const watchers = settings.contentReload
    ? watchContent(log, () => {
        files = withoutExamples(loadKnowledge(ROOT, knowledgeSource(ROOT)));
      })
    : [];
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(settings.port, settings.host, resolve);
  });
  if (settings.staffPort !== null) {
    const staffPort = await staff.listen(settings.staffPort, settings.host, settings.trustProxyHops);
    log.info({ staffPort }, 'the staff console has a port of its own');
  }
  // Not waited for: a Slack that cannot be reached must not keep the website from its people.
  void slack?.start();
  const { port } = server.address() as AddressInfo;
  const shownHost = settings.host === '0.0.0.0' || settings.host === '::' ? 'localhost' : settings.host;
  const unreviewed = [...files.content.topics.values()].filter((topic) => topic.review.length === 0).length;
  log.info({ topics: files.content.topics.size, unreviewed }, 'answers not yet reviewed by a lawyer');
  return {
    url: `http://${shownHost.includes(':') ? `[${shownHost}]` : shownHost}:${port}`,
    close: async () => {
      clearInterval(sweeper);
      speakAgain();
      for (const watcher of watchers) watcher.close();
      streams.close();
      staff.close();
      await slack?.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), CLOSE_MS).unref();
      });
      await store.close();
    },
  };
}

/** The store as the settings say. A relative data folder lies beside `content/`, from wherever the command was called. */
async function openStoreOf(settings: Settings, log: Logger, now: () => number): Promise<OpenStore> {
  try {
    return await openStore({
      ...settings,
      dataDir: resolvePath(ROOT, settings.dataDir),
      secret: settings.tokenSecret,
      now,
      onFault: (fault, consequence) => log.error(describeFault(fault), consequence),
    });
  } catch (fault) {
    throw unusableDatabase(fault, settings.databaseUrl);
  }
}

/** Slack, where it is set up. Its packages are loaded only then: they cost a third of the start. */
async function openSlack(
  { slack: settings, publicUrl, tokenSecret: secret }: Settings,
  rest: Omit<SlackOptions, 'settings' | 'publicUrl' | 'secret' | 'pace'>,
): Promise<Slack | null> {
  if (settings === null) return null;
  const { createSlack } = await import('./channels/slack/index.js');
  return createSlack({ ...rest, settings, publicUrl, secret });
}

/** The few words of a card's own: those of the chat window. */
function cardWords(content: Content, language: string): CardWords {
  const { call, website, emergency } = phrasesOf(content, language).widget;
  return { call, website, emergency };
}

/** Reads content again when a file changes; a fault keeps the last good content and says so. */
function watchContent(log: Logger, reload: () => void) {
  let timer: NodeJS.Timeout | undefined;
  const onChange = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      try {
        reload();
        log.info('content was read again');
      } catch (fault) {
        const faults = fault instanceof ContentError ? fault.faults.map(formatFault) : [];
        log.error({ faults }, 'content has faults: the last good version stays');
      }
    }, 150);
  };
  return ['content', 'dialogs'].map((folder) => watch(join(ROOT, folder), { recursive: true }, onChange));
}

/** What may be logged of a fault: its kind and where in our code, never a message that could carry a person's words. */
function describeFault(fault: unknown): { fault: string; at: readonly string[] } {
  const name = fault instanceof Error ? fault.name : typeof fault;
  const stack = fault instanceof Error ? (fault.stack ?? '').replace(fault.message, '') : '';
  const at = stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 6)
    .map((line) => line.trim().replace(ROOT, ''));
  return { fault: name, at };
}
