import { type Content, NEEDS } from '../../content/index.js';
import { searchDirectory } from '../search.js';
import { importHsds } from './import-hsds.js';

/** Figures of {@link benchDirectory}; times in milliseconds. */
export interface DirectoryFigures {
  readonly services: number;
  readonly searches: number;
  readonly indexMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly worstMs: number;
}

const LANGUAGES = ['en', 'es', 'pl', 'ko'] as const;

function pick<T>(list: readonly T[], at: number): T {
  return list[at % list.length] as T;
}

/** A made-up service; its number lies in the range kept for fiction. */
function service(content: Content, at: number): Record<string, unknown> {
  const state = pick(content.states, at * 7);
  const city = pick(content.cities, at);
  const area = at % 10 === 0 ? 'United States' : at % 2 === 0 ? state.names.en : city.names.en;
  const need = pick(NEEDS, at * 3);
  return {
    id: `service-${at}`,
    name: `Service ${at}`,
    status: 'active',
    assured_date: '2026-11-01',
    organization: { id: `bench-${at}`, name: `Organization ${at}`, website: `https://example.org/${at}` },
    phones: [{ number: `+1312555${String(100 + (at % 100)).padStart(4, '0')}`, type: 'voice' }],
    languages: [{ code: 'en' }, { code: pick(LANGUAGES, at) }],
    schedules: [
      { freq: 'WEEKLY', byday: 'MO,TU,WE,TH,FR', opens_at: '09:00', closes_at: '17:00' },
      { freq: 'MONTHLY', byday: '2SA', opens_at: '10:00', closes_at: '12:00' },
    ],
    service_areas: [{ name: area }],
    attributes: [{ taxonomy_term: { code: need } }],
  };
}

/** Imports so many made-up services and searches among them and our own, over places, needs, languages and hours. */
export function benchDirectory(content: Content, count = 10_000, searches = 5_000): DirectoryFigures {
  const made = Array.from({ length: count }, (_, at) => ({ at: `bench[${at}]`, record: service(content, at) }));
  const { organizations } = importHsds({ ...content, organizations: [] }, made, { source: 'bench', terms: {} });
  const directory = {
    ...content,
    organizations: [...content.organizations, ...organizations.map((each) => ({ ...each, file: each.id }))],
  };
  const start = Date.parse('2026-11-25T18:00:00Z');
  const search = (at: number): number => {
    const city = pick(content.cities, at);
    const state = pick(content.states, at * 5);
    const inCity = { id: city.id, kind: 'city', state: city.state } as const;
    const inState = { id: state.id, kind: 'state', state: state.id } as const;
    const before = performance.now();
    searchDirectory(directory, {
      place: at % 3 === 0 ? inState : at % 11 === 0 ? null : inCity,
      needs: [pick(NEEDS, at), pick(NEEDS, at + 5)],
      language: pick(LANGUAGES, at),
      now: start + at * 3_600_000,
      limit: 3,
    });
    return performance.now() - before;
  };
  const indexMs = search(0);
  const times = Array.from({ length: searches }, (_, at) => search(at)).sort((a, b) => a - b);
  const share = (part: number): number => Number((times[Math.floor((times.length - 1) * part)] ?? 0).toFixed(3));
  return {
    services: organizations.length,
    searches,
    indexMs: Number(indexMs.toFixed(1)),
    p50Ms: share(0.5),
    p99Ms: share(0.99),
    worstMs: share(1),
  };
}
