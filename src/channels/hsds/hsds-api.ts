import { type Request, type Response, Router } from 'express';
import { z } from 'zod';
import type { Content } from '../../content/index.js';
import { type HsdsDirectory, type HsdsRecord, hsdsId, toHsds } from '../../directory/hsds/index.js';

export interface HsdsApiOptions {
  readonly content: () => Content;
}

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const whole = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number')
  .transform(Number);

/** Parameters of the HSDS API that we serve; others are ignored, as the specification has them optional. */
const Query = z.object({
  page: whole.refine((page) => page >= 1, 'must be 1 or more').default(1),
  per_page: whole.refine((size) => size >= 1 && size <= 1000, 'must be from 1 to 1000').default(50),
  search: z.string().max(100).optional(),
  taxonomy_term_id: z.string().max(100).optional(),
  taxonomy_id: z.string().max(100).optional(),
  organization_id: z.string().max(100).optional(),
  modified_after: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}/, 'must be a date such as 2026-11-22')
    .optional(),
  minimal: flag.default(false),
  full: flag.default(false),
  full_service: flag.default(false),
});
type Query = z.infer<typeof Query>;

const LISTED = ['organization'];

/** One-to-one fields only, as listings have them. */
function shallow(record: HsdsRecord): HsdsRecord {
  return Object.fromEntries(
    Object.entries(record).filter(([key, value]) => typeof value !== 'object' || LISTED.includes(key)),
  );
}

function hasTerm(record: HsdsRecord, key: 'id' | 'taxonomy_id', wanted: string): boolean {
  const attributes = (record.attributes ?? []) as { taxonomy_term: Record<string, unknown> }[];
  return attributes.some(
    ({ taxonomy_term }) => taxonomy_term[key] === wanted || (key === 'id' && taxonomy_term.code === wanted),
  );
}

function matches(record: HsdsRecord, query: Query): boolean {
  const organization = record.organization as HsdsRecord | undefined;
  const service = (record.service as HsdsRecord | undefined) ?? record;
  const owner = (service.organization as HsdsRecord | undefined) ?? organization;
  if (query.organization_id && owner?.id !== hsdsId('organization', query.organization_id)) return false;
  if (query.taxonomy_term_id && !hasTerm(service, 'id', query.taxonomy_term_id)) return false;
  if (
    query.taxonomy_id &&
    !hasTerm(service, 'taxonomy_id', query.taxonomy_id) &&
    record.taxonomy_id !== query.taxonomy_id
  )
    return false;
  if (query.modified_after && String(service.last_modified ?? '') < query.modified_after) return false;
  if (!query.search) return true;
  const words = [record.name, record.description, service.name, service.description, owner?.name]
    .join(' ')
    .toLowerCase();
  return query.search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => words.includes(word));
}

/** A page in the specification's shape. */
function pageOf(records: readonly HsdsRecord[], { page, per_page }: Query): Record<string, unknown> {
  const contents = records.slice((page - 1) * per_page, page * per_page);
  const total_pages = Math.ceil(records.length / per_page);
  return {
    total_items: records.length,
    total_pages,
    page_number: page,
    size: contents.length,
    first_page: page === 1,
    last_page: page >= total_pages,
    empty: contents.length === 0,
    contents,
  };
}

/**
 * The directory for other programs: the read-only HSDS 3.0 API.
 *
 * @see Open Referral HSDS 3.0 API reference
 */
export function createHsdsApi({ content }: HsdsApiOptions): Router {
  const router = Router();
  const directories = new WeakMap<Content, HsdsDirectory>();
  const directory = (): HsdsDirectory => {
    const now = content();
    const found = directories.get(now) ?? toHsds(now);
    directories.set(now, found);
    return found;
  };
  const list =
    (records: () => readonly HsdsRecord[], keepFull: (query: Query) => boolean) =>
    (request: Request, response: Response) => {
      const query = Query.safeParse(request.query);
      if (!query.success) {
        const [issue] = query.error.issues;
        response
          .status(400)
          .json({ error: { code: 'BadArgument', message: `${issue?.path.join('.')}: ${issue?.message}` } });
        return;
      }
      const found = records().filter((record) => matches(record, query.data));
      const page = pageOf(found, query.data);
      const contents = page.contents as HsdsRecord[];
      const shape = (record: HsdsRecord): HsdsRecord => {
        if (query.data.minimal) return { id: record.id, modified_date: record.last_modified ?? null };
        return keepFull(query.data) ? record : shallow(record);
      };
      response.json({ ...page, contents: contents.map(shape) });
    };
  const one = (kind: string, records: () => readonly HsdsRecord[]) => (request: Request, response: Response) => {
    const id = hsdsId(kind, String(request.params.id));
    const record = records().find((each) => each.id === id);
    if (record) response.json(record);
    else
      response
        .status(404)
        .json({ error: { code: 'NotFound', message: `There is no such ${kind.replaceAll('_', ' ')}.` } });
  };
  router.use((request: Request, response: Response, next) => {
    response.set({
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=300',
    });
    if (request.method === 'GET' || request.method === 'HEAD') next();
    else
      response
        .set('allow', 'GET, HEAD')
        .status(405)
        .json({ error: { code: 'MethodNotAllowed', message: 'This API is read-only.' } });
  });
  router.get('/', (_request, response) => {
    response.json({
      version: '3.0',
      profile: 'https://docs.openreferral.org/en/3.0/hsds/overview.html',
      openapi_url: 'https://raw.githubusercontent.com/openreferral/specification/3.0/schema/openapi.json',
      description:
        'Organizations that help people who are afraid of an immigration raid. assured_date is the day of the last check.',
    });
  });
  const full = (query: Query): boolean => query.full || query.full_service;
  const routes = [
    ['services', 'service', () => directory().services, full],
    ['organizations', 'organization', () => directory().organizations, full],
    ['service_at_locations', 'service_at_location', () => directory().serviceAtLocations, full],
    ['taxonomies', 'taxonomy', () => directory().taxonomies, () => true],
    ['taxonomy_terms', 'taxonomy_term', () => directory().taxonomyTerms, () => true],
  ] as const;
  for (const [path, kind, records, keepFull] of routes) {
    router.get(`/${path}`, list(records, keepFull));
    router.get(`/${path}/:id`, one(kind, records));
  }
  return router;
}
