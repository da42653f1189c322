import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { NEEDS } from '../../src/content/index.js';
import { type SearchPlace, searchDirectory, trustedPhones } from '../../src/directory/index.js';
import { knowledge, TEST_NOW } from '../talk.js';

const Case = z.strictObject({
  name: z.string(),
  says: z.string(),
  place: z.string().nullable(),
  need: z.array(z.enum(NEEDS)).min(1),
  language: z.string().default('en'),
  at: z.iso.datetime().default(TEST_NOW),
  first: z.string().optional(),
  open: z.enum(['open', 'closed', 'unknown']).optional(),
  shows: z.array(z.string()).default([]),
  hides: z.array(z.string()).default([]),
  only: z.enum(['national', 'local']).optional(),
  speaks: z.boolean().optional(),
  holiday: z.boolean().optional(),
  canCall: z.boolean().optional(),
  stale: z.boolean().default(false),
});

const cases = z.array(Case).parse(parse(readFileSync('tests/directory/routing-cases.yaml', 'utf8')));
const { content, understander } = knowledge();
const ids = new Set(content.organizations.map(({ id }) => id));

function placeOf(says: string): SearchPlace | null {
  const found = says === '' ? null : understander.understand(says, { language: 'en' }).place;
  return found && { id: found.id, kind: found.kind, state: found.state, name: found.name };
}

describe('routing', () => {
  it('has fifty cases or more, and each names organizations that exist', () => {
    expect(cases.length).toBeGreaterThanOrEqual(50);
    for (const { first, shows } of cases)
      for (const id of [...(first ? [first] : []), ...shows]) expect(ids).toContain(id);
  });

  it.each(cases.map((each) => [each.name, each] as const))('%s', (_name, each) => {
    const place = placeOf(each.says);
    const now = Date.parse(each.at);

    const results = searchDirectory(content, { place, needs: each.need, language: each.language, now, limit: 5 });

    expect(place?.id ?? null, `the place of "${each.says}"`).toBe(each.place);
    const shown = results.map(({ organization }) => organization.id);
    const [first] = results;
    expect(shown.length, 'always somebody').toBeGreaterThan(0);
    if (each.first) expect(shown[0]).toBe(each.first);
    if (each.open) expect(first?.open.state).toBe(each.open);
    expect(shown).toEqual(expect.arrayContaining(each.shows));
    for (const id of each.hides) expect(shown).not.toContain(id);
    if (each.only)
      expect(results.every(({ reason }) => (reason === 'national') === (each.only === 'national'))).toBe(true);
    if (each.speaks) expect(first?.openInLanguage).not.toBeNull();
    if (each.holiday) expect(first?.open).toMatchObject({ holiday: true });
    if (each.canCall && first) expect(trustedPhones(first.organization, first.service).length).toBeGreaterThan(0);
    expect(results.every(({ stale }) => stale === each.stale)).toBe(true);
    const postal = content.states.find(({ id }) => id === place?.state)?.postal ?? null;
    for (const { organization } of results) {
      const { scope, states } = organization.service_area;
      expect(scope === 'national' || states.includes(postal ?? ''), organization.id).toBe(true);
    }
  });

  it('shows nobody in a town who serves another county only', () => {
    const now = Date.parse(TEST_NOW);
    for (const city of content.cities) {
      for (const county of city.counties) {
        for (const name of county.towns) {
          const place: SearchPlace = { id: city.id, kind: 'suburb', state: city.state, name };
          const counties = city.counties.filter(({ towns }) => towns.includes(name)).map(({ id }) => id);
          for (const { organization, reason } of NEEDS.flatMap((need) =>
            searchDirectory(content, { place, needs: [need], language: 'en', now, limit: 100 }),
          )) {
            const served = organization.service_area.counties;
            if (!organization.service_area.cities.includes(city.id) || served === undefined) continue;
            expect(
              served.some((id) => counties.includes(id)),
              `${organization.id} in ${name}`,
            ).toBe(true);
            expect(reason).not.toBe('part');
          }
        }
      }
    }
  });

  it('says of help for one county only that a person around the city must ask, where their town is not known', () => {
    const place = placeOf('60174');
    const results = searchDirectory(content, {
      place,
      needs: ['legal-consultation'],
      language: 'en',
      now: Date.parse(TEST_NOW),
      limit: 100,
      phoneOnly: true,
    });
    const reasons = new Map(results.map(({ organization, reason }) => [organization.id, reason]));

    expect(reasons.get('carpls')).toBe('part');
    expect(reasons.get('nijc')).toBe('first');
    expect([...reasons.values()].lastIndexOf('place')).toBeLessThan([...reasons.values()].indexOf('part'));
  });
});
