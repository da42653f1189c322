import { type Block, type Line, type Reply, sentences } from '../../reply/index.js';

const WIDTH = 78;

/** Breaks text into lines of at most `WIDTH` columns. */
function wrap(text: string, indent = '', first = indent): string {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    if (!isEmpty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = indent;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines.join('\n');
}

function lineToText(line: Line): string {
  return line
    .map((span) =>
      span.href?.startsWith('http') && span.href !== span.text ? `${span.text} <${span.href}>` : span.text,
    )
    .join('');
}

function blockToText(block: Block): string {
  switch (block.kind) {
    case 'heading':
      return `${block.text}\n${'-'.repeat(Math.min(block.text.length, WIDTH))}`;
    case 'paragraph':
      return wrap(lineToText(block.line));
    case 'steps':
      return block.items.map((item, index) => wrap(lineToText(item), '   ', `${index + 1}. `)).join('\n');
    case 'list':
      return block.items.map((item) => wrap(lineToText(item), '  ', '- ')).join('\n');
    case 'say-this':
      return [
        `${block.title}:`,
        wrap(`"${lineToText(block.words)}"`, '    '),
        ...(block.meaning ? [wrap(`(${lineToText(block.meaning)})`, '    ')] : []),
      ].join('\n');
    case 'warning':
      return wrap(`${block.title}: ${lineToText(block.line)}`, '  ', '! ');
    case 'bulletin':
      return wrap(`${block.date}, ${block.status}: ${lineToText(block.line)}`, '  ', '* ');
    case 'organization': {
      const card = block.organization;
      const rows = [
        card.summary,
        ...card.phones.map((phone) => (phone.note ? `${phone.number} (${phone.note})` : phone.number)),
        ...(card.website ? [card.website] : []),
        sentences(card.hours, card.languages, card.cost),
        ...(card.note ? [card.note] : []),
        `${sentences(card.why, card.checked)}.`,
      ];
      return [`> ${card.name}`, ...rows.map((row) => wrap(row, '    '))].join('\n');
    }
    case 'sources': {
      const notes = [block.asOf, ...(block.review ? [block.review] : [])].join('. ');
      const items = block.items.map((source) =>
        wrap(`${source.title}, ${source.url} (${block.checkedLabel} ${source.checked})`, '    ', '  - '),
      );
      return [wrap(`${block.title}. ${notes}`), ...items].join('\n');
    }
  }
}

/** A reply as plain text for a terminal, with numbered choices. */
export function renderText(reply: Reply): string {
  const choices = reply.choices.map((choice, index) => `  ${index + 1}) ${choice.label}`);
  return [...reply.blocks.map(blockToText), ...(choices.length > 0 ? [choices.join('\n')] : [])].join('\n\n');
}
