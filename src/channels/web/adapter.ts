import { type Activity, BotAdapter, type ConversationReference, type ResourceResponse, TurnContext } from 'botbuilder';
import type { Reply } from '../../reply/index.js';
import { renderMarkdown } from '../markdown.js';
import type { LiveThreads } from './threads.js';

/** Channel id under which the SDK keeps the state of conversations on the web. */
export const WEB_CHANNEL = 'directline';

/**
 * The web's adapter: turns run in this process, replies go into the live thread that the client reads.
 */
export class WebAdapter extends BotAdapter {
  constructor(private readonly threads: LiveThreads) {
    super();
  }

  /** Runs one turn; resolves when all replies are in the thread. */
  async receive(activity: Partial<Activity>, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    await this.runMiddleware(new TurnContext(this, activity), logic);
  }

  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const { conversation, recipient, id: replyToId } = context.activity;
    return activities.map((activity) => {
      const id = this.threads.append(conversation.id, {
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

  override async continueConversation(
    reference: Partial<ConversationReference>,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const activity = TurnContext.applyConversationReference(
      { type: 'event', name: 'continueConversation' },
      reference,
      true,
    );
    await this.receive(activity, logic);
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
