import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Catalog, Me } from '../../staff/contract.js';
import { CallError } from './call.js';
import type { Vault } from './vault.js';
import type { ConsoleLanguage, Say, WordId } from './words.js';

/** What every screen of a signed-in member is given. */
export interface Desk {
  readonly me: Me;
  readonly vault: Vault;
  readonly catalog: Catalog;
  readonly language: ConsoleLanguage;
  readonly say: Say;
  /** Reads the member's keys and the lists again. */
  readonly refresh: () => Promise<void>;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (!desk) throw new Error('Nobody is signed in');
  return desk;
}

/** A refusal in the member's words. */
export function sayError(say: Say, error: unknown): string {
  if (!(error instanceof CallError)) throw error;
  return say(error.code as WordId, { n: String(error.details.wait ?? '') });
}

/** The name of a topic for people, with its id where there is none. */
export function topicName(desk: Desk, id: string | null): string {
  if (id === null || id === '') return '–';
  return desk.catalog.topics.find((topic) => topic.id === id)?.titles[desk.language] ?? id;
}

export function placeName(desk: Desk, id: string | null): string {
  if (id === null || id === '') return '–';
  if (id === 'us') return desk.say('wholeCountry');
  return desk.catalog.places.find((place) => place.id === id)?.name ?? id;
}

/** A date with its hour, short, in the reader's language; UTC, as all that is kept. */
export function hourName(desk: Desk, iso: string): string {
  return `${new Intl.DateTimeFormat(desk.language, { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(new Date(iso))} UTC`;
}
