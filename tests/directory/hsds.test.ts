import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHsdsApi } from '../../src/channels/hsds/index.js';
import { loadContent } from '../../src/content/index.js';
import { importHsds, readHsds, toHsds, toTabular } from '../../src/directory/hsds/index.js';
import * as schemas from './hsds-schemas.js';

const content = loadContent('.').partial;
const empty = { ...content, organizations: [] };
const ajv = new Ajv({ allErrors: true });
addFormats.default(ajv);
const options = { source: 'test', terms: {} };
let folder: string;
let server: Server;
let base: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hsds-'));
  server = createServer(express().use('/hsds/3.0', createHsdsApi({ content: () => content })));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hsds/3.0`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

async function get(path: string) {
  const response = await fetch(`${base}${path}`);
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}
const write = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const good = () => ({
  id: 'a1',
  name: 'Legal clinic',
  status: 'active',
  assured_date: '2026-11-01',
  organization: { id: 'org-1', name: 'Peoria Clinic', description: 'x', website: 'https://example.org' },
  phones: [{ id: 'p', number: '(312) 660-1370', type: 'voice' }],
  languages: [{ id: 'l', code: 'pl', name: 'Polish' }],
  schedules: [{ id: 's', freq: 'WEEKLY', byday: 'MO', opens_at: '09:00:00', closes_at: '12:00:00', timezone: -6 }],
  service_areas: [{ id: 'sa', name: 'Illinois' }],
  attributes: [{ id: 'at', taxonomy_term: { id: 't', code: 'legal-consultation', name: 'x', description: 'x' } }],
});

describe('HSDS API', () => {
  it.each([
    ['/services?per_page=100', schemas.page(schemas.serviceListed)],
    ['/services?full=true&per_page=200', schemas.page(schemas.service)],
    ['/organizations?per_page=200', schemas.page(schemas.organizationListed)],
    ['/organizations?full=true&per_page=200', schemas.page(schemas.organization)],
    ['/service_at_locations?full=true&per_page=200', schemas.page(schemas.serviceAtLocation)],
    ['/taxonomies', schemas.page(schemas.taxonomy)],
    ['/taxonomy_terms', schemas.page(schemas.taxonomyTerm)],
  ])('%s has the shape of the specification', async (path, schema) => {
    const { status, body } = await get(path);

    expect(status).toBe(200);
    const valid = ajv.validate(schema, body);
    expect(ajv.errorsText(ajv.errors), 'faults').toBe('No errors');
    expect(valid).toBe(true);
    expect((body.contents as unknown[]).length).toBeGreaterThan(0);
  });

  it('pages through every service once', async () => {
    const seen: unknown[] = [];
    for (let page = 1; ; page += 1) {
      const { body } = await get(`/services?page=${page}&per_page=40`);
      seen.push(...(body.contents as { id: string }[]).map(({ id }) => id));
      if (body.last_page) break;
    }

    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBe(content.organizations.flatMap(({ services }) => services).length);
  });

  it('gives one record by its id, and by ours', async () => {
    const { body } = await get('/organizations/nijc');
    const again = await get(`/organizations/${body.id}`);

    expect(body.name).toBe('National Immigrant Justice Center');
    expect(again.body).toEqual(body);
    expect(ajv.validate(schemas.organization, body), ajv.errorsText(ajv.errors)).toBe(true);
  });

  it('filters, is open to any origin, and refuses what it cannot do', async () => {
    const crisis = await get('/services?taxonomy_term_id=crisis&full=true');

    expect(Number(crisis.body.total_items)).toBeGreaterThan(0);
    expect(crisis.headers.get('access-control-allow-origin')).toBe('*');
    expect((await get('/services?page=0')).status).toBe(400);
    expect((await get('/services/none')).status).toBe(404);
    expect((await fetch(`${base}/services`, { method: 'POST' })).status).toBe(405);
  });

  it('gives out no phone that is not trusted and no address known by name only', () => {
    const text = JSON.stringify(toHsds(content));
    for (const { phones, confidence, website, url_evidence } of content.organizations) {
      if (website !== null && url_evidence === 'by-name') expect(text).not.toContain(`"${website}"`);
      for (const phone of phones) {
        const hidden = confidence === 'low' || phone.confidence === 'low';
        const elsewhere = content.organizations.some(
          (other) =>
            other.confidence !== 'low' &&
            other.phones.some((each) => each.number === phone.number && each.confidence !== 'low'),
        );
        if (hidden && !elsewhere) expect(text).not.toContain(`"${phone.number}"`);
      }
    }
  });
});

describe('HSDS import', () => {
  it('reads a service, keeps what is known and is the same again', () => {
    const file = write('one.json', JSON.stringify([good()]));

    const first = importHsds(empty, readHsds(file), options);
    const again = importHsds({ ...content, organizations: first.organizations as never }, readHsds(file), options);

    expect(first.faults).toEqual([]);
    expect(first.organizations[0]).toMatchObject({
      id: 'hsds-org-1',
      confidence: 'medium',
      checked: '2026-11-01',
      service_area: { scope: 'state', states: ['IL'] },
      phones: [{ number: '+13126601370' }],
      services: [
        {
          taxonomy_terms: ['legal-consultation'],
          languages: ['pl'],
          schedules: [{ opens_at: '09:00', timezone: 'America/Chicago' }],
        },
      ],
    });
    expect(again.organizations).toEqual(first.organizations);
  });

  it.each([
    ['a number of the never-list', { phones: [{ id: 'p', number: '866-347-2423' }] }, /never be listed/],
    ['a number that is none', { phones: [{ id: 'p', number: '1234567' }] }, /not a valid number/],
    ['no day of the last check', { assured_date: undefined }, /assured_date is missing/],
    ['a shape that is none', { name: 5 }, /name/],
  ])('reports %s with its place', (_name, change, fault) => {
    const file = write('bad.json', JSON.stringify([good(), { ...good(), id: 'b', ...change }]));

    const { faults } = importHsds(empty, readHsds(file), options);

    expect(faults.join('\n')).toMatch(fault);
    expect(faults.join('\n')).toContain('bad.json[');
  });

  it('leaves out what meets no need of ours or serves no area that we know', () => {
    const food = { ...good(), id: 'f', attributes: [] };
    const nowhere = { ...good(), id: 'n', organization: { id: 'o2', name: 'Nowhere' }, service_areas: [] };

    const { organizations, leftOut } = importHsds(
      empty,
      readHsds(write('out.json', JSON.stringify([food, nowhere]))),
      options,
    );

    expect(organizations).toEqual([]);
    expect(leftOut).toHaveLength(2);
  });

  it('names file and line of a CSV that cannot be read', () => {
    const dir = mkdtempSync(join(tmpdir(), 'hsds-csv-'));
    writeFileSync(join(dir, 'services.csv'), 'id,organization_id,name,status\ns1,o1,Clinic,active\n');

    expect(() => readHsds(dir)).toThrow(/services\.csv:2/);
    rmSync(dir, { recursive: true });
  });

  it('comes back from the tabular package as it comes back from JSON', () => {
    const directory = toHsds(content);
    const dir = mkdtempSync(join(tmpdir(), 'hsds-tab-'));
    for (const [name, text] of toTabular(directory)) writeFileSync(join(dir, name), text);

    const fromTables = importHsds(empty, readHsds(dir), options);
    const fromJson = importHsds(empty, readHsds(write('all.json', JSON.stringify(directory.services))), options);

    expect(fromJson.faults).toEqual([]);
    expect(fromTables.faults).toEqual([]);
    expect(fromTables.organizations).toEqual(fromJson.organizations);
    expect(fromJson.organizations.length).toBeGreaterThan(90);
    rmSync(dir, { recursive: true });
  });

  it('never writes over what our authors wrote', () => {
    const file = write('own.json', JSON.stringify(toHsds(content).services));

    const { organizations, leftOut } = importHsds(content, readHsds(file), options);

    expect(organizations).toEqual([]);
    expect(leftOut.some((line) => line.includes('nijc is kept'))).toBe(true);
  });
});
