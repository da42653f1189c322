import type { Content, Language, PhraseId, TopicId } from '../content/index.js';
import {
  type Block,
  type Choice,
  type ChoiceId,
  type ComposeContext,
  composeAnswer,
  composeClientCard,
  composeProvenance,
  findOrganizations,
  type KnownPlace,
  labelOf,
  lineOf,
  phrase,
  phrasesOf,
  type Reply,
  type ReplyAction,
  wishesInWords,
} from '../reply/index.js';
import type { Command, PlaceMention, Understanding } from '../understanding/index.js';
import { type DirectCommand, readDirectCommand } from './direct-command.js';
import {
  type Advance,
  askAgain,
  chooseOption,
  continueFlow,
  type FlowOutput,
  isCurrent,
  startFlow,
  stepBack,
} from './engine.js';
import { type Flows, leadsToAsked } from './load-flows.js';
import { matchChoice } from './match-choice.js';
import type { FlowMemory } from './predicates.js';
import { type HelpWishes, isOnlyWishes, joinWishes, NO_WISHES, namesLegalHelp, readWishes } from './read-wishes.js';
import { findRefinement, newSearch, type RefinementId, refineChoices, refineSearch } from './refine-search.js';
import type { Effect } from './schema.js';
import { type DialogState, EMPTY_STATE } from './state.js';

/** What one turn brings. `choice` is a button's id; `understanding` is of the typed text, null for a button. */
export interface TurnInput {
  readonly text: string;
  readonly choice: ChoiceId | null;
  readonly understanding: Understanding | null;
  /** A place that the page itself names (`data-place`), used until the person names one. */
  readonly pagePlace: KnownPlace | null;
  /** The language that the page or platform asks for, used until the person writes. */
  readonly locale: Language | null;
  /** Whether this is a workspace (Teams, Slack), whose owner can read along. */
  readonly workspace?: boolean;
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
}

export interface RespondOptions {
  readonly content: Content;
  readonly flows: Flows;
  readonly requireReview: boolean;
  /** Address of our own website, where asking is more private than in a workspace. */
  readonly website?: string | null;
  /** Days after which an organization is told to be unconfirmed. */
  readonly staleDays?: number | undefined;
}

export interface TurnResult {
  readonly state: DialogState;
  /** In the order to be sent; an emergency is always one. */
  readonly replies: readonly Reply[];
  /** What has to happen outside of the dialog, before the replies are sent. */
  readonly effects: readonly DialogEffect[];
  /** Flow steps and options of this turn, to measure conversation tests. */
  readonly visited: readonly string[];
}

/** What a turn causes outside of the dialog. `topic` is that of the answer which helped or did not. */
export type DialogEffect =
  | { readonly kind: 'delete-conversation' }
  | { readonly kind: 'feedback'; readonly topic: TopicId | null; readonly helped: boolean };

const MOST_RETRIES = 2;
/** "and", and the name of a place with its state. */
const MOST_PLACE_WORDS = 4;
/** Flows at whose end help is shown: a wish that is said on the way holds there. */
const FLOWS_TO_HELP = new Set(['find-help', 'ask-place']);

/** "One that is open now", after a list of offices, is no alarm, though its words are faintly like one; "help now" is. */
function isLoudAlarm({ emergency, decision }: Understanding): boolean {
  return emergency && decision.action === 'answer' && decision.confidence >= 0.5;
}

/**
 * One turn of the conversation: state and what was understood in, state and replies out. Pure.
 *
 * The order is the promise: what the person tapped, or typed from the choices just offered; an emergency, which pre-empts
 * all else; a wish for another language; the commands that work everywhere; the flow that waits for an answer; and last
 * the question itself.
 */
export function respond(options: RespondOptions, before: DialogState, input: TurnInput): TurnResult {
  return new Turn(options, before, input).run();
}

/** The language of a conversation that has not begun. */
export function firstLanguage(content: Content, locale: string | null): Language {
  const base = locale?.toLowerCase().split('-')[0];
  return content.languages.find((language) => language === base) ?? 'en';
}

class Turn {
  private readonly content: Content;
  private readonly flows: Flows;
  private language: Language;
  private state: DialogState;
  private readonly effects: DialogEffect[] = [];
  private readonly visited: string[] = [];
  /** What was said is what is wanted of help and no more words than a place takes: no question of its own. */
  private wishesWithPlaceAlone = false;

  constructor(
    private readonly options: RespondOptions,
    before: DialogState,
    private readonly input: TurnInput,
  ) {
    this.content = options.content;
    this.flows = options.flows;
    const { understanding } = input;
    this.language = understanding?.language ?? before.language ?? firstLanguage(options.content, input.locale);
    const flow = before.flow && isCurrent(options.flows, before.flow) ? before.flow : null;
    const place = understanding?.place ? knownPlace(understanding.place) : (before.place ?? input.pagePlace);
    const wishes = flow && FLOWS_TO_HELP.has(flow.flow) ? before.wishes : null;
    this.state = { ...before, language: this.language, flow, place, wishes };
  }

  run(): TurnResult {
    const { understanding, choice, text } = this.input;
    if (choice !== null) return this.tapped(choice);
    if (understanding === null || text.trim() === '') return this.showMenu('emptyMessage');
    // "Right now" typed under "They are here now" is that choice, not an emergency of unknown kind.
    const offered = matchChoice(text, this.state.offered, this.flows, this.language);
    if (offered) return this.tapped(offered.id);
    const wish = this.state.search && !isLoudAlarm(understanding) ? findRefinement(text, this.content) : null;
    if (wish && !this.asksForOurLanguage(wish)) return this.refine(wish);
    const chosen = understanding.emergency ? null : this.noteWishes(text);
    if (chosen) return chosen;
    if (understanding.emergency && understanding.decision.action === 'answer') {
      return this.answer(understanding.decision.topic, null, 'answer');
    }
    const direct = readDirectCommand(text, understanding.place !== null, this.content.languages);
    if (direct) return this.obeyDirect(direct);
    if (understanding.requestedLanguage !== null) return this.changeLanguage(understanding.requestedLanguage);
    if (understanding.foreignLanguage !== null) return this.sayForeign(understanding.foreignLanguage);
    if (understanding.command !== null) {
      const done = this.obey(understanding.command);
      if (done) return done;
    }
    if (this.state.flow) {
      const done = this.goOnInFlow(understanding);
      if (done) return done;
    }
    return this.decide(understanding);
  }

  /** "In Spanish" is about this conversation, where it can be had; in any other language only help can be. */
  private asksForOurLanguage(wish: RefinementId | HelpWishes): boolean {
    if (typeof wish !== 'object' || wish.free || wish.openNow || wish.spoken === null) return false;
    return this.input.understanding?.requestedLanguage === wish.spoken && this.content.phrases.has(wish.spoken);
  }

  /**
   * Keeps what is wanted of help while the place or the need is still asked for.
   *
   * @returns the turn, where the rest of the text is one of the choices, or there is no rest.
   */
  private noteWishes(text: string): TurnResult | null {
    const waits = this.state.flow !== null && FLOWS_TO_HELP.has(this.state.flow.flow);
    const found = readWishes(text, this.content);
    if (!found || this.asksForOurLanguage(found)) return null;
    const { free, openNow, spoken } = joinWishes(this.state.wishes ?? NO_WISHES, found);
    this.state = { ...this.state, wishes: { free, openNow, spoken } };
    if (!waits || !this.state.flow) return null;
    const option = matchChoice(found.rest, this.state.offered, this.flows, this.language);
    if (option?.id.startsWith('option:')) return this.tapped(option.id);
    this.wishesWithPlaceAlone = found.rest.trim().split(/\s+/).length <= MOST_PLACE_WORDS;
    if (!isOnlyWishes(found)) return null;
    const noted = this.say('wishesNoted', { wishes: wishesInWords(this.compose, { free, openNow, spoken }) });
    const again = askAgain(this.flows, { ...this.state.flow, retries: -1 }, this.language, this.memory);
    return this.follow(again, noted);
  }

  /** Organizations by what is wanted of them, where finding them is the question. */
  private composeHelp(topic: TopicId): ComposeContext {
    const wishes = this.state.wishes;
    return wishes && topic.startsWith('help.') ? { ...this.compose, wishes } : this.compose;
  }

  private get compose(): ComposeContext {
    const { now } = this.input;
    return {
      content: this.content,
      language: this.language,
      place: this.state.place,
      now,
      requireReview: this.options.requireReview,
      staleDays: this.options.staleDays,
    };
  }

  private get memory(): FlowMemory {
    return {
      place: this.state.place,
      placeSkipped: this.state.placeSkipped,
      asked: this.state.flow?.asked ?? this.state.topic,
    };
  }

  private say(id: PhraseId, values?: Readonly<Record<string, string>>): string {
    return phrase(this.content, this.language, id, values);
  }

  private finish(composed: readonly Reply[]): TurnResult {
    const distinct = withoutTwins(composed);
    const replies = this.input.workspace ? this.forWorkspace(distinct) : distinct;
    const offered = replies.flatMap((reply) => reply.choices).map(({ id, label }) => ({ id, label }));
    return { state: { ...this.state, offered }, replies, effects: this.effects, visited: this.visited };
  }

  /** In a workspace: once, that its owner can read along. */
  private forWorkspace(replies: readonly Reply[]): readonly Reply[] {
    const [first, ...rest] = replies;
    if (!first || this.state.workspaceTold) return first ? [first, ...rest] : [];
    this.state = { ...this.state, workspaceTold: true };
    const website = this.options.website ?? null;
    const text = this.say(website === null ? 'workspacePrivacyNoSite' : 'workspacePrivacy');
    const [before, after] = text.split('{website}') as [string, string?];
    const line =
      website === null ? lineOf(text) : [{ text: before }, { text: website, href: website }, { text: after ?? '' }];
    const notice: Block = { kind: 'paragraph', line: line.filter((span) => span.text !== '') };
    // In an emergency what to do comes first.
    const blocks = first.emergency ? [...first.blocks, notice] : [notice, ...first.blocks];
    return [{ ...first, blocks }, ...rest];
  }

  /** In a workspace, under answers: what people who help others need. */
  private withHelperChoices(reply: Reply): Reply {
    if (!this.input.workspace) return reply;
    if (reply.action !== 'answer' || reply.emergency || reply.asOf === null || reply.choices.length === 0) return reply;
    const offered = new Set(reply.choices.map(({ id }) => id));
    const helper: Choice[] = [
      { id: 'command:card', label: this.say('makeCard') },
      { id: 'command:current', label: this.say('isCurrent') },
    ];
    return { ...reply, choices: [...reply.choices, ...helper.filter(({ id }) => !offered.has(id))] };
  }

  private plainReply(
    blocks: readonly Block[],
    choices: readonly Choice[],
    action: ReplyAction,
    topic: TopicId | null,
  ): Reply {
    return {
      language: this.language,
      direction: phrasesOf(this.content, this.language).direction,
      action,
      topic,
      part: null,
      place: this.state.place?.id ?? null,
      asOf: null,
      emergency: false,
      blocks,
      choices,
      alternatives: [],
    };
  }

  private paragraph(text: string): Block {
    return { kind: 'paragraph', line: lineOf(text) };
  }

  /** Answers a topic; asks for the place first where the answer depends on it and nothing is known. */
  private answer(
    topic: TopicId,
    part: string | null,
    action: ReplyAction,
    alternatives: readonly TopicId[] = [],
  ): TurnResult {
    const flow = this.content.topics.get(topic)?.flow;
    const emergency = topic.startsWith('emergency.');
    const offeredFlow = flow ? this.flows.get(flow) : undefined;
    const asksFirst = offeredFlow !== undefined && leadsToAsked(offeredFlow);
    if (flow && asksFirst && part === null && !emergency && this.state.place === null && !this.state.placeSkipped) {
      const advance = startFlow(this.flows, flow, this.language, this.memory, topic);
      if (advance.state) return this.follow(advance);
    }
    const interrupted = emergency ? null : this.state.flow;
    this.state = {
      ...this.state,
      flow: null,
      paused: interrupted ?? (emergency ? null : this.state.paused),
      topic,
      part,
      search: null,
    };
    const reply = this.withRefinements(composeAnswer(this.composeHelp(topic), { topic, part, action, alternatives }));
    const choices = [...reply.choices];
    if (offeredFlow && !asksFirst && interrupted?.flow !== flow) choices.unshift(this.flowChoice(offeredFlow.id));
    if (interrupted) choices.unshift(this.resumeChoice(interrupted.flow));
    if (topic === 'bot.greeting') return this.finish([{ ...reply, choices: this.doors() }]);
    if (topic === 'bot.language') return this.finish([{ ...reply, choices: this.languageChoices() }]);
    if (topic === 'refuse.out-of-scope')
      return this.finish([{ ...reply, choices: [...this.doors(), this.personChoice()] }]);
    return this.finish([this.withHelperChoices(this.withFeedback({ ...reply, choices }))]);
  }

  private flowChoice(flow: string): Choice {
    return { id: `flow:${flow}`, label: this.flows.get(flow)?.words.get(this.language)?.title ?? flow };
  }

  /** Under answers, last: whether it helped. Never in an emergency. */
  private withFeedback(reply: Reply): Reply {
    const isAnswer = reply.action === 'answer' && !reply.emergency && reply.topic !== null;
    if (!isAnswer || reply.topic?.startsWith('bot.') || !this.flows.has('feedback')) return reply;
    return { ...reply, choices: [...reply.choices, this.flowChoice('feedback')] };
  }

  private resumeChoice(flow: string): Choice {
    const title = this.flows.get(flow)?.words.get(this.language)?.title ?? flow;
    return { id: 'command:resume', label: this.say('resumeFlow', { title }) };
  }

  private personChoice(): Choice {
    return { id: 'topic:bot.human', label: this.say('talkToPerson') };
  }

  /** The doors of the first screen. */
  private doors(): Choice[] {
    const start = startFlow(this.flows, 'welcome', this.language, this.memory, null);
    return start.outputs.flatMap((output) => (output.kind === 'choose' ? output.choices : []));
  }

  private languageChoices(): Choice[] {
    return this.content.languages.map((code) => ({
      id: `language:${code}`,
      label: phrasesOf(this.content, code).name,
    }));
  }

  private showMenu(before?: PhraseId): TurnResult {
    this.state = { ...this.state, flow: null, paused: null };
    const blocks = [...(before ? [this.paragraph(this.say(before))] : []), this.paragraph(this.say('menuTitle'))];
    return this.finish([this.plainReply(blocks, [...this.doors(), this.personChoice()], 'menu', null)]);
  }

  /** What the outputs of a flow are as messages: an answer is a message of its own, all else runs together. */
  private follow(advance: Advance, before?: string): TurnResult {
    this.visited.push(...advance.visited);
    this.state = { ...this.state, flow: advance.state, paused: advance.state ? this.state.paused : null };
    const replies: Reply[] = [];
    let blocks: Block[] = before ? [this.paragraph(before)] : [];
    const flush = (choices: readonly Choice[], action: ReplyAction): void => {
      if (blocks.length === 0) return;
      replies.push(this.plainReply(blocks, choices, action, advance.state?.asked ?? this.state.topic));
      blocks = [];
    };
    for (const [index, output] of advance.outputs.entries()) {
      if (output.kind === 'effect') {
        this.cause(output.effect, advance.state?.asked ?? this.state.topic);
        continue;
      }
      if (output.kind === 'answer') {
        this.state = { ...this.state, topic: output.topic, part: output.part };
        const reply = this.withRefinements(
          composeAnswer(this.composeHelp(output.topic), { topic: output.topic, part: output.part, action: 'answer' }),
        );
        const isLast = index === advance.outputs.length - 1;
        const choices = isLast ? reply.choices : this.partChoices(reply);
        const shown = { ...reply, choices, blocks: [...blocks, ...reply.blocks] };
        replies.push(isLast ? this.withHelperChoices(this.withFeedback(shown)) : shown);
        blocks = [];
        continue;
      }
      blocks.push(...this.blocksOf(output));
      if (output.kind === 'ask')
        flush(output.skippable ? [this.skipChoice(), this.menuChoice()] : [this.menuChoice()], 'ask');
      if (output.kind === 'choose') flush([...output.choices, this.menuChoice()], 'ask');
      if (output.kind === 'search') {
        const isLast = index === advance.outputs.length - 1;
        flush(isLast ? [...this.refineChoices(), this.menuChoice(), this.personChoice()] : [], 'answer');
      }
    }
    flush([this.menuChoice()], 'menu');
    return replies.length > 0 ? this.finish(replies) : this.showMenu();
  }

  /** An answer in the middle of a flow offers its further parts; where else to go is the flow's to say. */
  private partChoices(reply: Reply): readonly Choice[] {
    return reply.choices.filter(({ id }) => id.startsWith(`topic:${reply.topic}#`));
  }

  private cause(effect: Effect, topic: TopicId | null): void {
    if (effect !== 'delete-conversation') {
      this.effects.push({ kind: 'feedback', topic, helped: effect === 'feedback-helped' });
      return;
    }
    this.effects.push({ kind: effect });
    this.state = { ...EMPTY_STATE, language: this.language, place: null, flow: this.state.flow };
  }

  private blocksOf(output: Exclude<FlowOutput, { kind: 'answer' | 'effect' }>): Block[] {
    const text = output.text === '' ? [] : [this.paragraph(output.text)];
    if (output.kind === 'list') return [...text, { kind: 'list', items: output.items.map(lineOf) }];
    if (output.kind !== 'search') return text;
    const wishes = this.state.wishes ?? NO_WISHES;
    this.state = { ...this.state, search: newSearch(output.needs, wishes) };
    return [...text, ...findOrganizations(this.compose, output.needs, false, wishes).blocks];
  }

  /** An answer with organizations can be refined by typing; where it is about finding help, by buttons too. */
  private withRefinements(reply: Reply): Reply {
    const needs = this.content.topics.get(reply.topic ?? '')?.needs ?? [];
    if (needs.length === 0 || !reply.blocks.some(({ kind }) => kind === 'organization')) return reply;
    const isHelp = reply.topic?.startsWith('help.') ?? false;
    this.state = { ...this.state, search: newSearch(needs, (isHelp && this.state.wishes) || NO_WISHES) };
    if (reply.emergency || !isHelp) return reply;
    const menu = reply.choices.filter(({ id }) => id === 'command:menu');
    const rest = reply.choices.filter(({ id }) => id !== 'command:menu');
    return { ...reply, choices: [...rest, ...this.refineChoices(), ...menu] };
  }

  private refineChoices(): Choice[] {
    const { search } = this.state;
    if (!search) return [];
    return refineChoices(this.compose, search, findOrganizations(this.compose, search.needs, false, search).more);
  }

  /** Other organizations for the needs last shown, or only some of them. */
  private refine(wish: RefinementId | HelpWishes): TurnResult {
    if (!this.state.search) return this.showMenu();
    const { search, blocks, choices } = refineSearch(this.compose, this.state.search, wish);
    this.state = { ...this.state, search };
    const action = wish === 'language' ? 'ask' : 'answer';
    return this.finish([this.plainReply(blocks, [...choices, this.menuChoice()], action, this.state.topic)]);
  }

  private skipChoice(): Choice {
    return { id: 'command:skip', label: this.say('skip') };
  }

  private menuChoice(): Choice {
    return { id: 'command:menu', label: this.say('menu') };
  }

  private tapped(id: ChoiceId): TurnResult {
    const [kind, rest] = [id.slice(0, id.indexOf(':')), id.slice(id.indexOf(':') + 1)];
    if (kind === 'language') return this.changeLanguage(rest);
    if (kind === 'command' && rest.split('/')[0] === 'card') return this.makeCard(rest.split('/')[1] ?? null);
    if (kind === 'command' && rest === 'current') return this.tellProvenance();
    if (kind === 'search') return this.refine(rest as RefinementId);
    if (kind === 'command') return this.obey(rest as Command | 'resume') ?? this.showMenu();
    if (kind === 'flow') {
      const asked = this.state.topic;
      this.state = { ...this.state, placeSkipped: false };
      return this.follow(startFlow(this.flows, rest, this.language, this.memory, asked));
    }
    if (kind === 'topic') {
      const [topic, part] = rest.split('#') as [string, string | undefined];
      return this.content.topics.has(topic) ? this.answer(topic, part ?? null, 'answer') : this.showMenu();
    }
    const [flow, step, option] = rest.split('/') as [string, string, string];
    const advance = chooseOption(this.flows, { flow, step, option }, this.state.flow, this.language, this.memory);
    return advance ? this.follow(advance) : this.showMenu();
  }

  private obeyDirect(command: DirectCommand): TurnResult {
    switch (command.kind) {
      case 'card':
        return this.makeCard(command.language);
      case 'current':
        return this.tellProvenance();
      case 'topic':
        return this.answer(command.topic, null, 'answer');
    }
  }

  /** The last answer as a card to pass on; `language` is the client's where it is not the helper's. */
  private makeCard(language: Language | null): TurnResult {
    const { topic, part } = this.state;
    const inLanguage = language !== null && this.content.phrases.has(language) ? language : this.language;
    const website = this.options.website ?? null;
    const card = topic ? composeClientCard({ ...this.compose, language: inLanguage }, { topic, part }, website) : null;
    if (!card) return this.showMenu('cardNothing');
    const others: Choice[] = this.content.languages
      .filter((code) => code !== inLanguage)
      .map((code) => ({
        id: `command:card/${code}`,
        label: this.say('cardIn', { language: phrasesOf(this.content, code).name }),
      }));
    const intro = [this.paragraph(this.say('cardIntro'))];
    return this.finish([this.plainReply(intro, [...others, this.menuChoice()], 'menu', topic), card]);
  }

  private tellProvenance(): TurnResult {
    const { topic, part } = this.state;
    const told = topic ? composeProvenance(this.compose, { topic, part }) : null;
    if (!told || !topic) return this.showMenu('currentNothing');
    const label = labelOf(this.compose, topic);
    const again: Choice[] = label ? [{ id: `topic:${topic}`, label }] : [];
    const card: Choice = { id: 'command:card', label: this.say('makeCard') };
    return this.finish([{ ...told, choices: [...again, card, this.menuChoice()] }]);
  }

  private obey(command: Command | 'resume'): TurnResult | null {
    const { flow, paused } = this.state;
    switch (command) {
      case 'menu':
      case 'help':
        return this.showMenu();
      case 'restart':
        this.state = { ...this.state, place: this.input.pagePlace, placeSkipped: false, topic: null, part: null };
        return this.showMenu('restarted');
      case 'stop':
        this.state = { ...this.state, flow: null, paused: null };
        return this.finish([this.plainReply([this.paragraph(this.say('stopped'))], [this.menuChoice()], 'menu', null)]);
      case 'resume':
        return paused && isCurrent(this.flows, paused)
          ? this.follow({
              ...askAgain(this.flows, paused, this.language, this.memory),
              state: { ...paused, retries: 0 },
            })
          : this.showMenu();
      case 'back': {
        const advance = flow ? stepBack(this.flows, flow, this.language, this.memory) : null;
        if (advance) return this.follow(advance);
        return flow || this.state.topic === null || this.state.part === null
          ? this.showMenu()
          : this.answer(this.state.topic, null, 'answer');
      }
      case 'skip':
        if (!flow) return null;
        this.state = { ...this.state, placeSkipped: true };
        return this.follow(continueFlow(this.flows, flow, this.language, this.memory));
      case 'more':
      case 'yes': {
        if (command === 'more' && !flow && this.state.offered.some((choice) => choice.id === 'search:more'))
          return this.refine('more');
        const part = this.state.offered.find((choice) => choice.id.startsWith(`topic:${this.state.topic}#`));
        if (part && !flow) return this.tapped(part.id);
        return flow || command === 'more' ? null : this.showMenu();
      }
      // Nothing was asked that could be denied: what else there is, not "I do not understand".
      case 'no':
        return flow ? null : this.showMenu();
      default:
        return null;
    }
  }

  /** The person's words while a flow waits: the answer to it, a question in between, or neither. */
  private goOnInFlow(understanding: Understanding): TurnResult | null {
    const flow = this.state.flow;
    const step = flow ? this.flows.get(flow.flow)?.steps[flow.step] : undefined;
    if (!flow || !step) return null;
    const { decision } = understanding;
    const isQuestion =
      (decision.action === 'answer' &&
        !understanding.followUp &&
        decision.topic !== flow.asked &&
        !this.wishesWithPlaceAlone) ||
      decision.action === 'refuse';
    if ('ask' in step && understanding.place && !isQuestion) {
      return this.follow(continueFlow(this.flows, flow, this.language, this.memory));
    }
    if (isQuestion) return null;
    if (flow.retries >= MOST_RETRIES - 1) return this.leaveFlow(flow);
    const again = askAgain(this.flows, flow, this.language, this.memory);
    if ('ask' in step) {
      const reply = this.plainReply(
        [this.paragraph(this.say('askPlaceAgain'))],
        [this.skipChoice(), this.menuChoice()],
        'ask',
        flow.asked,
      );
      this.state = { ...this.state, flow: again.state };
      return this.finish([reply]);
    }
    return this.follow(again, this.say('unclear'));
  }

  private leaveFlow(flow: NonNullable<DialogState['flow']>): TurnResult {
    const step = this.flows.get(flow.flow)?.steps[flow.step];
    if (!step || !('ask' in step)) return this.showMenu('unclear');
    this.state = { ...this.state, placeSkipped: true };
    return this.follow(continueFlow(this.flows, flow, this.language, this.memory), this.say('placeNotKnown'));
  }

  private decide(understanding: Understanding): TurnResult {
    const { decision } = understanding;
    const alternatives = understanding.alternatives.map((each) => each.topic);
    switch (decision.action) {
      case 'answer':
        return this.answer(decision.topic, decision.part, 'answer', alternatives);
      case 'refuse':
        return this.answer(decision.topic, null, 'refuse', alternatives);
      case 'out-of-scope':
        return this.answer('refuse.out-of-scope', null, 'out-of-scope', alternatives);
      case 'clarify': {
        // "A free lawyer who speaks Polish" wavers between cost and lawyer only because of the wishes.
        const isHelp = decision.choices.includes('help.lawyer') && namesLegalHelp(this.input.text);
        if (isHelp && readWishes(this.input.text, this.content)) return this.answer('help.lawyer', null, 'answer');
        const choices = decision.choices.flatMap((topic): Choice[] => {
          const label = labelOf(this.compose, topic);
          return label ? [{ id: `topic:${topic}`, label }] : [];
        });
        const blocks = [this.paragraph(this.say('unclear'))];
        const other: Choice = { id: 'command:menu', label: this.say('outOfScopeChoice') };
        const reply = this.plainReply(blocks, [...choices, other], 'clarify', null);
        return this.finish([{ ...reply, alternatives: [...decision.choices] }]);
      }
    }
  }

  private changeLanguage(code: string): TurnResult {
    if (!this.content.phrases.has(code)) return this.sayForeign(code);
    this.language = code;
    this.state = { ...this.state, language: code };
    const { topic, part, flow } = this.state;
    if (flow)
      return this.follow(
        askAgain(this.flows, { ...flow, retries: flow.retries - 1 }, code, this.memory),
        this.say('languageChanged'),
      );
    if (topic === null || topic.startsWith('bot.') || topic.startsWith('refuse.'))
      return this.showMenu('languageChanged');
    return this.answer(topic, part, 'answer');
  }

  /** A language that is not installed: said in that language, with a number, and the languages that are. */
  private sayForeign(code: string): TurnResult {
    const foreign = this.content.foreign[code];
    if (!foreign) return this.answer('bot.language', null, 'answer');
    const reply = this.plainReply(
      [this.paragraph(foreign.text)],
      this.languageChoices(),
      'out-of-scope',
      'bot.language',
    );
    return this.finish([{ ...reply, language: code, direction: foreign.direction }]);
  }
}

/** Two buttons of one turn never read the same: the later message's is kept, because it is the question that waits. */
function withoutTwins(replies: readonly Reply[]): readonly Reply[] {
  return replies.map((reply, index) => {
    const seen = new Set(replies.slice(index + 1).flatMap(({ choices }) => choices.map(({ label }) => label)));
    const choices = reply.choices.filter(({ label }) => !seen.has(label) && seen.add(label));
    return choices.length === reply.choices.length ? reply : { ...reply, choices };
  });
}

/** A place as the dialog keeps it: without the ZIP code that was typed. */
export function knownPlace(place: PlaceMention): KnownPlace {
  return { id: place.id, kind: place.kind, name: place.name, state: place.state };
}
