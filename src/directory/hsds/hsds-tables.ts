/**
 * The tables of the tabular package that we read and write, by name, and their files.
 *
 * @see HSDS 3.0, "path" of each schema: one of them is in the singular
 */
export const TABLES = {
  organization: 'organizations.csv',
  service: 'services.csv',
  service_at_location: 'service_at_location.csv',
  location: 'locations.csv',
  address: 'addresses.csv',
  phone: 'phones.csv',
  schedule: 'schedules.csv',
  service_area: 'service_areas.csv',
  language: 'languages.csv',
  attribute: 'attributes.csv',
  taxonomy: 'taxonomies.csv',
  taxonomy_term: 'taxonomy_terms.csv',
} as const;

export type TableName = keyof typeof TABLES;
