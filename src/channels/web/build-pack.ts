import type { Content, Language } from '../../content/index.js';
import { EMPTY_STATE, type Flows, respond } from '../../dialogs/index.js';
import {
  type ComposeContext,
  composeAnswer,
  isoDateOf,
  type KnownPlace,
  organizationBlocks,
  phrasesOf,
} from '../../reply/index.js';
import type { FirstScreen, Pack, PlaceHotlines, WidgetStrings } from './pack.js';

/** What the pack is made from. */
export interface PackOptions {
  readonly content: Content;
  readonly flows: Flows;
  readonly requireReview: boolean;
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
}

/** The knock at the door is why most people come; what is not listed follows. */
const MOST_URGENT: readonly string[] = ['emergency.ice-at-home', 'emergency.detained-now', 'emergency.ice-street'];

function urgency(topic: string): number {
  const index = MOST_URGENT.indexOf(topic);
  return index < 0 ? MOST_URGENT.length : index;
}

/** The situations of a rights card. */
const RIGHTS: readonly string[] = ['rights.home', 'rights.street', 'rights.car', 'rights.work', 'rights.signing'];

/** Whom to call when somebody is at the door or was taken, then who advises. */
const HOTLINE_NEEDS = [['hotline-raid-report', 'hotline-family-support'], ['legal-consultation']] as const;

/**
 * Makes the pack of a language: the first screen, the widget's own words, and the emergency answers for the whole country.
 *
 * @returns null for a language that is not installed.
 */
export function buildPack(options: PackOptions, language: Language): Pack | null {
  const { content, now, requireReview } = options;
  const phrases = content.phrases.get(language);
  if (!phrases) return null;
  const { replies } = respond(
    options,
    { ...EMPTY_STATE, language },
    {
      text: '',
      choice: 'topic:bot.greeting',
      understanding: null,
      pagePlace: null,
      locale: language,
      now,
    },
  );
  const [greeting] = replies;
  if (!greeting) return null;
  const context: ComposeContext = { content, language, place: null, now, requireReview };
  const answer = (topic: string) => composeAnswer(context, { topic, part: null, action: 'answer' });
  const emergencies = [...content.topics.keys()]
    .filter((topic) => topic.startsWith('emergency.'))
    .sort((a, b) => urgency(a) - urgency(b))
    .map(answer);
  return {
    version: content.version.slice(0, 16),
    language,
    direction: phrases.direction,
    languages: content.languages.map((code) => ({ code, name: phrasesOf(content, code).name })),
    strings: phrases.widget,
    greeting,
    savedOn: isoDateOf(now),
    emergencies,
    rights: RIGHTS.filter((topic) => content.topics.has(topic)).map(answer),
    hotlines: hotlinesOf(context),
  };
}

/** The part of a pack that is needed before the first word. */
export function firstScreenOf(pack: Pack): FirstScreen {
  const { version, language, direction, languages, greeting } = pack;
  // The sentences of the demonstration page are none of the panel's.
  const strings = Object.fromEntries(
    Object.entries(pack.strings).filter(([id]) => !/^(?:page|noScript|intro$)/.test(id)),
  ) as WidgetStrings;
  return { version, language, direction, languages, strings, greeting };
}

/** Of every city and state that has organizations of its own, and of the country; names in the order of the alphabet. */
function hotlinesOf(context: ComposeContext): PlaceHotlines[] {
  const { content, language } = context;
  const served = new Set(content.organizations.flatMap(({ service_area: area }) => [...area.cities, ...area.states]));
  const nameIn = (names: Readonly<Record<string, string>>) => names[language] ?? names.en ?? '';
  const places: KnownPlace[] = [
    ...content.cities
      .filter(({ id }) => served.has(id))
      .map(({ id, state, names }) => ({ id, kind: 'city' as const, name: nameIn(names), state })),
    ...content.states
      .filter(({ postal }) => served.has(postal))
      .map(({ id, names }) => ({ id, kind: 'state' as const, name: nameIn(names), state: id })),
  ];
  const collator = new Intl.Collator(language);
  const callable = (place: KnownPlace | null) => {
    const found = HOTLINE_NEEDS.flatMap((needs) => organizationBlocks({ ...context, place }, needs, true));
    const cards = found.flatMap((block) => (block.kind === 'organization' ? [block.organization] : []));
    return [...new Map(cards.map((card) => [card.id, card])).values()];
  };
  const wholeCountry = phrasesOf(content, language).widget.wholeCountry;
  return [
    { id: 'us', name: wholeCountry, organizations: callable(null) },
    ...places
      .sort((one, other) => collator.compare(one.name, other.name))
      .map((place) => ({ id: place.id, name: place.name, organizations: callable(place) })),
  ];
}
