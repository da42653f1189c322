import type { Language, Line, PlaceId, TopicId } from '../content/index.js';

export type { Line, Span } from '../content/index.js';

/** Something the person can tap or type next. `id` says what it does, `label` is what they read and may type. */
export interface Choice {
  readonly id: ChoiceId;
  readonly label: string;
}

/**
 * What a choice does, stable across edits of content, sent back by a button:
 * `topic:<id>`, `topic:<id>#<part>`, `flow:<id>`, `option:<flow>/<step>/<option>`, `command:<menu|back|skip|restart|stop|help|card|card/<language>|current>`, `language:<code>`,
 * `search:<more|free|open|language|language/code>` (which organizations to show).
 */
export type ChoiceId = `${'topic' | 'flow' | 'option' | 'command' | 'language' | 'search'}:${string}`;

/** A phone as shown: `href` is what a tap does, absent where a number can only be called from elsewhere (collect, speed dial). */
export interface PhoneLine {
  readonly number: string;
  readonly href?: string;
  readonly note: string | null;
  readonly languages: readonly string[];
}

/** An organization as shown to a person: what it does for this need, how to reach it, and why it is shown. */
export interface OrganizationCard {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly phones: readonly PhoneLine[];
  readonly website: string | null;
  readonly hours: string;
  readonly openState: 'open' | 'closed' | 'unknown';
  readonly languages: string;
  readonly cost: string;
  readonly why: string;
  /** A caution about this organization, for example that it is a government line; null for most. */
  readonly note: string | null;
  readonly checked: string;
}

/** A page the answer rests on. `checked` is the day (ISO date) someone last opened it. */
export interface SourceLine {
  readonly title: string;
  readonly url: string;
  readonly checked: string;
}

/** One part of what the bot says. Every channel draws all kinds. */
export type Block =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly line: Line }
  | { readonly kind: 'steps'; readonly items: readonly Line[] }
  | { readonly kind: 'list'; readonly items: readonly Line[] }
  /** `words` are English, because officers understand English; `meaning` is in the person's language, null when that is English. */
  | { readonly kind: 'say-this'; readonly title: string; readonly words: Line; readonly meaning: Line | null }
  | { readonly kind: 'warning'; readonly title: string; readonly line: Line }
  | {
      readonly kind: 'bulletin';
      readonly on: string;
      readonly date: string;
      readonly status: string;
      readonly line: Line;
      readonly sources: readonly SourceLine[];
    }
  | { readonly kind: 'organization'; readonly organization: OrganizationCard }
  | {
      readonly kind: 'sources';
      readonly title: string;
      /** "Information of …", ready to show. */
      readonly asOf: string;
      /** "Not yet reviewed by a lawyer", or who reviewed it and when, ready to show. */
      readonly review: string | null;
      readonly items: readonly SourceLine[];
      /** "Checked", ready to show before each date. */
      readonly checkedLabel: string;
    };

/** How the reply came about; `ask` and `menu` put no answer forward. */
export type ReplyAction = 'answer' | 'clarify' | 'out-of-scope' | 'refuse' | 'ask' | 'menu';

/**
 * All that the bot says in one message, the same for every channel. Renderers turn it into what their channel shows.
 */
export interface Reply {
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  readonly action: ReplyAction;
  readonly topic: TopicId | null;
  readonly part: string | null;
  readonly place: PlaceId | null;
  /** ISO date of the newest fact in it; null where it states none. */
  readonly asOf: string | null;
  readonly emergency: boolean;
  readonly blocks: readonly Block[];
  readonly choices: readonly Choice[];
  readonly alternatives: readonly TopicId[];
}
