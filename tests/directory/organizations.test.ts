import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkContent, loadContent } from '../../src/content/index.js';
import { searchDirectory, trustedPhones, trustedWebsite } from '../../src/directory/index.js';
import { findOrganizations } from '../../src/reply/index.js';

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

  it('shows of an organization of low confidence its website alone, and says so; addresses by name are no links', () => {
    const context = { language: 'en', place: null, now: Date.parse('2026-11-25T18:00:00Z'), requireReview: false };
    let withoutPhone = 0;
    for (const organization of content.organizations) {
      const everywhere = {
        ...organization,
        service_area: { ...organization.service_area, scope: 'national' as const },
      };
      const alone = { ...content, organizations: [everywhere] };
      const needs = organization.services.flatMap((service) => service.taxonomy_terms);
      for (const block of findOrganizations({ ...context, content: alone }, needs, false).blocks) {
        const card = block.kind === 'organization' ? block.organization : null;

        if (organization.confidence === 'low') expect(card?.phones, organization.id).toEqual([]);
        if (organization.url_evidence === 'by-name') expect(card?.website, organization.id).toBeNull();
        if (card?.phones.length !== 0 || organization.kind === 'federal-government') continue;
        expect(card.note, organization.id).toMatch(/Phone not confirmed/);
        withoutPhone += 1;
      }
    }
    expect(withoutPhone).toBeGreaterThan(0);
  });

  it('refuses every number of the never list, with its file', { timeout: 60_000 }, () => {
    const root = mkdtempSync(join(tmpdir(), 'amparo-directory-'));
    cpSync('content', join(root, 'content'), { recursive: true });
    cpSync('dialogs', join(root, 'dialogs'), { recursive: true });
    const file = join(root, 'content/directory/chicago/nijc.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('+13126601370', '+18663472423'));
    const planted = checkContent(root, loadContent(root), '2026-11-23');
    rmSync(root, { recursive: true });

    expect(JSON.stringify(planted)).toMatch(/nijc\.yaml.*tip line/);
    const listed = content.neverList.map(({ number }) => digits(number));
    for (const number of rules.never) expect(listed).toContain(number);
  });

  it('puts NIJC first for legal help in Chicago while its check is recent', () => {
    const nijc = content.organizations.find(({ id }) => id === 'nijc');
    const now = Date.parse(`${nijc?.checked}T18:00:00Z`);
    const place = { id: 'chicago', kind: 'city', state: 'illinois' } as const;
    const [first] = searchDirectory(content, { place, needs: ['legal-consultation'], language: 'en', now, limit: 3 });

    expect(first).toMatchObject({ organization: { id: 'nijc' }, stale: false });
  });
});
