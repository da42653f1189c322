import type { Content, Language } from '../../content/index.js';
import { EMPTY_STATE, type Flows, respond } from '../../dialogs/index.js';
import { composeAnswer, phrasesOf } from '../../reply/index.js';
import type { Pack } from './pack.js';

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
  const emergencies = [...content.topics.keys()]
    .filter((topic) => topic.startsWith('emergency.'))
    .sort((a, b) => urgency(a) - urgency(b))
    .map((topic) =>
      composeAnswer({ content, language, place: null, now, requireReview }, { topic, part: null, action: 'answer' }),
    );
  return {
    version: content.version.slice(0, 16),
    language,
    direction: phrases.direction,
    languages: content.languages.map((code) => ({ code, name: phrasesOf(content, code).name })),
    strings: phrases.widget,
    greeting,
    emergencies,
  };
}
