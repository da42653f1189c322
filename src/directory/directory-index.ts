import type { Content, Need, OrganizationFile, PlaceId, Service } from '../content/index.js';
import { trustedPhones } from './trust.js';

/** One service that may be shown, with what no query changes. */
export interface Entry {
  readonly organization: OrganizationFile;
  readonly service: Service;
  readonly canCall: boolean;
}

interface NeedIndex {
  readonly national: readonly Entry[];
  readonly byCity: ReadonlyMap<PlaceId, readonly Entry[]>;
  /** By postal abbreviation: what serves a state, or a town in it. */
  readonly byState: ReadonlyMap<string, readonly Entry[]>;
}

type Directory = Pick<Content, 'organizations'>;

const indexes = new WeakMap<Directory['organizations'], ReadonlyMap<Need, NeedIndex>>();

function add<Key>(map: Map<Key, Entry[]>, key: Key, entry: Entry): void {
  const list = map.get(key);
  if (list) list.push(entry);
  else map.set(key, [entry]);
}

/** One entry an organization and need: its first service that meets the need. */
function entriesOf(organizations: readonly OrganizationFile[], need: Need): Entry[] {
  return organizations.flatMap((organization): Entry[] => {
    const service = organization.services.find((each) => each.taxonomy_terms.includes(need));
    if (!service) return [];
    const canCall = trustedPhones(organization, service).length > 0;
    const hasLink = organization.website !== null && organization.url_evidence !== 'by-name';
    return canCall || hasLink ? [{ organization, service, canCall }] : [];
  });
}

function buildNeedIndex(entries: readonly Entry[]): NeedIndex {
  const national: Entry[] = [];
  const byCity = new Map<PlaceId, Entry[]>();
  const byState = new Map<string, Entry[]>();
  for (const entry of entries) {
    const { scope, cities, states, towns } = entry.organization.service_area;
    for (const city of cities) add(byCity, city, entry);
    if (scope === 'national') national.push(entry);
    else if (scope === 'state' || towns.length > 0) for (const state of states) add(byState, state, entry);
  }
  return { national, byCity, byState };
}

/**
 * What may serve a place: looked up, so that a search does not walk through every service of the country.
 * The index is made once for a directory and kept as long as it.
 */
export function candidatesFor(
  { organizations }: Directory,
  need: Need,
  city: PlaceId | null,
  statePostal: string | null,
): ReadonlySet<Entry> {
  let index = indexes.get(organizations);
  if (!index) {
    const needs = new Set(organizations.flatMap(({ services }) => services.flatMap((each) => each.taxonomy_terms)));
    index = new Map([...needs].map((each) => [each, buildNeedIndex(entriesOf(organizations, each))]));
    indexes.set(organizations, index);
  }
  const found = index.get(need);
  if (!found) return new Set();
  return new Set([
    ...(city === null ? [] : (found.byCity.get(city) ?? [])),
    ...(statePostal === null ? [] : (found.byState.get(statePostal) ?? [])),
    ...found.national,
  ]);
}
