import type { CityFile, Content, Language, Need, OrganizationFile, PlaceId, Service } from '../content/index.js';
import { candidatesFor, type Entry } from './directory-index.js';
import { daysSince } from './holidays.js';
import { type OpenState, openStateAt, openStateIn } from './opening-hours.js';
import { costOf } from './trust.js';

/** Where the person is, as far as the search needs it. */
export interface SearchPlace {
  readonly id: PlaceId;
  readonly kind: 'city' | 'suburb' | 'state' | 'country';
  readonly state: PlaceId | null;
  /** The town that was named, where the place is only its state or its metro. */
  readonly name?: string;
}

/** What a person may ask to see only. Where nobody meets it, the others are shown and the card says what is not met. */
export interface Refinement {
  readonly free?: boolean | undefined;
  readonly openNow?: boolean | undefined;
  /** Only those who speak `language`. */
  readonly inLanguage?: boolean | undefined;
}

export interface DirectoryQuery extends Refinement {
  readonly place: SearchPlace | null;
  /** In order of what matters most; each is served in turn. */
  readonly needs: readonly Need[];
  /** The language to be spoken there; it may be one that the bot itself does not speak. */
  readonly language: Language;
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  readonly limit: number;
  /** Results to leave out at the head: those already shown. */
  readonly skip?: number;
  /** Only organizations that can be called. */
  readonly phoneOnly?: boolean;
  /** For what is read at any later time: who is open at `now` plays no part in the order. */
  readonly anyTime?: boolean | undefined;
  /** Days after which an organization counts as not confirmed; {@link STALE_DAYS} by default. */
  readonly staleDays?: number | undefined;
}

/** Days without a check after which a person is told so. */
export const STALE_DAYS = 90;

/** Why an organization is shown. `part`: it serves a part of the metro, and whether the person is in it is not known. */
export type SearchReason = 'first' | 'place' | 'part' | 'state' | 'national';

/** A wish that a result does not meet, as far as is known. */
export type Unmet = 'free' | 'open' | 'language';

export interface SearchResult {
  readonly organization: OrganizationFile;
  readonly service: Service;
  readonly need: Need;
  readonly reason: SearchReason;
  readonly open: OpenState;
  /** The same for the person's language; null where it is not spoken, as far as is known. */
  readonly openInLanguage: OpenState | null;
  /** From the middle of the person's city; null where either is not known. */
  readonly distanceKm: number | null;
  readonly stale: boolean;
  readonly unmet: readonly Unmet[];
}

/** Ranked results, and how many further ones there are. */
export interface SearchPage {
  readonly results: readonly SearchResult[];
  readonly more: number;
}

function fold(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}

/** Ids of the counties in which a town around a city lies; empty where that is not known. */
function countiesOf(city: CityFile | undefined, place: SearchPlace | null): string[] {
  const { name } = place ?? {};
  if (!city || name === undefined || place?.kind !== 'suburb') return [];
  return city.counties.flatMap(({ id, names, towns }) => (names.en === name || towns.includes(name) ? id : []));
}

const foldedTowns = new WeakMap<OrganizationFile, ReadonlySet<string>>();

/** Whether it names this very town; `town` is folded. */
function namesTown(organization: OrganizationFile, town: string | null): boolean {
  const { towns } = organization.service_area;
  if (town === null || towns.length === 0) return false;
  let folded = foldedTowns.get(organization);
  if (!folded) {
    folded = new Set(towns.map(fold));
    foldedTowns.set(organization, folded);
  }
  return folded.has(town);
}

/**
 * Whether an organization serves a place, and how closely. Null means that it does not and is never shown there.
 */
function serves(
  organization: OrganizationFile,
  place: SearchPlace | null,
  { statePostal, counties, isArea, town }: Where,
): Exclude<SearchReason, 'first'> | null {
  const area = organization.service_area;
  const inItsStates = statePostal !== null && area.states.includes(statePostal);
  if (place !== null && (place.kind === 'city' || place.kind === 'suburb') && area.cities.includes(place.id)) {
    // A metro reaches over a state line only where the organization says so (Hammond is Indiana; the Illinois hotline is not for it).
    if (area.states.length > 0 && statePostal !== null && !inItsStates) return null;
    if (place.kind === 'city' || area.counties === undefined) return 'place';
    if (counties.some((county) => area.counties?.includes(county))) return 'place';
    if (area.scope === 'metro') return counties.length === 0 && (area.counties.length > 0 || isArea) ? 'part' : null;
  }
  if (inItsStates && namesTown(organization, town)) return 'place';
  if (area.scope === 'national') return 'national';
  return area.scope === 'state' && inItsStates ? 'state' : null;
}

const TRUST = { high: 0, medium: 1, low: 2 } as const;
const REACH = { place: 0, part: 0, state: 0, national: 1 } as const;
const EARTH_KM = 6371;

/** Great-circle distance (haversine), in kilometres. */
function distanceKm(from: CityFile['centroid'], to: { latitude: number; longitude: number }): number {
  const rad = Math.PI / 180;
  const a =
    Math.sin(((to.latitude - from.latitude) * rad) / 2) ** 2 +
    Math.cos(from.latitude * rad) *
      Math.cos(to.latitude * rad) *
      Math.sin(((to.longitude - from.longitude) * rad) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.sqrt(a));
}

function nearestKm(organization: OrganizationFile, centre: CityFile['centroid'] | null): number | null {
  if (centre === null) return null;
  const distances = organization.locations.flatMap(({ latitude, longitude }) =>
    latitude === null || longitude === null ? [] : [distanceKm(centre, { latitude, longitude })],
  );
  return distances.length > 0 ? Math.min(...distances) : null;
}

/** Open in the person's language before open in another; unsure hours in between; closed last. */
function openRank(open: OpenState, inLanguage: OpenState | null): number {
  const rank = (state: OpenState): number => {
    if (state.state === 'unknown') return 2;
    if (state.state === 'closed') return 3;
    return !state.always && state.holiday ? 1.5 : 0;
  };
  if (inLanguage === null) return rank(open);
  return inLanguage.state === 'open' ? rank(inLanguage) : Math.max(rank(open), 1);
}

type Ranked = SearchResult & { readonly canCall: boolean; readonly key: readonly (number | string)[] };

interface Where {
  readonly statePostal: string | null;
  readonly centre: CityFile['centroid'] | null;
  /** Where the place is a town around a city: its counties, as far as is known. */
  readonly counties: readonly string[];
  /** Where it may hold the city too ("Bay Area"), or a ZIP code does not tell. */
  readonly isArea: boolean;
  /** Name of the town, folded. */
  readonly town: string | null;
}

function toResult(entry: Entry, need: Need, query: DirectoryQuery, where: Where): Ranked | null {
  const { organization, service, canCall } = entry;
  const reach = serves(organization, query.place, where);
  if (reach === null || (query.phoneOnly && !canCall)) return null;
  const open = openStateAt(service.schedules, query.now);
  const openInLanguage = openStateIn(query.language, service.languages, service.schedules, query.now);
  const isFirst = reach !== 'national' && reach !== 'part' && organization.firstFor.includes(need);
  const stale = daysSince(organization.checked, query.now) > (query.staleDays ?? STALE_DAYS);
  const distance = reach === 'place' ? nearestKm(organization, where.centre) : null;
  const unmet: Unmet[] = [];
  if (query.free && costOf(service) !== 'free') unmet.push('free');
  if (query.openNow && (openInLanguage ?? open).state !== 'open') unmet.push('open');
  if (query.inLanguage && openInLanguage === null) unmet.push('language');
  const key = [
    REACH[reach],
    stale ? 1 : 0,
    isFirst ? 0 : 1,
    namesTown(organization, where.town) ? 0 : 1,
    reach === 'part' ? 1 : 0,
    organization.audience === null ? 0 : 1,
    canCall ? 0 : 1,
    TRUST[organization.confidence],
    query.anyTime ? 0 : openRank(open, openInLanguage),
    openInLanguage === null ? 1 : 0,
    distance === null ? 1e6 : Math.round(distance),
    organization.id,
  ];
  const reason = isFirst && reach === 'place' ? 'first' : reach;
  return {
    organization,
    service,
    need,
    reason,
    open,
    openInLanguage,
    distanceKm: distance,
    stale,
    unmet,
    canCall,
    key,
  };
}

/**
 * Who can help with a need, here, now, in this language.
 *
 * Ranked: serves this place, confirmed lately, named first for this need there, names this very town, surely serves it,
 * for everybody, can be called, trust, open now (in the person's language), language, distance, name. Each need is served
 * in turn, so that a locator, a lawyer and a court line can stand side by side. National organizations are the fallback.
 *
 * @returns at most `limit` results, each organization once; at least one wherever the directory has a national one.
 */
export function searchDirectory(
  content: Pick<Content, 'organizations' | 'states'> & Partial<Pick<Content, 'cities'>>,
  query: DirectoryQuery,
): SearchResult[] {
  return [...searchPage(content, query).results];
}

/** {@link searchDirectory}, with the number of further results for "more". */
export function searchPage(
  content: Pick<Content, 'organizations' | 'states'> & Partial<Pick<Content, 'cities'>>,
  query: DirectoryQuery,
): SearchPage {
  const { place } = query;
  const statePostal = content.states.find((state) => state.id === place?.state)?.postal ?? null;
  const isMetro = place?.kind === 'city' || place?.kind === 'suburb';
  const city = isMetro ? place.id : null;
  const metro = content.cities?.find(({ id }) => id === city);
  const counties = countiesOf(metro, place);
  const where: Where = {
    statePostal,
    centre: (place?.kind === 'city' && metro?.centroid) || null,
    counties,
    isArea: counties.length === 0 && (metro?.counties.length ?? 0) > 0,
    town: place?.name === undefined ? null : fold(place.name),
  };
  const rank = (need: Need): Ranked[] =>
    [...candidatesFor(content, need, city, statePostal)]
      .flatMap((entry) => toResult(entry, need, query, where) ?? [])
      .sort((a, b) => compareKeys(a.key, b.key));
  const found = withoutOthersOwn(takeInTurn(query.needs.map(rank)));
  const all = meetWishes(preferCallable([...found, ...somebodyToCall(found, rank)]));
  const skip = query.skip ?? 0;
  const results = all.slice(skip, skip + query.limit).map(({ key: _key, canCall: _canCall, ...result }) => result);
  return { results, more: Math.max(0, all.length - skip - results.length) };
}

/**
 * Only those that meet all wishes; where there are none, those that miss the fewest, each saying what it misses. Where
 * none of these can be called, those who can follow: nobody is left with websites alone.
 */
function meetWishes(results: readonly Ranked[]): readonly Ranked[] {
  const fewest = results.reduce((least, { unmet }) => Math.min(least, unmet.length), Number.POSITIVE_INFINITY);
  const nearest = results.filter(({ unmet }) => unmet.length === fewest);
  if (nearest.length === results.length || nearest.some(({ canCall }) => canCall)) return nearest;
  const callable = results.filter(({ canCall }) => canCall).sort((a, b) => a.unmet.length - b.unmet.length);
  return [...nearest.slice(0, 1), ...callable, ...nearest.slice(1)];
}

/** Without what is there for another community alone and does not speak the person's language, where others are left. */
function withoutOthersOwn(results: readonly Ranked[]): readonly Ranked[] {
  const fit = results.filter(({ organization, openInLanguage }) => !organization.audience || openInLanguage !== null);
  return fit.length > 0 ? fit : results;
}

/** Lines that tell anybody where legal help is, where nobody else can be called. */
const LINES: readonly Need[] = ['hotline-raid-report', 'hotline-family-support'];

/** A hotline, where all that was found are websites: with no computer and no time, a website is no help. */
function somebodyToCall(found: readonly Ranked[], rank: (need: Need) => readonly Ranked[]): Ranked[] {
  if (found.length === 0 || found.some(({ canCall }) => canCall)) return [];
  const line = LINES.flatMap(rank).find(({ canCall }) => canCall);
  return line ? [line] : [];
}

/** The best of each list in turn, each organization once. */
function takeInTurn(ranked: readonly (readonly Ranked[])[]): Ranked[] {
  const results: Ranked[] = [];
  const taken = new Set<string>();
  const longest = Math.max(0, ...ranked.map((list) => list.length));
  const next = ranked.map(() => 0);
  for (let round = 0; round < longest; round += 1) {
    for (const [index, list] of ranked.entries()) {
      let at = next[index] ?? 0;
      while (at < list.length && taken.has((list[at] as Ranked).organization.id)) at += 1;
      next[index] = at + 1;
      const result = list[at];
      if (!result) continue;
      taken.add(result.organization.id);
      results.push(result);
    }
  }
  return results;
}

/**
 * A frightened person needs somebody who picks up: those who can be called come before websites.
 * Where nobody in this place can be called, its best website still stands second, before further national lines.
 */
function preferCallable(results: readonly Ranked[]): Ranked[] {
  const isLocal = (result: Ranked): boolean => result.reason !== 'national';
  const lines = results.filter(({ canCall }) => canCall);
  const sites = results.filter(({ canCall }) => !canCall);
  const nearest = lines.some(isLocal) ? undefined : sites.find(isLocal);
  if (!nearest) return [...lines, ...sites];
  return [...lines.slice(0, 1), nearest, ...lines.slice(1), ...sites.filter((site) => site !== nearest)];
}

function compareKeys(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] as number | string;
    if (left < right) return -1;
    if (left > right) return 1;
  }
  return 0;
}
