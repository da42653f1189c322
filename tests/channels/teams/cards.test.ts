import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { type AdaptiveCard, type CardElement, renderCard } from '../../../src/channels/teams/index.js';
import { phrasesOf, type Reply } from '../../../src/reply/index.js';
import { exampleReplies } from '../../fixtures/example-replies.js';
import { knowledge } from '../../talk.js';

const require = createRequire(import.meta.url);
// The package's main entry does not load outside a browser.
const { AdaptiveCard: Parser } = require('adaptivecards/dist/adaptivecards.js') as typeof import('adaptivecards');

const ajv = new Ajv({ allErrors: true, strict: false });
addFormats.default(ajv);
const schemaFile = new URL('../../fixtures/adaptive-card-1.2.schema.json', import.meta.url);
const isCard = ajv.compile(JSON.parse(readFileSync(schemaFile, 'utf8')));
/** Teams takes about 28 kB for a message that comes with a card. */
const MOST_BYTES = 25_000;

function draw(reply: Reply): AdaptiveCard {
  const { call, website, emergency } = phrasesOf(knowledge().content, reply.language).widget;
  return renderCard(reply, { call, website, emergency }, 'summary');
}

function allElements(elements: readonly CardElement[]): CardElement[] {
  return elements.flatMap((element) => [
    element,
    ...allElements((element.items ?? element.actions ?? []) as CardElement[]),
  ]);
}

const examples = exampleReplies();

describe.each(examples.map(({ name, reply }) => [name, reply] as const))('the card of %s', (_name, reply) => {
  const card = draw(reply);
  const drawn = JSON.stringify(card);

  it('is as it was looked at', () => {
    expect(card).toMatchSnapshot();
  });

  it('passes the published schema and its reference implementation', () => {
    expect(isCard(card), ajv.errorsText(isCard.errors)).toBe(true);
    const parser = new Parser();
    parser.parse(card);
    expect(parser.validateProperties().validationEvents).toEqual([]);
  });

  it('is within the size of a message', () => {
    expect(Buffer.byteLength(drawn)).toBeLessThan(MOST_BYTES);
  });

  it('leaves no text empty, no button without a label, no address but https, tel and sms', () => {
    for (const element of allElements(card.body)) {
      if (element.type === 'TextBlock')
        expect(element).toMatchObject({ text: expect.stringMatching(/\S/), wrap: true });
      if (element.type.startsWith('Action.')) expect(element).toMatchObject({ title: expect.stringMatching(/\S/) });
      if (element.type === 'Action.OpenUrl') expect(element.url).toMatch(/^(https:\/\/|tel:|sms:)/);
    }
    expect(drawn).not.toMatch(/undefined|\[object|\{[a-z]+\}/);
  });

  it('shows every phone, every source, every word to say, and a button for every choice', () => {
    for (const block of reply.blocks) {
      if (block.kind === 'organization')
        for (const { number } of block.organization.phones) expect(drawn).toContain(number);
      if (block.kind === 'sources') for (const { checked } of block.items) expect(drawn).toContain(checked);
      if (block.kind === 'say-this') expect(drawn).toContain(block.words.map(({ text }) => text).join(''));
    }
    const submits = allElements(card.body).filter(({ type }) => type === 'Action.Submit');
    expect(submits.map(({ data }) => (data as { choose: string }).choose)).toEqual(reply.choices.map(({ id }) => id));
  });
});

it('a card to pass on has no button that goes nowhere', () => {
  for (const name of ['client-card', 'tarjeta']) {
    const reply = examples.find((example) => example.name === name)?.reply;
    if (!reply) throw new Error(`${name} is missing from the list of example replies`);
    expect(allElements(draw(reply).body).filter(({ type }) => type === 'Action.Submit')).toEqual([]);
  }
});

it('an emergency says so first', () => {
  const reply = examples.find(({ name }) => name === 'emergency')?.reply;
  expect(reply && draw(reply).body[0]).toMatchObject({ type: 'Container', style: 'attention' });
});

it('Markdown in a text is shown, not obeyed', () => {
  const base = examples[0]?.reply as Reply;
  const line = [{ text: '[x](http://evil.example) *bold* _it_ `code`' }];

  const card = draw({ ...base, blocks: [{ kind: 'paragraph', line }], choices: [] });

  expect(card.body[0]?.text).toBe('\\[x\\](http://evil.example) \\*bold\\* \\_it\\_ \\`code\\`');
});
