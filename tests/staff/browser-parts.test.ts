import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { clusterQuestions } from '../../src/browser/staff/clusters.js';
import { csvOf } from '../../src/browser/staff/export.js';
import { Keys } from '../../src/browser/staff/keys.js';
import { readTurn } from '../../src/browser/staff/opened-turn.js';
import { isWord, wordsIn } from '../../src/browser/staff/words.js';

let keys: Keys;
beforeAll(async () => {
  keys = await Keys.load();
});

describe('keys', () => {
  it('gives one passphrase two keys, the same ones on every keyboard', () => {
    const kdf = keys.newKdf();
    const one = keys.fromPassphrase('cafe\u0301 con leche y pan', kdf);
    const other = keys.fromPassphrase('caf\u00e9 con leche y pan', kdf);

    expect(one).toEqual(other);
    expect(one.loginSecret).not.toEqual(one.wrappingKey);
    expect(keys.fromPassphrase('another one altogether', kdf).loginSecret).not.toEqual(one.loginSecret);
  });

  it('reads a recovery key as people write it, and finds every single wrong character', () => {
    const { text, pair } = keys.newRecoveryKey();

    expect(
      keys.readRecoveryKey(` ${text.toLowerCase().replace(/-/g, ' ').replace(/0/g, 'o').replace(/1/g, 'l')} `),
    ).toEqual(pair);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: text.length - 1 }),
        fc.constantFrom(...'0123456789ABCDEFGHJKMNPQRSTVWXYZ'),
        (at, letter) => {
          fc.pre(text[at] !== '-' && text[at] !== letter);
          return keys.readRecoveryKey(text.slice(0, at) + letter + text.slice(at + 1)) === null;
        },
      ),
    );
  });

  it('opens nothing that was changed, cut, or sealed to another key', () => {
    const pair = keys.newKeyPair();
    fc.assert(
      fc.property(fc.string(), fc.nat(), (text, at) => {
        const sealed = keys.sealText(text, pair.publicKey);
        expect(keys.openText(sealed, pair)).toBe(text);
        expect(keys.openText(sealed, keys.newKeyPair())).toBeNull();
        expect(keys.open(sealed.subarray(0, sealed.length - 1), pair)).toBeNull();
        const changed = Uint8Array.from(sealed);
        changed[at % changed.length] = (changed[at % changed.length] ?? 0) ^ 1;
        expect(keys.open(changed, pair)).toBeNull();
      }),
      { numRuns: 30 },
    );
  });
});

it('writes CSV that comes back as it was, and no cell that a spreadsheet would run', () => {
  const wild = fc.array(
    fc.array(
      fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('=1+1', '+1', '-1', '@A1', '\t=1', '\r=1', ' =1', '＝1')),
      { minLength: 2, maxLength: 2 },
    ),
    { minLength: 1 },
  );
  fc.assert(
    fc.property(wild, (rows) => {
      const back: string[][] = parse(csvOf(rows), { record_delimiter: '\r\n' });
      back.forEach((row, y) => {
        row.forEach((cell, x) => {
          const before = rows[y]?.[x] ?? '';
          expect([before, `'${before}`]).toContain(cell);
          expect(cell).not.toMatch(/^[\s\p{C}]*[=+\-@＝＋－＠]/u);
        });
      });
    }),
  );
});

it('puts questions alike together, in either language, the most frequent first', () => {
  const texts = [
    'cuanto cuesta renovar el permiso de trabajo',
    'renovar permiso de trabajo',
    'quiero renovar mi permiso de trabajo',
    'library opening hours',
    'opening hours of the library',
    'xyzzy',
  ];
  const clusters = clusterQuestions(texts.map((text, at) => ({ text, id: String(at) })));

  expect(clusters.map((cluster) => cluster.questions.length)).toEqual([3, 2, 1]);
  expect(clusters.flatMap((cluster) => cluster.questions)).toHaveLength(texts.length);
});

it('groups any texts and loses none of those that have words', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
      const clusters = clusterQuestions(texts.map((text, at) => ({ text, id: String(at) })));
      const withWords = texts.filter((text) => /[\p{L}\p{N}]/u.test(text.normalize('NFD').replace(/\p{M}/gu, '')));
      expect(clusters.flatMap((cluster) => cluster.questions)).toHaveLength(withWords.length);
    }),
  );
});

it('takes what is no turn for damaged', () => {
  expect(readTurn('no json', 'c', 1)).toBeNull();
  expect(readTurn('[]', 'c', 1)).toBeNull();
  expect(readTurn('{"conversation": "c", "seq": 1, "said": 7}', 'c', 1)).toBeNull();
  expect(readTurn('{"conversation": "c", "seq": 1, "said": "words"}', 'c', 1)?.said).toBe('words');
  expect(readTurn('{"conversation": "c", "seq": 1, "said": "words"}', 'c', 2), 'moved in its conversation').toBeNull();
  expect(readTurn('{"conversation": "c", "seq": 1, "said": "words"}', 'd', 1), 'moved to another').toBeNull();
});

it('has every word in both languages', () => {
  for (const language of ['en', 'es'] as const) expect(wordsIn(language)('turns', { n: 3 })).toMatch(/^3 /);
  expect(isWord('toString')).toBe(false);
});
