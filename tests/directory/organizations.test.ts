import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content/index.js';
import { searchDirectory, trustedPhones, trustedWebsite } from '../../src/directory/index.js';

/** What the research found: confidence and evidence for the website by id, and the numbers that are refused. */
const rules = JSON.parse(readFileSync('tests/fixtures/directory-rules.json', 'utf8')) as {
  never: string[];
  organizations: Record<string, [string, string]>;
};
const content = loadContent('.').partial;
const digits = (number: string): string => number.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '');

describe('organizations of the researched directory', () => {
  it.each(Object.entries(rules.organizations))('%s is there, sourced, dated and as sure as found', (id, found) => {
    const organization = content.organizations.find((each) => each.id === id);

    expect([organization?.confidence, organization?.url_evidence]).toEqual(found);
    expect(organization?.sources.length).toBeGreaterThan(0);
    expect(organization?.checked).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('gives out no phone of low confidence, no address known by name only, no refused number', () => {
    for (const organization of content.organizations) {
      if (organization.url_evidence === 'by-name') expect(trustedWebsite(organization), organization.id).toBeNull();
      for (const service of organization.services) {
        const phones = trustedPhones(organization, service);
        if (organization.confidence === 'low') expect(phones, organization.id).toEqual([]);
        for (const { number, confidence } of phones) {
          expect(confidence, organization.id).not.toBe('low');
          expect(rules.never, organization.id).not.toContain(digits(number));
        }
      }
    }
  });

  it('puts NIJC first for legal help in Chicago while its check is recent', () => {
    const nijc = content.organizations.find(({ id }) => id === 'nijc');
    const now = Date.parse(`${nijc?.checked}T18:00:00Z`);
    const place = { id: 'chicago', kind: 'city', state: 'illinois' } as const;
    const [first] = searchDirectory(content, { place, needs: ['legal-consultation'], language: 'en', now, limit: 3 });

    expect(first).toMatchObject({ organization: { id: 'nijc' }, stale: false });
  });
});
