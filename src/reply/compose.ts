import {
  type Answer,
  type AnswerPart,
  type BulletinFile,
  type Content,
  type Language,
  type Need,
  type PlaceId,
  reviewOf,
  type Topic,
  type TopicId,
} from '../content/index.js';
import { searchPage, type Unmet } from '../directory/index.js';
import type { Block, Choice, Reply, ReplyAction, SourceLine } from './blocks.js';
import { composeOrganization } from './organization-card.js';
import { type Wishes, wishLines } from './wishes.js';
import { dateInWords, lineOf, phrase, phrasesOf } from './wording.js';

/** Where the person is: a place of the content's, or a suburb of one. Names are for showing. */
export interface KnownPlace {
  readonly id: PlaceId;
  readonly kind: 'city' | 'suburb' | 'state' | 'country';
  readonly name: string;
  readonly state: PlaceId | null;
}

/** What every reply is made from. */
export interface ComposeContext {
  readonly content: Content;
  readonly language: Language;
  readonly place: KnownPlace | null;
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  /** Show reviewed answers only. */
  readonly requireReview: boolean;
  /** Days after which an organization is told to be unconfirmed. */
  readonly staleDays?: number | undefined;
  /** For pages that are read at any later time, on paper too: hours of the week instead of "open now". */
  readonly anyTime?: boolean | undefined;
  /** What the person wants of organizations; never applied in an emergency. */
  readonly wishes?: Wishes | undefined;
}

export interface AnswerRequest {
  readonly topic: TopicId;
  readonly part: string | null;
  readonly action: ReplyAction;
  readonly alternatives?: readonly TopicId[];
}

const MOST_CHOICES = 6;
const MOST_ORGANIZATIONS = 3;
const MOST_ORGANIZATIONS_IN_EMERGENCY = 2;

/** The ISO date of an instant, as the whole country still or already has it: UTC minus nothing, good to a day. */
export function isoDateOf(now: number): string {
  return new Date(now).toISOString().slice(0, 10);
}

/**
 * The places whose answer may be told to a person, the closest first.
 * A suburb has its own police: for `police.*` it gets the state's answer, never the city's.
 */
function placesToTry(topic: TopicId, place: KnownPlace | null): PlaceId[] {
  if (place === null || place.kind === 'country') return [];
  const ids = place.kind === 'suburb' && topic.startsWith('police.') ? [] : [place.id];
  if (place.state !== null && place.kind !== 'state') ids.push(place.state);
  return ids;
}

/** The answer for a place and language: city, then state, then national; the language, then English. */
export function chooseAnswer(topic: Topic, place: KnownPlace | null, language: Language): Answer | null {
  for (const id of [...placesToTry(topic.id, place), null]) {
    const here = topic.answers.filter((answer) => answer.place === id);
    const answer = here.find((each) => each.language === language) ?? here.find((each) => each.language === 'en');
    if (answer) return answer;
  }
  return null;
}

/**
 * The reply to one topic: text, dated notices, organizations, sources, and what the person can do next.
 *
 * @throws never for missing content: a topic without a usable answer gives a calm sentence and who can help.
 */
export function composeAnswer(context: ComposeContext, request: AnswerRequest): Reply {
  const { content, language, place, now } = context;
  const topic = content.topics.get(request.topic);
  const emergency = request.topic.startsWith('emergency.');
  const answer = topic ? chooseAnswer(topic, place, language) : null;
  const blocks: Block[] = [];
  const today = isoDateOf(now);
  if (!topic || !answer) {
    blocks.push({ kind: 'paragraph', line: lineOf(phrase(content, language, 'noAnswerYet')) });
    blocks.push(...organizationBlocks(context, ['legal-consultation', 'hotline-family-support'], false));
    return finish(context, request, blocks, [], null, null, emergency);
  }

  const variant = answer.place ? topic.variants[answer.place] : undefined;
  const reviewBy = variant?.reviewBy ?? topic.reviewBy;
  const whenOverdue = variant?.whenOverdue ?? topic.whenOverdue;
  const needs = variant?.needs ?? topic.needs;
  const isOverdue = reviewBy < today;
  const review = reviewOf(topic, answer);
  const isBotTopic = topic.id.startsWith('bot.') || topic.id.startsWith('refuse.');
  const withhold = (isOverdue && whenOverdue === 'withdraw') || (context.requireReview && !review && !isBotTopic);
  if (withhold) {
    const text = isOverdue
      ? phrase(content, language, 'withdrawn', { date: dateInWords(reviewBy, language) })
      : phrase(content, language, 'noAnswerYet');
    blocks.push({ kind: 'heading', text: answer.title }, { kind: 'paragraph', line: lineOf(text) });
    blocks.push(...organizationBlocks(context, needs.length > 0 ? needs : ['legal-consultation'], emergency));
    return finish(context, request, blocks, relatedChoices(context, topic), null, null, emergency);
  }

  const part = answer.parts.find((each) => each.id === request.part) ?? (answer.parts[0] as AnswerPart);
  if (!isBotTopic || part.heading) blocks.push({ kind: 'heading', text: part.heading ?? answer.title });
  if (answer.language !== language) blocks.push(noticeBlock(phrase(content, language, 'otherLanguage')));
  if (isOverdue) {
    blocks.push({
      kind: 'warning',
      title: phrase(content, language, 'warning'),
      line: lineOf(phrase(content, language, 'overdue', { date: dateInWords(reviewBy, language) })),
    });
  }
  const notice = placeNotice(context, topic, answer);
  if (notice && !emergency && part.id === null) blocks.push(noticeBlock(notice));
  blocks.push(...part.blocks.map((block) => toBlock(content, language, block)));

  let asOf: string | null = isBotTopic ? null : (variant?.asOf ?? topic.asOf);
  if (topic.bulletins && part.id === null) {
    const told = bulletinBlocks(context, today);
    blocks.push(...told.blocks);
    if (told.newest && (asOf === null || told.newest > asOf)) asOf = told.newest;
  }
  if (part.id === null || emergency) blocks.push(...organizationBlocks(context, needs, emergency));
  const sources = sourcesFor(topic, answer);
  if (asOf !== null) {
    blocks.push({
      kind: 'sources',
      title: phrase(content, language, 'sources'),
      asOf: phrase(content, language, 'asOf', { date: dateInWords(asOf, language) }),
      review: review
        ? phrase(content, language, 'reviewed', { by: review.by, date: dateInWords(review.on, language) })
        : phrase(content, language, 'notReviewed'),
      items: sources,
      checkedLabel: phrase(content, language, 'checked'),
    });
  }

  const choices: Choice[] = answer.parts
    .filter((each) => each.id !== null && each.id !== part.id)
    .map((each) => ({ id: `topic:${topic.id}#${each.id}`, label: each.heading ?? '' }));
  if (part.id !== null) choices.push({ id: `topic:${topic.id}`, label: answer.label });
  if (
    answer.place === null &&
    notice &&
    topic.answers.some((each) => each.place !== null) &&
    place === null &&
    !emergency
  ) {
    choices.unshift({ id: 'flow:ask-place', label: phrase(content, language, 'myPlace') });
  }
  choices.push(...relatedChoices(context, topic));
  return finish(context, request, blocks, choices, answer.place ?? null, asOf, emergency);
}

function finish(
  context: ComposeContext,
  request: AnswerRequest,
  blocks: readonly Block[],
  choices: readonly Choice[],
  answerPlace: PlaceId | null,
  asOf: string | null,
  emergency: boolean,
): Reply {
  const { content, language } = context;
  const unique = choices.filter((choice, index) => choices.findIndex((other) => other.id === choice.id) === index);
  const menu: Choice[] = emergency ? [] : [{ id: 'command:menu', label: phrase(content, language, 'menu') }];
  return {
    language,
    direction: phrasesOf(content, language).direction,
    action: request.action,
    topic: request.topic,
    part: request.part,
    place: answerPlace ?? context.place?.id ?? null,
    asOf,
    emergency,
    blocks,
    choices: [...unique.slice(0, emergency ? 3 : MOST_CHOICES - 1), ...menu],
    alternatives: request.alternatives ?? [],
  };
}

function noticeBlock(text: string): Block {
  return { kind: 'paragraph', line: lineOf(text) };
}

/** What the person must know about the place of this answer; null where it simply fits. */
function placeNotice(context: ComposeContext, topic: Topic, answer: Answer): string | null {
  const { content, language, place } = context;
  const hasVariants = topic.answers.some((each) => each.place !== null);
  if (!hasVariants) return null;
  if (answer.place === null) {
    return place === null || place.kind === 'country'
      ? phrase(content, language, 'nationalAnswer')
      : phrase(content, language, 'noPlaceAnswer', { place: place.name });
  }
  if (place && place.kind !== 'state' && answer.place === place.state && topic.id.startsWith('police.')) {
    const state = content.states.find((each) => each.id === place.state);
    const names: Readonly<Record<string, string>> = state?.names ?? { en: place.state ?? '' };
    return phrase(content, language, 'stateAnswer', { place: place.name, state: names[language] ?? names.en ?? '' });
  }
  return null;
}

function toBlock(content: Content, language: Language, block: AnswerPart['blocks'][number]): Block {
  switch (block.kind) {
    case 'say-this':
      return { ...block, title: phrase(content, language, 'sayThis') };
    case 'warning':
      return { ...block, title: phrase(content, language, 'warning') };
    default:
      return block;
  }
}

function relatedChoices(context: ComposeContext, topic: Topic): Choice[] {
  return topic.related.flatMap((id) => {
    const label = labelOf(context, id);
    return label ? [{ id: `topic:${id}` as const, label }] : [];
  });
}

/** The button text of a topic, in the person's language. */
export function labelOf(context: Pick<ComposeContext, 'content' | 'language' | 'place'>, id: TopicId): string | null {
  const topic = context.content.topics.get(id);
  return topic ? (chooseAnswer(topic, context.place, context.language)?.label ?? null) : null;
}

/** Organizations for the needs, at the person's place. */
export function organizationBlocks(context: ComposeContext, needs: readonly Need[], emergency: boolean): Block[] {
  return [...findOrganizations(context, needs, emergency, emergency ? {} : context.wishes).blocks];
}

/**
 * The same with wishes, which a line before them names, and what of these nobody meets. `shown` and `more` count
 * organizations: in these blocks, and beyond them.
 */
export function findOrganizations(
  context: ComposeContext,
  needs: readonly Need[],
  emergency: boolean,
  wishes: Wishes = {},
): { blocks: readonly Block[]; shown: number; more: number } {
  if (needs.length === 0) return { blocks: [], shown: 0, more: 0 };
  const spoken = wishes.spoken ?? context.language;
  const { results, more } = searchPage(context.content, {
    ...wishes,
    skip: wishes.skip ?? 0,
    place: context.place,
    needs,
    language: spoken,
    inLanguage: typeof wishes.spoken === 'string',
    now: context.now,
    limit: emergency ? MOST_ORGANIZATIONS_IN_EMERGENCY : MOST_ORGANIZATIONS,
    phoneOnly: emergency,
    staleDays: context.staleDays,
    anyTime: context.anyTime,
  });
  const { content, language, place } = context;
  const blocks = results.map(
    (result): Block => ({
      kind: 'organization',
      organization: composeOrganization(content, result, language, place?.name ?? null, spoken, context.anyTime),
    }),
  );
  const fewest = Math.min(...results.map(({ unmet }) => unmet.length));
  const missing = new Set(results.flatMap(({ unmet }): readonly Unmet[] => (unmet.length === fewest ? unmet : [])));
  return { blocks: [...wishLines(context, wishes, missing), ...blocks], shown: blocks.length, more };
}

/** Languages that organizations for these needs at this place are known to speak, those of most of them first. */
export function languagesOfHelp(context: ComposeContext, needs: readonly Need[]): Language[] {
  const { content, language, place, now } = context;
  const { results } = searchPage(content, { place, needs, language, now, limit: 1000 });
  const counts = new Map<Language, number>();
  for (const { service } of results) {
    for (const code of service.languages) counts.set(code, (counts.get(code) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).map(([code]) => code);
}

function sourcesFor(topic: Topic, answer: Answer): SourceLine[] {
  const own =
    answer.place === null ? [] : topic.sources.filter((source) => source.places?.includes(answer.place as PlaceId));
  const chosen = own.length > 0 ? own : topic.sources.filter((source) => !source.places);
  return chosen.map(({ title, url, checked }) => ({ title, url, checked }));
}

function isInForce(bulletin: BulletinFile, today: string): boolean {
  return bulletin.until === undefined
    ? bulletin.status !== 'ended' && bulletin.status !== 'called-off'
    : bulletin.until >= today;
}

/** What is over is called past; "under way" is never said of it. */
function statusInWords(content: Content, language: Language, bulletin: BulletinFile, today: string): string {
  const status = phrasesOf(content, language).status[bulletin.status];
  if (isInForce(bulletin, today)) return status;
  const past = phrase(content, language, 'history');
  return bulletin.status === 'under-way' ? past : `${past}: ${status}`;
}

/** The newest notice for the place and the newest for the country, and how old our newest knowledge is. */
function bulletinBlocks(context: ComposeContext, today: string): { blocks: Block[]; newest: string | null } {
  const { content, language, place } = context;
  const citiesOf = (state: PlaceId) => content.cities.filter((city) => city.state === state).map((city) => city.id);
  const here: readonly PlaceId[] =
    place === null || place.kind === 'country'
      ? []
      : place.kind === 'state'
        ? [place.id, ...citiesOf(place.id)]
        : [place.id];
  const past = content.bulletins.filter((bulletin) => bulletin.on <= today);
  const local = past.filter((bulletin) => bulletin.places.some((id) => here.includes(id)));
  const national = past.filter((bulletin) => bulletin.places.includes('us'));
  const chosen = [local[0], national[0]].filter(
    (bulletin): bulletin is BulletinFile & { file: string } => bulletin !== undefined,
  );
  const newest = chosen.reduce<string | null>((latest, { on }) => (latest === null || on > latest ? on : latest), null);
  const blocks: Block[] = chosen
    .sort((a, b) => b.on.localeCompare(a.on))
    .map((bulletin) => {
      const text = (bulletin.text as Readonly<Record<string, string>>)[language] ?? bulletin.text.en;
      return {
        kind: 'bulletin',
        on: bulletin.on,
        date: dateInWords(bulletin.on, language),
        status: statusInWords(content, language, bulletin, today),
        line: lineOf(text),
        sources: bulletin.sources.map(({ title, url, checked }) => ({ title, url, checked })),
      };
    });
  if (newest !== null && newest < today) {
    const date = dateInWords(newest, language);
    blocks.push({
      kind: 'warning',
      title: phrase(content, language, 'warning'),
      line: lineOf(phrase(content, language, 'knowledgeGap', { date })),
    });
  }
  return { blocks, newest };
}
