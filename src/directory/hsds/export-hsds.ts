import {
  type Content,
  NEEDS,
  type OrganizationFile,
  type Phone,
  type Schedule,
  type Service,
} from '../../content/index.js';
import { trustedPhones, trustedWebsite } from '../trust.js';
import { hsdsId } from './hsds-ids.js';
import { TABLES, type TableName } from './hsds-tables.js';

/** A record in the terms of HSDS 3.0. */
export type HsdsRecord = Readonly<Record<string, unknown>>;

/** The directory in HSDS 3.0: nested records, as its API gives them. Only what may be shown to a person is in it. */
export interface HsdsDirectory {
  readonly services: readonly HsdsRecord[];
  readonly organizations: readonly HsdsRecord[];
  readonly serviceAtLocations: readonly HsdsRecord[];
  readonly taxonomies: readonly HsdsRecord[];
  readonly taxonomyTerms: readonly HsdsRecord[];
}

const TAXONOMY = {
  id: hsdsId('taxonomy', 'amparo-needs'),
  name: 'Amparo needs',
  description: 'What an organization can do for a person who is afraid of an immigration raid.',
} as const;

function termOf(need: string): HsdsRecord {
  return {
    id: hsdsId('taxonomy_term', need),
    code: need,
    name: need.replaceAll('-', ' '),
    description: need.replaceAll('-', ' '),
    taxonomy: TAXONOMY.name,
    taxonomy_id: TAXONOMY.id,
  };
}

/** Leaves out what is not known: HSDS has no null. */
function known(record: Record<string, unknown>): HsdsRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null && value !== undefined));
}

function languageRows(owner: string, codes: readonly string[]): HsdsRecord[] {
  const names = new Intl.DisplayNames('en', { type: 'language' });
  return codes.map((code) => ({ id: hsdsId('language', `${owner}/${code}`), code, name: names.of(code) ?? code }));
}

function phoneRow(organization: OrganizationFile, phone: Phone): HsdsRecord {
  const id = `${organization.id}/${phone.number}/${phone.extension ?? ''}/${phone.type}`;
  return known({
    id: hsdsId('phone', id),
    number: phone.number,
    extension: phone.extension === null || !/^\d+$/.test(phone.extension) ? null : Number(phone.extension),
    type: phone.type === 'sms_short_code' ? 'text' : 'voice',
    description: phone.type === 'collect' ? `Collect calls only. ${phone.description.en}` : phone.description.en,
    languages: languageRows(id, phone.languages),
  });
}

/** Hours of the standard time, as HSDS wants a number; the IANA name that is right all year stands in `notes`. */
function standardOffset(timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' }).formatToParts(
    Date.UTC(2026, 0, 1),
  );
  const match = /GMT([+-])(\d{2}):(\d{2})/.exec(parts.find(({ type }) => type === 'timeZoneName')?.value ?? '');
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) + Number(match[3]) / 60) : 0;
}

function scheduleRow(owner: string, schedule: Schedule, index: number): HsdsRecord {
  const { languages, holidays } = schedule;
  const notes = [
    `Time zone: ${schedule.timezone}.`,
    ...(holidays === undefined ? [] : [`Federal holidays: ${holidays}.`]),
    ...(languages === undefined ? [] : [`Languages: ${languages.join(', ')}.`]),
  ];
  return known({
    id: hsdsId('schedule', `${owner}/${index}`),
    freq: schedule.freq,
    byday: schedule.byday,
    opens_at: schedule.opens_at,
    closes_at: schedule.closes_at,
    valid_from: schedule.valid_from,
    valid_to: schedule.valid_to,
    timezone: standardOffset(schedule.timezone),
    description: schedule.description,
    notes: notes.join(' '),
  });
}

function areaRows(content: Pick<Content, 'cities' | 'states'>, organization: OrganizationFile): HsdsRecord[] {
  const { scope, states, cities, counties, towns } = organization.service_area;
  const stateNames = states.map(
    (postal) => content.states.find((state) => state.postal === postal)?.names.en ?? postal,
  );
  const names = [
    ...(scope === 'national' ? ['United States'] : []),
    ...(scope === 'state' ? stateNames : []),
    ...cities.map((id) => {
      const name = content.cities.find((city) => city.id === id)?.names.en ?? id;
      return counties === undefined ? `${name} metropolitan area` : name;
    }),
    ...content.cities
      .filter(({ id }) => cities.includes(id))
      .flatMap((city) => city.counties.filter(({ id }) => counties?.includes(id)))
      .map(({ names }) => names.en),
    ...towns,
  ];
  return names.map((name) => ({
    id: hsdsId('service_area', `${organization.id}/${name}`),
    name,
    ...(scope === 'national' ? {} : { description: `In ${stateNames.join(', ')}` }),
  }));
}

function locationRows(organization: OrganizationFile): HsdsRecord[] {
  return organization.locations.map((location, index) => {
    const id = `${organization.id}/${index}`;
    const { address_1, address_2, city, state_province, postal_code, country } = location;
    const full = address_1 !== null && postal_code !== null;
    const type = 'physical';
    const address = {
      id: hsdsId('address', id),
      address_1,
      city,
      state_province,
      postal_code,
      country,
      address_type: type,
    };
    return known({
      id: hsdsId('location', id),
      location_type: type,
      name: `${organization.name}, ${city}`,
      latitude: location.latitude,
      longitude: location.longitude,
      ...(full ? { addresses: [known({ ...address, address_2 })] } : {}),
    });
  });
}

function organizationRow(organization: OrganizationFile): HsdsRecord {
  return known({
    id: hsdsId('organization', organization.id),
    name: organization.name,
    alternate_name: organization.alternate_name,
    description: organization.services.map(({ summary }) => summary.en).join(' '),
    website: trustedWebsite(organization),
  });
}

function serviceRow(
  content: Pick<Content, 'cities' | 'states'>,
  organization: OrganizationFile,
  service: Service,
): HsdsRecord {
  const id = hsdsId('service', `${organization.id}/${service.id}`);
  return known({
    id,
    name: service.name.en,
    description: service.summary.en,
    url: trustedWebsite(organization),
    status: 'active',
    application_process: service.application_process,
    fees_description: service.cost?.en,
    eligibility_description: service.eligibility_description,
    assured_date: organization.checked,
    last_modified: `${organization.checked}T00:00:00Z`,
    organization: organizationRow(organization),
    phones: trustedPhones(organization, service).map((phone) => phoneRow(organization, phone)),
    schedules: service.schedules.map((schedule, index) => scheduleRow(id, schedule, index)),
    service_areas: areaRows(content, organization),
    service_at_locations: locationRows(organization).map((location) => ({
      id: hsdsId('service_at_location', `${id}/${location.id}`),
      location,
    })),
    languages: languageRows(id, service.languages),
    attributes: service.taxonomy_terms.map((need) => ({
      id: hsdsId('attribute', `${id}/${need}`),
      link_id: id,
      link_entity: 'service',
      taxonomy_term: termOf(need),
    })),
  });
}

/** The directory in the terms of HSDS 3.0. */
export function toHsds(content: Pick<Content, 'organizations' | 'cities' | 'states'>): HsdsDirectory {
  const nested = content.organizations.map((organization) => ({
    organization,
    rows: organization.services.map((service) => serviceRow(content, organization, service)),
  }));
  const services = nested.flatMap(({ rows }) => rows);
  return {
    services,
    organizations: nested.map(({ organization, rows }) => ({
      ...organizationRow(organization),
      phones:
        organization.confidence === 'low'
          ? []
          : organization.phones
              .filter(({ confidence }) => confidence !== 'low')
              .map((phone) => phoneRow(organization, phone)),
      locations: locationRows(organization),
      services: rows.map(({ organization: _organization, ...service }) => service),
    })),
    serviceAtLocations: services.flatMap(({ service_at_locations, ...service }) =>
      (service_at_locations as HsdsRecord[]).map((each) => ({ ...each, service })),
    ),
    taxonomies: [TAXONOMY],
    taxonomyTerms: NEEDS.map(termOf),
  };
}

/** A CSV field, quoted where it must be. @see RFC 4180 */
function field(value: unknown): string {
  const text = value === undefined || value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function table(rows: readonly HsdsRecord[]): string {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return `${[columns, ...rows.map((row) => columns.map((column) => row[column]))].map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

function flat(record: HsdsRecord): HsdsRecord {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => typeof value !== 'object'));
}

/** The tabular package: the text of each file by its name, `datapackage.json` among them. */
export function toTabular(directory: HsdsDirectory): ReadonlyMap<string, string> {
  const rows = new Map<TableName, Map<unknown, HsdsRecord>>();
  const put = (name: TableName, record: HsdsRecord, links: HsdsRecord = {}): void => {
    const found = rows.get(name) ?? new Map();
    rows.set(name, found.set(record.id, { ...flat(record), ...links }));
  };
  const list = (record: HsdsRecord, key: string): HsdsRecord[] => (record[key] as HsdsRecord[] | undefined) ?? [];
  for (const taxonomy of directory.taxonomies) put('taxonomy', taxonomy);
  for (const term of directory.taxonomyTerms) put('taxonomy_term', term);
  for (const service of directory.services) {
    const organization = service.organization as HsdsRecord;
    const service_id = service.id;
    put('organization', organization);
    put('service', service, { organization_id: organization.id });
    for (const phone of list(service, 'phones')) {
      // A phone of several services has one row for each: a row names one service only.
      const id = hsdsId('phone', `${service_id}/${phone.id}`);
      put('phone', { ...phone, id }, { service_id });
      for (const each of list(phone, 'languages'))
        put('language', { ...each, id: hsdsId('language', `${id}/${each.id}`) }, { phone_id: id });
    }
    for (const each of list(service, 'languages')) put('language', each, { service_id });
    for (const each of list(service, 'schedules')) put('schedule', each, { service_id });
    for (const each of list(service, 'service_areas'))
      put('service_area', { ...each, id: hsdsId('service_area', `${service_id}/${each.id}`) }, { service_id });
    for (const each of list(service, 'service_at_locations')) {
      const location = each.location as HsdsRecord;
      put('service_at_location', each, { service_id, location_id: location.id });
      put('location', location, { organization_id: organization.id });
      for (const address of list(location, 'addresses')) put('address', address, { location_id: location.id });
    }
    for (const each of list(service, 'attributes'))
      put('attribute', each, { taxonomy_term_id: (each.taxonomy_term as HsdsRecord).id });
  }
  const files = new Map<string, string>(
    [...rows].map(([name, records]) => [TABLES[name], table([...records.values()])]),
  );
  const resources = [...rows.keys()].map((name) => ({
    name,
    path: TABLES[name],
    format: 'csv',
    mediatype: 'text/csv',
  }));
  return files.set(
    'datapackage.json',
    `${JSON.stringify({ name: 'amparo', profile: 'tabular-data-package', resources }, null, 2)}\n`,
  );
}
