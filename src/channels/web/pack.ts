import type { Language, PlaceId, WidgetStringId } from '../../content/index.js';
import type { OrganizationCard, Reply } from '../../reply/index.js';

/** The widget's own words, from `content/phrases/<language>.yaml` under `widget`. */
export type WidgetStrings = Readonly<Record<WidgetStringId, string>>;

/** `GET /start/<language>.json`: what the panel shows before the first word. Cached by the browser under its ETag. */
export interface FirstScreen {
  /** Of the content: another version means that the pack has changed too. */
  readonly version: string;
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  /** Installed languages by their own names. */
  readonly languages: readonly { readonly code: Language; readonly name: string }[];
  readonly strings: WidgetStrings;
  /** What the bot says of itself, and the doors as its choices. */
  readonly greeting: Reply;
}

/** Numbers to call for one place. */
export interface PlaceHotlines {
  /** `us` for the whole country, which stands first. */
  readonly id: PlaceId;
  readonly name: string;
  readonly organizations: readonly OrganizationCard[];
}

/**
 * `GET /pack/<language>.json`: all that the panel shows without a connection. Every place's hotlines are in it, so that
 * no request tells where somebody is.
 */
export interface Pack extends FirstScreen {
  /** The day on which it was made, ISO date. */
  readonly savedOn: string;
  /** The emergency answers. */
  readonly emergencies: readonly Reply[];
  /** What to know by situation, as on a rights card. */
  readonly rights: readonly Reply[];
  readonly hotlines: readonly PlaceHotlines[];
}
