import type { Reply } from '../../reply/index.js';
import type { Pack } from './pack.js';
import type { PublicFiles } from './public-files.js';
import { escapeHtml, replyToHtml } from './reply-html.js';

/** What a page is drawn from. */
export interface PageOptions {
  readonly pack: Pack;
  readonly files: PublicFiles;
  readonly leaveUrl: string | null;
  /** Words of the link to the plain pages. */
  readonly allAnswers: string;
}

const LOGO =
  '<svg class="logo" viewBox="0 0 24 24" aria-hidden="true"><path d="M4 21V11a8 8 0 0 1 16 0v10M9 21v-9a3 3 0 0 1 6 0v9M2 21h20"/></svg>';
const FAVICON =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 32 32%22%3E%3Crect width=%2232%22 height=%2232%22 rx=%228%22 fill=%22%230e4f4c%22/%3E%3Cpath d=%22M8 25V15a8 8 0 0 1 16 0v10M13 25v-9a3 3 0 0 1 6 0v9M6 25h20%22 fill=%22none%22 stroke=%22%23fff%22 stroke-width=%222.4%22 stroke-linecap=%22round%22/%3E%3C/svg%3E';

const PHONE = /\b(?:1-)?(\d{3})-(\d{3})-(\d{4})\b|(?<![\w-])(911|988)(?![\w-])/g;

/** One of our own sentences as HTML, its phone numbers tappable. */
function sentence(text: string): string {
  return escapeHtml(text).replace(PHONE, (shown, area, exchange, line, short) => {
    const number = short ?? `+1${area}${exchange}${line}`;
    return `<a href="tel:${number}">${shown}</a>`;
  });
}

function headOf({ pack, files }: PageOptions, title: string, bodyClass: string, more: string): string {
  return `<!doctype html>
<html lang="${escapeHtml(pack.language)}" dir="${pack.direction}" class="${bodyClass}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">
<title>${escapeHtml(title)}</title>
<meta name="description" content="${escapeHtml(pack.strings.intro)}">
<meta name="theme-color" content="#ffffff" media="(prefers-color-scheme: light)">
<meta name="theme-color" content="#1a2426" media="(prefers-color-scheme: dark)">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<link rel="icon" href="${FAVICON}">
<link rel="stylesheet" href="${files.page.path}">
${more}
</head>`;
}

/** The way to the same answers as plain pages. */
function flatSite({ pack, allAnswers }: PageOptions): string {
  return `<a href="/${encodeURIComponent(pack.language)}/">${escapeHtml(allAnswers)}</a>`;
}

/** Where "leave and forget" goes from our own pages, where the operator has set it. */
function leaveTo({ leaveUrl }: PageOptions): string {
  return leaveUrl === null ? '' : ` data-leave-url="${escapeHtml(leaveUrl)}"`;
}

function languageLinks(pack: Pack, path: string): string {
  const links = pack.languages.map(({ code, name }) => {
    const current = code === pack.language ? ' aria-current="true"' : '';
    const tag = escapeHtml(code);
    return `<a href="${path}?lang=${encodeURIComponent(code)}" lang="${tag}" hreflang="${tag}"${current}>${escapeHtml(name)}</a>`;
  });
  return `<nav class="languages" aria-label="${escapeHtml(pack.strings.language)}">${links.join('')}</nav>`;
}

function titleOf(reply: Reply): string | null {
  const [first] = reply.blocks;
  return first?.kind === 'heading' ? first.text : null;
}

/** The emergency answers, each folded: plain HTML that needs no script and no second request. */
function emergencies(pack: Pack): string {
  const words = { call: pack.strings.call, website: pack.strings.website };
  return pack.emergencies
    .map((reply) => {
      const title = titleOf(reply);
      const rest = title === null ? reply : { ...reply, blocks: reply.blocks.slice(1) };
      return `<details class="emergency"><summary>${escapeHtml(title ?? pack.strings.emergencyTitle)}</summary>\n${replyToHtml(rest, words, 2)}\n</details>`;
    })
    .join('\n');
}

/**
 * `GET /`: what Amparo is, and the chat on it by the script tag that any other site would use.
 *
 * @returns a whole document without inline script or style.
 */
export function demoPage(options: PageOptions): string {
  const { pack, files } = options;
  const { strings } = pack;
  const notes = [strings.pageFor, strings.introPrivacy, strings.pageKept, strings.pageHelp];
  const language = escapeHtml(pack.language);
  return `${headOf(options, `${strings.title}. ${strings.open}`, 'demo', pack.languages.map(({ code }) => `<link rel="alternate" hreflang="${escapeHtml(code)}" href="/?lang=${encodeURIComponent(code)}">`).join('\n'))}
<body>
<header class="top"><p class="brand">${LOGO}<span>${escapeHtml(strings.title)}</span></p>${languageLinks(pack, '/')}</header>
<main>
<section class="hero">
<h1>${escapeHtml(strings.intro)}</h1>
<p><a class="start" href="/chat?lang=${encodeURIComponent(pack.language)}">${escapeHtml(strings.pageAsk)}</a></p>
<noscript><p class="notice">${sentence(strings.noScript)}</p></noscript>
</section>
<section class="urgent" aria-labelledby="urgent">
<h2 id="urgent">${escapeHtml(strings.emergencyTitle)}</h2>
${emergencies(pack)}
</section>
<ul class="notes">
${notes.map((text) => `<li>${sentence(text)}</li>`).join('\n')}
</ul>
<p>${flatSite(options)}</p>
</main>
<script src="${files.widget.path}" integrity="${files.widget.integrity}" crossorigin="anonymous" data-language="${language}"${leaveTo(options)} async></script>
</body>
</html>
`;
}

/**
 * `GET /chat`: the chat as the whole page. Until the script is there the page says what it is, and whom to call if nothing comes; without script it leads to `/`.
 *
 * @returns a whole document without inline script or style.
 */
export function chatPage(options: PageOptions): string {
  const { pack, files } = options;
  const { strings } = pack;
  const language = escapeHtml(pack.language);
  const head = [
    `<link rel="preload" href="/start/${encodeURIComponent(pack.language)}.json" as="fetch" crossorigin="anonymous">`,
    `<link rel="preload" href="${files.more.path}" as="script" integrity="${files.more.integrity}" crossorigin="anonymous">`,
    // Without script: the page that has the emergency answers as plain HTML; carried along here they would slow everybody.
    `<noscript><meta http-equiv="refresh" content="0; url=/?lang=${encodeURIComponent(pack.language)}"></noscript>`,
    '<link rel="manifest" href="/manifest.webmanifest">',
    '<link rel="apple-touch-icon" href="/assets/icon-180.png">',
    `<script src="${files.chat.path}" integrity="${files.chat.integrity}" data-language="${language}"${leaveTo(options)} defer></script>`,
  ].join('\n');
  return `${headOf(options, strings.title, 'chat', head)}
<body>
<main id="before">
<header class="top"><h1 class="brand">${LOGO}<span>${escapeHtml(strings.title)}</span></h1>${languageLinks(pack, '/chat')}</header>
<p class="lead">${escapeHtml(strings.intro)}</p>
<p class="unreachable notice">${sentence(strings.failed)}</p>
<p>${flatSite(options)}</p>
</main>
</body>
</html>
`;
}
