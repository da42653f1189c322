/**
 * JSON schemas of the HSDS 3.0 records that we serve: the names, types, formats, code lists and required fields of the
 * specification's published schemas (service, organization, service_at_location, location, address, phone, schedule,
 * service_area, language, attribute, taxonomy, taxonomy_term, and Page of its OpenAPI file), compared with them on
 * 2026-11-23. The specification is CC BY-SA; its files and descriptions are not copied here. A name that the specification
 * does not have is refused, and so is a name of its that we have no value for yet: then it is added here with its type.
 */
const id = { type: 'string', format: 'uuid' };
const text = { type: 'string' };
const uri = { type: 'string', format: 'uri' };
const number = { type: 'number' };
const date = { type: 'string', format: 'date' };
const time = { type: 'string', pattern: String.raw`^\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})?$` };
const many = (items: object) => ({ type: 'array', items });
const record = (required: readonly string[], properties: Record<string, object>) => ({
  type: 'object',
  required: [...required],
  additionalProperties: false,
  properties: { id, ...properties },
});
const byDay = String.raw`([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)`;

export const taxonomy = record(['id', 'name', 'description'], { name: text, description: text, uri, version: text });
export const taxonomyTerm = record(['id', 'name', 'description'], {
  code: text,
  name: text,
  description: text,
  parent_id: id,
  taxonomy: text,
  taxonomy_detail: taxonomy,
  language: text,
  taxonomy_id: id,
  term_uri: uri,
});
const attribute = record(['id'], {
  link_id: id,
  taxonomy_term_id: id,
  link_type: text,
  link_entity: { enum: ['service', 'organization', 'location', 'phone', 'schedule', 'service_area'] },
  value: text,
  label: text,
  taxonomy_term: taxonomyTerm,
});
const attributes = many(attribute);
const language = record(['id'], {
  service_id: id,
  location_id: id,
  phone_id: id,
  name: text,
  code: { type: 'string', pattern: '^[a-z]{2,3}(-[A-Za-z]{2,4})?$' },
  note: text,
  attributes,
});
const phone = record(['id', 'number'], {
  location_id: id,
  service_id: id,
  organization_id: id,
  contact_id: id,
  service_at_location_id: id,
  number: text,
  extension: number,
  type: { enum: ['text', 'voice', 'fax', 'cell', 'video', 'pager', 'textphone'] },
  description: text,
  languages: many(language),
  attributes,
});
const schedule = record(['id'], {
  service_id: id,
  location_id: id,
  service_at_location_id: id,
  valid_from: date,
  valid_to: date,
  dtstart: date,
  timezone: number,
  until: date,
  count: number,
  wkst: { enum: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] },
  freq: { enum: ['WEEKLY', 'MONTHLY'] },
  interval: number,
  byday: { type: 'string', pattern: `^${byDay}(,${byDay})*$` },
  byweekno: text,
  bymonthday: text,
  byyearday: text,
  description: text,
  opens_at: time,
  closes_at: time,
  schedule_link: uri,
  attending_type: text,
  notes: text,
  attributes,
});
const serviceArea = record(['id'], {
  service_id: id,
  service_at_location_id: id,
  name: text,
  description: text,
  extent: text,
  extent_type: text,
  uri,
  attributes,
});
const locationTypes = { enum: ['physical', 'postal', 'virtual'] };
const address = record(['id', 'address_1', 'city', 'state_province', 'postal_code', 'country', 'address_type'], {
  location_id: id,
  attention: text,
  address_1: text,
  address_2: text,
  city: text,
  region: text,
  state_province: text,
  postal_code: text,
  country: { type: 'string', pattern: '^[A-Z]{2}$' },
  address_type: locationTypes,
  attributes,
});
const location = record(['id', 'location_type'], {
  location_type: locationTypes,
  url: uri,
  organization_id: id,
  name: text,
  alternate_name: text,
  description: text,
  transportation: text,
  latitude: number,
  longitude: number,
  external_identifier: text,
  external_identifier_type: text,
  languages: many(language),
  addresses: many(address),
  phones: many(phone),
  schedules: many(schedule),
  attributes,
});
export const organizationListed = record(['id', 'name', 'description'], {
  name: text,
  alternate_name: text,
  description: text,
  email: { type: 'string', format: 'email' },
  website: uri,
  tax_status: text,
  tax_id: text,
  year_incorporated: number,
  legal_status: text,
  logo: text,
  uri,
  parent_organization_id: id,
});
export const serviceListed = record(['id', 'name', 'status'], {
  organization_id: id,
  program_id: id,
  name: text,
  alternate_name: text,
  description: text,
  url: uri,
  email: { type: 'string', format: 'email' },
  status: { enum: ['active', 'inactive', 'defunct', 'temporarily closed'] },
  interpretation_services: text,
  application_process: text,
  fees_description: text,
  accreditations: text,
  eligibility_description: text,
  minimum_age: number,
  maximum_age: number,
  assured_date: date,
  assurer_email: { type: 'string', format: 'email' },
  alert: text,
  last_modified: { type: 'string', format: 'date-time' },
  organization: organizationListed,
});
const serviceAtLocationFields = {
  service_id: id,
  location_id: id,
  description: text,
  service_areas: many(serviceArea),
  phones: many(phone),
  schedules: many(schedule),
  location,
  attributes,
};
export const service = record(['id', 'name', 'status', 'organization'], {
  ...serviceListed.properties,
  phones: many(phone),
  schedules: many(schedule),
  service_areas: many(serviceArea),
  service_at_locations: many(record(['id'], serviceAtLocationFields)),
  languages: many(language),
  attributes,
});
/** Asked for by itself, a service at a location has its service too. */
export const serviceAtLocation = record(['id', 'location', 'service'], {
  ...serviceAtLocationFields,
  service: { ...service, required: ['id', 'name', 'status'] },
});
export const organization = record(['id', 'name', 'description'], {
  ...organizationListed.properties,
  phones: many(phone),
  locations: many(location),
  services: many({ ...service, required: ['id', 'name', 'status'] }),
  attributes,
});
export const page = (contents: object) => ({
  type: 'object',
  additionalProperties: false,
  required: ['total_items', 'total_pages', 'page_number', 'size', 'first_page', 'last_page', 'empty', 'contents'],
  properties: {
    total_items: { type: 'integer' },
    total_pages: { type: 'integer' },
    page_number: { type: 'integer' },
    size: { type: 'integer' },
    first_page: { type: 'boolean' },
    last_page: { type: 'boolean' },
    empty: { type: 'boolean' },
    contents: many(contents),
  },
});
export const about = {
  type: 'object',
  required: ['version', 'profile', 'openapi_url'],
  additionalProperties: false,
  properties: { version: { const: '3.0' }, profile: uri, openapi_url: uri, description: text },
};

/** The columns of each table, and those that a table must have beside what its record requires. */
const columns = ({ properties, required }: ReturnType<typeof record>, more: readonly string[] = []) => ({
  properties,
  required: [...required.filter((name) => name !== 'organization'), ...more],
});
export const tables = {
  organization: columns(organizationListed),
  service: columns(serviceListed, ['organization_id']),
  service_at_location: columns(record(['id'], serviceAtLocationFields), ['service_id', 'location_id']),
  location: columns(location),
  address: columns(address),
  phone: columns(phone),
  schedule: columns(schedule),
  service_area: columns(serviceArea),
  language: columns(language),
  attribute: columns(attribute, ['link_id', 'taxonomy_term_id', 'link_entity']),
  taxonomy: columns(taxonomy),
  taxonomy_term: columns(taxonomyTerm),
};
