/** What a person asked this browser to remember: settings, and the key to the chat; never a word that was said. */
export interface Remembered {
  readonly language: string;
  readonly textSize: number;
  readonly colours: Colours;
  readonly place: string | null;
  readonly chat: { readonly id: string; readonly token: string } | null;
  /** Milliseconds since 1970, UTC: after that it is deleted. */
  readonly until: number;
}

/** `auto`: as the device has them. */
export const COLOURS = ['auto', 'light', 'dark'] as const;
export type Colours = (typeof COLOURS)[number];

const NAME = 'amparo';
const KEPT_MS = 24 * 3600 * 1000;

/** What is remembered here; null where nothing is, or no longer. */
export function readRemembered(): Remembered | null {
  try {
    const found = JSON.parse(localStorage.getItem(NAME) ?? 'null') as Remembered | null;
    if (found && found.until > Date.now()) return found;
    if (found) localStorage.removeItem(NAME);
  } catch {
    // Storage can be switched off, and what lies in it can be anything.
  }
  return null;
}

/** Keeps it for a day; false where this browser keeps nothing. */
export function keepRemembered(what: Omit<Remembered, 'until'>): boolean {
  try {
    localStorage.setItem(NAME, JSON.stringify({ ...what, until: Date.now() + KEPT_MS }));
    return true;
  } catch {
    return false;
  }
}

export function forgetRemembered(): void {
  try {
    localStorage.removeItem(NAME);
  } catch {
    // Nothing can lie there.
  }
}
