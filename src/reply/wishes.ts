import type { Content, Language } from '../content/index.js';
import type { Refinement, Unmet } from '../directory/index.js';
import type { Block } from './blocks.js';
import { languagesInWords, lineOf, phrase } from './wording.js';

/** What a person asked of the organizations shown: to see others, or only some. */
export interface Wishes extends Pick<Refinement, 'free' | 'openNow'> {
  /** The language to be spoken there, where it was asked for. */
  readonly spoken?: Language | null | undefined;
  readonly skip?: number | undefined;
}

interface WishContext {
  readonly content: Content;
  readonly language: Language;
}

function wishInWords(content: Pick<Content, 'phrases'>, language: Language, wish: Unmet, wishes: Wishes): string {
  if (wish === 'free') return phrase(content, language, 'wishFree');
  if (wish === 'open') return phrase(content, language, 'wishOpen');
  const name = languagesInWords(content, [wishes.spoken ?? language], language);
  return phrase(content, language, 'wishLanguage', { language: name });
}

/** The wishes in words: "free, in Polish, open now"; empty where there are none. */
export function wishesInWords(
  { content, language }: WishContext,
  wishes: Wishes,
  only: (wish: Unmet) => boolean = () => true,
): string {
  const asked: Unmet[] = [];
  if (wishes.free) asked.push('free');
  if (typeof wishes.spoken === 'string') asked.push('language');
  if (wishes.openNow) asked.push('open');
  return asked
    .filter(only)
    .map((wish) => wishInWords(content, language, wish, wishes))
    .join(', ');
}

/**
 * What is asked for, said in one line, so that a wish made earlier is never forgotten; and where nobody meets all of it,
 * what those shown lack.
 *
 * @param missing wishes that those shown do not meet, as far as is known.
 */
export function wishLines(context: WishContext, wishes: Wishes, missing: ReadonlySet<Unmet>): Block[] {
  const asked = wishesInWords(context, wishes);
  if (asked === '') return [];
  const say = (id: 'wishes' | 'refineNone', words: string): Block => ({
    kind: 'paragraph',
    line: lineOf(phrase(context.content, context.language, id, { wishes: words })),
  });
  const lacking = wishesInWords(context, wishes, (wish) => missing.has(wish));
  return [say('wishes', asked), ...(lacking === '' ? [] : [say('refineNone', lacking)])];
}
