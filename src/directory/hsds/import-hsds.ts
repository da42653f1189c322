import { parsePhoneNumberFromString } from 'libphonenumber-js/min';
import { z } from 'zod';
import { type Content, NEEDS, type Need, OrganizationFile } from '../../content/index.js';
import { hsdsId } from './hsds-ids.js';
import type { ReadService } from './read-hsds.js';

export interface ImportOptions {
  /** Day of the last check for services without `assured_date`; such are a fault where it is missing. */
  readonly checked?: string | undefined;
  /** Name of the data's owner, told as the source. */
  readonly source: string;
  /** Names or codes of the owner's taxonomy terms, and the needs that they are here. Lower case. */
  readonly terms: Readonly<Record<string, readonly Need[]>>;
}

/** What an import would write. With any fault nothing is to be written. */
export interface HsdsImport {
  readonly organizations: readonly OrganizationFile[];
  /** Each names file and line, or the id, and the mend. */
  readonly faults: readonly string[];
  /** Services left out, with the reason: no need of ours, no area that we know, or kept as our own authors wrote it. */
  readonly leftOut: readonly string[];
}

const text = z.string().trim().nullish();
const number = z.coerce.number().nullish().catch(null);
const list = <T extends z.ZodType>(shape: T) =>
  z
    .array(shape)
    .nullish()
    .transform((rows) => rows ?? []);
const LanguageRow = z.looseObject({ code: text, name: text });
const PhoneRow = z.looseObject({
  number: z.string({ error: 'number is missing' }),
  extension: z.union([z.string(), z.number()]).nullish(),
  type: text,
  description: text,
  languages: list(LanguageRow),
});
const ScheduleRow = z.looseObject({
  freq: text,
  byday: text,
  opens_at: text,
  closes_at: text,
  valid_from: text,
  valid_to: text,
  timezone: number,
  description: text,
  notes: text,
  interval: number,
});
const AddressRow = z.looseObject({
  address_1: text,
  address_2: text,
  city: text,
  state_province: text,
  postal_code: text,
});
const LocationRow = z.looseObject({
  latitude: number,
  longitude: number,
  addresses: list(AddressRow),
  phones: list(PhoneRow),
  schedules: list(ScheduleRow),
  languages: list(LanguageRow),
});
const AreaRow = z.looseObject({ name: text });
const OrganizationRow = z.looseObject({
  id: z.string({ error: 'organization.id is missing' }).min(1),
  name: z.string({ error: 'organization.name is missing' }).min(2),
  alternate_name: text,
  website: text,
  phones: list(PhoneRow),
});
const ServiceRow = z.looseObject({
  id: z.string({ error: 'id is missing' }).min(1),
  name: z.string({ error: 'name is missing' }).min(2),
  description: text,
  status: text,
  fees_description: text,
  eligibility_description: text,
  application_process: text,
  assured_date: text,
  organization: OrganizationRow,
  phones: list(PhoneRow),
  languages: list(LanguageRow),
  schedules: list(ScheduleRow),
  service_areas: list(AreaRow),
  service_at_locations: list(
    z.looseObject({
      location: LocationRow.nullish(),
      phones: list(PhoneRow),
      schedules: list(ScheduleRow),
      service_areas: list(AreaRow),
    }),
  ),
  attributes: list(z.looseObject({ taxonomy_term: z.looseObject({ code: text, name: text }).nullish() })),
});
type ServiceRow = z.infer<typeof ServiceRow>;
type PhoneRow = z.infer<typeof PhoneRow>;
type Directory = Pick<Content, 'organizations' | 'cities' | 'states' | 'neverList'>;

/**
 * What hangs on the service itself, else on the service at a location, else on the location, else on the organization:
 * each of them may hold phones, hours, languages or areas, and the nearest to the service is meant.
 */
function nearest<T>(...lists: readonly (readonly T[])[]): readonly T[] {
  return lists.find(({ length }) => length > 0) ?? [];
}

function phonesOf({ phones, service_at_locations: links, organization }: ServiceRow): readonly PhoneRow[] {
  return nearest(
    phones,
    links.flatMap((link) => link.phones),
    links.flatMap(({ location }) => location?.phones ?? []),
    organization.phones,
  );
}

function areasOf({ service_areas, service_at_locations }: ServiceRow): readonly z.infer<typeof AreaRow>[] {
  return nearest(
    service_areas,
    service_at_locations.flatMap((link) => link.service_areas),
  );
}

function languagesOf({ languages, service_at_locations }: ServiceRow): string[] {
  return codesOf(
    nearest(
      languages,
      service_at_locations.flatMap(({ location }) => location?.languages ?? []),
    ),
  );
}

const MOST_SUMMARY = 300;
const METRO = /^(greater|metro(politan)?) | (metro(politan)?|greater)( area| region)?$/;
const NATIONWIDE = new Set(['united states', 'usa', 'us', 'u.s.', 'national', 'nationwide']);

/** Plain text of at most {@link MOST_SUMMARY} characters, whole sentences: nothing is rewritten. */
function plain(value: string): string {
  const bare = value
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  if (bare.length <= MOST_SUMMARY) return bare;
  const cut = bare.slice(0, MOST_SUMMARY);
  const end = cut.lastIndexOf('. ');
  return end > 40 ? cut.slice(0, end + 1) : `${cut.slice(0, cut.lastIndexOf(' '))} …`;
}

function needsOf(row: ServiceRow, terms: ImportOptions['terms']): Need[] {
  const known = new Set<string>(NEEDS);
  const found = row.attributes.flatMap(({ taxonomy_term: term }) =>
    [term?.code, term?.name].flatMap((name): Need[] => {
      const key = name?.toLowerCase();
      if (key === undefined) return [];
      return known.has(key) ? [key as Need] : [...(terms[key] ?? [])];
    }),
  );
  return [...new Set(found)].sort();
}

function areaOf(rows: readonly ServiceRow[], { cities, states }: Directory): OrganizationFile['service_area'] | null {
  const stateOf = (name: string) =>
    states.find(({ postal, names }) => name === postal.toLowerCase() || name === names.en.toLowerCase());
  const addresses = rows.flatMap((row) =>
    row.service_at_locations.flatMap(({ location }) => location?.addresses ?? []),
  );
  const home = [
    ...new Set(addresses.flatMap(({ state_province }) => stateOf(state_province?.toLowerCase() ?? '')?.postal ?? [])),
  ];
  const written = rows.flatMap((row) => areasOf(row).flatMap(({ name }) => name?.trim().toLowerCase() ?? []));
  // A city alone is meant where nothing says that the towns around it are served too.
  const names = written.map((name) => name.replace(METRO, ''));
  const metros = new Set(names.filter((_name, at) => METRO.test(written[at] ?? '')));
  if (names.some((name) => NATIONWIDE.has(name))) return { scope: 'national', states: [], cities: [], towns: [] };
  const inStates = names.flatMap((name) => stateOf(name)?.postal ?? []);
  // Without an area of its own an organization is taken to serve the town that it stands in, and no more.
  const towns = names.length > 0 ? names : addresses.flatMap(({ city }) => city?.toLowerCase() ?? []);
  const named = (city: Content['cities'][number]): boolean => towns.includes(city.names.en.toLowerCase());
  // Many counties share a name: one counts where its city is named too, or the organization stands in its state.
  const inCounties = cities.flatMap((city) => {
    const postal = states.find(({ id }) => id === city.state)?.postal ?? '';
    const isHere = named(city) || home.includes(postal) || inStates.includes(postal);
    return city.counties.flatMap((county) =>
      isHere && towns.includes(county.names.en.toLowerCase()) ? [{ city, county }] : [],
    );
  });
  const inCities = cities.filter(
    (city) => named(city) || inCounties.some((each) => each.city === city && each.county.holdsCity),
  );
  const cityStates = inCities.flatMap(({ state }) => states.find((each) => each.id === state)?.postal ?? []);
  const around = inStates.length > 0 ? inStates : cityStates.length > 0 ? cityStates : home;
  const others = [
    ...towns.filter(
      (name) =>
        !stateOf(name) &&
        !cities.some((city) => city.names.en.toLowerCase() === name) &&
        !inCounties.some(({ county }) => county.names.en.toLowerCase() === name),
    ),
    // A county that does not hold the city, and no city: its towns.
    ...inCounties.flatMap(({ city, county }) =>
      inCities.includes(city) ? [] : [county.names.en, ...county.towns].map((name) => name.toLowerCase()),
    ),
  ];
  const counties = inCounties.flatMap(({ city, county }) => (inCities.includes(city) ? county.id : []));
  const isWhole = inCities.some((city) => metros.has(city.names.en.toLowerCase()));
  if (inStates.length + inCities.length + (around.length > 0 ? others.length : 0) === 0) return null;
  return {
    scope: inStates.length > 0 ? 'state' : 'metro',
    states: [...new Set(around)].sort(),
    cities: inCities.map(({ id }) => id).sort(),
    ...(inCities.length > 0 && inStates.length === 0 && !isWhole ? { counties: [...new Set(counties)].sort() } : {}),
    towns: around.length > 0 ? [...new Set(others)].filter((name) => name.length > 1).sort() : [],
  };
}

/** Hours are taken where they are plainly weekly or monthly in local time; else only their words are kept. */
function schedulesOf(row: ServiceRow, homeZone: string): unknown[] {
  const found = nearest(
    row.schedules,
    row.service_at_locations.flatMap(({ schedules }) => schedules),
    row.service_at_locations.flatMap(({ location }) => location?.schedules ?? []),
  );
  return found.map((each) => {
    const zone = /Time zone: ([A-Za-z_]+\/[A-Za-z_/]+)\./.exec(each.notes ?? '')?.[1] ?? homeZone;
    const holidays = /Federal holidays: (open|closed)\./.exec(each.notes ?? '')?.[1];
    const languages = /Languages: ([a-z, -]+)\./i.exec(each.notes ?? '')?.[1]?.split(', ');
    const time = (value: string | null | undefined): string | null =>
      /^(\d{2}:\d{2})(:\d{2})?([+-]\d{2}:?\d{2})?$/.exec(value ?? '')?.[1] ?? null;
    const isPlain = (each.freq === 'WEEKLY' || each.freq === 'MONTHLY') && (each.interval ?? 1) === 1;
    const [opens_at, closes_at] = [time(each.opens_at), time(each.closes_at)];
    return {
      description: each.description || null,
      ...(isPlain && opens_at && closes_at ? { freq: each.freq, byday: each.byday || null, opens_at, closes_at } : {}),
      timezone: zone,
      ...(each.valid_from ? { valid_from: each.valid_from } : {}),
      ...(each.valid_to ? { valid_to: each.valid_to } : {}),
      ...(holidays ? { holidays } : {}),
      ...(languages ? { languages } : {}),
    };
  });
}

function codesOf(rows: readonly z.infer<typeof LanguageRow>[]): string[] {
  const codes = rows.flatMap(({ code }) => (code && /^[a-z]{2,3}$/i.test(code) ? code.toLowerCase() : []));
  return [...new Set(codes)].sort();
}

const digitsOf = (phone: string): string => phone.replace(/\D/g, '').replace(/^1(?=\d{10}$)/, '');

function slug(id: string): string {
  return id
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
}

class Importer {
  readonly faults: string[] = [];
  readonly leftOut: string[] = [];
  private readonly never: ReadonlySet<string>;

  constructor(
    private readonly content: Directory,
    private readonly options: ImportOptions,
  ) {
    this.never = new Set(content.neverList.map((entry) => digitsOf(entry.number)));
  }

  run(services: readonly ReadService[]): OrganizationFile[] {
    const byOrganization = new Map<string, { at: string; row: ServiceRow }[]>();
    for (const { at, record } of services) {
      const parsed = ServiceRow.safeParse(record);
      if (!parsed.success) {
        for (const issue of parsed.error.issues) this.faults.push(`${at}: ${issue.path.join('.')}: ${issue.message}`);
        continue;
      }
      const row = parsed.data;
      if (row.status && row.status !== 'active') this.leftOut.push(`${at}: ${row.id} is ${row.status}`);
      else if (needsOf(row, this.options.terms).length === 0)
        this.leftOut.push(`${at}: ${row.id} meets no need of ours`);
      else byOrganization.set(row.organization.id, [...(byOrganization.get(row.organization.id) ?? []), { at, row }]);
    }
    return [...byOrganization.values()]
      .flatMap((rows) => this.organization(rows))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  private organization(rows: readonly { at: string; row: ServiceRow }[]): OrganizationFile[] {
    const [first] = rows;
    if (!first) return [];
    const { at } = first;
    const { organization } = first.row;
    const own = this.content.organizations.find(
      ({ id }) => hsdsId('organization', id) === organization.id.toLowerCase(),
    );
    if (own && !own.id.startsWith('hsds-')) {
      this.leftOut.push(`${at}: ${own.id} is kept as our authors wrote it`);
      return [];
    }
    const area = areaOf(
      rows.map(({ row }) => row),
      this.content,
    );
    if (!area) {
      this.leftOut.push(
        `${at}: ${organization.id} serves no area that we know: name a state, a city or the United States`,
      );
      return [];
    }
    const id = organization.id.startsWith('hsds-') ? organization.id : `hsds-${slug(organization.id)}`;
    const dates = rows.flatMap(({ row }) => row.assured_date?.slice(0, 10) ?? this.options.checked ?? []);
    if (dates.length < rows.length)
      this.faults.push(`${at}: assured_date is missing: give the day of the last check with --checked`);
    const zone = this.content.states.find(({ postal }) => postal === area.states[0])?.timeZone ?? 'America/New_York';
    const candidate = OrganizationFile.safeParse({
      id,
      name: organization.name,
      alternate_name: organization.alternate_name || null,
      kind: 'imported',
      website: organization.website || null,
      url_evidence: organization.website ? 'linked-in-source' : null,
      confidence: 'medium',
      checked: dates.sort()[0] ?? '1970-01-01',
      service_area: area,
      phones: this.phones(rows),
      services: rows.map(({ row }) => ({
        id: slug(row.id),
        name: { en: row.name },
        summary: { en: plain(row.description || row.name) },
        cost: row.fees_description ? { en: plain(row.fees_description) } : null,
        taxonomy_terms: needsOf(row, this.options.terms),
        languages: languagesOf(row),
        eligibility_description: row.eligibility_description || null,
        application_process: row.application_process || null,
        schedules: schedulesOf(row, zone),
      })),
      locations: rows
        .flatMap(({ row }) => this.locations(row))
        .filter(
          (each, index, all) => all.findIndex((other) => JSON.stringify(other) === JSON.stringify(each)) === index,
        ),
      sources: [{ title: this.options.source, url: null, seen: null }],
    });
    if (candidate.success) return [candidate.data];
    for (const issue of candidate.error.issues)
      this.faults.push(`${at}: ${organization.id}: ${issue.path.join('.')}: ${issue.message}`);
    return [];
  }

  private phones(rows: readonly { at: string; row: ServiceRow }[]): unknown[] {
    const found = new Map<string, { services: Set<string>; phone: Record<string, unknown> }>();
    for (const { at, row } of rows) {
      for (const each of phonesOf(row)) {
        if (/fax|pager|textphone/i.test(each.type ?? '')) continue;
        const parsed = parsePhoneNumberFromString(each.number, 'US');
        const short = /^\d{3,6}#?$/.test(each.number.trim());
        if (!short && !parsed?.isValid()) {
          this.faults.push(`${at}: phones: "${each.number}" is not a valid number: write it as +13126601370`);
          continue;
        }
        const shown = short ? each.number.trim() : (parsed?.number ?? each.number);
        if (this.never.has(digitsOf(shown))) {
          this.faults.push(`${at}: phones: ${shown} must never be listed (content/directory/never-list.yaml)`);
          continue;
        }
        const text = /^(text|sms)$/i.test(each.type ?? '');
        const collect = /^collect calls only/i.test(each.description ?? '');
        const type = short ? (text ? 'sms_short_code' : 'short_code') : collect ? 'collect' : 'voice';
        const entry = found.get(shown) ?? {
          services: new Set<string>(),
          phone: {
            number: shown,
            extension:
              each.extension === null || each.extension === undefined || each.extension === ''
                ? null
                : String(each.extension),
            type,
            description: { en: plain(each.description || 'Main number') },
            languages: codesOf(each.languages),
            confidence: 'medium',
          },
        };
        entry.services.add(slug(row.id));
        found.set(shown, entry);
      }
    }
    return [...found.values()].map(({ services, phone }) => ({ ...phone, services: [...services].sort() }));
  }

  private locations(row: ServiceRow): unknown[] {
    return row.service_at_locations.flatMap(({ location }) =>
      (location?.addresses ?? []).flatMap((address) =>
        address.city && address.state_province
          ? [
              {
                address_1: address.address_1 || null,
                address_2: address.address_2 || null,
                city: address.city,
                state_province: address.state_province,
                postal_code: address.postal_code || null,
                latitude: location?.latitude ?? null,
                longitude: location?.longitude ?? null,
              },
            ]
          : [],
      ),
    );
  }
}

/**
 * HSDS 3.0 services as organizations of the directory. Nothing is written here.
 *
 * An imported organization has `confidence: medium`; numbers of the never-list are faults; what meets no need of ours
 * or serves no area that we know is left out and named.
 */
export function importHsds(content: Directory, services: readonly ReadService[], options: ImportOptions): HsdsImport {
  const importer = new Importer(content, options);
  const organizations = importer.run(services);
  return { organizations, faults: importer.faults, leftOut: importer.leftOut };
}
