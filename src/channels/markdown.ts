import type { Block, Line, OrganizationCard, Reply } from '../reply/index.js';

/** Keeps text from being read as markup by a client that draws Markdown. */
function escapeMarkdown(text: string): string {
  return text.replace(/([\\`*_{}[\]<>#|~])/g, '\\$1');
}

function lineToMarkdown(line: Line): string {
  return line
    .map((span) => {
      const text = escapeMarkdown(span.text);
      const shown = span.strong ? `**${text}**` : text;
      return span.href ? `[${shown}](${span.href})` : shown;
    })
    .join('');
}

function organizationToMarkdown(card: OrganizationCard): string {
  const phones = card.phones.map((phone) => {
    const number = phone.href ? `[${phone.number}](${phone.href})` : phone.number;
    return phone.note ? `${number} (${escapeMarkdown(phone.note)})` : number;
  });
  const rows = [
    `**${escapeMarkdown(card.name)}**`,
    escapeMarkdown(card.summary),
    ...phones,
    ...(card.website ? [`[${card.website}](${card.website})`] : []),
    [card.hours, card.languages, card.cost].map(escapeMarkdown).join(' · '),
    ...(card.note ? [escapeMarkdown(card.note)] : []),
    `${escapeMarkdown(card.why)}. ${escapeMarkdown(card.checked)}.`,
  ];
  return rows.join('  \n');
}

function blockToMarkdown(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `### ${escapeMarkdown(block.text)}`;
    case 'paragraph':
      return lineToMarkdown(block.line);
    case 'steps':
      return block.items.map((item, index) => `${index + 1}. ${lineToMarkdown(item)}`).join('\n');
    case 'list':
      return block.items.map((item) => `- ${lineToMarkdown(item)}`).join('\n');
    case 'say-this': {
      const meaning = block.meaning ? `\n>\n> ${lineToMarkdown(block.meaning)}` : '';
      return `**${escapeMarkdown(block.title)}**\n\n> **${lineToMarkdown(block.words)}**${meaning}`;
    }
    case 'warning':
      return `**${escapeMarkdown(block.title)}:** ${lineToMarkdown(block.line)}`;
    case 'bulletin':
      return `**${escapeMarkdown(block.date)} · ${escapeMarkdown(block.status)}**  \n${lineToMarkdown(block.line)}`;
    case 'organization':
      return organizationToMarkdown(block.organization);
    case 'sources': {
      const notes = [block.asOf, ...(block.review ? [block.review] : [])]
        .map(escapeMarkdown)
        .join('. ')
        .replace('..', '.');
      const items = block.items.map(
        (source) => `- [${escapeMarkdown(source.title)}](${source.url}) (${block.checkedLabel} ${source.checked})`,
      );
      return [`**${escapeMarkdown(block.title)}.** ${notes}`, ...items].join('\n');
    }
  }
}

/** A reply as CommonMark, for any client that draws it: all that is said, with tappable phones and sources. */
export function renderMarkdown(reply: Reply): string {
  return reply.blocks.map(blockToMarkdown).join('\n\n');
}
