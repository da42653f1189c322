import type { Block, Line, Reply } from '../../reply/index.js';

export function textOf(line: Line): string {
  return line.map((span) => span.text).join('');
}

function blockText(block: Block): readonly string[] {
  switch (block.kind) {
    case 'heading':
      return [block.text];
    case 'paragraph':
      return [textOf(block.line)];
    case 'steps':
      return block.items.map((item, index) => `${index + 1}. ${textOf(item)}`);
    case 'list':
      return block.items.map((item) => `• ${textOf(item)}`);
    case 'say-this':
      return [`${block.title}: “${textOf(block.words)}”`, ...(block.meaning ? [`(${textOf(block.meaning)})`] : [])];
    case 'warning':
      return [`${block.title}: ${textOf(block.line)}`];
    case 'bulletin':
      return [`${block.date}, ${block.status}: ${textOf(block.line)}`];
    case 'organization': {
      const { name, phones, website, hours } = block.organization;
      return [name, ...phones.map(({ number }) => number), ...(website ? [website] : []), hours];
    }
    case 'sources':
      return [
        [block.asOf, block.review].filter(Boolean).join('. '),
        ...block.items.map(({ title, url }) => `${title}: ${url}`),
      ];
  }
}

/** A reply as plain text, to copy or to hand on. */
export function replyText(reply: Reply): string {
  return reply.blocks.map((block) => blockText(block).join('\n')).join('\n\n');
}

/** What a screen reader is told when a reply arrives: the answer itself; cards and sources are found in the log. */
export function spokenText(reply: Reply): string {
  const said = reply.blocks.flatMap((block) =>
    block.kind === 'sources' ? [] : block.kind === 'organization' ? [block.organization.name] : blockText(block),
  );
  return said.join(' ');
}
