import type { ActionsBlock, KnownBlock, RichTextBlock, RichTextElement, RichTextSection } from '@slack/types';
import type { Block, Choice, Line, OrganizationCard, Reply, SourceLine } from '../../reply/index.js';
import { actionId } from './inbound.js';

// Slack, "Block Kit reference", and its error `msg_blocks_too_long`, which has no published number: we stay far below.
const MOST_BLOCKS = 50;
const MOST_HOME_BLOCKS = 100;
const MOST_CHARACTERS = 9_000;
const MOST_HEADER = 150;
const MOST_BUTTON = 75;
const MOST_SECTION = 3_000;
const MOST_CONTEXT = 2_000;
/** Of the elements of one block as JSON, and of one text in it; what is longer is cut into several. */
const MOST_ELEMENT = 2_800;
const MOST_PIECE = 1_200;
const BUTTONS_A_ROW = 5;
/** Of the text beside the blocks, before `&` and `<` are written out. */
const MOST_FALLBACK = 700;

/** A message as `chat.postMessage` takes it. */
export interface SlackMessage {
  /** Notifications, screen readers, and clients that cannot draw blocks. */
  readonly text: string;
  readonly blocks: readonly KnownBlock[];
}

/** The few words of its own that a message has, in the reply's language. */
export interface BlockWords {
  readonly emergency: string;
}

type Styled = { readonly text: string; readonly bold?: boolean; readonly italic?: boolean; readonly href?: string };

/**
 * A reply as Slack messages, in order: one for most, more where Slack's limits ask for it. Text goes into `rich_text`,
 * which knows no markup, so that nothing in it can become a mention or a link.
 *
 * @param summary the reply in a few plain words.
 * @param chosen  label of the button that was tapped: Slack does not show it by itself.
 */
export function renderMessages(
  reply: Reply,
  words: BlockWords,
  summary: string,
  chosen: string | null = null,
): readonly SlackMessage[] {
  const blocks = drawReply(reply, words, chosen);
  return pack(blocks).map((part, index) => ({
    text: escapeMarkup(index === 0 && summary !== '' ? cut(summary, MOST_FALLBACK) : '…'),
    blocks: part,
  }));
}

/** Replies as a Home tab, cut to Slack's limit with the choices kept. */
export function renderHome(replies: readonly Reply[], words: BlockWords, chosen: string | null): KnownBlock[] {
  const drawn = replies.map((reply, index) => drawReply(reply, words, index === 0 ? chosen : null));
  const blocks = drawn.flat();
  if (blocks.length <= MOST_HOME_BLOCKS) return blocks;
  const actions = (drawn.at(-1) ?? []).filter((block) => block.type === 'actions');
  return [
    ...blocks.filter((block) => block.type !== 'actions').slice(0, MOST_HOME_BLOCKS - actions.length),
    ...actions,
  ];
}

/** Text for the fields that Slack reads as markup. */
export function escapeMarkup(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

function drawReply(reply: Reply, words: BlockWords, chosen: string | null): KnownBlock[] {
  return [
    ...(chosen ? [context(`→ ${chosen}`)] : []),
    ...(reply.emergency ? [header(`🚨 ${words.emergency}`)] : []),
    ...reply.blocks.flatMap(drawBlock),
    ...buttons(reply.choices),
  ];
}

function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

function header(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', text: cut(text, MOST_HEADER), emoji: true } };
}

function context(text: string): KnownBlock {
  return { type: 'context', elements: [{ type: 'plain_text', text: cut(text, MOST_CONTEXT), emoji: false }] };
}

const richText = (elements: RichTextBlock['elements']): KnownBlock => ({ type: 'rich_text', elements });
const section = (elements: RichTextElement[]): RichTextSection => ({ type: 'rich_text_section', elements });

function element({ text, bold, italic, href }: Styled): RichTextElement {
  const style = bold || italic ? { style: { ...(bold ? { bold } : {}), ...(italic ? { italic } : {}) } } : {};
  return href ? { type: 'link', url: href, text, ...style } : { type: 'text', text, ...style };
}

/** Web addresses become links; a phone's stays text, which phones recognise by themselves. */
function elements(line: Line, looks: Omit<Styled, 'text' | 'href'> = {}): RichTextElement[] {
  return line.flatMap((span) => {
    const href = span.href && /^https?:/.test(span.href) ? { href: span.href } : {};
    const bold = span.strong || looks.bold ? { bold: true } : {};
    return pieces(span.text).map((text) => element({ ...looks, ...bold, ...href, text }));
  });
}

function pieces(text: string): string[] {
  const all: string[] = [];
  for (let at = 0; at < text.length; at += MOST_PIECE) all.push(text.slice(at, at + MOST_PIECE));
  return all;
}

const plain = (text: string, looks: Omit<Styled, 'text'> = {}): RichTextElement[] =>
  pieces(text).map((piece) => element({ text: piece, ...looks }));

const NEW_LINE: RichTextElement = { type: 'text', text: '\n' };

/** Lines under each other in one paragraph; empty ones are left out. */
function stacked(rows: readonly RichTextElement[][]): RichTextElement[] {
  return rows.filter((row) => row.length > 0).flatMap((row, index) => (index === 0 ? row : [NEW_LINE, ...row]));
}

/** Parts of a text that each fit into one block. */
function chunks(all: readonly RichTextElement[]): RichTextElement[][] {
  const parts: RichTextElement[][] = [];
  let length = MOST_ELEMENT;
  for (const each of all) {
    length += lengthOf(each);
    if (length > MOST_ELEMENT) {
      parts.push([]);
      length = lengthOf(each);
    }
    parts.at(-1)?.push(each);
  }
  return parts;
}

const paragraphs = (all: readonly RichTextElement[]): KnownBlock[] =>
  chunks(all).map((part) => richText([section(part)]));

/** One list where it fits; else several, numbered by hand, because a list of Slack's always counts from one. */
function list(items: readonly RichTextElement[][], style: 'ordered' | 'bullet'): KnownBlock[] {
  const parts: RichTextElement[][][] = [[]];
  let length = 0;
  for (const item of items.flatMap(chunks)) {
    const size = lengthOf(item);
    if (length > 0 && length + size > MOST_ELEMENT) {
      parts.push([]);
      length = 0;
    }
    parts.at(-1)?.push(item);
    length += size;
  }
  if (style === 'bullet' || parts.length === 1) {
    return parts
      .filter((part) => part.length > 0)
      .map((part) => richText([{ type: 'rich_text_list', style, elements: part.map(section) }]));
  }
  return parts.flat().map((item, index) => richText([section([...plain(`${index + 1}. `, { bold: true }), ...item])]));
}

function lengthOf(value: unknown): number {
  return JSON.stringify(value).length;
}

function organization(card: OrganizationCard): KnownBlock[] {
  const phones = card.phones.map((phone) => {
    const number = phone.href
      ? `<${phone.href.replace(/[<>|]/g, '')}|${escapeMarkup(phone.number)}>`
      : escapeMarkup(phone.number);
    return `📞 ${number}${phone.note ? ` (${escapeMarkup(phone.note)})` : ''}`;
  });
  const facts = [card.hours, card.languages, card.cost].filter((each) => each !== '').join(' · ');
  const notes = [`${card.why.replace(/\.$/, '')}.`, `${card.checked.replace(/\.$/, '')}.`].join(' ');
  return [
    richText([section(stacked([plain(card.name, { bold: true }), plain(card.summary)]))]),
    // Markup, because only there may a tap call: `tel:` is no address for a button or a rich link.
    ...(phones.length > 0 ? [mrkdwn(phones.join('\n'))] : []),
    richText([
      section(
        stacked([
          card.website ? plain(card.website, { href: card.website }) : [],
          plain(facts),
          card.note ? plain(card.note) : [],
        ]),
      ),
    ]),
    context(notes),
  ];
}

function mrkdwn(text: string): KnownBlock {
  return { type: 'section', text: { type: 'mrkdwn', text: cut(text, MOST_SECTION), verbatim: true } };
}

function source({ title, url, checked }: SourceLine, label: string): RichTextElement[] {
  return [...plain(title, { href: url }), ...plain(` (${label} ${checked})`)];
}

function drawBlock(block: Block): KnownBlock[] {
  switch (block.kind) {
    case 'heading':
      return [header(block.text)];
    case 'paragraph':
      return paragraphs(elements(block.line));
    case 'steps':
      return list(
        block.items.map((item) => elements(item)),
        'ordered',
      );
    case 'list':
      return list(
        block.items.map((item) => elements(item)),
        'bullet',
      );
    case 'say-this': {
      const said = stacked([
        elements(block.words, { bold: true }),
        block.meaning ? elements(block.meaning, { italic: true }) : [],
      ]);
      return [
        ...paragraphs(plain(block.title, { bold: true })),
        ...chunks(said).map((part) => richText([{ type: 'rich_text_quote', elements: part }])),
      ];
    }
    case 'warning':
      return paragraphs([...plain(`⚠️ ${block.title}: `, { bold: true }), ...elements(block.line)]);
    case 'bulletin': {
      const links = block.sources.flatMap((each, index) => [
        ...(index > 0 ? plain(' · ') : []),
        ...plain(each.title, { href: each.url }),
      ]);
      const head = plain(`${block.date} · ${block.status}`, { bold: true });
      return paragraphs(stacked([head, elements(block.line), links]));
    }
    case 'organization':
      return organization(block.organization);
    case 'sources': {
      const notes = [block.asOf, ...(block.review ? [block.review] : [])].map((note) => `${note.replace(/\.$/, '')}.`);
      return [
        context(`${block.title}. ${notes.join(' ')}`),
        ...list(
          block.items.map((item) => source(item, block.checkedLabel)),
          'bullet',
        ),
      ];
    }
  }
}

function buttons(choices: readonly Choice[]): KnownBlock[] {
  const rows: KnownBlock[] = [];
  for (let at = 0; at < choices.length; at += BUTTONS_A_ROW) {
    const row = choices.slice(at, at + BUTTONS_A_ROW).map(({ id, label }, index): ActionsBlock['elements'][number] => ({
      type: 'button',
      action_id: actionId(at + index),
      text: { type: 'plain_text', text: cut(label, MOST_BUTTON), emoji: false },
      value: id,
    }));
    rows.push({ type: 'actions', elements: row });
  }
  return rows;
}

/** Parts that each stay within Slack's limits; choices stay under what they belong to. */
function pack(blocks: readonly KnownBlock[]): KnownBlock[][] {
  const parts: KnownBlock[][] = [];
  let part: KnownBlock[] = [];
  let length = 0;
  for (const block of blocks) {
    const size = lengthOf(block);
    if (part.length > 0 && (part.length === MOST_BLOCKS || length + size > MOST_CHARACTERS)) {
      parts.push(part);
      part = [];
      length = 0;
    }
    part.push(block);
    length += size;
  }
  if (part.length > 0) parts.push(part);
  return parts;
}

/** All that blocks say, as text: for the rare message whose blocks Slack does not take. */
export function textOfBlocks(blocks: readonly KnownBlock[]): string {
  return escapeMarkup(
    blocks
      .map((block) => textsIn(block).join(''))
      .filter((text) => text.trim() !== '')
      .join('\n'),
  );
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (value === null || typeof value !== 'object') return [];
  const { type, text, url } = value as { type?: unknown; text?: unknown; url?: unknown };
  if (typeof text === 'string') {
    return [
      typeof url === 'string' && url !== text ? `${text} (${url})` : text,
      ...(type === 'plain_text' ? [' '] : []),
    ];
  }
  return [...Object.values(value).flatMap(textsIn), ...(type === 'rich_text_section' ? ['\n'] : [])];
}
