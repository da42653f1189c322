import type { Content, Language, Schedule } from '../content/index.js';
import { WEEKDAYS } from '../directory/index.js';
import { languagesInWords, phrase, timeInWords, weekdayInWords } from './wording.js';

/** "Monday–Friday", "Tuesday, Thursday": three days in a row or more are told as from and to. */
function daysInWords(days: readonly number[], language: Language): string {
  const runs: number[][] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run && run.at(-1) === day - 1) run.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined) => weekdayInWords(day ?? 0, language);
  return runs
    .map((run) => (run.length > 2 ? `${name(run[0])}–${name(run.at(-1))}` : run.map(name).join(', ')))
    .join(', ');
}

function timeZoneInWords(timeZone: string, language: Language): string {
  // A fixed winter day: the name without "standard" or "daylight" is the same all year.
  const parts = new Intl.DateTimeFormat(language, { timeZone, timeZoneName: 'longGeneric' }).formatToParts(0);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
}

function isDayAndNight({ opens_at, closes_at }: Schedule): boolean {
  return opens_at === '00:00' && (closes_at === '24:00' || closes_at === '23:59' || closes_at === '00:00');
}

/**
 * The hours of an ordinary week, for what is read at any later time.
 *
 * @param schedules HSDS `schedule` rows; rows for a season or for some weeks of a month are left out.
 * @returns null where no weekly hours are published.
 */
export function weeklyHours(
  content: Pick<Content, 'phrases'>,
  schedules: readonly Schedule[],
  language: Language,
): string | null {
  const rows = schedules.flatMap((row): string[] => {
    const { byday, opens_at, closes_at, freq, valid_from, valid_to, timezone, languages } = row;
    if (!byday || !opens_at || !closes_at || freq === 'MONTHLY' || valid_from || valid_to) return [];
    const days = byday.split(',').map((day) => WEEKDAYS.indexOf(day as (typeof WEEKDAYS)[number]));
    if (days.includes(-1)) return [];
    const spoken = languages ? ` (${languagesInWords(content, languages, language)})` : '';
    if (days.length === 7 && isDayAndNight(row)) return [`${phrase(content, language, 'openAlways')}${spoken}`];
    const inOrder = [...days].sort((a, b) => a - b);
    const hours = `${timeInWords(opens_at, language)}–${timeInWords(closes_at, language)}`;
    return [`${daysInWords(inOrder, language)}, ${hours}, ${timeZoneInWords(timezone, language)}${spoken}`];
  });
  return rows.length > 0 ? rows.join('; ') : null;
}
