import { type Activity, BotAdapter, type ResourceResponse, TurnContext } from 'botbuilder';
import type { Reply } from '../../reply/index.js';
import { renderText } from './render-text.js';

/** One answering message as the terminal, tests and tools see it. */
export interface SaidMessage {
  readonly text: string;
  readonly channelData: Readonly<Record<string, unknown>>;
  readonly reply: Reply | null;
}

/** A conversation in this process without any wire: `amparo chat`, conversation tests, tools. */
export class TerminalAdapter extends BotAdapter {
  private said: SaidMessage[] = [];
  private count = 0;

  constructor(
    private readonly conversationId: string,
    private readonly onTurn: (context: TurnContext) => Promise<void>,
  ) {
    super();
  }

  /**
   * Sends one message of the person's and gives all that the bot says to it.
   *
   * @param extra fields of the activity beside the text: `locale`, `channelData`.
   */
  async say(text: string, extra: Partial<Activity> = {}): Promise<readonly SaidMessage[]> {
    this.said = [];
    this.count += 1;
    const activity = {
      type: 'message',
      id: String(this.count),
      channelId: 'terminal',
      text,
      from: { id: 'person', role: 'user' },
      recipient: { id: 'amparo', name: 'Amparo', role: 'bot' },
      conversation: { id: this.conversationId },
      ...extra,
    };
    await this.runMiddleware(new TurnContext(this, activity as unknown as Partial<Activity>), this.onTurn);
    return this.said;
  }

  override async sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    return activities.map((activity) => {
      const channelData = (activity.channelData ?? {}) as Record<string, unknown>;
      const reply = (channelData.reply as Reply | undefined) ?? null;
      this.said.push({ text: reply ? renderText(reply) : (activity.text ?? ''), channelData, reply });
      return { id: String(this.said.length) };
    });
  }

  override async updateActivity(): Promise<undefined> {
    throw new Error('The terminal does not change what was said');
  }

  override async deleteActivity(): Promise<void> {
    throw new Error('The terminal does not delete what was said');
  }

  override async continueConversation(): Promise<void> {
    throw new Error('The terminal cannot be written to first');
  }
}
