import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { TABLES, type TableName } from './hsds-tables.js';

/** A file that is no HSDS data. The message names the file, the line where it is known, and the mend. */
export class HsdsReadError extends Error {
  override readonly name = 'HsdsReadError';
}

/** A service with all that hangs on it, not yet checked, and where it was read. */
export interface ReadService {
  readonly at: string;
  readonly record: Readonly<Record<string, unknown>>;
}

type Row = Record<string, unknown>;

function isRecord(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A list of services, a page of the API, an organization with its services, or a list of these. */
function servicesIn(value: unknown, at: string): ReadService[] {
  if (Array.isArray(value)) return value.flatMap((each, index) => servicesIn(each, `${at}[${index}]`));
  if (!isRecord(value)) throw new HsdsReadError(`${at}: is no HSDS record; give services or organizations`);
  if (Array.isArray(value.contents)) return servicesIn(value.contents, `${at}.contents`);
  if (isRecord(value.organization)) return [{ at, record: value }];
  if (Array.isArray(value.services)) {
    const { services, ...organization } = value;
    return value.services.flatMap((service, index) =>
      isRecord(service) ? [{ at: `${at}.services[${index}]`, record: { ...service, organization } }] : [],
    );
  }
  throw new HsdsReadError(`${at}: has neither organization nor services; export it with full=true`);
}

function readJson(path: string): ReadService[] {
  try {
    return servicesIn(JSON.parse(readFileSync(path, 'utf8')), basename(path));
  } catch (error) {
    if (error instanceof SyntaxError) throw new HsdsReadError(`${basename(path)}: is not valid JSON: ${error.message}`);
    throw error;
  }
}

function readTable(dir: string, table: TableName): Row[] {
  // Some owners write this one file's name in the plural, as all others have it.
  const name = [TABLES[table], `${table}s.csv`].find((each) => existsSync(join(dir, each)));
  if (name === undefined) return [];
  const text = readFileSync(join(dir, name), 'utf8');
  try {
    const rows: { record: Row; info: { lines: number } }[] = parse(text, {
      columns: true,
      bom: true,
      info: true,
      skip_empty_lines: true,
    });
    return rows.map(({ record, info }) => ({
      ...Object.fromEntries(Object.entries(record).filter(([, value]) => value !== '')),
      '#at': `${name}:${info.lines}`,
    }));
  } catch (error) {
    throw new HsdsReadError(`${name}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

function groupBy(rows: readonly Row[], key: string): Map<unknown, Row[]> {
  const groups = new Map<unknown, Row[]>();
  for (const row of rows) groups.set(row[key], [...(groups.get(row[key]) ?? []), row]);
  return groups;
}

/** Joins the tables of the tabular package into the nested form of the JSON. */
function readTabular(dir: string): ReadService[] {
  const table = (name: TableName): Row[] => readTable(dir, name);
  const organizations = new Map(table('organization').map((row) => [row.id, row]));
  const terms = new Map(table('taxonomy_term').map((row) => [row.id, row]));
  const addresses = groupBy(table('address'), 'location_id');
  const languages = table('language');
  const phoneLanguages = groupBy(languages, 'phone_id');
  const phones = table('phone').map((phone): Row => ({ ...phone, languages: phoneLanguages.get(phone.id) ?? [] }));
  const [schedules, areas] = [table('schedule'), table('service_area')];
  /** What of each table names this kind of owner, by the owner's id. */
  const hanging = (key: string) => {
    const groups = {
      phones: groupBy(phones, key),
      languages: groupBy(languages, key),
      schedules: groupBy(schedules, key),
      service_areas: groupBy(areas, key),
    };
    return (id: unknown): Row =>
      Object.fromEntries(Object.entries(groups).map(([name, rows]) => [name, rows.get(id) ?? []]));
  };
  const [ofService, ofLink, ofLocation] = [
    hanging('service_id'),
    hanging('service_at_location_id'),
    hanging('location_id'),
  ];
  const locations = new Map(
    table('location').map((row) => [row.id, { ...row, ...ofLocation(row.id), addresses: addresses.get(row.id) ?? [] }]),
  );
  const links = groupBy(table('service_at_location'), 'service_id');
  const attributes = groupBy(table('attribute'), 'link_id');
  const organizationPhones = groupBy(phones, 'organization_id');
  return table('service').map((service) => {
    const organization = organizations.get(service.organization_id);
    if (!organization) throw new HsdsReadError(`${service['#at']}: organization_id names no row of organizations.csv`);
    const record = {
      ...service,
      ...ofService(service.id),
      organization: { ...organization, phones: organizationPhones.get(organization.id) ?? [] },
      attributes: (attributes.get(service.id) ?? []).map((each) => ({
        ...each,
        taxonomy_term: terms.get(each.taxonomy_term_id),
      })),
      service_at_locations: (links.get(service.id) ?? []).map((each) => ({
        ...each,
        ...ofLink(each.id),
        location: locations.get(each.location_id),
      })),
    };
    return { at: String(service['#at']), record };
  });
}

/**
 * Reads HSDS 3.0: a JSON file, a folder of JSON files, or the folder of a tabular package.
 *
 * @throws {HsdsReadError} where a file cannot be read.
 */
export function readHsds(path: string): ReadService[] {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch {
    throw new HsdsReadError(`${path}: cannot be read; give a JSON file or a folder`);
  }
  if (!isFolder) return readJson(path);
  const names = readdirSync(path).sort();
  if (names.includes(TABLES.service)) return readTabular(path);
  const found = names.filter((name) => name.endsWith('.json')).flatMap((name) => readJson(join(path, name)));
  if (found.length === 0) throw new HsdsReadError(`${path}: holds neither services.csv nor JSON files with services`);
  return found;
}
