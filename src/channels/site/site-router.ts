import { type Request, Router } from 'express';
import type { Language } from '../../content/index.js';
import { searchWords } from './draw-lists.js';
import { drawPage } from './draw-site.js';
import { planSite, type SiteOptions, type SitePlan } from './site-plan.js';
import { robotsTxt, sitemapXml } from './sitemap.js';

const CACHE = 'public, max-age=300';
const HOUR_MS = 3600_000;
/** Of no use to who searches. The staff console is not named here; it says itself that it is not to be listed. */
const CLOSED = ['/v3/', '/api/'] as const;

/**
 * The flat site at `/<language>/`: the same pages that `export-site` writes, each drawn when it is asked for.
 * Express gives each an ETag.
 *
 * @param options read anew for every request, so that changed content is served; cheap to call.
 */
export function createSite(options: () => SiteOptions): Router {
  const router = Router({ strict: true });
  const plans = new Map<Language, { plan: SitePlan; key: string; words: string | null }>();
  const planFor = (language: Language) => {
    const now = options();
    // The pages carry the day; they are planned anew when it or the content changes.
    const key = `${now.content.version} ${Math.floor(now.now / (24 * HOUR_MS))}`;
    const held = plans.get(language);
    if (held?.key === key) return held;
    const plan = planSite(now, language);
    if (!plan) return null;
    const made = { plan, key, words: null };
    plans.set(language, made);
    return made;
  };
  let sitemap: { readonly key: string; readonly xml: string } | null = null;
  const originOf = (request: Request) => options().baseUrl ?? `${request.protocol}://${request.get('host')}`;
  router.get('/robots.txt', (request, response) => {
    response
      .set('cache-control', CACHE)
      .type('txt')
      .send(robotsTxt(originOf(request), CLOSED));
  });
  router.get('/sitemap.xml', (request, response) => {
    const now = options();
    const base = originOf(request);
    const key = `${base} ${now.content.version} ${Math.floor(now.now / (24 * HOUR_MS))}`;
    if (sitemap?.key !== key) sitemap = { key, xml: sitemapXml(now, base) };
    response.set('cache-control', CACHE).type('application/xml').send(sitemap.xml);
  });
  router.get('/:language', (request, response, next) => {
    if (!options().content.phrases.has(request.params.language)) next();
    else response.redirect(301, `/${request.params.language}/`);
  });
  router.get(['/:language/', '/:language/:file'], (request, response, next) => {
    const held = planFor(String(request.params.language));
    const { file = 'index.html' } = request.params as { file?: string };
    if (held && file === 'search-words.js') {
      held.words ??= searchWords(held.plan);
      response.set('cache-control', CACHE).type('js').send(held.words);
      return;
    }
    const page = held?.plan.byFile.get(file);
    if (!held || !page) next();
    else response.set('cache-control', CACHE).type('html').send(drawPage(held.plan, page));
  });
  return router;
}
