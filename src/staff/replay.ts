import type { z } from 'zod';
import type { Content, TopicId } from '../content/index.js';
import type { Flows } from '../dialogs/index.js';
import { type DialogState, EMPTY_STATE, knownPlace, respond } from '../dialogs/index.js';
import type { Block, Line, Reply } from '../reply/index.js';
import type { Understander } from '../understanding/index.js';
import type { Replay, ReplayResult } from './contract.js';

/** What the bot knows at this moment. */
export interface Known {
  readonly content: Content;
  readonly flows: Flows;
  readonly understander: Understander;
}

/** What the bot would understand and say to a text today. Nothing of it is kept. */
export function replay(known: Known, input: z.infer<typeof Replay>, requireReview: boolean, now: number): ReplayResult {
  const { content, flows, understander } = known;
  const language = input.language !== null && content.phrases.has(input.language) ? input.language : null;
  const place = [...content.cities, ...content.states].find((each) => each.id === input.place) ?? null;
  const { understanding, words, neighbours } = understander.explain(input.text, {
    ...(language === null ? {} : { language }),
    ...(input.topic === null ? {} : { topic: input.topic as TopicId }),
    ...(place === null ? {} : { place: place.id }),
  });
  const before = {
    ...EMPTY_STATE,
    language,
    topic: input.topic,
    place: placeFor(content, input.place, language ?? 'en'),
  };
  const { replies } = respond({ content, flows, requireReview }, before, {
    text: input.text,
    choice: null,
    understanding,
    pagePlace: null,
    locale: language ?? 'en',
    now,
  });
  const { decision } = understanding;
  const first = replies.find((reply) => reply.topic !== null) ?? replies[0];
  return {
    action: decision.action,
    topic: decision.action === 'answer' || decision.action === 'refuse' ? decision.topic : (first?.topic ?? null),
    part: decision.action === 'answer' ? decision.part : null,
    confidence: decision.action === 'answer' ? decision.confidence : null,
    language: understanding.language,
    place: understanding.place ? knownPlace(understanding.place).id : (place?.id ?? null),
    emergency: understanding.emergency,
    alternatives: understanding.alternatives.slice(0, 5),
    words: words.slice(0, 6),
    neighbours: neighbours.slice(0, 3).map(({ text, topic }) => ({ text, topic })),
    text: replies.map(textOfReply).join('\n\n'),
  };
}

/** What a topic says today in a language and for a place, as when its button is tapped. */
export function answerNow(
  known: Known,
  asked: { readonly topic: TopicId; readonly language: string; readonly place: string | null },
  requireReview: boolean,
  now: number,
): string {
  const { content, flows } = known;
  const { topic, language } = asked;
  const before = { ...EMPTY_STATE, language, place: placeFor(content, asked.place, language), placeSkipped: true };
  const input = {
    text: '',
    choice: `topic:${topic}`,
    understanding: null,
    pagePlace: null,
    locale: language,
    now,
  } as const;
  return respond({ content, flows, requireReview }, before, input).replies.map(textOfReply).join('\n\n');
}

/** A place by its id as the dialog keeps it; null when there is none of that id. */
function placeFor(content: Content, id: string | null, language: string): DialogState['place'] {
  const city = content.cities.find((each) => each.id === id);
  const place = city ?? content.states.find((each) => each.id === id);
  if (!place) return null;
  const names: Readonly<Record<string, string>> = place.names;
  return {
    id: place.id,
    kind: place.kind,
    name: names[language] ?? place.names.en,
    state: city ? city.state : place.id,
  };
}

function textOfReply(reply: Reply): string {
  return reply.blocks.flatMap(linesOf).join('\n');
}

function linesOf(block: Block): string[] {
  switch (block.kind) {
    case 'heading':
      return [block.text];
    case 'steps':
    case 'list':
      return block.items.map((item) => `• ${plain(item)}`);
    case 'say-this':
      return [`${block.title}: “${plain(block.words)}”`];
    case 'paragraph':
      return [plain(block.line)];
    case 'warning':
      return [`${block.title}: ${plain(block.line)}`];
    case 'bulletin':
      return [`${block.date}, ${block.status}: ${plain(block.line)}`];
    case 'organization':
      return [`→ ${block.organization.name}`];
    default:
      return [];
  }
}

function plain(line: Line): string {
  return line.map((span) => span.text).join('');
}
