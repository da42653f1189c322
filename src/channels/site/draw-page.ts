import { dateInWords, phrase, phrasesOf } from '../../reply/index.js';
import { escapeHtml } from '../web/reply-html.js';
import { type SitePage, type SitePlan, siteWord } from './site-plan.js';

const LOGO =
  '<svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 21V11a8 8 0 0 1 16 0v10M9 21v-9a3 3 0 0 1 6 0v9M2 21h20"/></svg>';

/** A link inside the site, or to another address. */
export function linkHtml(href: string, label: string): string {
  return `<a href="${escapeHtml(href)}">${escapeHtml(label)}</a>`;
}

/** A list of links, each large enough for a finger; nothing where there are none. */
export function linkList(links: readonly { readonly file: string; readonly title: string }[]): string {
  if (links.length === 0) return '';
  return `<ul class="links">\n${links.map(({ file, title }) => `<li>${linkHtml(file, title)}</li>`).join('\n')}\n</ul>`;
}

/** A part of a page with its heading. */
export function sectionHtml(title: string, inner: string, more: { id?: string; kind?: string } = {}): string {
  if (inner === '') return '';
  const id = more.id ? ` id="${more.id}"` : '';
  const kind = more.kind ? ` class="${more.kind}"` : '';
  return `<section${id}${kind}>\n<h2>${escapeHtml(title)}</h2>\n${inner}\n</section>`;
}

function languageLinks({ language, options }: SitePlan, file: string): string {
  const { content } = options;
  const links = content.languages.map((code) => {
    const tag = escapeHtml(code);
    const current = code === language ? ' aria-current="true"' : '';
    const { name, direction } = phrasesOf(content, code);
    return `<a href="../${tag}/${file}" lang="${tag}" dir="${direction}" hreflang="${tag}"${current}>${escapeHtml(name)}</a>`;
  });
  const label = phrasesOf(content, language).widget.language;
  return `<nav class="languages" aria-label="${escapeHtml(label)}">${links.join('')}</nav>`;
}

/** Search engines want whole addresses; where the public address is not known, relative ones still lead right. */
function alternates({ options }: SitePlan, file: string): string {
  const name = file === 'index.html' ? '' : file;
  const address = (code: string) =>
    options.baseUrl === null ? `../${code}/${file}` : `${options.baseUrl}/${code}/${name}`;
  const links = options.content.languages.map(
    (code) => `<link rel="alternate" hreflang="${escapeHtml(code)}" href="${escapeHtml(address(code))}">`,
  );
  return [...links, `<link rel="alternate" hreflang="x-default" href="${escapeHtml(address('en'))}">`].join('\n');
}

/**
 * A whole page around its text.
 *
 * @param inner text with its own `h1`.
 * @param scripts files beside the page, for the search only.
 */
export function pageHtml(plan: SitePlan, page: SitePage, inner: string, scripts: readonly string[] = []): string {
  const { language, options, madeOn } = plan;
  const { widget, direction } = phrasesOf(options.content, language);
  const word = (id: Parameters<typeof siteWord>[1]) => escapeHtml(siteWord(plan, id));
  const title = page.kind === 'start' ? `${widget.title}. ${widget.open}` : `${page.title} · ${widget.title}`;
  const nav = [
    ['index.html#emergency', word('emergency')],
    ['organizations.html', word('help')],
    ['cards.html', word('cards')],
    ['search.html', word('search')],
  ].map(([href, label]) => `<a href="${href}">${label}</a>`);
  const chat = options.chatUrl === null ? '' : `<p>${linkHtml(options.chatUrl, siteWord(plan, 'chat'))}</p>\n`;
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${direction}" class="site">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<meta name="description" content="${escapeHtml(page.kind === 'start' ? widget.intro : page.title)}">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="../assets/icon.svg">
<link rel="stylesheet" href="../assets/site.css">
${alternates(plan, page.file)}
${scripts.map((file) => `<script src="${file}" defer></script>\n`).join('')}</head>
<body>
<a class="skip" href="#text">${word('skip')}</a>
<header class="top"><a class="brand" href="index.html" aria-label="${escapeHtml(widget.title)}: ${word('start')}">${LOGO}<span>${escapeHtml(widget.title)}</span></a>${languageLinks(plan, page.file)}</header>
<main id="text">
${inner}
</main>
<footer>
<nav class="foot" aria-label="${word('start')}">${nav.join('')}</nav>
${chat}<p>${escapeHtml(phrase(options.content, language, 'cardNote'))} ${escapeHtml(siteWord(plan, 'madeOn', { date: dateInWords(madeOn, language) }))}</p>
</footer>
</body>
</html>
`;
}
