import { describe, expect, it } from 'vitest';
import { loadContent, type Need } from '../../src/content/index.js';
import { openStateAt, type SearchPlace, searchDirectory } from '../../src/directory/index.js';

const content = loadContent('.').partial;
const NOON = Date.parse('2026-11-25T18:00:00Z'); // Wednesday, noon in Chicago

function search(
  place: SearchPlace | null,
  needs: readonly Need[],
  options: { language?: string; now?: number; phoneOnly?: boolean } = {},
) {
  return searchDirectory(content, { place, needs, language: 'en', now: NOON, limit: 5, ...options });
}
const city = (id: string, state: string): SearchPlace => ({ id, kind: 'city', state });

describe('search', () => {
  it('puts the National Immigrant Justice Center first for legal help in Chicago', () => {
    for (const need of ['legal-consultation', 'deportation-defense', 'detention-legal-help', 'asylum'] as const) {
      expect(search(city('chicago', 'illinois'), [need])[0]?.organization.id).toBe('nijc');
    }
  });

  it('gives a suburb the organizations of its city', () => {
    const results = search({ id: 'chicago', kind: 'suburb', state: 'illinois' }, ['legal-consultation']);

    expect(results[0]?.organization.id).toBe('nijc');
  });

  it('adds a line to call where nobody who was found has one', () => {
    const results = search(null, ['legal-consultation']);

    expect(results.some(({ organization }) => organization.website !== undefined)).toBe(true);
    expect(results[0]?.organization.id).toBe('united-we-dream-hotline');
    expect(results[0]?.organization.phones.length).toBeGreaterThan(0);
  });

  it("keeps Illinois's hotline out of Indiana, also beside Chicago", () => {
    const ids = search({ id: 'chicago', kind: 'suburb', state: 'indiana' }, [
      'hotline-raid-report',
      'legal-consultation',
    ]).map(({ organization }) => organization.id);

    expect(ids).not.toContain('icirr-family-support-network');
    expect(ids).toContain('nijc');
  });

  it.each(
    content.cities.map(({ id, state }) => [id, state]),
  )('has somebody for every need that matters in %s', (id, state) => {
    for (const need of ['legal-consultation', 'hotline-family-support', 'detention-legal-help', 'crisis'] as const) {
      expect(search(city(id as string, state as string), [need]).length, need).toBeGreaterThan(0);
    }
  });

  it('falls back to national ones where nothing is known of the place, and says so', () => {
    const results = search({ id: 'alaska', kind: 'state', state: 'alaska' }, ['hotline-raid-report']);

    expect(results.length).toBeGreaterThan(0);
    expect(results.every(({ reason }) => reason === 'national')).toBe(true);
  });

  it('never shows an organization that does not serve the place', () => {
    for (const { organization } of search(city('houston', 'texas'), [
      'legal-consultation',
      'hotline-raid-report',
      'know-your-rights',
    ])) {
      const { scope, cities, states } = organization.service_area;
      expect(scope === 'national' || cities.includes('houston') || states.includes('TX'), organization.id).toBe(true);
    }
  });

  it('serves each need in turn, and no organization twice', () => {
    const results = search(city('chicago', 'illinois'), [
      'detention-legal-help',
      'detainee-locator',
      'case-information',
    ]);

    expect(results.slice(0, 3).map(({ need }) => need)).toEqual([
      'detention-legal-help',
      'detainee-locator',
      'case-information',
    ]);
    expect(new Set(results.map(({ organization }) => organization.id)).size).toBe(results.length);
  });

  it('shows only what can be called when that is asked for', () => {
    for (const { organization } of search(null, ['hotline-raid-report', 'know-your-rights'], { phoneOnly: true })) {
      expect(organization.phones.some((phone) => phone.confidence !== 'low')).toBe(true);
    }
  });
});

describe('opening hours', () => {
  const weekdays = (byday: string, opens_at: string, closes_at: string, timezone = 'America/Chicago') => [
    { description: null, freq: 'WEEKLY' as const, byday, opens_at, closes_at, timezone },
  ];

  it.each([
    ['open at noon on a Wednesday', weekdays('TU,WE,TH', '08:30', '16:30'), { state: 'open', until: '16:30' }],
    [
      'closed on a Wednesday',
      weekdays('MO', '09:00', '17:00'),
      { state: 'closed', opensOn: 'MO', opensAt: '09:00', isToday: false },
    ],
    ['closed, opens later today', weekdays('WE', '14:00', '17:00'), { state: 'closed', opensOn: 'WE', isToday: true }],
    [
      'closed already, opens next week',
      weekdays('WE', '08:00', '10:00'),
      { state: 'closed', opensOn: 'WE', isToday: false },
    ],
    ['day and night', weekdays('MO,TU,WE,TH,FR,SA,SU', '00:00', '23:59'), { state: 'open', always: true }],
    [
      'in its own time zone',
      weekdays('WE', '11:00', '12:30', 'America/Los_Angeles'),
      { state: 'closed', opensAt: '11:00', isToday: true },
    ],
    ['unknown without hours', [], { state: 'unknown' }],
    [
      'the second Wednesday of the month',
      [{ ...weekdays('2WE', '09:00', '10:00')[0], freq: 'MONTHLY' as const }],
      { state: 'closed', opensDate: '2026-12-09', isThisWeek: false },
    ],
    [
      'unknown for hours that it does not understand',
      [{ ...weekdays('WE', '09:00', '10:00')[0], opens_at: null }],
      { state: 'unknown' },
    ],
  ])('%s', (_name, schedules, expected) => {
    expect(openStateAt(schedules as Parameters<typeof openStateAt>[0], NOON)).toMatchObject(expected);
  });

  it('follows daylight saving time', () => {
    const summer = Date.parse('2026-07-01T13:45:00Z'); // 8:45 in Chicago
    const winter = Date.parse('2026-12-02T13:45:00Z'); // 7:45 in Chicago

    expect(openStateAt(weekdays('WE', '08:30', '16:30'), summer).state).toBe('open');
    expect(openStateAt(weekdays('WE', '08:30', '16:30'), winter).state).toBe('closed');
  });
});
