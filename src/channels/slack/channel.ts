import { InstallProvider, type LogLevel } from '@slack/oauth';
import type { Activity, Middleware, TurnContext } from 'botbuilder';
import type { ChannelHealth } from '../channel-health.js';
import { ConversationGoneError, type DeliveryPace } from '../deliver.js';
import type { HiddenIds } from '../hidden-ids.js';
import { SeenMessages } from '../seen-messages.js';
import { TurnQueue } from '../turn-queue.js';
import { SLACK_CHANNEL, SlackAdapter } from './adapter.js';
import type { Ask, Inbound, Workspace } from './inbound.js';
import { KeptInstallations, type WorkspaceStore, workspaceId } from './installations.js';
import { SCOPES } from './manifest.js';
import type { BlockWords } from './render-blocks.js';
import type { SlackSettings } from './settings.js';
import { clientOptions, SILENT, webClient } from './web-api.js';

/** Slack tries again at once, after a minute, and after five. */
const SEEN_MS = 15 * 60_000;
const MOST_SEEN = 20_000;
const LOCALE_MS = 1_500;
const LOCALE_KEPT_MS = 24 * 3_600_000;
const MOST_LOCALES = 10_000;

export interface SlackOptions {
  readonly settings: SlackSettings;
  /** Address of this server for the redirect of an installation; null where it is not told. */
  readonly publicUrl: string | null;
  /** Signs the state of an installation; there wherever workspaces install the app themselves. */
  readonly secret: string | null;
  readonly hiddenIds: HiddenIds;
  readonly workspaces: WorkspaceStore;
  readonly health: ChannelHealth;
  readonly words: (language: string) => BlockWords;
  /** Puts what stands behind a slash command into the words of a direct command, where it is one. */
  readonly commandText: (text: string) => string;
  readonly onTurn: (context: TurnContext) => Promise<void>;
  /** Around each turn, for example the one that saves the dialog's state. */
  readonly middleware: readonly Middleware[];
  /** Deletes all that is kept of a conversation (hidden id). */
  readonly forget: (channelId: string, conversation: string) => Promise<void>;
  /** Told of what broke on our side; never what a person wrote. */
  readonly onFault: (fault: unknown) => void;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  readonly pace: DeliveryPace;
}

/** Slack, whichever way its requests arrive (HTTP or socket). */
export class SlackChannel {
  /** Handles installation by several workspaces; null with one token. */
  readonly installer: InstallProvider | null;
  private readonly adapter: SlackAdapter;
  private readonly installations: KeptInstallations;
  private readonly queue = new TurnQueue();
  private readonly seen: SeenMessages;
  private readonly locales = new Map<string, { readonly locale: string | null; readonly at: number }>();

  constructor(private readonly options: SlackOptions) {
    const { settings, workspaces, hiddenIds, secret } = options;
    this.adapter = new SlackAdapter(options);
    this.adapter.use(...options.middleware);
    this.installations = new KeptInstallations(workspaces, hiddenIds);
    this.seen = new SeenMessages(SEEN_MS, MOST_SEEN, options.now);
    const { access } = settings;
    this.installer =
      access.kind === 'oauth' && secret !== null
        ? new InstallProvider({
            clientId: access.clientId,
            clientSecret: access.clientSecret,
            stateSecret: secret,
            installationStore: this.installations,
            directInstall: true,
            installUrlOptions: {
              scopes: [...SCOPES],
              ...(options.publicUrl ? { redirectUri: `${options.publicUrl}/slack/oauth_redirect` } : {}),
            },
            clientOptions: clientOptions(settings.apiUrl, options.pace.timeoutMs),
            ...(settings.apiUrl ? { authorizationUrl: new URL('/oauth/v2/authorize', settings.apiUrl).href } : {}),
            logger: SILENT,
            logLevel: 'error' as LogLevel,
          })
        : null;
    options.health.add(SLACK_CHANNEL);
  }

  /**
   * Answers what Slack brought; resolves when the answers are taken.
   *
   * @throws what kept the turn from its end, so that Slack may bring it again.
   */
  async handle(inbound: Exclude<Inbound, { kind: 'challenge' }>): Promise<void> {
    if (inbound.kind === 'ignore') return;
    if (inbound.kind === 'left') {
      await this.leave(inbound.workspace);
      return;
    }
    const conversation = this.conversationOf(inbound);
    await this.queue.run(conversation, () => this.answer(inbound, conversation));
  }

  private async answer(ask: Ask, conversation: string): Promise<void> {
    const { hiddenIds, health } = this.options;
    const message = ask.id === null ? null : hiddenIds.hide(SLACK_CHANNEL, 'request', ask.id);
    const progress = message === null ? { sent: 0, done: false } : this.seen.progressOf(message);
    if (progress.done) return;
    try {
      const token = await this.tokenOf(ask.workspace);
      // Uninstalled since, or of another app: there is no way to answer.
      if (token === null) return;
      const client = webClient(token, this.options.settings.apiUrl, this.options.pace.timeoutMs);
      await this.noteConversation(ask.workspace, conversation);
      const locale = await this.localeOf(ask, token);
      const chosen = ask.said.kind === 'choice' ? ask.said.label : null;
      await this.adapter.turn(
        this.activityOf(ask, conversation, message, locale),
        { target: ask.target, client, progress, chosen },
        this.options.onTurn,
      );
      progress.done = true;
      health.succeeded(SLACK_CHANNEL);
    } catch (fault) {
      if (fault instanceof ConversationGoneError) {
        progress.done = true;
        return;
      }
      health.failed(SLACK_CHANNEL);
      throw fault;
    }
  }

  /** What the bot is given: the words, the language, hidden ids, and nothing else of the wire. */
  private activityOf(ask: Ask, conversation: string, message: string | null, locale: string | null): Activity {
    const { said } = ask;
    const event = said.kind === 'opened' ? { type: 'event', name: 'amparo/join' } : null;
    const text = said.kind === 'text' ? said.text : said.kind === 'command' ? this.options.commandText(said.text) : '';
    return {
      ...(event ?? { type: 'message', text }),
      channelId: SLACK_CHANNEL,
      conversation: { id: conversation },
      from: { id: this.options.hiddenIds.hide(SLACK_CHANNEL, ...teamOf(ask.workspace), ask.user), role: 'user' },
      recipient: { id: 'amparo', name: 'Amparo', role: 'bot' },
      ...(message ? { id: message } : {}),
      locale: locale ?? undefined,
      channelData: { workspace: true, ...(said.kind === 'choice' ? { choose: said.choose } : {}) },
    } as unknown as Activity;
  }

  private conversationOf({ workspace, conversation }: Ask): string {
    return this.options.hiddenIds.hide(SLACK_CHANNEL, ...teamOf(workspace), ...conversation);
  }

  private async tokenOf(workspace: Workspace): Promise<string | null> {
    const { access } = this.options.settings;
    if (access.kind === 'token') return access.botToken;
    const kept = await this.installations.kept(workspaceId(this.options.hiddenIds, workspace));
    if (kept === null) return null;
    if (!kept.bot.refreshToken || !this.installer) return kept.bot.token;
    const { botToken } = await this.installer.authorize({
      teamId: workspace.team ?? undefined,
      enterpriseId: workspace.enterprise ?? undefined,
      isEnterpriseInstall: workspace.isEnterprise,
    });
    return botToken ?? null;
  }

  /** So that uninstalling finds it again. A database that is gone does not keep anybody from an answer. */
  private async noteConversation(workspace: Workspace, conversation: string): Promise<void> {
    await this.options.workspaces
      .note(workspaceId(this.options.hiddenIds, workspace), conversation)
      .catch(() => undefined);
  }

  /** The language of the person's Slack, asked for once a day; an answer never waits long for it. */
  private async localeOf({ workspace, user }: Ask, token: string): Promise<string | null> {
    const key = this.options.hiddenIds.hide(SLACK_CHANNEL, ...teamOf(workspace), user);
    const known = this.locales.get(key);
    const now = this.options.now();
    if (known && now - known.at < LOCALE_KEPT_MS) return known.locale;
    const locale = await this.askLocale(user, token);
    if (this.locales.size >= MOST_LOCALES) this.locales.clear();
    this.locales.set(key, { locale, at: now });
    return locale;
  }

  private async askLocale(user: string, token: string): Promise<string | null> {
    try {
      const client = webClient(token, this.options.settings.apiUrl, LOCALE_MS);
      // Of all that Slack tells about a person, this one word is read.
      const { user: told } = await client.users.info({ user, include_locale: true });
      const locale = (told as { locale?: unknown } | undefined)?.locale;
      return typeof locale === 'string' && locale.length <= 35 ? locale : null;
    } catch {
      // Without the scope, or too slow: the language of what is written decides.
      return null;
    }
  }

  /** Uninstalled: everything of this workspace is deleted, its token last, so that a fault can be taken up again. */
  private async leave(workspace: Workspace): Promise<void> {
    const { workspaces, hiddenIds, forget } = this.options;
    const id = workspaceId(hiddenIds, workspace);
    for (const conversation of await workspaces.conversationsOf(id)) await forget(SLACK_CHANNEL, conversation);
    await workspaces.remove(id);
  }
}

function teamOf({ team, enterprise }: Workspace): string[] {
  return [team ?? enterprise ?? ''];
}
