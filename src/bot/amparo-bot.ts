import { ActivityHandler, type ConversationState, type StatePropertyAccessor, type TurnContext } from 'botbuilder';
import { z } from 'zod';
import type { Content, Language, PlaceId } from '../content/index.js';
import {
  type DialogEffect,
  DialogState,
  EMPTY_STATE,
  type Flows,
  firstLanguage,
  type RespondOptions,
  respond,
  type TurnResult,
} from '../dialogs/index.js';
import { type ChoiceId, chooseAnswer, type KnownPlace, lineOf, phrase, phrasesOf, type Reply } from '../reply/index.js';
import type { TurnToKeep } from '../store/index.js';
import type { UtteranceContext } from '../understanding/index.js';
import { keptTurn } from './kept-turn.js';
import type { Knowledge } from './knowledge.js';
import { toActivity } from './reply-activity.js';

/** What the bot is given; `knowledge` is asked for at every turn, because content may be read again. */
export interface BotOptions {
  readonly conversationState: ConversationState;
  readonly knowledge: () => Knowledge;
  readonly requireReview: boolean;
  /** Address of our website, offered in workspaces as the more private place; null where none is set. */
  readonly website?: string | null;
  /** Days after which an organization is told to be unconfirmed. */
  readonly staleDays?: number;
  /** Milliseconds since 1970, UTC. */
  readonly now: () => number;
  /** Carries out what a turn causes outside of the dialog, before its replies are sent. */
  readonly onEffect?: (effect: DialogEffect, context: TurnContext) => Promise<void>;
  /** Told which flow steps and options a turn went through; for measuring conversation tests. */
  readonly onVisit?: (visited: readonly string[]) => void;
  /** Told that a turn broke; never what was said in it. */
  readonly onFault: (fault: unknown) => void;
  /** Keeps a turn, masked already, before the replies go out. It must not throw: the answer comes first. */
  readonly keep?: (turn: TurnToKeep) => Promise<void>;
}

/** Longest text that is read; the rest is left out and the person is told. */
const MOST_CHARACTERS = 2000;

const ChoiceIdText = z.templateLiteral([
  z.enum(['topic', 'flow', 'option', 'command', 'language', 'search']),
  ':',
  z.string().max(200),
]);

/** What our own clients send beside the text; anything else there is ignored. */
const PersonChannelData = z.looseObject({
  choose: ChoiceIdText.optional().catch(undefined),
  place: z.string().max(60).optional().catch(undefined),
  /** Set by the channels of workspaces (Teams, Slack): their owner can read along. */
  workspace: z.boolean().optional().catch(undefined),
});

/** Event with which a page asks for the first screen. */
export const JOIN_EVENTS: readonly string[] = ['amparo/join', 'webchat/join'];

/**
 * One turn: an activity in, replies out. The same for every channel; which one it is, is not known here.
 */
export class AmparoBot extends ActivityHandler {
  private readonly dialog: StatePropertyAccessor<unknown>;

  constructor(private readonly options: BotOptions) {
    super();
    this.dialog = options.conversationState.createProperty('dialog');
    this.onMessage(async (context, next) => {
      await this.answerMessage(context);
      await next();
    });
    this.onEvent(async (context, next) => {
      if (JOIN_EVENTS.includes(context.activity.name ?? '')) await this.welcome(context);
      await next();
    });
  }

  /** Runs the turn; a person never sees an error, but a calm sentence and a number. */
  override async run(context: TurnContext): Promise<void> {
    try {
      await super.run(context);
    } catch (fault) {
      this.options.onFault(fault);
      await context.sendActivity(toActivity(this.apology(context)));
    }
  }

  private async answerMessage(context: TurnContext): Promise<void> {
    const { activity } = context;
    const { content, flows, understander } = this.options.knowledge();
    const channelData = PersonChannelData.safeParse(activity.channelData ?? {}).data;
    const choice = (channelData?.choose ?? null) as ChoiceId | null;
    const written = typeof activity.text === 'string' ? activity.text : '';
    const text = written.slice(0, MOST_CHARACTERS);
    const before = await this.readState(context);
    const pagePlace = this.placeOf(channelData?.place ?? null, before.language ?? activity.locale ?? null);
    const locale = firstLanguage(content, activity.locale ?? null);
    const known: UtteranceContext = {
      language: before.language ?? locale,
      ...((before.flow?.asked ?? before.topic) ? { topic: (before.flow?.asked ?? before.topic) as string } : {}),
      ...((before.place ?? pagePlace) ? { place: (before.place ?? pagePlace)?.id as PlaceId } : {}),
    };
    const understanding = choice === null && text.trim() !== '' ? understander.understand(text, known) : null;
    const result = respond(this.respondOptions(content, flows), before, {
      text,
      choice,
      understanding,
      pagePlace,
      locale,
      workspace: channelData?.workspace ?? false,
      now: this.options.now(),
    });
    const { replies } = result;
    const shown = written.length > MOST_CHARACTERS ? replies.map((reply) => this.withCutNotice(reply)) : replies;
    const offered = before.offered.map((each) => each.id);
    const versionOf = (reply: Reply): string | null => this.versionOf(content, reply);
    await this.options.keep?.(keptTurn(activity, { text, choice, offered, understanding, replies, versionOf }));
    await this.send(context, { ...result, replies: shown });
  }

  private async welcome(context: TurnContext): Promise<void> {
    const { content, flows } = this.options.knowledge();
    const before = await this.readState(context);
    const result = respond(this.respondOptions(content, flows), before, {
      text: '',
      choice: 'topic:bot.greeting',
      understanding: null,
      pagePlace: null,
      locale: firstLanguage(content, context.activity.locale ?? null),
      workspace: PersonChannelData.safeParse(context.activity.channelData ?? {}).data?.workspace ?? false,
      now: this.options.now(),
    });
    await this.send(context, result);
  }

  private async send(context: TurnContext, { state, replies, effects, visited }: TurnResult): Promise<void> {
    await this.dialog.set(context, state);
    this.options.onVisit?.(visited);
    for (const effect of effects) await this.options.onEffect?.(effect, context);
    await context.sendActivities(replies.map(toActivity));
  }

  private respondOptions(content: Content, flows: Flows): RespondOptions {
    const { requireReview, website = null, staleDays } = this.options;
    return { content, flows, requireReview, website, staleDays };
  }

  private async readState(context: TurnContext): Promise<DialogState> {
    const stored = await this.dialog.get(context, EMPTY_STATE);
    // A state of another version, or damaged, is not worth an error: the conversation begins anew.
    return DialogState.safeParse(stored).data ?? EMPTY_STATE;
  }

  private placeOf(id: PlaceId | null, language: Language | null): KnownPlace | null {
    if (id === null) return null;
    const { cities, states } = this.options.knowledge().content;
    const city = cities.find((each) => each.id === id);
    const found = city ?? states.find((each) => each.id === id);
    if (!found) return null;
    const names: Readonly<Record<string, string>> = found.names;
    const name = names[language ?? 'en'] ?? found.names.en;
    return { id: found.id, kind: found.kind, name, state: city ? city.state : found.id };
  }

  private versionOf(content: Content, { action, topic, place, language }: Reply): string | null {
    const known = action === 'answer' && topic !== null ? content.topics.get(topic) : undefined;
    return known ? (chooseAnswer(known, this.placeOf(place, language), language)?.fingerprint ?? null) : null;
  }

  private withCutNotice(reply: Reply): Reply {
    const text = phrase(this.options.knowledge().content, reply.language, 'tooLong');
    return { ...reply, blocks: [{ kind: 'paragraph', line: lineOf(text) }, ...reply.blocks] };
  }

  private apology(context: TurnContext): Reply {
    const { content } = this.options.knowledge();
    const language = firstLanguage(content, context.activity.locale ?? null);
    return {
      language,
      direction: phrasesOf(content, language).direction,
      action: 'out-of-scope',
      topic: null,
      part: null,
      place: null,
      asOf: null,
      emergency: false,
      blocks: [{ kind: 'paragraph', line: lineOf(phrase(content, language, 'error')) }],
      choices: [{ id: 'command:menu', label: phrase(content, language, 'menu') }],
      alternatives: [],
    };
  }
}
