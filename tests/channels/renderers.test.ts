import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../../src/channels/markdown.js';
import type { Reply } from '../../src/reply/index.js';
import { talk } from '../talk.js';

/** One list of example replies feeds every renderer. */
const EXAMPLES: readonly [string, string][] = [
  ['an emergency', 'ICE IS AT MY DOOR'],
  ['una emergencia', 'la migra esta afuera de mi casa'],
  ['dated news', 'are there raids in chicago today'],
  ['organizations', 'i need a lawyer 60608'],
  ['words to say', 'puede la migra entrar a mi casa sin una orden'],
  ['a question back', 'do the police here work with ice'],
  ['out of scope', "what's the weather"],
];

describe.each(EXAMPLES)('%s', (_name, says) => {
  it('is drawn whole as Markdown and as text: every phone, every source, every word to say', async () => {
    const heard = await talk().says(says);
    const drawn = heard.replies.map(renderMarkdown).join('\n');
    for (const reply of heard.replies) {
      for (const block of reply.blocks) {
        if (block.kind === 'organization') {
          for (const phone of block.organization.phones) {
            expect(drawn).toContain(phone.number);
            expect(heard.text).toContain(phone.number);
          }
        }
        if (block.kind === 'sources') for (const { url } of block.items) expect(drawn).toContain(url);
        if (block.kind === 'say-this') expect(drawn).toContain(block.words.map(({ text }) => text).join(''));
      }
    }
    expect(drawn).not.toMatch(/undefined|\[object|\{[a-z]+\}/);
    expect(heard.text).not.toMatch(/undefined|\[object|\{[a-z]+\}/);
  });
});

it('Markdown in a text is shown, not obeyed', () => {
  const reply: Reply = {
    language: 'en',
    direction: 'ltr',
    action: 'answer',
    topic: null,
    part: null,
    place: null,
    asOf: null,
    emergency: false,
    blocks: [{ kind: 'paragraph', line: [{ text: '[x](http://evil.example) <b>*bold*</b> 1 | 2' }] }],
    choices: [],
    alternatives: [],
  };

  expect(renderMarkdown(reply)).toBe('\\[x\\](http://evil.example) \\<b\\>\\*bold\\*\\</b\\> 1 \\| 2');
});
