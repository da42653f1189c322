import type { Nodes, PhrasingContent, RootContent } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';

/** A run of text inside a block. `href` is https:, http:, mailto:, tel: or sms: only; a channel may show it as plain text. */
export interface Span {
  readonly text: string;
  readonly strong?: true;
  readonly href?: string;
}

/** One line of text as a person reads it. */
export type Line = readonly Span[];

/** What an author can write in an answer. `meaning` is null where the answer is in English. */
export type AnswerBlock =
  | { readonly kind: 'paragraph'; readonly line: Line }
  | { readonly kind: 'steps'; readonly items: readonly Line[] }
  | { readonly kind: 'list'; readonly items: readonly Line[] }
  | { readonly kind: 'say-this'; readonly words: Line; readonly meaning: Line | null }
  | { readonly kind: 'warning'; readonly line: Line };

/** A part of an answer: the first (`id` null) is shown at once, each further one on request. */
export interface AnswerPart {
  readonly id: string | null;
  readonly heading: string | null;
  readonly blocks: readonly AnswerBlock[];
}

/** A fault inside the text, with the line in the file. */
export interface TextFault {
  readonly line: number;
  readonly message: string;
}

const NANP_PHONE = /\b(?:1-)?(\d{3})-(\d{3})-(\d{4})\b|(?<![\w-])(911|988)(?![\w-])/g;

/**
 * Makes phone numbers that stand in the text tappable: `855-435-7693`, 911 and 988.
 */
export function linkPhones(text: string): Span[] {
  const spans: Span[] = [];
  let end = 0;
  for (const match of text.matchAll(NANP_PHONE)) {
    if (match.index > end) spans.push({ text: text.slice(end, match.index) });
    const href = match[4] ? `tel:${match[4]}` : `tel:+1${match[1]}${match[2]}${match[3]}`;
    spans.push({ text: match[0], href });
    end = match.index + match[0].length;
  }
  if (end < text.length) spans.push({ text: text.slice(end) });
  return spans;
}

/** The text of a line without its marks. */
export function plainText(line: Line): string {
  return line.map((span) => span.text).join('');
}

/**
 * Parses the body of an answer file (content/README.md, "An answer").
 *
 * @param body      Markdown after the head.
 * @param firstLine line of the file on which `body` starts, counted from 1.
 * @param isEnglish whether quoted words need no meaning beside them.
 * @returns the parts in order, and every construct that an answer may not contain.
 */
export function parseAnswerBody(
  body: string,
  firstLine: number,
  isEnglish: boolean,
): { parts: AnswerPart[]; faults: TextFault[] } {
  const faults: TextFault[] = [];
  const lineOf = (node: Nodes): number => (node.position?.start.line ?? 1) + firstLine - 1;
  const fault = (node: Nodes, message: string): void => {
    faults.push({ line: lineOf(node), message });
  };

  const inline = (nodes: readonly PhrasingContent[], strong: boolean): Span[] =>
    nodes.flatMap((node): Span[] => {
      switch (node.type) {
        case 'text': {
          const text = node.value.replace(/\s*\n\s*/g, ' ');
          return linkPhones(text).map((span) => (strong ? { ...span, strong: true as const } : span));
        }
        case 'strong':
          return inline(node.children, true);
        case 'emphasis':
          return inline(node.children, strong);
        case 'break':
          return [{ text: ' ' }];
        case 'link': {
          if (!/^(https?:|mailto:|tel:|sms:)/.test(node.url)) {
            fault(node, `the link "${node.url}" must start with https:, mailto:, tel: or sms:`);
            return inline(node.children, strong);
          }
          const text = node.children.map((child) => ('value' in child ? child.value : '')).join('');
          return [{ text, href: node.url, ...(strong ? { strong: true as const } : {}) }];
        }
        default:
          fault(node, `an answer cannot contain ${node.type}: use plain text, **bold** and [links](https://…)`);
          return [];
      }
    });

  const paragraphOf = (node: RootContent): Line => {
    if (node.type !== 'paragraph') {
      fault(node, `here only text is expected, not ${node.type}`);
      return [];
    }
    return inline(node.children, false);
  };

  const quote = (children: readonly RootContent[], node: Nodes): AnswerBlock => {
    const lines = children.map(paragraphOf);
    const first = lines[0] ?? [];
    const mark = /^\[!WARNING\]\s*/.exec(first[0]?.text ?? '');
    if (mark) {
      const rest = [{ ...(first[0] as Span), text: (first[0] as Span).text.slice(mark[0].length) }, ...first.slice(1)];
      const all = [rest, ...lines.slice(1)].flatMap((line, index) => (index === 0 ? line : [{ text: ' ' }, ...line]));
      return { kind: 'warning', line: all.filter((span) => span.text !== '') };
    }
    if (isEnglish) {
      if (lines.length > 1) fault(node, 'words to say are one quoted paragraph; write two quotes for two sayings');
      return { kind: 'say-this', words: first, meaning: null };
    }
    if (lines.length !== 2) {
      fault(node, 'words to say need two quoted paragraphs: the English words, an empty ">" line, then their meaning');
    }
    return { kind: 'say-this', words: first, meaning: lines[1] ?? null };
  };

  const parts: { id: string | null; heading: string | null; blocks: AnswerBlock[] }[] = [
    { id: null, heading: null, blocks: [] },
  ];
  for (const node of fromMarkdown(body).children) {
    const current = parts[parts.length - 1] as (typeof parts)[number];
    switch (node.type) {
      case 'paragraph':
        current.blocks.push({ kind: 'paragraph', line: paragraphOf(node) });
        break;
      case 'list': {
        const items = node.children.map((item) => {
          const [first, ...others] = item.children;
          if (others.length > 0 || !first) fault(item, 'a list item is one paragraph, without lists inside');
          return first ? paragraphOf(first) : [];
        });
        current.blocks.push({ kind: node.ordered ? 'steps' : 'list', items });
        break;
      }
      case 'blockquote':
        current.blocks.push(quote(node.children, node));
        break;
      case 'heading': {
        const text = node.children.map((child) => ('value' in child ? child.value : '')).join('');
        const match = /^(.*?)\s*\{#([a-z0-9-]+)\}$/.exec(text);
        if (node.depth !== 2 || !match) {
          fault(node, 'a heading starts a further part: write ## Heading {#part-id}');
          break;
        }
        parts.push({ id: match[2] as string, heading: match[1] as string, blocks: [] });
        break;
      }
      default:
        fault(node, `an answer cannot contain ${node.type}: see "An answer" in content/README.md`);
    }
  }
  for (const part of parts) {
    if (part.blocks.length === 0)
      faults.push({ line: firstLine, message: `the part ${part.id ?? 'at the top'} is empty` });
    if (part.heading && part.heading.length > 36) {
      faults.push({ line: firstLine, message: `the heading "${part.heading}" is longer than 36 characters` });
    }
  }
  return { parts, faults };
}

/** All text of a part that is in the answer's own language, one sentence-ending line a block: for counting and grading. */
export function ownLanguageLines(part: AnswerPart): string[] {
  return part.blocks.flatMap((block) => {
    switch (block.kind) {
      case 'steps':
      case 'list':
        return block.items.map(plainText);
      case 'say-this':
        return [plainText(block.meaning ?? block.words)];
      default:
        return [plainText(block.line)];
    }
  });
}
