import type { Language, PlaceId, TopicId } from '../content/index.js';

/** Words that work at any moment, in any flow. */
export type Command = 'menu' | 'back' | 'restart' | 'stop' | 'help' | 'skip' | 'more' | 'yes' | 'no';

/** A place that was named, by name or ZIP code. A suburb carries the id of its metro's core city, but `kind: 'suburb'`: the city's police rules are not its own. */
export interface PlaceMention {
  readonly id: PlaceId;
  readonly kind: 'city' | 'suburb' | 'state' | 'country';
  /** As written in the place file (or the suburb's name), for showing. */
  readonly name: string;
  /** Id of the state; null for the whole country. */
  readonly state: PlaceId | null;
  readonly zip: string | null;
}

/** What should happen next. Confidence is calibrated, 0 to 1. */
export type Decision =
  | {
      readonly action: 'answer';
      readonly topic: TopicId;
      /** A further part of that answer, when the question was for precisely that. */
      readonly part: string | null;
      readonly confidence: number;
    }
  | { readonly action: 'clarify'; readonly choices: readonly [TopicId, TopicId, ...TopicId[]] }
  | { readonly action: 'refuse'; readonly topic: TopicId }
  | { readonly action: 'out-of-scope' };

/** A stretch of the utterance that tells who somebody is. Offsets are UTF-16 code units, end exclusive. */
export interface PersonalSpan {
  readonly kind:
    | 'a-number'
    | 'receipt-number'
    | 'phone'
    | 'email'
    | 'address'
    | 'name'
    | 'birth-date'
    | 'ssn'
    | 'passport'
    | 'plate'
    | 'bank';
  readonly start: number;
  readonly end: number;
}

/** What the conversation already knows; all of it optional. */
export interface UtteranceContext {
  /** The conversation's language, the prior for detection. */
  readonly language?: Language;
  readonly topic?: TopicId;
  readonly place?: PlaceId;
}

/** Where something happens, for follow-ups such as "and at work?". */
export type Setting = 'home' | 'work' | 'street' | 'car' | 'school' | 'hospital' | 'court' | 'worship' | 'transit';

/** All that was understood of one utterance. */
export interface Understanding {
  readonly language: Language;
  /** BCP-47 code of a recognised language that is not installed (the reply then uses the phrases for it); else null. */
  readonly foreignLanguage: string | null;
  /** The language that was asked for by name ("en español por favor"), installed or not; else null. */
  readonly requestedLanguage: string | null;
  readonly decision: Decision;
  /** Danger that is happening now. Then `decision` is `answer` with an `emergency.*` topic. */
  readonly emergency: boolean;
  readonly alternatives: readonly { readonly topic: TopicId; readonly confidence: number }[];
  readonly place: PlaceMention | null;
  readonly setting: Setting | null;
  readonly command: Command | null;
  /** True where the conversation's last topic was used to resolve it ("and in Houston?"). */
  readonly followUp: boolean;
  readonly personal: readonly PersonalSpan[];
}
