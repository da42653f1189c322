import type { Content, Need, PhraseId } from '../content/index.js';
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
import { type HelpWishes, isOnlyWishes, joinWishes, NO_WISHES, readLanguageName, readWishes } from './read-wishes.js';
import type { SearchState } from './state.js';

/** What a person can ask of the organizations just shown; `language/<code>` names one. */
export type RefinementId =
  | 'more'
  | 'free'
  | 'open'
  | 'language'
  | `language/${string}`
  | 'any-cost'
  | 'any-hours'
  | 'any-language';

const PAGE = 3;
/** Buttons for languages; every other language can be typed. */
const MOST_LANGUAGES = 10;

const TYPED: Readonly<Record<Exclude<RefinementId, `language/${string}`>, readonly string[]>> = {
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
  free: ['only free', 'free only', 'solo gratis', 'lo gratis'],
  open: ['open', 'open today', 'abre ahora', 'quien atiende ahora'],
  language: [
    ...['another language', 'other language', 'other languages', 'in another language', 'help in another language'],
    ...['otro idioma', 'otros idiomas', 'en otro idioma', 'ayuda en otro idioma', 'otra lengua'],
  ],
  'any-cost': [
    'any cost',
    'any price',
    'not only free',
    'also paid',
    'cualquier precio',
    'no solo gratis',
    'con costo',
  ],
  'any-hours': ['any time', 'any hours', 'not only open', 'also closed', 'cualquier hora', 'cualquier horario'],
  'any-language': ['any language', 'cualquier idioma', 'no importa el idioma'],
};

/** A typed wish about the organizations just shown; null for any other text. */
export function findRefinement(text: string, content: Content): RefinementId | HelpWishes | null {
  const typed = foldText(text);
  for (const [id, words] of Object.entries(TYPED)) if (words.includes(typed)) return id as RefinementId;
  const wishes = readWishes(text, content);
  if (wishes && isOnlyWishes(wishes)) return { free: wishes.free, openNow: wishes.openNow, spoken: wishes.spoken };
  const spoken = readLanguageName(text, content);
  return spoken === null ? null : { ...NO_WISHES, spoken };
}

/** A search as it begins, for these needs. */
export function newSearch(needs: readonly Need[], wishes: HelpWishes = NO_WISHES): SearchState {
  return { needs, free: wishes.free, openNow: wishes.openNow, spoken: wishes.spoken, skip: 0 };
}

function afterWish(before: SearchState, wish: RefinementId | HelpWishes): SearchState {
  if (typeof wish === 'object') return { ...before, ...joinWishes(before, wish), skip: 0 };
  switch (wish) {
    case 'more':
      return { ...before, skip: before.skip + PAGE };
    case 'free':
      return { ...before, free: true, skip: 0 };
    case 'open':
      return { ...before, openNow: true, skip: 0 };
    case 'any-cost':
      return { ...before, free: false, skip: 0 };
    case 'any-hours':
      return { ...before, openNow: false, skip: 0 };
    case 'any-language':
      return { ...before, spoken: null, skip: 0 };
    default:
      return { ...before, spoken: /^language\/(.+)$/.exec(wish)?.[1] ?? before.spoken, skip: 0 };
  }
}

/** The buttons under organizations: further ones, and each wish to make or to take back. */
export function refineChoices(context: ComposeContext, search: SearchState, more: number): Choice[] {
  const button = (wish: RefinementId, label: PhraseId): Choice => ({
    id: `search:${wish}`,
    label: phrase(context.content, context.language, label),
  });
  return [
    ...(more > 0 ? [button('more', 'refineMore')] : []),
    search.free ? button('any-cost', 'refineAnyCost') : button('free', 'refineFree'),
    search.openNow ? button('any-hours', 'refineAnyHours') : button('open', 'refineOpen'),
    ...(search.spoken === null ? [] : [button('any-language', 'refineAnyLanguage')]),
    button('language', 'refineLanguage'),
  ];
}

/** Blocks and buttons for a wish, and the search as it stands then. */
export function refineSearch(
  context: ComposeContext,
  before: SearchState,
  wish: RefinementId | HelpWishes,
): { search: SearchState; blocks: readonly Block[]; choices: readonly Choice[] } {
  const { content, language } = context;
  const paragraph = (id: 'refineWhichLanguage' | 'refineNoMore'): Block => ({
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
  const { blocks, shown, more } = findOrganizations(context, needs, false, { free, openNow, spoken, skip });
  if (shown === 0) {
    return { search: before, blocks: [paragraph('refineNoMore')], choices: refineChoices(context, before, 0) };
  }
  return { search, blocks, choices: refineChoices(context, search, more) };
}
