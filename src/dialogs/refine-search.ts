import type { Need } from '../content/index.js';
import {
  type Block,
  type Choice,
  type ComposeContext,
  findOrganizations,
  languagesOfHelp,
  lineOf,
  phrase,
  phrasesOf,
} from '../reply/index.js';
import { foldText } from './match-choice.js';
import type { SearchState } from './state.js';

/** What a person can ask of the organizations just shown; `language/<code>` names one. */
export type RefinementId = 'more' | 'free' | 'open' | 'language' | `language/${string}`;

const PAGE = 3;
/** Buttons for languages; every other language can be typed. */
const MOST_LANGUAGES = 10;

const TYPED: Readonly<Record<'more' | 'free' | 'open' | 'language', readonly string[]>> = {
  more: [
    ...[
      'more places',
      'more help',
      'more organizations',
      'other places',
      'other organizations',
      'any others',
      'others',
    ],
    ...['anyone else', 'who else', 'somebody else', 'mas lugares', 'mas ayuda', 'mas organizaciones', 'otros lugares'],
    ...['otras organizaciones', 'otros', 'otras', 'quien mas', 'alguien mas', 'hay otros', 'hay mas'],
  ],
  free: [
    ...[
      'only free',
      'free only',
      'free',
      'only free help',
      'free help',
      'i have no money',
      'i cant pay',
      'i can t pay',
    ],
    ...['solo gratis', 'gratis', 'solo ayuda gratis', 'gratuito', 'ayuda gratis', 'no tengo dinero', 'no puedo pagar'],
    ...['sin costo'],
  ],
  open: [
    ...['open now', 'only open now', 'who is open', 'who is open now', 'abierto', 'abiertos', 'abierto ahora'],
    ...['abiertos ahora', 'solo abierto ahora', 'quien esta abierto', 'que esta abierto ahora'],
  ],
  language: [
    ...['another language', 'other language', 'other languages', 'in another language', 'help in another language'],
    ...['otro idioma', 'otros idiomas', 'en otro idioma', 'ayuda en otro idioma', 'otra lengua'],
  ],
};

/** A typed wish about the organizations just shown; null for any other text. */
export function findRefinement(text: string): RefinementId | null {
  const typed = foldText(text);
  for (const [id, words] of Object.entries(TYPED)) if (words.includes(typed)) return id as RefinementId;
  return null;
}

/** A search as it begins, for these needs. */
export function newSearch(needs: readonly Need[]): SearchState {
  return { needs, free: false, openNow: false, spoken: null, skip: 0 };
}

function afterWish(before: SearchState, wish: RefinementId): SearchState {
  if (wish === 'more') return { ...before, skip: before.skip + PAGE };
  if (wish === 'free') return { ...before, free: true, skip: 0 };
  if (wish === 'open') return { ...before, openNow: true, skip: 0 };
  const code = /^language\/(.+)$/.exec(wish)?.[1] ?? null;
  return { ...before, spoken: code, skip: 0 };
}

/** The buttons under organizations: only those that can change what is shown. */
export function refineChoices(context: ComposeContext, search: SearchState, more: number): Choice[] {
  const say = (id: 'refineMore' | 'refineFree' | 'refineOpen' | 'refineLanguage'): string =>
    phrase(context.content, context.language, id);
  return [
    ...(more > 0 ? [{ id: 'search:more', label: say('refineMore') } as const] : []),
    ...(search.free ? [] : [{ id: 'search:free', label: say('refineFree') } as const]),
    ...(search.openNow ? [] : [{ id: 'search:open', label: say('refineOpen') } as const]),
    { id: 'search:language', label: say('refineLanguage') },
  ];
}

/** Blocks and buttons for a wish, and the search as it stands then. */
export function refineSearch(
  context: ComposeContext,
  before: SearchState,
  wish: RefinementId,
): { search: SearchState; blocks: readonly Block[]; choices: readonly Choice[] } {
  const { content, language } = context;
  const paragraph = (id: 'refineWhichLanguage' | 'refineNone' | 'refineNoMore'): Block => ({
    kind: 'paragraph',
    line: lineOf(phrase(content, language, id)),
  });
  if (wish === 'language') {
    const names = phrasesOf(content, language).languages;
    const choices = languagesOfHelp(context, before.needs)
      .filter((code) => names[code] !== undefined)
      .slice(0, MOST_LANGUAGES)
      .map((code): Choice => ({ id: `search:language/${code}`, label: names[code] ?? code }));
    return { search: before, blocks: [paragraph('refineWhichLanguage')], choices };
  }
  const search = afterWish(before, wish);
  const { needs, free, openNow, spoken, skip } = search;
  const { blocks, more, met } = findOrganizations(context, needs, false, { free, openNow, spoken, skip });
  if (blocks.length === 0) {
    return { search: before, blocks: [paragraph('refineNoMore')], choices: refineChoices(context, before, 0) };
  }
  const choices = refineChoices(context, search, more);
  return { search, blocks: met ? blocks : [paragraph('refineNone'), ...blocks], choices };
}
