import type { Language, WidgetStringId } from '../../content/index.js';
import type { Reply } from '../../reply/index.js';

/** The widget's own words, from `content/phrases/<language>.yaml` under `widget`. */
export type WidgetStrings = Readonly<Record<WidgetStringId, string>>;

/**
 * `GET /pack/<language>.json`: all that the panel shows before the first word and without a connection.
 * Cached by the browser under its ETag.
 */
export interface Pack {
  readonly version: string;
  readonly language: Language;
  readonly direction: 'ltr' | 'rtl';
  /** Installed languages by their own names. */
  readonly languages: readonly { readonly code: Language; readonly name: string }[];
  readonly strings: WidgetStrings;
  /** The first screen: what the bot says of itself, and the doors as its choices. */
  readonly greeting: Reply;
  /** The emergency answers, readable without the server. */
  readonly emergencies: readonly Reply[];
}
