import type { KnownBlock } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import { type Activity, BotAdapter, type ResourceResponse, TurnContext } from 'botbuilder';
import type { Reply } from '../../reply/index.js';
import { type DeliveryPace, deliver } from '../deliver.js';
import type { Progress } from '../seen-messages.js';
import type { Target } from './inbound.js';
import { type BlockWords, renderHome, renderMessages, type SlackMessage, textOfBlocks } from './render-blocks.js';
import { isAboutBlocks, judgeSlack } from './web-api.js';

/** Channel id under which the SDK keeps the state of Slack's conversations. */
export const SLACK_CHANNEL = 'slack';

/** One turn's way back. Real ids, for the turn only. */
export interface Destination {
  readonly target: Target;
  readonly client: WebClient;
  readonly progress: Progress;
  /** Label of the button that was tapped, shown above the answer. */
  readonly chosen: string | null;
}

interface Open extends Destination {
  /** Messages that this turn has produced so far, sent or left out. */
  produced: number;
  /** Set when Slack did not take a message: nothing more is sent, an apology neither, until the turn is tried again. */
  failure: unknown;
  readonly home: Reply[];
}

const DESTINATION = Symbol('where the answers go');

export interface SlackAdapterOptions {
  readonly words: (language: string) => BlockWords;
  readonly pace: DeliveryPace;
}

/**
 * Slack's adapter: what goes in to the bot names nobody, what comes out is drawn in blocks and delivered with patience.
 * It never writes first.
 */
export class SlackAdapter extends BotAdapter {
  constructor(private readonly options: SlackAdapterOptions) {
    super();
  }

  /** Runs one turn; resolves when Slack has taken every answer. */
  async turn(
    activity: Partial<Activity>,
    destination: Destination,
    logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    const open: Open = { ...destination, produced: 0, failure: null, home: [] };
    const context = new TurnContext(this, activity);
    context.turnState.set(DESTINATION, open);
    await this.runMiddleware(context, logic);
    if (open.failure !== null) throw open.failure;
    if (open.home.length > 0) await this.publishHome(open);
  }

  override async sendActivities(context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    const open = context.turnState.get<Open | undefined>(DESTINATION);
    if (!open) throw new Error('Slack: nothing is sent that was not asked for');
    if (open.failure !== null) throw open.failure;
    for (const activity of activities) {
      const reply = (activity.channelData as { reply?: Reply } | undefined)?.reply;
      if (!reply) continue;
      if (open.target.kind === 'home') open.home.push(reply);
      else await this.sendReply(open, reply, activity.text ?? '');
    }
    return activities.map(() => ({ id: '' }));
  }

  override async updateActivity(): Promise<undefined> {
    throw new Error('Slack: what was said is not changed');
  }

  override async deleteActivity(): Promise<void> {
    throw new Error('Slack: what was said is not deleted');
  }

  override async continueConversation(): Promise<void> {
    throw new Error('Slack: nobody is written to first');
  }

  private async sendReply(open: Open, reply: Reply, summary: string): Promise<void> {
    const chosen = open.produced === 0 ? open.chosen : null;
    for (const message of renderMessages(reply, this.options.words(reply.language), summary, chosen)) {
      open.produced += 1;
      // An earlier try of this turn has delivered it.
      if (open.produced <= open.progress.sent) continue;
      try {
        await this.deliverMessage(open, message);
      } catch (fault) {
        open.failure = fault;
        throw fault;
      }
      open.progress.sent = open.produced;
    }
  }

  private async deliverMessage({ target, client }: Open, message: SlackMessage): Promise<void> {
    let { text } = message;
    let blocks: readonly KnownBlock[] | null = message.blocks;
    await deliver(
      async (signal) => {
        try {
          await post(client, target, { text, ...(blocks ? { blocks } : {}) }, signal);
        } catch (fault) {
          if (!blocks || !isAboutBlocks(fault)) throw fault;
          // Slack changed a rule: the words matter more than how they look.
          text = textOfBlocks(blocks);
          blocks = null;
          await post(client, target, { text }, signal);
        }
      },
      this.options.pace,
      judgeSlack,
    );
  }

  private async publishHome({ client, target, home, chosen }: Open): Promise<void> {
    if (target.kind !== 'home') return;
    const last = home.at(-1);
    const blocks = renderHome(home, this.options.words(last?.language ?? 'en'), chosen);
    const view = { type: 'home' as const, blocks };
    await deliver(
      async () => {
        await client.views.publish({ user_id: target.user, view });
      },
      this.options.pace,
      judgeSlack,
    );
  }
}

interface Outgoing {
  readonly text: string;
  readonly blocks?: readonly KnownBlock[];
}

/** One try. Links are not unfolded: Slack would fetch the page and show it in everybody's sight. */
async function post(client: WebClient, target: Target, message: Outgoing, signal: AbortSignal): Promise<void> {
  const { text } = message;
  const blocks = message.blocks ? [...message.blocks] : undefined;
  if (target.kind === 'ephemeral') {
    const body = { response_type: 'ephemeral', replace_original: false, text, ...(blocks ? { blocks } : {}) };
    await answerUrl(target.responseUrl, body, signal);
    return;
  }
  if (target.kind !== 'message') return;
  const thread = target.thread === null ? {} : { thread_ts: target.thread };
  const common = { channel: target.channel, text, unfurl_links: false, unfurl_media: false, ...thread };
  await client.chat.postMessage(blocks ? { ...common, blocks } : common);
}

async function answerUrl(url: string, body: unknown, signal: AbortSignal): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal,
  });
  if (response.ok) {
    await response.body?.cancel();
    return;
  }
  const { status: statusCode, headers } = response;
  const text = await response.text();
  const retryAfter = Number(headers.get('retry-after'));
  // In the shape of the Web API's own faults, so that one judge reads both: what is asked for, what is named, or the status.
  const told =
    statusCode === 429 && retryAfter > 0
      ? { retryAfter }
      : statusCode < 500 && statusCode !== 429 && /^[a-z_]{1,60}$/.test(text)
        ? { data: { error: text } }
        : {};
  throw Object.assign(new Error('Slack did not take the answer'), { statusCode, ...told });
}
