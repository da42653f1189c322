import type { Content, Language } from '../content/index.js';
import { foldText } from './match-choice.js';

/** What a person wants of the organizations: free, open at this moment, speaking a language (its code). */
export interface HelpWishes {
  readonly free: boolean;
  readonly openNow: boolean;
  readonly spoken: Language | null;
}

/** The wishes in a sentence, and what is left of it without them, folded. */
export interface ReadWishes extends HelpWishes {
  readonly rest: string;
}

/** Nothing in particular is wanted. */
export const NO_WISHES: HelpWishes = { free: false, openNow: false, spoken: null };

const FREE =
  /\b(?:(?:for )?free(?! (?:him|her|them|my|me|from)\b)(?: of charge)?|pro bono|no cost|at no cost|without cost|(?:i|we) (?:have|got) no money|(?:i|we) (?:can ?t|cannot|can not) (?:pay|afford)(?: it| one| much)?|gratis|gratuit[oa]s?|sin costo|no (?:tengo|tenemos) dinero|no (?:puedo|podemos) pagar)\b/g;
/** "Feel free to" and "when will he be free" are of something else. */
const NOT_FREE = /\b(?:feel|set|get|got|go|be|him|her|them) free\b/;
const OPEN =
  /\b(?:open (?:right )?now|(?:who|that|thats|which|somebody|someone|anyone|anybody)(?: is| are| s)? open|(?:est[ae]n? )?abiert[oa]s?(?: ahora| ahorita)?(?: mismo)?)\b/g;

/** Names of languages that the tables of phrases do not have, as people write them. */
const OTHER_NAMES: Readonly<Record<string, Language>> = {
  creole: 'ht',
  kreyol: 'ht',
  criollo: 'ht',
  mandarin: 'zh',
  cantonese: 'zh',
  cantones: 'zh',
  filipino: 'tl',
};

type Words = Pick<Content, 'phrases'>;
const named = new WeakMap<Content['phrases'], ReadonlyMap<string, Language>>();

function languageNames({ phrases }: Words): ReadonlyMap<string, Language> {
  let names = named.get(phrases);
  if (!names) {
    const own = [...phrases.values()].flatMap(({ languages }) =>
      Object.entries(languages).map(([code, name]) => [foldText(name), code] as const),
    );
    // The longest first: "haitian creole" before "creole".
    names = new Map([...own, ...Object.entries(OTHER_NAMES)].sort(([a], [b]) => b.length - a.length));
    named.set(phrases, names);
  }
  return names;
}

/** "Who speaks Polish", "in Polish", "Polish speaking", "que hable polaco", "en polaco". */
function findSpoken(text: string, content: Words): { code: Language; text: string } | null {
  for (const [name, code] of languageNames(content)) {
    if (!text.includes(name)) continue;
    const cued = new RegExp(
      `\\b(?:(?:that |who |which |que )?(?:speak(?:s|ing)?|habl[ae]n?|hablo)|in|en) ${name}\\b|\\b${name} (?:speaking|speakers?)\\b`,
    );
    if (cued.test(text)) return { code, text: text.replace(cued, ' ') };
  }
  return null;
}

/** What a person wants of an organization, read from a sentence; null where the sentence wants nothing of the kind. */
export function readWishes(typed: string, content: Words): ReadWishes | null {
  const text = foldText(typed);
  const spoken = findSpoken(text, content);
  const withoutLanguage = spoken?.text ?? text;
  const isFree = !NOT_FREE.test(withoutLanguage) && withoutLanguage.search(FREE) >= 0;
  const withoutFree = isFree ? withoutLanguage.replace(FREE, ' ') : withoutLanguage;
  const openNow = withoutFree.search(OPEN) >= 0;
  if (!isFree && !openNow && !spoken) return null;
  const rest = (openNow ? withoutFree.replace(OPEN, ' ') : withoutFree)
    .replace(/ +/g, ' ')
    .replace(/^ ?(?:(?:a|an|the|i need|un|una|el|la|necesito) )+/, '')
    .trim();
  return { free: isFree, openNow, spoken: spoken?.code ?? null, rest };
}

/** The language that a text names and nothing else ("Polish", "el polaco"); null otherwise. */
export function readLanguageName(typed: string, content: Words): Language | null {
  return languageNames(content).get(foldText(typed).replace(/^el /, '')) ?? null;
}

const FILLERS = new Set(
  `a an and also another any anybody anyone are but else for help i is it just me need of one ones only organization
  organizations people place places please show some somebody someone something that the them these those to want who
  which with y e algo alguien algun alguna alguno algunos ayuda busco con de el en es esos esten este esta la las lo
  los lugar lugares me muestreme necesito o organizacion organizaciones otra otro otros para pero por favor que quiero
  quien sea sean si solo solamente son tambien tienen un una uno unos`.split(/\s+/),
);

/** Whether nothing but wishes was said: "a free one that speaks Polish, please". */
export function isOnlyWishes({ rest }: ReadWishes): boolean {
  return rest.split(' ').every((word) => word === '' || FILLERS.has(word));
}

/** Earlier wishes and new ones together; a language named later takes the place of the earlier one. */
export function joinWishes(before: HelpWishes, added: HelpWishes): HelpWishes {
  return {
    free: before.free || added.free,
    openNow: before.openNow || added.openNow,
    spoken: added.spoken ?? before.spoken,
  };
}

const LEGAL_HELP = /\b(?:lawyers?|attorneys?|legal (?:help|aid)|abogad[oa]s?|ayuda legal|licenciad[oa]s?)\b/;

/** Whether a lawyer is what is looked for. */
export function namesLegalHelp(typed: string): boolean {
  return LEGAL_HELP.test(foldText(typed));
}
