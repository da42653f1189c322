import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkContent, type Fault, loadContent, stampTranslations } from '../../src/content/index.js';

const TODAY = '2026-11-22';
let root: string;

/** A small content of one topic, whole and without faults; each test breaks one thing. */
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'amparo-content-'));
  for (const folder of [
    'content/phrases',
    'content/places',
    'content/topics/rights/home',
    'content/directory',
    'content/bulletins',
  ]) {
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const file of ['phrases/en.yaml', 'phrases/es.yaml', 'banned-wording.yaml', 'directory/never-list.yaml']) {
    cpSync(join('content', file), join(root, 'content', file));
  }
  cpSync('content/places', join(root, 'content/places'), { recursive: true });
  put('topics/rights/home/topic.yaml', TOPIC);
  put(
    'topics/rights/home/en.md',
    '---\ntitle: ICE at home\nlabel: At my home\n---\nKeep the door closed. In 2026 this held.\n',
  );
  put(
    'topics/rights/home/es.md',
    '---\ntitle: ICE en casa\nlabel: En mi casa\n---\nNo abra la puerta. En 2026 era así.\n',
  );
  put('topics/rights/home/examples.en.txt', 'can they come in\n');
  put('topics/rights/home/examples.es.txt', 'pueden entrar\n');
  const { partial } = loadContent(root);
  const topic = partial.topics.get('rights.home');
  if (topic) stampTranslations(root, topic);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const TOPIC = `id: rights.home
stakes: high
asOf: 2026-01-30
reviewBy: 2026-12-31
whenOverdue: warn
review: []
sources:
  - { title: "A page", url: "https://example.org/a", checked: 2026-11-22 }
`;

function put(file: string, text: string): void {
  writeFileSync(join(root, 'content', file), text);
}
function change(file: string, from: string, to: string): void {
  const path = join(root, 'content', file);
  writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
}
function faults(): Fault[] {
  return checkContent(root, loadContent(root), TODAY);
}

describe('amparo check', () => {
  it('finds nothing in whole content', () => {
    expect(faults()).toEqual([]);
    expect(loadContent(root).content).not.toBeNull();
  });

  it.each<[string, () => void, RegExp, string, number]>([
    [
      'a bad date',
      () => change('topics/rights/home/topic.yaml', '2026-01-30', 'July 2'),
      /asOf.*2019-07-02/,
      'topic.yaml',
      3,
    ],
    [
      'an unknown key',
      () => change('topics/rights/home/topic.yaml', 'review: []', 'review: []\nreveiw: 1'),
      /reveiw/,
      'topic.yaml',
      1,
    ],
    [
      'a wrong id',
      () => change('topics/rights/home/topic.yaml', 'rights.home', 'rights.house'),
      /must be "rights\.home"/,
      'topic.yaml',
      1,
    ],
    ['broken YAML', () => put('topics/rights/home/topic.yaml', 'id: [\n'), /not valid YAML/, 'topic.yaml', 2],
    [
      'no source',
      () => change('topics/rights/home/topic.yaml', /sources:[\s\S]*/.exec(TOPIC)?.[0] as string, 'sources: []\n'),
      /at least one/,
      'topic.yaml',
      7,
    ],
    [
      'a shortened address',
      () => change('topics/rights/home/topic.yaml', 'org/a', 'org/…'),
      /shortened/,
      'topic.yaml',
      8,
    ],
    [
      'an unknown related topic',
      () => put('topics/rights/home/topic.yaml', `${TOPIC}related: [rights.car]\n`),
      /no topic "rights\.car"/,
      'topic.yaml',
      9,
    ],
    [
      'a missing language',
      () => rmSync(join(root, 'content/topics/rights/home/es.md')),
      /es\.md is missing/,
      'topic.yaml',
      1,
    ],
    ['a missing head', () => put('topics/rights/home/en.md', 'Keep the door closed.\n'), /head is missing/, 'en.md', 1],
    ['a long label', () => change('topics/rights/home/en.md', 'At my home', 'a'.repeat(37)), /label/, 'en.md', 3],
    [
      'a table',
      () => change('topics/rights/home/en.md', 'Keep', '```\nx\n```\nKeep'),
      /cannot contain code/,
      'en.md',
      5,
    ],
    [
      'a heading without id',
      () => change('topics/rights/home/en.md', 'Keep', '## More\nKeep'),
      /\{#part-id\}/,
      'en.md',
      5,
    ],
    [
      'too many words',
      () => change('topics/rights/home/en.md', 'Keep', `${'Stay in. '.repeat(70)}Keep`),
      /120 are the most/,
      'en.md',
      5,
    ],
    [
      'hard reading',
      () =>
        change(
          'topics/rights/home/en.md',
          'Keep the door closed',
          'Constitutional jurisprudence regarding administrative authorization necessitates considerable deliberation',
        ),
      /reading grade/,
      'en.md',
      5,
    ],
    [
      'an untrusted phone',
      () => change('topics/rights/home/en.md', 'closed.', 'closed. Call 312-555-0100.'),
      /not a trusted number/,
      'en.md',
      5,
    ],
    [
      "ICE's own tip line",
      () => change('topics/rights/home/en.md', 'closed.', 'closed. Call 866-347-2423.'),
      /never be listed/,
      'en.md',
      5,
    ],
    [
      'a promise',
      () => change('topics/rights/home/en.md', 'closed.', 'closed. You are safe.'),
      /"you are safe" is not said/,
      'en.md',
      5,
    ],
    [
      'an exclamation mark',
      () => change('topics/rights/home/en.md', 'closed.', 'closed!'),
      /exclamation mark/,
      'en.md',
      5,
    ],
    [
      'a date that differs between languages',
      () => change('topics/rights/home/es.md', '2026', '2025'),
      /2025 stands here/,
      'es.md',
      6,
    ],
    [
      'an English text that changed',
      () => change('topics/rights/home/en.md', 'closed', 'shut'),
      /has changed since/,
      'es.md',
      2,
    ],
    [
      'examples that nobody wrote',
      () => put('topics/rights/home/examples.es.txt', '# none\n'),
      /examples\.es\.txt is missing or empty/,
      'topic.yaml',
      1,
    ],
    [
      'an example for no part',
      () => put('topics/rights/home/examples.en.txt', 'can they come in\n[later]\nand later\n'),
      /no part/,
      'examples.en.txt',
      3,
    ],
    [
      'personal data in an example',
      () => put('topics/rights/home/examples.en.txt', 'my number is 312 555 0100\n'),
      /no phone/,
      'examples.en.txt',
      1,
    ],
    [
      'an answer for no place',
      () => put('topics/rights/home/en@gotham.md', '---\ntitle: ICE\nlabel: Home\n---\nKeep it closed.\n'),
      /is no place/,
      'en@gotham.md',
      1,
    ],
    [
      'a county that the place file does not have',
      () => {
        mkdirSync(join(root, 'content/directory/chicago'), { recursive: true });
        cpSync('content/directory/chicago/carpls.yaml', join(root, 'content/directory/chicago/carpls.yaml'));
        change('directory/chicago/carpls.yaml', 'counties: [cook]', 'counties: [coock]');
      },
      /"coock" is no county.*use one of cook, /,
      'carpls.yaml',
      1,
    ],
    [
      'a town of a county that is not among the suburbs',
      () => change('places/cities/miami.yaml', 'towns: ["Hollywood Florida"', 'towns: ["Holywood Florida"'),
      /counties: broward: "Holywood Florida" is not in suburbs/,
      'miami.yaml',
      1,
    ],
    ['a missing phrase', () => change('phrases/es.yaml', '  skip: "Omitir"\n', ''), /bot\.skip/, 'es.yaml', 6],
  ])('reports %s with file and line', (_name, breakIt, message, file, line) => {
    breakIt();

    const found = faults().filter((fault) => message.test(fault.message));

    expect(
      found.length,
      faults()
        .map((fault) => fault.message)
        .join('\n'),
    ).toBeGreaterThan(0);
    expect(found[0]?.file).toContain(file);
    expect(found[0]?.line).toBe(line);
  });

  it('reports the same question under two topics, and all faults at once', () => {
    cpSync(join(root, 'content/topics/rights/home'), join(root, 'content/topics/rights/work'), { recursive: true });
    change('topics/rights/work/topic.yaml', 'rights.home', 'rights.work');
    change('topics/rights/work/topic.yaml', '2026-12-31', '2026-10-01');

    const messages = faults().map((fault) => fault.message);

    expect(messages.filter((message) => message.includes('the same question stands under'))).toHaveLength(2);
    expect(messages.some((message) => message.includes('2026-10-01 is past'))).toBe(true);
  });

  it('finds nothing in the content of this repository', () => {
    const found = checkContent('.', loadContent('.'), new Date().toISOString().slice(0, 10));

    expect(found.filter((fault) => fault.severity === 'fault')).toEqual([]);
  });
});

describe('loading', () => {
  it('gives the same version for the same files and another one after a change', () => {
    const first = loadContent(root).partial.version;

    expect(loadContent(root).partial.version).toBe(first);
    change('topics/rights/home/en.md', 'closed', 'shut');
    expect(loadContent(root).partial.version).not.toBe(first);
  });

  it('freezes what it gives', () => {
    const topic = loadContent(root).content?.topics.get('rights.home');

    expect(Object.isFrozen(topic)).toBe(true);
    expect(Object.isFrozen(topic?.answers[0]?.parts)).toBe(true);
  });
});
