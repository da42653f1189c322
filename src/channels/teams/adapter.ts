import {
  type Activity,
  CloudAdapter,
  type ConversationReference,
  type InvokeResponse,
  type ResourceResponse,
  type TurnContext,
} from 'botbuilder';
import type { Reply } from '../../reply/index.js';
import { type DeliveryPace, deliver } from '../deliver.js';
import type { HiddenIds } from '../hidden-ids.js';
import { renderMarkdown } from '../markdown.js';
import type { Progress } from '../seen-messages.js';
import { choiceOf, type InboundActivity, localeOf, textOf } from './activity.js';
import type { AuthenticatedRequest, TeamsAuthentication } from './authentication.js';
import { CARD_CONTENT_TYPE, type CardWords, renderCard } from './render-card.js';

type ConnectorClient = Awaited<ReturnType<NonNullable<AuthenticatedRequest['connectorFactory']>['create']>>;

/** Where the answers of a turn go: the real ids, which only this file sees. */
interface Destination {
  readonly inbound: InboundActivity;
  readonly connector: () => Promise<ConnectorClient>;
  readonly progress: Progress;
  /** Answers that this turn has produced so far, sent or left out. */
  produced: number;
  /** Set when the platform did not take an answer: nothing more is sent, an apology neither, until the turn is tried again. */
  failure: unknown;
  /** The typing indicator on its way; answers wait for it, so that it never stays after them. */
  typing: Promise<void>;
}

const DESTINATION = Symbol('where the answers go');
/** The typing indicator is a courtesy: it is not waited for longer. */
const TYPING_MS = 2_000;

/** Channels of Azure Bot Service whose clients draw Adaptive Cards; the others get text. */
const DRAWS_CARDS = new Set(['msteams', 'webchat', 'directline', 'emulator', 'm365extensions']);
/** Channels in which an employer or school owns what is written. */
const WORKSPACES = new Set(['msteams', 'm365extensions']);

export interface TeamsAdapterOptions {
  readonly authentication: TeamsAuthentication;
  readonly hiddenIds: HiddenIds;
  /** The few words of a card's own, in a language. */
  readonly words: (language: string) => CardWords;
  readonly pace: DeliveryPace;
}

/**
 * The SDK's adapter with our own ends: what goes in to the bot names nobody (hidden ids, no names, no addresses), and
 * what comes out is drawn as a card and delivered with patience. It never writes first.
 */
export class TeamsAdapter extends CloudAdapter {
  constructor(private readonly options: TeamsAdapterOptions) {
    super(options.authentication);
  }

  /** The conversation's hidden id, the only one that anything behind this adapter sees. */
  conversationOf(inbound: InboundActivity): string {
    return this.options.hiddenIds.hide(inbound.channelId, inbound.conversation.id);
  }

  /** The message's hidden id; null for a message without one. */
  messageOf(inbound: InboundActivity): string | null {
    return inbound.id ? this.options.hiddenIds.hide(inbound.channelId, inbound.conversation.id, inbound.id) : null;
  }

  /** @throws {UnauthorizedError} for a caller who is not the service; {@link KeysUnavailableError} when that cannot be told. */
  authenticate(inbound: InboundActivity, authorization: string): Promise<AuthenticatedRequest> {
    return this.options.authentication.authenticateRequest(sdkActivity(inbound), authorization);
  }

  /**
   * Runs one turn; resolves when every answer was taken by the platform.
   *
   * @param kind `welcome` asks the bot for its first screen.
   * @param progress how many answers an earlier try of this turn has delivered.
   * @returns the answers themselves, where the caller asked for them (`expectReplies`).
   */
  async turn(
    inbound: InboundActivity,
    authenticated: AuthenticatedRequest,
    kind: 'answer' | 'welcome',
    progress: Progress,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<InvokeResponse | undefined> {
    let connector: Promise<ConnectorClient> | undefined;
    const destination: Destination = {
      inbound,
      connector: () => {
        if (!authenticated.connectorFactory) throw new Error('Teams: the SDK gave no way to answer');
        connector ??= authenticated.connectorFactory
          .create(inbound.serviceUrl, authenticated.audience)
          .then(withoutOwnRetries);
        return connector;
      },
      progress,
      produced: 0,
      failure: null,
      typing: Promise.resolve(),
    };
    if (kind === 'answer' && inbound.deliveryMode !== 'expectReplies') destination.typing = sendTyping(destination);
    const result = await this.processActivity(
      // The SDK makes a client for each turn; ours is made when something is sent.
      { ...authenticated, connectorFactory: { create: async () => LATER } as never },
      this.hidden(inbound, kind),
      async (context) => {
        context.turnState.set(DESTINATION, destination);
        await logic(context);
      },
    );
    return result?.body ? { ...result, body: this.drawn(result.body, inbound) } : result;
  }

  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const destination = context.turnState.get<Destination | undefined>(DESTINATION);
    if (!destination) throw new Error('Teams: nothing is sent that was not asked for');
    if (destination.failure !== null) throw destination.failure;
    await destination.typing;
    for (const activity of activities) {
      destination.produced += 1;
      // An earlier try of this turn has delivered it.
      if (destination.produced <= destination.progress.sent) continue;
      await this.post(destination, addressed(this.draw(activity, destination.inbound.channelId), destination.inbound));
      destination.progress.sent = destination.produced;
    }
    return activities.map(() => ({ id: '' }));
  }

  override async updateActivity(): Promise<undefined> {
    throw new Error('Teams: what was said is not changed');
  }

  override async deleteActivity(): Promise<void> {
    throw new Error('Teams: what was said is not deleted');
  }

  override async continueConversationAsync(): Promise<void> {
    throw new Error('Teams: nobody is written to first');
  }

  override async createConversationAsync(): Promise<void> {
    throw new Error('Teams: nobody is written to first');
  }

  private async post(destination: Destination, activity: Partial<Activity>): Promise<void> {
    try {
      await deliver((signal) => postOnce(destination, activity, signal), this.options.pace);
    } catch (fault) {
      destination.failure = fault;
      throw fault;
    }
  }

  /** What the bot is given: the words, the language, hidden ids, and nothing else of the wire. */
  private hidden(inbound: InboundActivity, kind: 'answer' | 'welcome'): Activity {
    const choose = choiceOf(inbound);
    const hide = (id: string): string => this.options.hiddenIds.hide(inbound.channelId, id);
    return {
      ...(kind === 'welcome' ? { type: 'event', name: 'amparo/join' } : { type: 'message', text: textOf(inbound) }),
      channelId: inbound.channelId,
      conversation: { id: this.conversationOf(inbound) },
      from: { id: inbound.from ? hide(inbound.from.id) : 'person', role: 'user' },
      recipient: { id: 'amparo', name: 'Amparo', role: 'bot' },
      ...(inbound.id ? { id: this.messageOf(inbound) } : {}),
      locale: localeOf(inbound) ?? undefined,
      ...(inbound.deliveryMode === 'expectReplies' ? { deliveryMode: 'expectReplies' } : {}),
      channelData: {
        workspace: WORKSPACES.has(inbound.channelId),
        ...(choose === null ? {} : { choose }),
      },
    } as unknown as Activity;
  }

  private drawn(body: unknown, inbound: InboundActivity): unknown {
    const { activities } = body as { activities?: Partial<Activity>[] };
    if (!Array.isArray(activities)) return body;
    return { activities: activities.map((activity) => addressed(this.draw(activity, inbound.channelId), inbound)) };
  }

  /** The reply in what this channel shows; the notification's words stand in `summary`. */
  private draw(activity: Partial<Activity>, channelId: string): Partial<Activity> {
    const { reply, ...channelData } = (activity.channelData ?? {}) as { reply?: Reply };
    if (!reply) return activity;
    const { text, ...rest } = activity;
    if (!DRAWS_CARDS.has(channelId)) {
      const actions = reply.choices.map(({ label }) => ({ type: 'imBack', title: label, value: label }));
      const suggested = actions.length > 0 ? { suggestedActions: { to: [], actions } } : {};
      return { ...rest, text: renderMarkdown(reply), textFormat: 'markdown', ...suggested, channelData };
    }
    const summary = text ?? '';
    const content = renderCard(reply, this.options.words(reply.language), summary);
    return { ...rest, summary, attachments: [{ contentType: CARD_CONTENT_TYPE, content }], channelData };
  }
}

/**
 * Takes the SDK's own way of trying again out of a client (it knows no option for that): tries would multiply with ours,
 * and one message would be waited for longer than the service waits for us.
 */
function withoutOwnRetries(connector: ConnectorClient): ConnectorClient {
  const { client } = connector as unknown as {
    client?: { pipeline?: { removePolicy(policy: { name: string }): unknown } };
  };
  client?.pipeline?.removePolicy({ name: 'defaultRetryPolicy' });
  return connector;
}

/** Stands where the SDK wants a client at the start of each turn; sending makes the real one. */
const LATER = {} as ConnectorClient;

/** The activity with the real ids put back, as the platform must see it. */
function addressed(activity: Partial<Activity>, inbound: InboundActivity): Partial<Activity> {
  return {
    ...activity,
    channelId: inbound.channelId,
    serviceUrl: inbound.serviceUrl,
    conversation: { id: inbound.conversation.id } as ConversationReference['conversation'],
    ...(inbound.recipient ? { from: { id: inbound.recipient.id, name: 'Amparo' } } : {}),
    ...(inbound.from ? { recipient: { id: inbound.from.id, name: '' } } : {}),
    ...(inbound.id ? { replyToId: inbound.id } : {}),
  } as Partial<Activity>;
}

async function postOnce(
  destination: Destination,
  activity: Partial<Activity>,
  abortSignal: AbortSignal,
): Promise<void> {
  const { inbound } = destination;
  const { conversations } = await destination.connector();
  // Into the thread from which was asked: in a channel the conversation's id carries it.
  if (inbound.id) await conversations.replyToActivity(inbound.conversation.id, inbound.id, activity, { abortSignal });
  else await conversations.sendToConversation(inbound.conversation.id, activity, { abortSignal });
}

async function sendTyping(destination: Destination): Promise<void> {
  const pace: DeliveryPace = { tries: 1, timeoutMs: TYPING_MS, firstWaitMs: 0, longestWaitMs: 0 };
  try {
    await deliver((signal) => postOnce(destination, addressed({ type: 'typing' }, destination.inbound), signal), pace);
  } catch {
    // Whether the answer itself arrives is what counts, and is told by its own delivery.
  }
}

/** The few fields that the SDK's check of tokens reads. */
function sdkActivity(inbound: InboundActivity): Activity {
  return { type: inbound.type, channelId: inbound.channelId, serviceUrl: inbound.serviceUrl } as Activity;
}
