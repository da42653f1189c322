import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadContent } from '../../src/content/index.js';
import { DialogState, EMPTY_STATE, graphOf, loadFlows, respond, toMermaid, toSvg } from '../../src/dialogs/index.js';
import { knowledge, TEST_NOW, talk } from '../talk.js';

const content = loadContent('.').partial;

describe('flows as authors write them', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'amparo-dialogs-'));
    cpSync('dialogs', join(root, 'dialogs'), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const change = (file: string, from: string | RegExp, to: string): void => {
    const path = join(root, 'dialogs/find-help', file);
    writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
  };
  const messages = () => loadFlows(root, content).faults.map(({ file, line, message }) => `${file}:${line} ${message}`);

  it('have no fault here', () => {
    expect(loadFlows('.', content).faults).toEqual([]);
    expect(messages()).toEqual([]);
  });

  it.each<[string, () => void, RegExp]>([
    [
      'a step that is not there',
      () => change('flow.yaml', 'then: need }', 'then: nead }'),
      /flow\.yaml:\d+ .*"nead", which does not exist/,
    ],
    [
      'a step that cannot be reached',
      () => change('flow.yaml', 'steps:', 'steps:\n  lost: { say: true, then: end }'),
      /"lost" cannot be reached/,
    ],
    ['an unknown topic', () => change('flow.yaml', 'help.lawyer', 'help.lawyers'), /no topic "help\.lawyers"/],
    ['an unknown need', () => change('flow.yaml', '[fraud-report', '[fraud-reprot'), /flow\.yaml:\d+/],
    ['an unknown predicate', () => change('flow.yaml', 'hasPlace', 'hasPlaec'), /flow\.yaml:\d+/],
    ['an option that leads nowhere', () => change('flow.yaml', ', crisis: crisis }', ' }'), /"crisis" leads nowhere/],
    ['a missing sentence', () => change('es.yaml', /^ {2}raid: "Estas.*\n/m, ''), /es\.yaml.*"raid" is missing/],
    ['a missing label', () => change('es.yaml', /^ {4}fraud:.*\n/m, ''), /label of "fraud"/],
    ['a missing language', () => rmSync(join(root, 'dialogs/find-help/es.yaml')), /es\.yaml:1 this file is missing/],
    [
      'a loop that never asks',
      () =>
        change(
          'flow.yaml',
          'lawyer: { answer: help.lawyer, then: end }',
          'lawyer: { answer: help.lawyer, then: again }\n  again: { answer: help.cost, then: lawyer }',
        ),
      /leads back to itself/,
    ],
  ])('are refused with %s', (_name, breakIt, message) => {
    breakIt();

    expect(messages().join('\n')).toMatch(message);
  });
});

describe('the dialog', () => {
  it('keeps ids and choices only: nothing that was typed', async () => {
    const typed = 'xyzzy my husband Florentino was taken in 60608';
    const { content, flows, understander } = knowledge();
    const { state } = respond({ content, flows, requireReview: false }, EMPTY_STATE, {
      text: typed,
      choice: null,
      understanding: understander.understand(typed),
      pagePlace: null,
      locale: 'en',
      now: Date.parse(TEST_NOW),
    });

    expect(JSON.stringify(state)).not.toMatch(/xyzzy|Florentino|60608/i);
    expect(DialogState.safeParse(state).success).toBe(true);
  });

  it('never strands a person whose flow was changed', async () => {
    const { content, flows, understander } = knowledge();
    const lost = { flow: 'welcome', version: 0, step: 'gone', retries: 0, trail: [], asked: null };
    const { replies } = respond(
      { content, flows, requireReview: false },
      { ...EMPTY_STATE, flow: lost },
      {
        text: 'can ice come in my house without a warrant',
        choice: null,
        understanding: understander.understand('can ice come in my house without a warrant'),
        pagePlace: null,
        locale: 'en',
        now: Date.parse(TEST_NOW),
      },
    );

    expect(replies).toHaveLength(1);
    expect(replies[0]?.topic).toBe('rights.home');
  });

  it('shows reviewed answers only when that is required, and says who can help', async () => {
    const heard = await talk({ requireReview: true }).says('can ice come in my house without a warrant');

    expect(heard.text).toContain('do not have a checked answer');
    expect(heard.organizations.length).toBeGreaterThan(0);
  });

  it('uses the place that the page names until the person names another', async () => {
    const person = talk({ place: 'denver' });

    expect((await person.says('i need a lawyer')).place).toBe('denver');
    expect((await person.says('i need a lawyer in miami')).place).toBe('miami');
    expect((await person.says('i need a lawyer')).place).toBe('miami');
  });

  it('answers any text and any button in any order', async () => {
    const buttons = [
      'command:menu',
      'command:skip',
      'command:back',
      'command:resume',
      'option:welcome/doors/help',
      'option:a/b/c',
      'topic:no.such',
      'topic:rights.home#no',
      'language:es',
      'language:xx',
      'flow:none',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constantFrom(...buttons),
            fc.string(),
            fc.constantFrom('yes', '2', 'houston', 'migra!!', 'atras', 'stop'),
          ),
          { minLength: 1, maxLength: 6 },
        ),
        async (turns) => {
          const person = talk();
          for (const turn of turns) {
            const heard = buttons.includes(turn) ? await person.taps(turn) : await person.says(turn);
            expect(heard.messages).toBeGreaterThan(0);
            expect(heard.choices.length + (heard.emergency ? 1 : 0)).toBeGreaterThan(0);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('pictures of flows', () => {
  const flow = (id: string) => {
    const found = loadFlows('.', content).flows.get(id);
    if (!found) throw new Error(`no flow ${id}`);
    return found;
  };

  it('hold every step, every button and the sentences of the language', () => {
    for (const each of loadFlows('.', content).flows.values()) {
      const drawn = graphOf(each, 'es');
      const labels = drawn.edges.map(({ label }) => label);
      for (const step of Object.values(each.words.get('es')?.options ?? {})) {
        for (const { label } of Object.values(step)) expect(labels).toContain(label);
      }
      expect(drawn.nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(Object.keys(each.steps)));
      expect(toMermaid(drawn)).toMatch(/^---\ntitle: .*\n---\nflowchart TD\n/);
      expect(toSvg(drawn)).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 \d+ \d+"/);
    }
  });

  it('the one in dialogs/README.md is current (npx amparo graph someone-taken --format svg > dialogs/someone-taken.svg)', () => {
    expect(readFileSync('dialogs/someone-taken.svg', 'utf8')).toBe(toSvg(graphOf(flow('someone-taken'), 'en')));
  });
});

describe('what a flow causes outside of the dialog', () => {
  it('deleting forgets place, topic and offers, and keeps only the language', () => {
    const { flows } = loadFlows('.', content);
    const before = { ...EMPTY_STATE, language: 'es', topic: 'rights.home', placeSkipped: true };
    const input = {
      text: '',
      understanding: null,
      pagePlace: null,
      locale: null,
      workspace: false,
      now: Date.parse(TEST_NOW),
    };
    const options = { content, flows, requireReview: false, website: null };
    const result = respond(options, before, { ...input, choice: 'option:delete-conversation/sure/delete' });

    expect(result.effects).toEqual([{ kind: 'delete-conversation' }]);
    expect(result.state).toMatchObject({ language: 'es', topic: null, place: null, placeSkipped: false, flow: null });
  });

  it('feedback names the answer that it is about', async () => {
    const { flows } = loadFlows('.', content);
    const before = { ...EMPTY_STATE, language: 'en', topic: 'rights.signing' };
    const input = {
      text: '',
      understanding: null,
      pagePlace: null,
      locale: null,
      workspace: false,
      now: Date.parse(TEST_NOW),
    };
    const options = { content, flows, requireReview: false, website: null };
    const asked = respond(options, before, { ...input, choice: 'flow:feedback' });
    const result = respond(options, asked.state, { ...input, choice: 'option:feedback/helped/no' });

    expect(result.effects).toEqual([{ kind: 'feedback', topic: 'rights.signing', helped: false }]);
  });
});
