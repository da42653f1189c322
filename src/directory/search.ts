import type { Content, Language, Need, OrganizationFile, Phone, PlaceId, Service } from '../content/index.js';
import { type OpenState, openStateAt } from './opening-hours.js';

/** Where the person is, as far as the search needs it. */
export interface SearchPlace {
  readonly id: PlaceId;
  readonly kind: 'city' | 'suburb' | 'state' | 'country';
  readonly state: PlaceId | null;
}

export interface DirectoryQuery {
  readonly place: SearchPlace | null;
  /** In order of what matters most; each is served in turn. */
  readonly needs: readonly Need[];
  readonly language: Language;
  /** Milliseconds since 1970, UTC. */
  readonly now: number;
  readonly limit: number;
  /** Only organizations that can be called. */
  readonly phoneOnly?: boolean;
}

/** Why an organization is shown. */
export type SearchReason = 'first' | 'place' | 'state' | 'national';

export interface SearchResult {
  readonly organization: OrganizationFile;
  readonly service: Service;
  readonly need: Need;
  readonly reason: SearchReason;
  readonly open: OpenState;
}

/**
 * Whether an organization serves a place, and how closely. Null means that it does not and is never shown there.
 */
export function serves(
  organization: OrganizationFile,
  place: SearchPlace | null,
  statePostal: string | null,
): 'place' | 'state' | 'national' | null {
  const area = organization.service_area;
  if (place !== null && place.kind !== 'state' && place.kind !== 'country' && area.cities.includes(place.id)) {
    // A metro reaches over a state line only where the organization says so (Hammond is Indiana; the Illinois hotline is not for it).
    if (area.states.length === 0 || statePostal === null || area.states.includes(statePostal)) return 'place';
    return null;
  }
  if (area.scope === 'national') return 'national';
  if (area.scope === 'state' && statePostal !== null && area.states.includes(statePostal)) return 'state';
  return null;
}

/** Trusted phones of an organization, for one of its services: what may be shown. */
export function trustedPhones(organization: OrganizationFile, service: Service): readonly Phone[] {
  if (organization.confidence === 'low') return [];
  return organization.phones.filter(
    (phone) => phone.confidence !== 'low' && (!phone.services || phone.services.includes(service.id)),
  );
}

const TRUST = { high: 0, medium: 1, low: 2 } as const;
const REACH = { place: 0, state: 0, national: 1 } as const;
const OPEN = { open: 0, unknown: 1, closed: 2 } as const;

/**
 * Who can help with a need, here, now, in this language.
 *
 * Ranked: serves this place, named first for this need there, trust, open now, language, name. Each need is served in
 * turn, so that a locator, a lawyer and a court line can stand side by side. National organizations are the fallback.
 *
 * @returns at most `limit` results, each organization once; at least one wherever the directory has a national one.
 */
export function searchDirectory(
  content: Pick<Content, 'organizations' | 'states'>,
  query: DirectoryQuery,
): SearchResult[] {
  const statePostal = content.states.find((state) => state.id === query.place?.state)?.postal ?? null;
  const ranked = query.needs.map((need) =>
    content.organizations
      .flatMap((organization): (SearchResult & { key: readonly (number | string)[] })[] => {
        const reach = serves(organization, query.place, statePostal);
        if (reach === null) return [];
        const service = organization.services.find((each) => each.taxonomy_terms.includes(need));
        if (!service) return [];
        const phones = trustedPhones(organization, service);
        const hasLink = organization.website !== null && organization.url_evidence !== 'by-name';
        if (phones.length === 0 && (query.phoneOnly || !hasLink)) return [];
        const open = openStateAt(service.schedules, query.now);
        const isFirst = reach !== 'national' && organization.firstFor.includes(need);
        const speaks = service.languages.includes(query.language);
        return [
          {
            organization,
            service,
            need,
            open,
            reason: isFirst && reach === 'place' ? 'first' : reach,
            key: [
              REACH[reach],
              isFirst ? 0 : 1,
              organization.audience === null ? 0 : 1,
              phones.length > 0 ? 0 : 1,
              TRUST[organization.confidence],
              OPEN[open.state],
              speaks ? 0 : 1,
              organization.id,
            ],
          },
        ];
      })
      .sort((a, b) => compareKeys(a.key, b.key)),
  );
  return preferCallable(takeInTurn(ranked)).slice(0, query.limit);
}

/** The best of each list in turn, each organization once. */
function takeInTurn(ranked: readonly (readonly SearchResult[])[]): SearchResult[] {
  const results: SearchResult[] = [];
  const taken = new Set<string>();
  const longest = Math.max(0, ...ranked.map((list) => list.length));
  const next = ranked.map(() => 0);
  for (let round = 0; round < longest; round += 1) {
    for (const [index, list] of ranked.entries()) {
      let at = next[index] ?? 0;
      while (at < list.length && taken.has((list[at] as SearchResult).organization.id)) at += 1;
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
function preferCallable(results: readonly SearchResult[]): SearchResult[] {
  const canCall = ({ organization, service }: SearchResult): boolean => trustedPhones(organization, service).length > 0;
  const isLocal = (result: SearchResult): boolean => result.reason !== 'national';
  const lines = results.filter(canCall);
  const sites = results.filter((result) => !canCall(result));
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
