import type { WidgetStrings } from '../../channels/web/pack.js';
import type { Block, OrganizationCard, PhoneLine, Reply, SourceLine } from '../../reply/index.js';
import { type AnswerIconName, answerIcon } from './answer-icons.js';
import { button, el, hidden } from './dom.js';
import { type DrawContext, drawChoices, drawLine, heading, link, SAFE_LINK, type SayThis } from './draw-basics.js';
import { printReply } from './print-reply.js';
import { replyText } from './reply-text.js';

/** Draws a reply as an article, in its own language and direction. */
export function drawReply(reply: Reply, context: DrawContext): HTMLElement {
  const { strings } = context;
  const blocks = reply.blocks.map((block) => drawBlock(block, reply, context));
  const isAnswer = reply.blocks.some(({ kind }) => kind === 'heading');
  return el(
    'article',
    { class: reply.emergency ? 'reply urgent' : 'reply', lang: reply.language, dir: reply.direction },
    hidden(strings.bot),
    reply.emergency && el('p', { class: 'flag' }, answerIcon('alert'), strings.emergency),
    el('div', { class: 'body' }, ...blocks, isAnswer && drawTools(reply, context)),
    reply.choices.length > 0 && drawChoices(reply.choices, context, false),
  );
}

function drawBlock(block: Block, reply: Reply, context: DrawContext): HTMLElement {
  switch (block.kind) {
    case 'heading':
      return heading(context.headingLevel, block.text, 'title');
    case 'paragraph':
      return el('p', {}, ...drawLine(block.line));
    case 'steps':
      return el(
        'ol',
        { class: 'steps', role: 'list' },
        ...block.items.map((item) => el('li', {}, el('span', {}, ...drawLine(item)))),
      );
    case 'list':
      return el('ul', {}, ...block.items.map((item) => el('li', {}, ...drawLine(item))));
    case 'say-this':
      return drawSayThis(block, context);
    case 'warning':
      return el(
        'div',
        { class: 'warning' },
        answerIcon('alert'),
        el('p', {}, el('strong', {}, `${block.title}. `), ...drawLine(block.line)),
      );
    case 'bulletin':
      return drawBulletin(block);
    case 'organization':
      return drawOrganization(block.organization, context);
    case 'sources':
      return drawSources(block, reply);
  }
}

function drawSayThis(block: SayThis, { strings, onShowCard }: DrawContext): HTMLElement {
  const large: HTMLButtonElement = button(
    { class: 'quiet' },
    () => onShowCard(block, large),
    answerIcon('large'),
    strings.showCard,
  );
  return el(
    'figure',
    { class: 'say' },
    el('figcaption', {}, answerIcon('speech'), block.title),
    el('blockquote', { lang: 'en', dir: 'ltr' }, ...drawLine(block.words)),
    block.meaning && el('p', { class: 'meaning' }, ...drawLine(block.meaning)),
    large,
  );
}

function drawBulletin(block: Extract<Block, { kind: 'bulletin' }>): HTMLElement {
  return el(
    'section',
    { class: 'bulletin' },
    el(
      'p',
      { class: 'when' },
      el('time', { datetime: block.on }, block.date),
      el('span', { class: 'status' }, block.status),
    ),
    el('p', {}, ...drawLine(block.line)),
    el(
      'p',
      { class: 'small' },
      ...block.sources.flatMap(({ url, title }, index) => [index > 0 ? ' · ' : '', link(url, title)]),
    ),
  );
}

export function drawOrganization(
  card: OrganizationCard,
  { strings, headingLevel }: Pick<DrawContext, 'strings' | 'headingLevel'>,
): HTMLElement {
  const facts: [AnswerIconName, string, string?][] = [
    ['clock', card.hours, card.openState],
    ['speech', card.languages],
    ['cost', card.cost],
  ];
  return el(
    'section',
    { class: 'organization' },
    heading(headingLevel + 1, card.name, 'name'),
    el('p', { class: 'why' }, card.why),
    card.summary !== '' && el('p', {}, card.summary),
    ...card.phones.map((phone) => drawPhone(phone, strings)),
    card.website !== null && drawWebsite(card.website, card.name, strings),
    el(
      'ul',
      { class: 'facts', role: 'list' },
      ...facts.map(([name, text, state]) => el('li', { class: state }, answerIcon(name), text)),
    ),
    card.note !== null && el('p', { class: 'note' }, answerIcon('alert'), card.note),
    el('p', { class: 'small' }, card.checked),
  );
}

function drawPhone({ href, number, note }: PhoneLine, strings: WidgetStrings): HTMLElement {
  const noteLine = note ? el('span', { class: 'small' }, note) : null;
  if (!href || !SAFE_LINK.test(href)) return el('p', { class: 'phone' }, el('strong', {}, number), noteLine);
  // The number stays on one line; an extension after it may go to the next.
  const [digits = '', ...rest] = number.split(' ');
  const verb = /^sms:/i.test(href) ? 'SMS' : strings.call;
  return el(
    'p',
    { class: 'phone' },
    el(
      'a',
      { class: 'call', href },
      answerIcon('phone'),
      el('span', {}, `${verb} `, el('bdi', {}, digits), ` ${rest.join(' ')}`),
    ),
    noteLine,
  );
}

function drawWebsite(url: string, name: string, strings: WidgetStrings): Node {
  const anchor = link(url, strings.website, { class: 'site' });
  if (anchor instanceof HTMLElement) {
    const host = /^https?:\/\/(?:www\.)?([^/]+)/i.exec(url)?.[1] ?? url;
    anchor.replaceChildren(
      answerIcon('globe'),
      el('span', {}, strings.website, ': ', el('bdi', {}, host)),
      hidden(`, ${name}`),
    );
  }
  return anchor;
}

function drawSources(block: Extract<Block, { kind: 'sources' }>, { language }: Reply): HTMLElement {
  const item = ({ url, title, checked }: SourceLine) =>
    el(
      'li',
      {},
      link(url, title),
      ' ',
      el(
        'span',
        { class: 'small' },
        `(${block.checkedLabel} `,
        el('time', { datetime: checked, class: 'checked' }, checked),
        ')',
      ),
    );
  const folded =
    block.items.length > 0 && el('details', {}, el('summary', {}, block.title), el('ul', {}, ...block.items.map(item)));
  if (folded) folded.addEventListener('toggle', () => writeDays(folded, language), { once: true });
  return el(
    'div',
    { class: 'sources' },
    el('p', { class: 'small' }, block.asOf, block.review && el('span', { class: 'review' }, ` · ${block.review}`)),
    folded,
  );
}

/** The dates of sources in words, once somebody looks: a first date costs an old phone a tenth of a second. */
function writeDays(element: Element, language: string): void {
  for (const time of element.querySelectorAll<HTMLTimeElement>('time.checked'))
    time.textContent = day(time.dateTime, language);
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** A calendar date in the words of a language. */
export function day(isoDate: string, language: string): string {
  try {
    const format = formats.get(language) ?? new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' });
    formats.set(language, format);
    return format.format(new Date(isoDate));
  } catch {
    return isoDate;
  }
}

function drawTools(reply: Reply, { strings, announce }: DrawContext): HTMLElement {
  const copyLabel = el('span', {}, strings.copy);
  // Both exist on https: (and localhost) only.
  const copy =
    'clipboard' in navigator &&
    button(
      { class: 'tool' },
      () => {
        void navigator.clipboard.writeText(replyText(reply)).then(
          () => {
            copyLabel.textContent = strings.copied;
            announce(strings.copied);
            setTimeout(() => {
              copyLabel.textContent = strings.copy;
            }, 3000);
          },
          () => undefined,
        );
      },
      answerIcon('copy'),
      copyLabel,
    );
  const share =
    'share' in navigator
      ? button(
          { class: 'tool' },
          () => void navigator.share({ text: replyText(reply) }).catch(() => undefined),
          answerIcon('share'),
          strings.share,
        )
      : null;
  const print: HTMLButtonElement = button(
    { class: 'tool' },
    () => {
      const article = print.closest('article');
      if (!article) return;
      writeDays(article, reply.language);
      printReply(article, strings.title);
    },
    answerIcon('print'),
    strings.print,
  );
  return el('div', { class: 'tools' }, copy, share, print);
}
