import { escapeHtml } from '../web/reply-html.js';
import { planSite, type SiteOptions, type SitePlan } from './site-plan.js';

/**
 * All pages with their other languages, for search engines.
 *
 * @param base public origin, without a slash at the end; the format wants whole addresses.
 * @see https://www.sitemaps.org/protocol.html
 */
export function sitemapXml(options: SiteOptions, base: string): string {
  const plans = options.content.languages.flatMap((language) => planSite(options, language) ?? []);
  const address = (language: string, file: string) =>
    escapeHtml(`${base}/${language}/${file === 'index.html' ? '' : file}`);
  const entry = (plan: SitePlan, file: string): string => {
    const others = plans
      .filter(({ byFile }) => byFile.has(file))
      .map(
        ({ language }) =>
          `<xhtml:link rel="alternate" hreflang="${escapeHtml(language)}" href="${address(language, file)}"/>`,
      );
    return `<url><loc>${address(plan.language, file)}</loc><lastmod>${plan.madeOn}</lastmod>${others.join('')}</url>`;
  };
  const urls = plans.flatMap((plan) => plan.pages.map(({ file }) => entry(plan, file)));
  return `<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">
${urls.join('\n')}
</urlset>
`;
}

/** What search engines may read: the pages, not what answers to programs and staff (RFC 9309). */
export function robotsTxt(base: string, closed: readonly string[]): string {
  const rules = closed.length === 0 ? ['Allow: /'] : closed.map((path) => `Disallow: ${path}`);
  return ['User-agent: *', ...rules, '', `Sitemap: ${base}/sitemap.xml`, ''].join('\n');
}
