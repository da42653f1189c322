import { el } from './dom.js';

const PHONE = /\b(?:1-)?(\d{3})-(\d{3})-(\d{4})\b|(?<![\w-])(911|988)(?![\w-])/g;

/** Makes the phone numbers in our own sentences tappable, as in the answers. */
export function withPhones(text: string): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let end = 0;
  for (const match of text.matchAll(PHONE)) {
    const href = match[4] ? `tel:${match[4]}` : `tel:+1${match[1]}${match[2]}${match[3]}`;
    parts.push(text.slice(end, match.index), el('a', { href }, match[0]));
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
