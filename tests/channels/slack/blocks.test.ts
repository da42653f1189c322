import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderHome, renderMessages } from '../../../src/channels/slack/index.js';
import type { Block, Line, Reply } from '../../../src/reply/index.js';
import { exampleReplies } from '../../fixtures/example-replies.js';
import { Blocks } from './slack-double.js';

const WORDS = { emergency: 'Emergency' };

const MOST = 13_000;

function expectWithinLimits(messages: ReturnType<typeof renderMessages>): void {
  for (const { text, blocks } of messages) {
    expect(text.length).toBeGreaterThan(0);
    expect(text.length).toBeLessThanOrEqual(4_000);
    const parsed = Blocks.max(50).safeParse(blocks);
    expect(parsed.error?.message).toBeUndefined();
    expect(JSON.stringify(blocks).length).toBeLessThan(MOST);
  }
}

describe.each(exampleReplies().map(({ name, reply }) => [name, reply] as const))('%s', (_name, reply) => {
  const messages = renderMessages(reply, WORDS, 'Summary');

  it('is drawn as before', () => {
    expect(messages).toMatchSnapshot();
  });

  it('stays within the limits of Slack, with every phone, source and choice', () => {
    expectWithinLimits(messages);
    const drawn = JSON.stringify(messages);
    for (const block of reply.blocks) {
      if (block.kind === 'organization')
        for (const { number } of block.organization.phones) expect(drawn).toContain(number);
      if (block.kind === 'sources') for (const { url } of block.items) expect(drawn).toContain(url);
    }
    for (const { id } of reply.choices) expect(drawn).toContain(`"value":"${id}"`);
    expect(drawn).not.toMatch(/undefined|\[object/);
  });

  it('is a Home tab as well', () => {
    expect(Blocks.max(100).safeParse(renderHome([reply], WORDS, 'Chosen')).error?.message).toBeUndefined();
    expect(renderHome(new Array<Reply>(9).fill(reply), WORDS, null).length).toBeLessThanOrEqual(100);
  });
});

const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 60 }),
  fc.integer({ min: 2_990, max: 6_000 }).map((length) => '& <b> '.repeat(length / 6)),
);
const span = fc.record({
  text,
  strong: fc.boolean(),
  href: fc.constantFrom('https://example.org/a', 'tel:+13125550100'),
});
const line = fc.array(span, { minLength: 1, maxLength: 4 }) as fc.Arbitrary<Line>;
const block = fc.oneof(
  fc.record({ kind: fc.constant('heading' as const), text }),
  fc.record({ kind: fc.constant('paragraph' as const), line }),
  fc.record({ kind: fc.constant('steps' as const), items: fc.array(line, { minLength: 1, maxLength: 6 }) }),
  fc.record({ kind: fc.constant('list' as const), items: fc.array(line, { minLength: 1, maxLength: 6 }) }),
  fc.record({ kind: fc.constant('warning' as const), title: text, line }),
  fc.record({ kind: fc.constant('say-this' as const), title: text, words: line, meaning: fc.option(line) }),
) as fc.Arbitrary<Block>;
const choice = fc.record({ id: fc.stringMatching(/^topic:[a-z]{1,50}$/), label: text });

const REPLY: Reply = {
  language: 'en',
  direction: 'ltr',
  action: 'answer',
  topic: null,
  part: null,
  place: null,
  asOf: null,
  emergency: true,
  blocks: [],
  choices: [],
  alternatives: [],
};

it('stays within the limits whatever is said, and leaves out no word', () => {
  fc.assert(
    fc.property(
      fc.array(block, { minLength: 1, maxLength: 12 }),
      fc.array(choice, { maxLength: 30 }),
      text,
      (blocks, choices, summary) => {
        const reply = { ...REPLY, blocks, choices: choices as Reply['choices'] };
        const messages = renderMessages(reply, WORDS, summary);
        expectWithinLimits(messages);
        const shown = messages.flatMap((message) => collect(message.blocks)).join('');
        for (const each of blocks) {
          if (each.kind === 'paragraph') for (const part of each.line) expect(shown).toContain(part.text);
        }
      },
    ),
    { numRuns: 60 },
  );
});

function collect(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(collect);
  if (value === null || typeof value !== 'object') return [];
  const own = (value as { text?: unknown }).text;
  return typeof own === 'string' ? [own] : Object.values(value).flatMap(collect);
}

it('obeys no markup and mentions nobody, whatever a text holds', () => {
  const evil = '<!channel> <@U123> <https://evil.example|here> *bold* & `code`';
  const reply: Reply = {
    ...REPLY,
    blocks: [
      { kind: 'paragraph', line: [{ text: evil }] },
      {
        kind: 'organization',
        organization: {
          id: 'x',
          name: evil,
          summary: evil,
          phones: [{ number: '<!here>', href: 'tel:+1|<!everyone>', note: evil, languages: [] }],
          website: null,
          hours: evil,
          openState: 'unknown',
          languages: evil,
          cost: evil,
          why: evil,
          note: null,
          checked: evil,
        },
      },
    ],
  };
  const [message] = renderMessages(reply, WORDS, evil);
  const marked = (message?.blocks ?? []).flatMap((each) => (each.type === 'section' ? [each.text?.text ?? ''] : []));

  for (const each of [message?.text ?? '', ...marked]) {
    expect(each).not.toMatch(/<[!@#]/);
    expect(each).not.toContain('<https');
  }
  expect(marked.join('')).toContain('&lt;!here&gt;');
});

it('says what was tapped above the answer', () => {
  expect(renderMessages(REPLY, WORDS, 'x', 'At home')[0]?.blocks[0]).toMatchObject({
    type: 'context',
    elements: [{ text: '→ At home' }],
  });
});
