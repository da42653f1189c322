import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contentFor } from '../../src/build-model.js';
import { ROOT } from '../../src/server.js';
import { maskPersonal } from '../../src/understanding/index.js';
import { knowledge } from '../talk.js';

interface MarkedLine {
  readonly text: string;
  readonly spans: readonly { readonly kind: string; readonly start: number; readonly end: number }[];
}

const read = <Line>(name: string): Line[] => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as Line[];
const understand = (text: string, context = {}) => knowledge().understander.understand(text, context);

/** What would be done, for comparing two ways of typing the same. */
function outcome(text: string): string {
  const { decision, emergency } = understand(text);
  const topic = decision.action === 'answer' || decision.action === 'refuse' ? decision.topic : '';
  return `${emergency} ${decision.action} ${topic}`;
}

describe('emergencies, the set that was held back', () => {
  const lines = read<{ text: string; now: boolean }>('emergencies.json');
  const missed = lines.filter(({ text, now }) => now && !understand(text).emergency).map(({ text }) => text);
  const alarms = lines.filter(({ text, now }) => !now && understand(text).emergency).map(({ text }) => text);
  const urgent = lines.filter(({ now }) => now).length;

  it('finds at least 99 % of what is happening now', () => {
    expect(missed.length / urgent, missed.join('\n')).toBeLessThanOrEqual(0.01);
  });

  it('raises an alarm at no more than 4 % of what is supposed, past or asked in general', () => {
    expect(alarms.length / (lines.length - urgent), alarms.join('\n')).toBeLessThanOrEqual(0.04);
  });
});

interface Question {
  readonly text: string;
  readonly topics: readonly string[];
}

/** Questions that get neither one of their answers nor the offer of one. */
function wronglyAnswered(questions: readonly Question[]): string[] {
  return questions.flatMap(({ text, topics }) => {
    const { decision } = understand(text);
    const given =
      decision.action === 'out-of-scope'
        ? ['refuse.out-of-scope']
        : decision.action === 'clarify'
          ? decision.choices
          : [decision.topic];
    return given.some((topic) => topics.includes(topic)) ? [] : [text];
  });
}

describe('what others wrote, who had not seen the examples', () => {
  describe.each([
    { file: 'emergencies-of-others.json', missed: 0.03, alarms: 0.05 },
    { file: 'emergencies-typed.json', missed: 0.03, alarms: 0.08 },
    // Written to mislead; its misses were looked at afterwards.
    { file: 'emergencies-tricky.json', missed: 0.04, alarms: 0.08 },
  ])('$file', ({ file, missed, alarms }) => {
    const lines = read<{ text: string; now: boolean }>(file);
    const urgent = lines.filter(({ now }) => now);
    const calm = lines.filter(({ now }) => !now);

    it(`misses at most ${missed} of what is happening now`, () => {
      const wrong = urgent.filter(({ text }) => !understand(text).emergency).map(({ text }) => text);

      expect(wrong.length / urgent.length, wrong.join('\n')).toBeLessThanOrEqual(missed);
    });

    it(`raises an alarm at no more than ${alarms} of what only sounds like it`, () => {
      const wrong = calm.filter(({ text }) => understand(text).emergency).map(({ text }) => text);

      expect(wrong.length / calm.length, wrong.join('\n')).toBeLessThanOrEqual(alarms);
    });
  });

  it.each([
    ['questions-of-others.json', 0.02],
    ['questions-typed.json', 0.05],
  ])('%s: gives no wrong answer to more than %f', (file, most) => {
    const questions = read<Question>(file);

    const wrong = wronglyAnswered(questions);

    expect(wrong.length / questions.length, wrong.join('\n')).toBeLessThanOrEqual(most);
  });
});

describe('personal data, the adversarial set', () => {
  const lines = read<MarkedLine>('personal-data.json');
  const isInside = (at: number, spans: MarkedLine['spans']) => spans.some(({ start, end }) => at >= start && at < end);

  it('masks at least 98 % of it whole', () => {
    const left: string[] = [];
    let count = 0;
    for (const { text, spans } of lines) {
      const found = understand(text).personal;
      for (const span of spans) {
        count++;
        const letters = Array.from({ length: span.end - span.start }, (_, index) => span.start + index);
        if (letters.some((at) => /[\p{L}\p{N}]/u.test(text[at] ?? '') && !isInside(at, found))) left.push(text);
      }
    }

    expect(left.length / count, left.join('\n')).toBeLessThanOrEqual(0.02);
  });

  it('masks at most 2 % of the ordinary words', () => {
    let words = 0;
    let masked = 0;
    for (const { text, spans } of lines) {
      const found = understand(text).personal;
      for (const match of text.matchAll(/[\p{L}\p{N}]+/gu)) {
        if (isInside(match.index, spans)) continue;
        words++;
        if (isInside(match.index, found)) masked++;
      }
    }

    expect(masked / words).toBeLessThanOrEqual(0.02);
  });
});

describe('any input', () => {
  it('gives a decision for any Unicode string, in bounded time', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        expect(understand(text).decision.action).toMatch(/^(answer|clarify|refuse|out-of-scope)$/);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    'a'.repeat(50_000),
    '1 '.repeat(25_000),
    '@'.repeat(50_000),
    'a@'.repeat(25_000),
    'my name is '.repeat(4_500),
    '-.'.repeat(25_000),
    'A1'.repeat(25_000),
    'calle 5 de '.repeat(4_500),
    'la migra '.repeat(5_500),
  ])('is not slowed down by 50,000 characters (%#)', (text) => {
    const startedAt = performance.now();

    understand(text);

    expect(performance.now() - startedAt).toBeLessThan(1_500);
  });

  const questions = (contentFor(ROOT).content?.examples ?? [])
    .filter((_, index) => index % 97 === 0)
    .map(({ text }) => `well ${text}`);

  it('understands the same with other capitals, without accents, with other marks at the end', () => {
    fc.assert(
      fc.property(fc.constantFrom(...questions), fc.constantFrom('!', '...', ' ', '!!'), (text, mark) => {
        const bare = text.replace(/[\s?!.…]+$/u, '');
        const plain = outcome(bare.toLowerCase());
        expect(outcome(bare.toLowerCase().normalize('NFD').replace(/\p{M}/gu, ''))).toBe(plain);
        expect(outcome(bare.toLowerCase() + mark)).toBe(plain);
        expect(outcome(bare[0]?.toUpperCase() + bare.slice(1).toLowerCase())).toBe(plain);
      }),
      { numRuns: 60 },
    );
  });

  it('leaves no planted A-number after masking', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 8, maxLength: 9 });
    const around = fc.string({ unit: 'grapheme', maxLength: 30 });
    fc.assert(
      fc.property(
        around,
        digits,
        fc.constantFrom('A', 'a', 'A-', 'A#', 'A '),
        around,
        (before, number, lead, after) => {
          const planted = number.join('');
          const text = `${before} ${lead}${planted} ${after}`;
          expect(maskPersonal(text, understand(text).personal)).not.toContain(planted);
        },
      ),
      { numRuns: 500 },
    );
  });
});
