import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'csv-parse/sync';

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

function readTable(dir: string, name: string): Row[] {
  const path = join(dir, `${name}.csv`);
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return [];
  }
  try {
    const rows: { record: Row; info: { lines: number } }[] = parse(text, {
      columns: true,
      bom: true,
      info: true,
      skip_empty_lines: true,
    });
    return rows.map(({ record, info }) => ({
      ...Object.fromEntries(Object.entries(record).filter(([, value]) => value !== '')),
      '#at': `${name}.csv:${info.lines}`,
    }));
  } catch (error) {
    throw new HsdsReadError(`${name}.csv: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
}

function groupBy(rows: readonly Row[], key: string): Map<unknown, Row[]> {
  const groups = new Map<unknown, Row[]>();
  for (const row of rows) groups.set(row[key], [...(groups.get(row[key]) ?? []), row]);
  return groups;
}

/** Joins the tables of the tabular package into the nested form of the JSON. */
function readTabular(dir: string): ReadService[] {
  const table = (name: string): Row[] => readTable(dir, name);
  const organizations = new Map(table('organizations').map((row) => [row.id, row]));
  const terms = new Map(table('taxonomy_terms').map((row) => [row.id, row]));
  const locations = new Map(table('locations').map((row) => [row.id, row]));
  const addresses = groupBy(table('addresses'), 'location_id');
  const languages = table('languages');
  const phoneLanguages = groupBy(languages, 'phone_id');
  const phones = table('phones').map((phone): Row => ({ ...phone, languages: phoneLanguages.get(phone.id) ?? [] }));
  const ofService = {
    phones: groupBy(phones, 'service_id'),
    languages: groupBy(languages, 'service_id'),
    schedules: groupBy(table('schedules'), 'service_id'),
    service_areas: groupBy(table('service_areas'), 'service_id'),
    links: groupBy(table('service_at_locations'), 'service_id'),
    attributes: groupBy(table('attributes'), 'link_id'),
  };
  const organizationPhones = groupBy(phones, 'organization_id');
  return table('services').map((service) => {
    const of = (key: keyof typeof ofService): Row[] => ofService[key].get(service.id) ?? [];
    const organization = organizations.get(service.organization_id);
    if (!organization) throw new HsdsReadError(`${service['#at']}: organization_id names no row of organizations.csv`);
    const record = {
      ...service,
      organization: { ...organization, phones: organizationPhones.get(organization.id) ?? [] },
      phones: of('phones'),
      languages: of('languages'),
      schedules: of('schedules'),
      service_areas: of('service_areas'),
      attributes: of('attributes').map((each) => ({ ...each, taxonomy_term: terms.get(each.taxonomy_term_id) })),
      service_at_locations: of('links').map((each) => {
        const location = locations.get(each.location_id);
        return { ...each, location: location && { ...location, addresses: addresses.get(location.id) ?? [] } };
      }),
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
  if (names.includes('services.csv')) return readTabular(path);
  const found = names.filter((name) => name.endsWith('.json')).flatMap((name) => readJson(join(path, name)));
  if (found.length === 0) throw new HsdsReadError(`${path}: holds neither services.csv nor JSON files with services`);
  return found;
}
