import type { WidgetStrings } from '../../channels/web/pack.js';
import type { Block, Choice, Line, Reply } from '../../reply/index.js';
import { button, el, hidden } from './dom.js';
import { icon, isIcon } from './icons.js';

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

export const SAFE_LINK = /^(https?:|tel:|sms:)/i;

/** A link, or plain text where the address is of another kind. Pages open beside the chat, so that it is not lost. */
export function link(href: string, label: string, attributes: Readonly<Record<string, string>> = {}): Node {
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

export function heading(level: number, text: string, name: string): HTMLElement {
  return el(`h${level}` as 'h2', { class: name }, text);
}

/** The first screen: the bot's first words and the doors. The other kinds of blocks are drawn by the answers' own script. */
export function drawFirstScreen(reply: Reply, context: DrawContext): HTMLElement {
  const blocks = reply.blocks.flatMap((block) => {
    if (block.kind === 'heading') return [heading(context.headingLevel, block.text, 'title')];
    return block.kind === 'paragraph' ? [el('p', {}, ...drawLine(block.line))] : [];
  });
  return el(
    'article',
    { class: 'reply', lang: reply.language, dir: reply.direction },
    hidden(context.strings.bot),
    el('div', { class: 'body' }, ...blocks),
    drawChoices(reply.choices, context, true),
  );
}

/** Buttons for what the person can do next. They stay usable; the chosen one is marked. */
export function drawChoices(choices: readonly Choice[], context: DrawContext, areDoors: boolean): HTMLElement {
  const buttons = choices.map((choice) => {
    const name = choice.id.split('/').pop() ?? '';
    const press: HTMLButtonElement = button(
      { class: choice.id.startsWith('topic:emergency.') ? 'choice urgent' : 'choice' },
      () => {
        press.classList.add('chosen');
        press.setAttribute('aria-pressed', 'true');
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
