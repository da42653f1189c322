import { reviewOf, type TopicId } from '../content/index.js';
import type { Block, Reply, SourceLine } from './blocks.js';
import { type ComposeContext, chooseAnswer, composeAnswer, isoDateOf } from './compose.js';
import { dateInWords, lineOf, phrase } from './wording.js';

/** An answer that was given, so that something can be said about it. */
export interface GivenAnswer {
  readonly topic: TopicId;
  readonly part: string | null;
}

/** What the bot says about itself is no answer that a helper passes on. */
function isAboutTheBot(topic: TopicId): boolean {
  return topic.startsWith('bot.') || topic.startsWith('refuse.');
}

/**
 * The answer once more as a card to pass on: no button, nothing of the conversation, with what it is and is not.
 *
 * @param website where more can be asked; null where no address is set.
 * @returns null where the topic is no answer to pass on.
 */
export function composeClientCard(
  context: ComposeContext,
  { topic, part }: GivenAnswer,
  website: string | null,
): Reply | null {
  if (isAboutTheBot(topic) || !context.content.topics.has(topic)) return null;
  const reply = composeAnswer(context, { topic, part, action: 'answer' });
  const note = phrase(context.content, context.language, 'cardNote');
  const line = website === null ? lineOf(note) : [...lineOf(`${note} `), { text: website, href: website }];
  return { ...reply, blocks: [...reply.blocks, { kind: 'paragraph', line }], choices: [] };
}

function sourcesIn(blocks: readonly Block[]): SourceLine[] {
  const all = blocks.flatMap((block) =>
    block.kind === 'sources' || block.kind === 'bulletin'
      ? block.kind === 'sources'
        ? block.items
        : block.sources
      : [],
  );
  return all.filter((source, index) => all.findIndex(({ url }) => url === source.url) === index);
}

/**
 * What an answer rests on: its newest fact, who reviewed it, when it is due for a new check, and every source with its date.
 *
 * @returns null where the topic is none that states facts.
 */
export function composeProvenance(context: ComposeContext, { topic: id, part }: GivenAnswer): Reply | null {
  const { content, language, place, now } = context;
  const topic = content.topics.get(id);
  const answer = topic ? chooseAnswer(topic, place, language) : null;
  if (!topic || !answer || isAboutTheBot(id)) return null;
  const given = composeAnswer(context, { topic: id, part, action: 'answer' });
  const variant = answer.place === null ? undefined : topic.variants[answer.place];
  const reviewBy = variant?.reviewBy ?? topic.reviewBy;
  const asOf = given.asOf ?? variant?.asOf ?? topic.asOf;
  const review = reviewOf(topic, answer);
  const due = { date: dateInWords(reviewBy, language) };
  const isOverdue = reviewBy < isoDateOf(now);
  return {
    ...given,
    asOf,
    blocks: [
      { kind: 'heading', text: phrase(content, language, 'currentTitle', { title: answer.title }) },
      isOverdue
        ? {
            kind: 'warning',
            title: phrase(content, language, 'warning'),
            line: lineOf(phrase(content, language, topic.whenOverdue === 'withdraw' ? 'withdrawn' : 'overdue', due)),
          }
        : { kind: 'paragraph', line: lineOf(phrase(content, language, 'currentDue', due)) },
      {
        kind: 'sources',
        title: phrase(content, language, 'sources'),
        asOf: phrase(content, language, 'asOf', { date: dateInWords(asOf, language) }),
        review: review
          ? phrase(content, language, 'reviewed', { by: review.by, date: dateInWords(review.on, language) })
          : phrase(content, language, 'notReviewed'),
        items: sourcesIn(given.blocks),
        checkedLabel: phrase(content, language, 'checked'),
      },
    ],
    choices: [],
  };
}
