/**
 * JSON schemas of the HSDS 3.0 records that we serve, written from the specification's tables (required fields,
 * types, formats and code lists). The specification itself is CC BY-SA; its files are not copied here.
 */
const id = { type: 'string', format: 'uuid' };
const text = { type: 'string' };
const many = (items: object) => ({ type: 'array', items });
const record = (required: readonly string[], properties: Record<string, object>) => ({
  type: 'object',
  required: [...required],
  properties: { id, ...properties },
});
const language = record(['id'], { name: text, code: text, note: text });
const phone = record(['id', 'number'], {
  number: text,
  extension: { type: 'number' },
  type: { enum: ['text', 'voice', 'fax', 'cell', 'video', 'pager', 'textphone'] },
  description: text,
  languages: many(language),
});
const schedule = record(['id'], {
  freq: { enum: ['WEEKLY', 'MONTHLY'] },
  byday: text,
  timezone: { type: 'number' },
  opens_at: text,
  closes_at: text,
  valid_from: { type: 'string', format: 'date' },
  valid_to: { type: 'string', format: 'date' },
  description: text,
  notes: text,
});
const address = record(['id', 'address_1', 'city', 'state_province', 'postal_code', 'country', 'address_type'], {
  address_1: text,
  address_2: text,
  city: text,
  state_province: text,
  postal_code: text,
  country: { type: 'string', minLength: 2, maxLength: 2 },
  address_type: { enum: ['physical', 'postal', 'virtual'] },
});
const location = record(['id', 'location_type'], {
  location_type: { enum: ['physical', 'postal', 'virtual'] },
  name: text,
  latitude: { type: 'number' },
  longitude: { type: 'number' },
  addresses: many(address),
});
export const taxonomy = record(['id', 'name', 'description'], { name: text, description: text });
export const taxonomyTerm = record(['id', 'name', 'description'], {
  code: text,
  name: text,
  description: text,
  taxonomy: text,
  taxonomy_id: id,
});
const attribute = record(['id'], { link_id: id, link_entity: text, taxonomy_term: taxonomyTerm });
export const organizationListed = record(['id', 'name', 'description'], {
  name: text,
  alternate_name: text,
  description: text,
  website: { type: 'string', format: 'uri' },
});
export const serviceListed = record(['id', 'name', 'status'], {
  name: text,
  description: text,
  url: { type: 'string', format: 'uri' },
  status: { enum: ['active', 'inactive', 'defunct', 'temporarily closed'] },
  application_process: text,
  fees_description: text,
  eligibility_description: text,
  assured_date: { type: 'string', format: 'date' },
  last_modified: { type: 'string', format: 'date-time' },
  organization: organizationListed,
});
export const serviceAtLocation = record(['id'], { location });
export const service = record(['id', 'name', 'status', 'organization'], {
  ...serviceListed.properties,
  phones: many(phone),
  schedules: many(schedule),
  service_areas: many(record(['id'], { name: text, description: text })),
  service_at_locations: many(serviceAtLocation),
  languages: many(language),
  attributes: many(attribute),
});
export const organization = record(['id', 'name', 'description'], {
  ...organizationListed.properties,
  phones: many(phone),
  locations: many(location),
  services: many({ ...service, required: ['id', 'name', 'status'] }),
});
export const page = (contents: object) => ({
  type: 'object',
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
