import type { WidgetStrings } from '../../channels/web/pack.js';
import type { Block, Choice, Line, OrganizationCard, PhoneLine, Reply, SourceLine } from '../../reply/index.js';
import { button, el, hidden } from './dom.js';
import { type IconName, icon, isIcon } from './icons.js';
import { replyText } from './reply-text.js';

export type SayThis = Extract<Block, { kind: 'say-this' }>;

/** What a drawn reply needs from the panel around it. */
export interface DrawContext {
  readonly strings: WidgetStrings;
  /** Level of the reply's heading; its cards stand one below. */
  readonly headingLevel: 2 | 3;
  readonly onChoose: (choice: Choice, pressed: HTMLButtonElement) => void;
  readonly onShowCard: (card: SayThis, opener: HTMLElement) => void;
  readonly announce: (text: string) => void;
}

const SAFE_LINK = /^(https?:|tel:|sms:)/i;

/** A link, or plain text where the address is of another kind. Pages open beside the chat, so that it is not lost. */
function link(href: string, label: string, attributes: Readonly<Record<string, string>> = {}): Node {
  if (!SAFE_LINK.test(href)) return document.createTextNode(label);
  const outside = /^http/i.test(href) ? { target: '_blank', rel: 'noopener noreferrer' } : {};
  return el('a', { href, ...outside, ...attributes }, label);
}

export function drawLine(line: Line): Node[] {
  return line.map((span) => {
    const node = span.href ? link(span.href, span.text) : document.createTextNode(span.text);
    return span.strong ? el('strong', {}, node) : node;
  });
}

function heading(level: number, text: string, name: string): HTMLElement {
  return el(`h${level}` as 'h2', { class: name }, text);
}

/** Draws a reply as an article, in its own language and direction. */
export function drawReply(reply: Reply, context: DrawContext, isFirstScreen = false): HTMLElement {
  const { strings } = context;
  const blocks = reply.blocks.map((block) => drawBlock(block, reply, context));
  const isAnswer = reply.blocks.some(({ kind }) => kind === 'heading');
  return el(
    'article',
    { class: reply.emergency ? 'reply urgent' : 'reply', lang: reply.language, dir: reply.direction },
    hidden(strings.bot),
    reply.emergency && el('p', { class: 'flag' }, icon('alert'), strings.emergency),
    el('div', { class: 'body' }, ...blocks, isAnswer && drawTools(reply, context)),
    reply.choices.length > 0 && drawChoices(reply.choices, context, isFirstScreen),
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
        icon('alert'),
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
    icon('large'),
    strings.showCard,
  );
  return el(
    'figure',
    { class: 'say' },
    el('figcaption', {}, icon('speech'), block.title),
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

function drawOrganization(card: OrganizationCard, { strings, headingLevel }: DrawContext): HTMLElement {
  const facts: [IconName, string, string?][] = [
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
      ...facts.map(([name, text, state]) => el('li', { class: state }, icon(name), text)),
    ),
    card.note !== null && el('p', { class: 'note' }, icon('alert'), card.note),
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
      icon('phone'),
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
      icon('globe'),
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
        el('time', { datetime: checked }, day(checked, language)),
        ')',
      ),
    );
  return el(
    'div',
    { class: 'sources' },
    el('p', { class: 'small' }, block.asOf, block.review && el('span', { class: 'review' }, ` · ${block.review}`)),
    block.items.length > 0 && el('details', {}, el('summary', {}, block.title), el('ul', {}, ...block.items.map(item))),
  );
}

/** A calendar date in the words of a language. */
function day(isoDate: string, language: string): string {
  try {
    return new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(isoDate));
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
      icon('copy'),
      copyLabel,
    );
  const share =
    'share' in navigator
      ? button(
          { class: 'tool' },
          () => void navigator.share({ text: replyText(reply) }).catch(() => undefined),
          icon('share'),
          strings.share,
        )
      : null;
  return el('div', { class: 'tools' }, copy, share);
}

/** Buttons for what the person can do next. They stay usable; the chosen one is marked. */
export function drawChoices(choices: readonly Choice[], context: DrawContext, areDoors: boolean): HTMLElement {
  const buttons = choices.map((choice) => {
    const name = choice.id.split('/').pop() ?? '';
    const press: HTMLButtonElement = button(
      { class: choice.id.startsWith('topic:emergency.') ? 'choice urgent' : 'choice' },
      () => {
        press.classList.add('chosen');
        context.onChoose(choice, press);
      },
      areDoors && isIcon(name) && icon(name),
      el('span', {}, choice.label),
    );
    return press;
  });
  return el(
    'div',
    { class: areDoors ? 'choices doors' : 'choices', role: 'group', 'aria-label': context.strings.choices },
    ...buttons,
  );
}
