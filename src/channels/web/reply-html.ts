import type { Block, Line, OrganizationCard, PhoneLine, Reply, SourceLine } from '../../reply/index.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as it may stand in HTML, in an element or between quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign);
}

const SAFE_LINK = /^(https?:|tel:|sms:)/i;

function link(href: string, label: string): string {
  if (!SAFE_LINK.test(href)) return escapeHtml(label);
  return `<a href="${escapeHtml(href)}" rel="noopener noreferrer">${escapeHtml(label)}</a>`;
}

function lineHtml(line: Line): string {
  return line
    .map(({ text, href, strong }) => {
      const html = href ? link(href, text) : escapeHtml(text);
      return strong ? `<strong>${html}</strong>` : html;
    })
    .join('');
}

/** The words of the widget that a reply as HTML needs too. */
export interface HtmlWords {
  readonly call: string;
  readonly website: string;
}

/**
 * A reply as static HTML, for pages that must work without a script. Headings are left to the page around it.
 *
 * @param level of the headings inside, 2 to 5.
 */
export function replyToHtml(reply: Reply, words: HtmlWords, level: number): string {
  const blocks = reply.blocks.map((block) => blockHtml(block, words, level)).join('\n');
  return `<div lang="${escapeHtml(reply.language)}" dir="${reply.direction}" class="answer">\n${blocks}\n</div>`;
}

function blockHtml(block: Block, words: HtmlWords, level: number): string {
  switch (block.kind) {
    case 'heading':
      return `<h${level}>${escapeHtml(block.text)}</h${level}>`;
    case 'paragraph':
      return `<p>${lineHtml(block.line)}</p>`;
    case 'steps':
      return `<ol class="steps">${itemsHtml(block.items)}</ol>`;
    case 'list':
      return `<ul>${itemsHtml(block.items)}</ul>`;
    case 'say-this': {
      const meaning = block.meaning ? `<p class="meaning">${lineHtml(block.meaning)}</p>` : '';
      const title = escapeHtml(block.title);
      return `<figure class="say"><figcaption>${title}</figcaption><blockquote lang="en" dir="ltr">${lineHtml(block.words)}</blockquote>${meaning}</figure>`;
    }
    case 'warning':
      return `<p class="warning"><strong>${escapeHtml(block.title)}.</strong> ${lineHtml(block.line)}</p>`;
    case 'bulletin':
      return `<p class="bulletin"><strong><time datetime="${escapeHtml(block.on)}">${escapeHtml(block.date)}</time>: ${escapeHtml(block.status)}.</strong> ${lineHtml(block.line)}</p>`;
    case 'organization':
      return organizationHtml(block.organization, words, level + 1);
    case 'sources': {
      const notes = [block.asOf, ...(block.review ? [block.review] : [])].map(escapeHtml).join(' · ');
      const items = block.items.map((source) => sourceHtml(source, block.checkedLabel)).join('');
      return `<p class="small">${notes}</p><details class="sources"><summary>${escapeHtml(block.title)}</summary><ul>${items}</ul></details>`;
    }
  }
}

function itemsHtml(items: readonly Line[]): string {
  return items.map((item) => `<li><span>${lineHtml(item)}</span></li>`).join('');
}

function sourceHtml({ title, url, checked }: SourceLine, checkedLabel: string): string {
  return `<li>${link(url, title)} <span class="small">(${escapeHtml(checkedLabel)} <time datetime="${escapeHtml(checked)}">${escapeHtml(checked)}</time>)</span></li>`;
}

function organizationHtml(card: OrganizationCard, words: HtmlWords, level: number): string {
  const phones = card.phones.map((phone) => phoneHtml(phone, words)).join('');
  const website = card.website ? `<p>${link(card.website, `${words.website}: ${card.name}`)}</p>` : '';
  const note = card.note ? `<p class="small">${escapeHtml(card.note)}</p>` : '';
  const facts = [card.hours, card.languages, card.cost].map(escapeHtml).join(' · ');
  return [
    `<section class="organization"><h${level}>${escapeHtml(card.name)}</h${level}>`,
    `<p>${escapeHtml(card.summary)}</p>${phones}${website}<p class="small">${facts}</p>${note}`,
    `<p class="small">${escapeHtml(card.why)} · ${escapeHtml(card.checked)}</p></section>`,
  ].join('');
}

function phoneHtml({ href, number, note }: PhoneLine, { call }: HtmlWords): string {
  const after = note ? ` <span class="small">${escapeHtml(note)}</span>` : '';
  if (!href || !SAFE_LINK.test(href)) return `<p>${escapeHtml(number)}${after}</p>`;
  const verb = /^sms:/i.test(href) ? 'SMS' : call;
  return `<p><a class="call" href="${escapeHtml(href)}">${escapeHtml(`${verb} ${number}`)}</a>${after}</p>`;
}
