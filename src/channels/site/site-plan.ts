import type { Content, Language, SiteStringId, Topic, TopicId } from '../../content/index.js';
import { type ComposeContext, chooseAnswer, fill, isoDateOf, type KnownPlace, phrasesOf } from '../../reply/index.js';

/** What the pages are made from. */
export interface SiteOptions {
  readonly content: Content;
  readonly requireReview: boolean;
  readonly staleDays?: number | undefined;
  /** Milliseconds since 1970, UTC. Only the day counts. */
  readonly now: number;
  /** Public address of the site, without a slash at the end, for search engines; null where it is not known. */
  readonly baseUrl: string | null;
  /** Address of the chat; null where there is none to lead to. */
  readonly chatUrl: string | null;
}

/** Groups of topics in the order of the start page; the first part of a topic's id. */
export const GROUPS = [
  'emergency',
  'rights',
  'raids',
  'police',
  'detained',
  'order',
  'plan',
  'help',
  'bot',
  'refuse',
] as const satisfies readonly SiteStringId[];

/** The knock at the door is why most people come; then what every other right rests on. */
const FIRST: readonly TopicId[] = [
  'emergency.ice-at-home',
  'emergency.detained-now',
  'emergency.ice-street',
  'rights.overview',
  'rights.home',
  'rights.silence',
  'rights.street',
  'rights.car',
  'rights.work',
];

/** One page in one language. */
export type SitePage = {
  /** Name of the file in the language's folder; the same in every language. */
  readonly file: string;
  readonly title: string;
} & (
  | { readonly kind: 'start' | 'organizations' | 'cards' | 'search' }
  | { readonly kind: 'answer'; readonly topic: TopicId; readonly place: KnownPlace | null }
  | { readonly kind: 'place'; readonly place: KnownPlace }
);

/** All pages of a language. */
export interface SitePlan {
  readonly language: Language;
  readonly options: SiteOptions;
  /** ISO date that stands on the pages. */
  readonly madeOn: string;
  /** In the order in which they are listed. */
  readonly pages: readonly SitePage[];
  readonly byFile: ReadonlyMap<string, SitePage>;
  /** Cities, then states, that have a page; names in the language. */
  readonly places: readonly KnownPlace[];
}

/** The context for composing a page's replies. The middle of the day: no page changes with the hour. */
export function contextOf({ options, language, madeOn }: SitePlan, place: KnownPlace | null): ComposeContext {
  const { content, requireReview, staleDays } = options;
  const now = Date.parse(`${madeOn}T12:00:00Z`);
  return { content, language, place, now, requireReview, staleDays, anyTime: true };
}

/** One of the words of the pages, with its values. */
export function siteWord(
  { options, language }: Pick<SitePlan, 'options' | 'language'>,
  id: SiteStringId,
  values: Readonly<Record<string, string>> = {},
): string {
  return fill(phrasesOf(options.content, language).site[id], values);
}

/** The file of an answer, whether or not there is such a page: `rights-home.html`, `police-cooperation-in-chicago.html`. */
export function answerFile(topic: TopicId, place: KnownPlace | null): string {
  return `${topic.replaceAll('.', '-')}${place === null ? '' : `-in-${place.id}`}.html`;
}

/** The file of a city's or state's page. */
export function placeFile({ kind, id }: KnownPlace): string {
  return `${kind}-${id}.html`;
}

/** Whether organizations say that they serve just this place. */
export function hasOwnOrganizations(content: Content, place: KnownPlace): boolean {
  const postal = content.states.find(({ id }) => id === place.id)?.postal;
  return content.organizations.some(({ service_area: area }) =>
    place.kind === 'city' ? area.cities.includes(place.id) : postal !== undefined && area.states.includes(postal),
  );
}

/** Whether the answer for this place differs from the national one. */
export function differsAt(content: Content, topic: Topic, place: KnownPlace): boolean {
  if (topic.answers.some((answer) => answer.place === place.id)) return true;
  if (place.kind === 'city' && topic.answers.some((answer) => answer.place === place.state)) return true;
  if (topic.id.startsWith('emergency.')) return hasOwnOrganizations(content, place);
  return topic.bulletins === true && content.bulletins.some(({ places }) => places.includes(place.id));
}

function allPlaces(content: Content, language: Language): KnownPlace[] {
  const collator = new Intl.Collator(language);
  const nameIn = (names: Readonly<Record<string, string>>) => names[language] ?? names.en ?? '';
  const byName = (a: KnownPlace, b: KnownPlace) => collator.compare(a.name, b.name);
  const cities = content.cities.map(
    ({ id, state, names }): KnownPlace => ({ id, kind: 'city', name: nameIn(names), state }),
  );
  const states = content.states.map(
    ({ id, names }): KnownPlace => ({ id, kind: 'state', name: nameIn(names), state: id }),
  );
  return [...cities.sort(byName), ...states.sort(byName)];
}

function rank(topic: TopicId): number {
  const group = (GROUPS as readonly string[]).indexOf(topic.split('.')[0] ?? '');
  const first = FIRST.indexOf(topic);
  return (group < 0 ? GROUPS.length : group) * 100 + (first < 0 ? FIRST.length : first);
}

/** Topics in the order of the start page. */
export function topicsInOrder(content: Content): Topic[] {
  return [...content.topics.values()].sort((a, b) => rank(a.id) - rank(b.id));
}

function answerPages(content: Content, language: Language, places: readonly KnownPlace[]): SitePage[] {
  const { inPlace } = phrasesOf(content, language).site;
  return topicsInOrder(content).flatMap((topic): SitePage[] =>
    [null, ...places.filter((place) => differsAt(content, topic, place))].flatMap((place): SitePage[] => {
      const answer = chooseAnswer(topic, place, language);
      if (!answer) return [];
      const isNamed = place === null || answer.title.includes(place.name);
      const title = isNamed ? answer.title : fill(inPlace, { title: answer.title, place: place.name });
      return [{ kind: 'answer', file: answerFile(topic.id, place), title, topic: topic.id, place }];
    }),
  );
}

/**
 * Which pages there are in a language.
 *
 * @returns null for a language that is not installed.
 */
export function planSite(options: SiteOptions, language: Language): SitePlan | null {
  const { content } = options;
  const phrases = content.phrases.get(language);
  if (!phrases) return null;
  const words = phrases.site;
  const candidates = allPlaces(content, language);
  const answers = answerPages(content, language, candidates);
  const served = new Set(answers.flatMap((page) => (page.kind === 'answer' && page.place ? [page.place.id] : [])));
  const places = candidates.filter(({ id }) => served.has(id));
  const pages: SitePage[] = [
    { kind: 'start', file: 'index.html', title: phrases.widget.intro },
    ...answers,
    ...places.map((place): SitePage => {
      const title = fill(words.placePage, { place: place.name });
      return { kind: 'place', file: placeFile(place), title, place };
    }),
    { kind: 'organizations', file: 'organizations.html', title: words.organizations },
    { kind: 'cards', file: 'cards.html', title: words.cards },
    { kind: 'search', file: 'search.html', title: words.search },
  ];
  const byFile = new Map(pages.map((page) => [page.file, page]));
  return { language, options, madeOn: isoDateOf(options.now), pages, byFile, places };
}
