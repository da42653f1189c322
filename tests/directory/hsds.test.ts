import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'csv-parse/sync';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
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

  it('says which version it speaks', async () => {
    const { body } = await get('/');

    expect(ajv.validate(schemas.about, body), ajv.errorsText(ajv.errors)).toBe(true);
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

  it('writes tables whose files and columns are those of the specification', () => {
    const files = new Map(toTabular(toHsds(content)));
    const resources = z
      .object({ resources: z.array(z.object({ name: z.string(), path: z.string() })) })
      .parse(JSON.parse(files.get('datapackage.json') ?? ''));
    files.delete('datapackage.json');
    const columnsOf = (path: string) => parse(files.get(path) ?? '', { to_line: 1 })[0] as string[];

    expect(resources.resources.map(({ path }) => path).sort()).toEqual([...files.keys()].sort());
    for (const { name, path } of resources.resources) {
      const { properties, required } = schemas.tables[name as keyof typeof schemas.tables];
      expect(Object.keys(properties), path).toEqual(expect.arrayContaining(columnsOf(path)));
      expect(columnsOf(path), path).toEqual(expect.arrayContaining([...required]));
    }
  });

  it.each([
    'service_at_location.csv',
    'service_at_locations.csv',
  ])('reads from tables what hangs on the location or on the service there (%s)', (links) => {
    const dir = mkdtempSync(join(tmpdir(), 'hsds-211-'));
    const tables = {
      'organizations.csv': 'id,name,description\no1,Peoria Clinic,x',
      'services.csv': 'id,organization_id,name,status,assured_date\ns1,o1,Clinic,active,2026-11-01',
      [links]: 'id,service_id,location_id\nl1,s1,p1',
      'locations.csv': 'id,location_type,latitude,longitude\np1,physical,40.69,-89.59',
      'addresses.csv':
        'id,location_id,address_1,city,state_province,postal_code,country,address_type\na1,p1,1 Main St,Peoria,IL,61602,US,physical',
      'phones.csv': 'id,location_id,number,type\nf1,p1,+13126601370,voice',
      'languages.csv': 'id,location_id,code\ng1,p1,pl',
      'schedules.csv': 'id,service_at_location_id,freq,byday,opens_at,closes_at\nh1,l1,WEEKLY,MO,09:00,12:00',
      'taxonomy_terms.csv': 'id,code,name,description\nt1,legal-consultation,x,x',
      'attributes.csv': 'id,link_id,link_entity,taxonomy_term_id\nb1,s1,service,t1',
    };
    for (const [name, text] of Object.entries(tables)) writeFileSync(join(dir, name), `${text}\n`);

    const { organizations, faults } = importHsds(empty, readHsds(dir), options);

    expect(faults).toEqual([]);
    expect(organizations[0]).toMatchObject({
      phones: [{ number: '+13126601370' }],
      locations: [{ city: 'Peoria', latitude: 40.69 }],
      service_area: { scope: 'metro', states: ['IL'], towns: ['peoria'] },
      services: [{ languages: ['pl'], schedules: [{ byday: 'MO', opens_at: '09:00', timezone: 'America/Chicago' }] }],
    });
    rmSync(dir, { recursive: true });
  });

  it.each([
    [['Chicago', 'Cook County'], { cities: ['chicago'], counties: ['cook'], states: ['IL'], towns: [] }],
    [['Illinois', 'Chicago'], { scope: 'state', cities: ['chicago'], states: ['IL'] }],
    [['Chicago'], { cities: ['chicago'], counties: [], towns: [] }],
    [['Cook County'], { cities: ['chicago'], counties: ['cook'] }],
    [['Will County'], { cities: [], towns: expect.arrayContaining(['joliet', 'will county']) }],
  ])('reads the counties of a metro as areas of their own: %j', (names, area) => {
    const service_areas = names.map((name, at) => ({ id: `sa${at}`, name }));
    const location = { id: 'lo', location_type: 'physical', addresses: [{ city: 'Joliet', state_province: 'IL' }] };
    const row = { ...good(), service_areas, service_at_locations: [{ id: 'sl', location }] };

    const { organizations, faults } = importHsds(empty, readHsds(write('area.json', JSON.stringify([row]))), options);

    expect(faults).toEqual([]);
    expect(organizations[0]?.service_area).toMatchObject({ scope: 'metro', ...area });
  });

  it.each([
    'Chicago metropolitan area',
    'Greater Chicago',
    'Metro Chicago',
  ])('reads "%s" as the city and all towns around it', (name) => {
    const row = { ...good(), service_areas: [{ id: 'sa', name }] };

    const { organizations } = importHsds(empty, readHsds(write('metro.json', JSON.stringify([row]))), options);

    expect(organizations[0]?.service_area).toEqual({
      scope: 'metro',
      states: ['IL'],
      cities: ['chicago'],
      towns: [],
    });
  });

  it('leaves the county of another state alone that has the same name', () => {
    const location = { id: 'lo', location_type: 'physical', addresses: [{ city: 'Tavares', state_province: 'FL' }] };
    const row = {
      ...good(),
      service_areas: [{ id: 'sa', name: 'Lake County' }],
      service_at_locations: [{ id: 'sl', location }],
    };

    const { organizations } = importHsds(empty, readHsds(write('lake.json', JSON.stringify([row]))), options);

    expect(organizations[0]?.service_area).toEqual({
      scope: 'metro',
      states: ['FL'],
      cities: [],
      towns: ['lake county'],
    });
  });

  it('takes what hangs on the service before what hangs on its location', () => {
    const there = {
      phones: [{ id: 'p2', number: '(773) 867-9680' }],
      schedules: [{ id: 's2', freq: 'WEEKLY', byday: 'TU', opens_at: '10:00', closes_at: '11:00' }],
      location: { id: 'lo', location_type: 'physical', phones: [{ id: 'p3', number: '(312) 555-0100' }] },
    };
    const far = { ...good(), id: 'a2', phones: [], schedules: [], service_at_locations: [{ id: 'sl', ...there }] };
    const near = { ...good(), service_at_locations: [{ id: 'sl', ...there }] };

    const { organizations, faults } = importHsds(
      empty,
      readHsds(write('near.json', JSON.stringify([near, far]))),
      options,
    );

    expect(faults).toEqual([]);
    expect(organizations[0]?.phones.map(({ number, services }) => [number, services])).toEqual([
      ['+13126601370', ['a1']],
      ['+17738679680', ['a2']],
    ]);
    expect(organizations[0]?.services.map(({ schedules }) => schedules.map(({ byday }) => byday))).toEqual([
      ['MO'],
      ['TU'],
    ]);
  });

  it('never writes over what our authors wrote', () => {
    const file = write('own.json', JSON.stringify(toHsds(content).services));

    const { organizations, leftOut } = importHsds(content, readHsds(file), options);

    expect(organizations).toEqual([]);
    expect(leftOut.some((line) => line.includes('nijc is kept'))).toBe(true);
  });
});
