import type { Block, Choice, Line, OrganizationCard, Reply, SourceLine } from '../../reply/index.js';

/** The version that Teams draws on phones as on desktops. */
export const CARD_VERSION = '1.2';
export const CARD_CONTENT_TYPE = 'application/vnd.microsoft.card.adaptive';

/** An element of a card, as the published schema has it. */
export interface CardElement {
  readonly type: string;
  readonly [property: string]: unknown;
}

export interface AdaptiveCard {
  readonly type: 'AdaptiveCard';
  readonly $schema: string;
  readonly version: typeof CARD_VERSION;
  readonly lang: string;
  /** Read out, and shown where the version is not known. */
  readonly fallbackText: string;
  readonly speak: string;
  readonly body: readonly CardElement[];
}

/** The few words of its own that a card has, in the reply's language. */
export interface CardWords {
  readonly call: string;
  readonly website: string;
  readonly emergency: string;
}

/** Keeps text from being read as the Markdown that cards know. */
function escapeMarkdown(text: string): string {
  return text.replace(/([\\*_[\]`])/g, '\\$1');
}

/** Characters that would end a link's address too early. */
function address(href: string): string {
  return href.replace(/[()\s]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
}

function lineText(line: Line): string {
  return line
    .map((span) => {
      const text = span.strong ? `**${escapeMarkdown(span.text)}**` : escapeMarkdown(span.text);
      return span.href ? `[${text}](${address(span.href)})` : text;
    })
    .join('');
}

function text(value: string, looks: Readonly<Record<string, unknown>> = {}): CardElement {
  return { type: 'TextBlock', text: value, wrap: true, ...looks };
}

function box(style: string, items: readonly CardElement[]): CardElement {
  return { type: 'Container', style, items, spacing: 'medium' };
}

function openUrl(title: string, href: string): CardElement {
  return { type: 'Action.OpenUrl', title, url: href };
}

function organization(card: OrganizationCard, words: CardWords): CardElement {
  const phones = card.phones.map((phone) => {
    const number = phone.href ? `[${phone.number}](${address(phone.href)})` : escapeMarkdown(phone.number);
    return text(phone.note ? `${number} (${escapeMarkdown(phone.note)})` : number, { spacing: 'small' });
  });
  const first = card.phones.find((phone) => phone.href);
  const actions = [
    ...(first?.href ? [openUrl(`${words.call} ${first.number}`, first.href)] : []),
    ...(card.website ? [openUrl(words.website, card.website)] : []),
  ];
  const small = { size: 'small', isSubtle: true, spacing: 'small' };
  return box('emphasis', [
    text(escapeMarkdown(card.name), { weight: 'bolder' }),
    text(escapeMarkdown(card.summary), { spacing: 'small' }),
    ...phones,
    text([card.hours, card.languages, card.cost].map(escapeMarkdown).join(' · '), { spacing: 'small' }),
    ...(card.note ? [text(escapeMarkdown(card.note), { spacing: 'small' })] : []),
    text(`${escapeMarkdown(card.why)}. ${escapeMarkdown(card.checked)}.`, small),
    ...(actions.length > 0 ? [{ type: 'ActionSet', actions }] : []),
  ]);
}

function sourceLine(source: SourceLine, label: string): string {
  return `- [${escapeMarkdown(source.title)}](${address(source.url)}) (${escapeMarkdown(label)} ${source.checked})`;
}

function sources(block: Extract<Block, { kind: 'sources' }>, isOpen: boolean, id: string): CardElement[] {
  const small = { size: 'small', isSubtle: true };
  const notes = [block.asOf, ...(block.review ? [block.review] : [])].map((note) => `${note.replace(/\.$/, '')}.`);
  const list = text(block.items.map((source) => sourceLine(source, block.checkedLabel)).join('\n'), { size: 'small' });
  const items: CardElement = { type: 'Container', id, isVisible: isOpen, spacing: 'small', items: [list] };
  const title = `${block.title} (${block.items.length})`;
  const toggle: CardElement = {
    type: 'ActionSet',
    spacing: 'small',
    actions: [{ type: 'Action.ToggleVisibility', title, targetElements: [id] }],
  };
  const head = isOpen ? [text(escapeMarkdown(title), { weight: 'bolder', size: 'small', spacing: 'small' })] : [toggle];
  return [
    text(escapeMarkdown(notes.join(' ')), { ...small, separator: true }),
    ...(block.items.length > 0 ? [...head, items] : []),
  ];
}

function bulletin(block: Extract<Block, { kind: 'bulletin' }>): CardElement {
  const from = block.sources.map((source) => `[${escapeMarkdown(source.title)}](${address(source.url)})`).join(' · ');
  return box('emphasis', [
    text(`${escapeMarkdown(block.date)} · ${escapeMarkdown(block.status)}`, { weight: 'bolder', size: 'small' }),
    text(lineText(block.line), { spacing: 'small' }),
    ...(from === '' ? [] : [text(from, { size: 'small', isSubtle: true, spacing: 'small' })]),
  ]);
}

/** Sources so near the top are what was asked for ("is this current?"): shown open. */
const OPEN_WITHIN = 3;

function elements(block: Block, index: number, words: CardWords): CardElement[] {
  switch (block.kind) {
    case 'heading':
      return [text(escapeMarkdown(block.text), { weight: 'bolder', size: 'large' })];
    case 'paragraph':
      return [text(lineText(block.line))];
    case 'steps':
      return [text(block.items.map((item, at) => `${at + 1}. ${lineText(item)}`).join('\n'))];
    case 'list':
      return [text(block.items.map((item) => `- ${lineText(item)}`).join('\n'))];
    case 'say-this':
      return [
        box('accent', [
          text(escapeMarkdown(block.title), { size: 'small', weight: 'bolder' }),
          text(`“${lineText(block.words)}”`, { size: 'medium', weight: 'bolder', spacing: 'small' }),
          ...(block.meaning ? [text(lineText(block.meaning), { spacing: 'small' })] : []),
        ]),
      ];
    case 'warning':
      return [
        box('warning', [
          text(escapeMarkdown(block.title), { weight: 'bolder', size: 'small' }),
          text(lineText(block.line), { spacing: 'small' }),
        ]),
      ];
    case 'bulletin':
      return [bulletin(block)];
    case 'organization':
      return [organization(block.organization, words)];
    case 'sources':
      return sources(block, index <= OPEN_WITHIN, `sources${index}`);
  }
}

/**
 * A button that says its label in the chat, as a person would, and carries the choice's id. `choose` stands twice, for
 * clients that do not know `msteams` and send the data as it is.
 */
function choiceButton({ id, label }: Choice, index: number): CardElement {
  const value = { choose: id };
  // As Teams documents it, the value of a messageBack is JSON in a string.
  const msteams = { type: 'messageBack', displayText: label, text: label, value: JSON.stringify(value) };
  return {
    type: 'ActionSet',
    spacing: index === 0 ? 'medium' : 'small',
    actions: [{ type: 'Action.Submit', title: label, data: { msteams, ...value } }],
  };
}

/**
 * A reply as an Adaptive Card. One button a row: labels stay whole on a phone, and Teams' limit of six buttons in a row
 * is never met.
 *
 * @param summary the reply in a few plain words.
 */
export function renderCard(reply: Reply, words: CardWords, summary: string): AdaptiveCard {
  const body = reply.blocks.flatMap((block, index) => elements(block, index, words));
  const heading = reply.emergency
    ? [box('attention', [text(escapeMarkdown(words.emergency), { weight: 'bolder', color: 'attention' })])]
    : [];
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: CARD_VERSION,
    lang: reply.language,
    fallbackText: summary,
    speak: summary,
    body: [...heading, ...body, ...reply.choices.map(choiceButton)],
  };
}
