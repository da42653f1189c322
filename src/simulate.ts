import { AutoSaveStateMiddleware, type ConversationState } from 'botbuilder';
import { z } from 'zod';
import { AmparoBot, type AmparoChannelData, type Knowledge } from './bot/index.js';
import { TerminalAdapter } from './channels/terminal/index.js';
import type { DialogEffect, Flows } from './dialogs/index.js';

/** What a turn must bring; all that is named must hold. */
export const Expectation = z.strictObject({
  topic: z.string().nullable().optional(),
  action: z.enum(['answer', 'clarify', 'out-of-scope', 'refuse']).optional(),
  emergency: z.boolean().optional(),
  place: z.string().nullable().optional(),
  language: z.string().optional(),
  /** Number of messages. */
  messages: z.number().optional(),
  contains: z.array(z.string()).default([]),
  lacks: z.array(z.string()).default([]),
  /** Id of the first organization shown. */
  first: z.string().optional(),
  /** Buttons, by label or id. */
  offers: z.array(z.string()).default([]),
  /** What happens outside of the dialog. */
  effects: z.array(z.enum(['delete-conversation', 'feedback'])).optional(),
});
export type Expectation = z.infer<typeof Expectation>;

const PlayedTurn = z
  .strictObject({ says: z.string().optional(), taps: z.string().optional(), hears: Expectation })
  .refine((turn) => (turn.says === undefined) !== (turn.taps === undefined), {
    message: 'write either what the person says or what they tap',
  });

/** One conversation of `tests/conversations/*.yaml`, or of a file for `amparo simulate`. */
export const PlayedConversation = z.strictObject({
  title: z.string().min(1),
  language: z.string().default('en'),
  place: z.string().optional(),
  /** Instant at which the clock stands still, as 2026-11-25T18:00:00Z. */
  now: z.iso.datetime({ error: 'write it as 2026-11-25T18:00:00Z' }).optional(),
  turns: z.array(PlayedTurn).min(1),
});
export type PlayedConversation = z.infer<typeof PlayedConversation>;

export const PlayedConversations = z.array(PlayedConversation).min(1);

/** Where a conversation departs from what was expected. `turn` counts from 1. */
export interface Departure {
  readonly turn: number;
  readonly said: string;
  readonly field: string;
  readonly expected: unknown;
  readonly heard: unknown;
}

export interface SimulationOptions {
  readonly knowledge: Knowledge;
  readonly createState: (now: () => number) => ConversationState;
  /** Milliseconds since 1970, UTC; where the conversation names no instant. */
  readonly now: () => number;
  /** Collects the flow steps and options that were gone through. */
  readonly visited?: Set<string>;
  /** Told each turn: what the person said, and all that the bot answers, as the terminal shows it. */
  readonly onTurn?: (said: string, answer: string) => void;
}

let conversations = 0;

/** Plays a conversation through the whole bot; only the wire is left out. */
export async function playConversation(
  conversation: PlayedConversation,
  options: SimulationOptions,
): Promise<readonly Departure[]> {
  const stands = conversation.now === undefined ? null : Date.parse(conversation.now);
  const now = () => stands ?? options.now();
  const state = options.createState(now);
  const effects: DialogEffect[] = [];
  let fault: unknown = null;
  const bot = new AmparoBot({
    conversationState: state,
    knowledge: () => options.knowledge,
    requireReview: false,
    now,
    onFault: (broken) => {
      fault = broken;
    },
    onEffect: (effect) => {
      effects.push(effect);
      return Promise.resolve();
    },
    onVisit: (visited) => {
      for (const each of visited) options.visited?.add(each);
    },
  });
  conversations += 1;
  const adapter = new TerminalAdapter(`simulation-${conversations}`, (context) => bot.run(context));
  adapter.use(new AutoSaveStateMiddleware(state));
  const departures: Departure[] = [];
  let choices: readonly { id: string; label: string }[] = [];
  for (const [index, turn] of conversation.turns.entries()) {
    effects.length = 0;
    const tapped = turn.taps === undefined ? null : findChoice(turn.taps, choices);
    const said = await adapter.say(tapped?.label ?? turn.taps ?? turn.says ?? '', {
      locale: conversation.language,
      channelData: {
        ...(turn.taps === undefined ? {} : { choose: tapped?.id ?? turn.taps }),
        ...(conversation.place === undefined ? {} : { place: conversation.place }),
      },
    });
    if (fault !== null) throw fault;
    const last = said.at(-1);
    const facts = (last?.channelData.amparo ?? {}) as AmparoChannelData;
    choices = said.flatMap((message) => message.reply?.choices ?? []);
    const heard: Heard = {
      facts,
      text: said.map((message) => message.text).join('\n\n'),
      messages: said.length,
      choices,
      effects: effects.map(({ kind }) => kind),
    };
    options.onTurn?.(tapped?.label ?? turn.taps ?? turn.says ?? '', heard.text);
    for (const departure of compare(turn.hears, heard)) {
      departures.push({ turn: index + 1, said: turn.says ?? turn.taps ?? '', ...departure });
    }
  }
  return departures;
}

interface Heard {
  readonly facts: AmparoChannelData;
  readonly text: string;
  readonly messages: number;
  readonly choices: readonly { readonly id: string; readonly label: string }[];
  readonly effects: readonly string[];
}

function findChoice(wanted: string, choices: Heard['choices']): { id: string; label: string } | null {
  return choices.find(({ id, label }) => id === wanted || label === wanted) ?? null;
}

function compare(expected: Expectation, heard: Heard): Omit<Departure, 'turn' | 'said'>[] {
  const { contains, lacks, offers, first, messages, effects, ...facts } = expected;
  const found: Omit<Departure, 'turn' | 'said'>[] = [];
  const expect = (field: string, wanted: unknown, got: unknown): void => {
    if (JSON.stringify(wanted) !== JSON.stringify(got)) found.push({ field, expected: wanted, heard: got });
  };
  const given = heard.facts as unknown as Readonly<Record<string, unknown>>;
  for (const [field, wanted] of Object.entries(facts)) expect(field, wanted, given[field]);
  if (messages !== undefined) expect('messages', messages, heard.messages);
  if (first !== undefined) expect('first', first, heard.facts.organizations[0]);
  if (effects !== undefined) expect('effects', effects, heard.effects);
  const text = heard.text.replace(/\s+/g, ' ');
  for (const each of contains)
    if (!text.includes(each)) found.push({ field: 'contains', expected: each, heard: '(not in the answer)' });
  for (const each of lacks)
    if (text.includes(each)) found.push({ field: 'lacks', expected: each, heard: '(in the answer)' });
  const offered = heard.choices.flatMap(({ id, label }) => [id, label]);
  for (const each of offers) {
    if (!offered.includes(each)) {
      found.push({ field: 'offers', expected: each, heard: heard.choices.map(({ label }) => label) });
    }
  }
  return found;
}

/** All steps and options that a set of conversations can go through, as `flow/step` and `flow/step/option`. */
export function stepsAndOptions(flows: Flows): string[] {
  return [...flows.values()].flatMap((flow) =>
    Object.entries(flow.steps).flatMap(([id, step]) => [
      `${flow.id}/${id}`,
      ...('choose' in step ? step.choose.map((option) => `${flow.id}/${id}/${option}`) : []),
    ]),
  );
}
