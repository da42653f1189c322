import { describe, expect, it } from 'vitest';
import { isFederalHoliday, openStateIn } from '../../src/directory/index.js';

const at = (iso: string) => {
  const [year = 0, month = 1, day = 1] = iso.split('-').map(Number);
  return { year, month, day };
};

describe('federal holidays', () => {
  it.each([
    '2026-01-01',
    '2026-01-19',
    '2026-02-16',
    '2026-05-25',
    '2026-06-19',
    '2026-07-03',
    '2026-07-04',
    '2026-09-07',
    '2026-10-12',
    '2026-11-11',
    '2026-11-26',
    '2026-12-25',
    '2021-12-31',
    '2023-01-02',
  ])('%s is one', (iso) => {
    expect(isFederalHoliday(at(iso))).toBe(true);
  });

  it.each(['2026-11-25', '2026-11-19', '2026-05-18', '2026-09-14', '2026-12-24'])('%s is none', (iso) => {
    expect(isFederalHoliday(at(iso))).toBe(false);
  });
});

describe('hours in a language', () => {
  const row = {
    description: null,
    freq: 'WEEKLY',
    byday: 'MO,TU,WE,TH,FR,SA,SU',
    opens_at: '00:00',
    closes_at: '23:59',
    timezone: 'America/Chicago',
  } as const;
  const polish = { ...row, byday: 'MO', opens_at: '09:00', closes_at: '12:00', languages: ['pl'] };
  const sunday = Date.parse('2026-11-29T18:00:00Z');

  it('tells the hours of the language, not of the line', () => {
    expect(openStateIn('en', ['en', 'pl'], [row, polish], sunday)).toMatchObject({ state: 'open' });
    expect(openStateIn('pl', ['en', 'pl'], [row, polish], sunday)).toMatchObject({
      state: 'closed',
      opensOn: 'MO',
      opensAt: '09:00',
    });
    expect(openStateIn('ko', ['en', 'pl'], [row, polish], sunday)).toBeNull();
  });

  it('reaches over midnight', () => {
    const night = { ...row, byday: 'SU', opens_at: '22:00', closes_at: '02:00' };

    expect(openStateIn('en', ['en'], [night], Date.parse('2026-11-30T07:00:00Z'))).toMatchObject({ state: 'open' });
    expect(openStateIn('en', ['en'], [night], Date.parse('2026-11-30T09:00:00Z'))).toMatchObject({ state: 'closed' });
  });
});
