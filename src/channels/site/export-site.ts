import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { phrasesOf } from '../../reply/index.js';
import { escapeHtml } from '../web/reply-html.js';
import { searchWords } from './draw-lists.js';
import { drawPage } from './draw-site.js';
import { planSite, type SiteOptions } from './site-plan.js';
import { robotsTxt, sitemapXml } from './sitemap.js';

/** Files that all pages share, made by the build. */
const ASSETS = ['site.css', 'site-search.js', 'icon.svg'] as const;

/** What was written. */
export interface ExportedSite {
  readonly pages: number;
  readonly bytes: number;
  readonly largest: { readonly file: string; readonly bytes: number };
}

/** The door of a mirror: the languages by their own names. */
function languageDoor({ content }: SiteOptions): string {
  const links = content.languages.map((code) => {
    const { name, direction, widget } = phrasesOf(content, code);
    const tag = escapeHtml(code);
    return `<li><a href="${tag}/index.html" lang="${tag}" dir="${direction}" hreflang="${tag}">${escapeHtml(name)}: ${escapeHtml(widget.open)}</a></li>`;
  });
  return `<!doctype html>
<html lang="en" class="site">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Amparo</title>
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="assets/icon.svg">
<link rel="stylesheet" href="assets/site.css">
</head>
<body>
<main>
<h1>Amparo</h1>
<ul class="links">
${links.join('\n')}
</ul>
</main>
</body>
</html>
`;
}

/**
 * Writes the flat site. The same content, day and settings give the same bytes; files of the same name are replaced.
 *
 * @param publicDir folder that the build filled, for style and search.
 * @param folder    is made where it is missing.
 * @throws where a file cannot be written or the build is missing.
 */
export function exportSite(options: SiteOptions, publicDir: string, folder: string): ExportedSite {
  mkdirSync(join(folder, 'assets'), { recursive: true });
  for (const file of ASSETS) copyFileSync(join(publicDir, 'assets', file), join(folder, 'assets', file));
  const sizes: { file: string; bytes: number }[] = [];
  const write = (file: string, text: string): void => {
    writeFileSync(join(folder, file), text);
    sizes.push({ file, bytes: Buffer.byteLength(text) });
  };
  write('index.html', languageDoor(options));
  for (const language of options.content.languages) {
    const plan = planSite(options, language);
    if (!plan) continue;
    mkdirSync(join(folder, language), { recursive: true });
    for (const page of plan.pages) write(`${language}/${page.file}`, drawPage(plan, page));
    writeFileSync(join(folder, language, 'search-words.js'), searchWords(plan));
  }
  const { baseUrl } = options;
  if (baseUrl !== null) {
    writeFileSync(join(folder, 'sitemap.xml'), sitemapXml(options, baseUrl));
    writeFileSync(join(folder, 'robots.txt'), robotsTxt(baseUrl, []));
  }
  return {
    pages: sizes.length,
    bytes: sizes.reduce((sum, { bytes }) => sum + bytes, 0),
    largest: sizes.reduce((most, each) => (each.bytes > most.bytes ? each : most)),
  };
}
