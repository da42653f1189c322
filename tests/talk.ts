import { AutoSaveStateMiddleware } from 'botbuilder';
import { AmparoBot, type AmparoChannelData, type Knowledge, loadKnowledge } from '../src/bot/index.js';
import { knowledgeSource } from '../src/build-model.js';
import { TerminalAdapter } from '../src/channels/terminal/index.js';
import type { Reply } from '../src/reply/index.js';
import { createConversationState, ROOT } from '../src/server.js';

let loaded: Knowledge | undefined;

/** Content, flows and model of this repository, loaded once for all tests of a file. */
export function knowledge(): Knowledge {
  loaded ??= loadKnowledge(ROOT, knowledgeSource(ROOT));
  return loaded;
}

/** What a person heard in one turn: the facts of the last message that carried any, and all the text. */
export interface Heard extends AmparoChannelData {
  readonly text: string;
  readonly messages: number;
  readonly replies: readonly Reply[];
  readonly choices: readonly { readonly id: string; readonly label: string }[];
}

/** A person in a conversation with the whole bot. */
export interface Person {
  says(text: string): Promise<Heard>;
  taps(choice: string): Promise<Heard>;
  readonly heard: Heard;
}

export interface TalkOptions {
  readonly language?: string;
  readonly place?: string;
  /** ISO instant; the clock stands still there. */
  readonly now?: string;
  readonly requireReview?: boolean;
  /** As in Teams and Slack. */
  readonly workspace?: boolean;
  readonly website?: string;
  readonly knowledge?: Knowledge;
}

/** The clock of tests: a Wednesday noon in Chicago, in the days this content was written. */
export const TEST_NOW = '2026-11-25T18:00:00Z';
let count = 0;

/** Begins a conversation with the whole bot, understanding and content included; only the wire is left out. */
export function talk(options: TalkOptions = {}): Person {
  const now = Date.parse(options.now ?? TEST_NOW);
  const { state } = createConversationState(() => now);
  const faults: unknown[] = [];
  const bot = new AmparoBot({
    conversationState: state,
    knowledge: () => options.knowledge ?? knowledge(),
    requireReview: options.requireReview ?? false,
    website: options.website ?? null,
    now: () => now,
    onFault: (fault) => faults.push(fault),
  });
  count += 1;
  const adapter = new TerminalAdapter(`test-${count}`, (context) => bot.run(context));
  adapter.use(new AutoSaveStateMiddleware(state));
  let heard: Heard | undefined;
  const send = async (text: string, choose?: string): Promise<Heard> => {
    const said = await adapter.say(text, {
      locale: options.language ?? 'en',
      channelData: {
        ...(choose ? { choose } : {}),
        ...(options.place ? { place: options.place } : {}),
        ...(options.workspace ? { workspace: true } : {}),
      },
    });
    if (faults.length > 0) throw faults[0];
    const last = said.at(-1);
    if (!last?.reply) throw new Error('the bot said nothing');
    heard = {
      ...(last.channelData.amparo as AmparoChannelData),
      text: said.map((message) => message.text).join('\n\n'),
      messages: said.length,
      replies: said.flatMap((message) => (message.reply ? [message.reply] : [])),
      choices: last.reply.choices,
    };
    return heard;
  };
  return {
    says: (text) => send(text),
    taps: (choice) => {
      const offered = heard?.choices.find((each) => each.id === choice || each.label === choice);
      return send(offered?.label ?? choice, offered?.id ?? choice);
    },
    get heard() {
      if (!heard) throw new Error('nothing was said yet');
      return heard;
    },
  };
}
