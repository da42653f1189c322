import { type Activity, BotAdapter, type ResourceResponse, TurnContext } from 'botbuilder';
import type { Reply } from '../../reply/index.js';
import { renderMarkdown } from '../markdown.js';
import type { ThreadKey } from './thread-key.js';
import type { LiveThreads } from './threads.js';

/** Channel id under which the SDK keeps the state of conversations on the web. */
export const WEB_CHANNEL = 'directline';

/** Where a turn carries the key of its thread: it goes with the turn. */
const KEY = Symbol('thread key');

/**
 * The web's adapter: turns run in this process, replies go into the live thread that the client reads.
 */
export class WebAdapter extends BotAdapter {
  constructor(private readonly threads: LiveThreads) {
    super();
  }

  /** Runs one turn; resolves when all replies are in the thread. */
  async receive(
    activity: Partial<Activity>,
    key: ThreadKey,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const context = new TurnContext(this, activity);
    context.turnState.set(KEY, key);
    await this.runMiddleware(context, logic);
  }

  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const { conversation, recipient, id: replyToId } = context.activity;
    const thread = { id: conversation.id, key: context.turnState.get<ThreadKey>(KEY) };
    return activities.map((activity) => {
      const id = this.threads.append(thread, {
        ...renderForWeb(activity),
        timestamp: new Date().toISOString(),
        channelId: WEB_CHANNEL,
        from: { id: recipient.id, name: recipient.name, role: 'bot' },
        conversation: { id: conversation.id },
        ...(replyToId ? { replyToId } : {}),
      });
      return { id: id ?? '' };
    });
  }

  override async updateActivity(): Promise<undefined> {
    throw new Error('The web channel does not change what was said');
  }

  override async deleteActivity(): Promise<void> {
    throw new Error('The web channel deletes whole conversations only');
  }

  override async continueConversation(): Promise<void> {
    throw new Error('The web channel speaks in answer only: the key of a thread comes with the request');
  }
}

/**
 * Draws a reply for Direct Line clients: Markdown with suggested actions for any of them, and the reply itself in
 * `channelData.reply` for our own widget.
 */
export function renderForWeb(activity: Partial<Activity>): Partial<Activity> {
  const reply = (activity.channelData as { reply?: Reply } | undefined)?.reply;
  if (!reply) return activity;
  const actions = reply.choices.map(({ label }) => ({ type: 'imBack', title: label, value: label }));
  return {
    ...activity,
    text: renderMarkdown(reply),
    textFormat: 'markdown',
    ...(actions.length > 0 ? { suggestedActions: { to: [], actions } } : {}),
  };
}
