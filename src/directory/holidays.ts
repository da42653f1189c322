/** A calendar date of some place, without a clock. `month` 1 to 12. */
export interface LocalDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const WEEK = 7;
const DAY_MS = 86_400_000;

/** Weekday from Monday = 0. */
export function weekdayOf({ year, month, day }: LocalDate): number {
  return (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % WEEK;
}

/** The date so many days later (or earlier, below 0). */
export function addDays({ year, month, day }: LocalDate, days: number): LocalDate {
  const date = new Date(Date.UTC(year, month - 1, day + days));
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** "2026-11-26". */
export function isoOf({ year, month, day }: LocalDate): string {
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function nth(year: number, month: number, weekday: number, which: number): string {
  const first = weekdayOf({ year, month, day: 1 });
  return isoOf({ year, month, day: 1 + ((weekday - first + WEEK) % WEEK) + (which - 1) * WEEK });
}

function lastMonday(year: number, month: number): string {
  const last = new Date(Date.UTC(year, month, 0));
  return isoOf(addDays({ year, month, day: last.getUTCDate() }, -((last.getUTCDay() + 6) % WEEK)));
}

/** On a Saturday it is kept on the Friday before, on a Sunday on the Monday after. */
function observed(year: number, month: number, day: number): string {
  const weekday = weekdayOf({ year, month, day });
  return isoOf(addDays({ year, month, day }, weekday === 5 ? -1 : weekday === 6 ? 1 : 0));
}

const years = new Map<number, ReadonlySet<string>>();

function holidaysOf(year: number): ReadonlySet<string> {
  let found = years.get(year);
  if (!found) {
    const fixed = [
      [1, 1],
      [6, 19],
      [7, 4],
      [11, 11],
      [12, 25],
    ] as const;
    found = new Set([
      // Both the day itself and the day on which offices keep it: an office may be closed on either.
      ...fixed.flatMap(([month, day]) => [isoOf({ year, month, day }), observed(year, month, day)]),
      observed(year + 1, 1, 1),
      nth(year, 1, 0, 3), // Birthday of Martin Luther King, Jr.
      nth(year, 2, 0, 3), // Washington's Birthday
      lastMonday(year, 5), // Memorial Day
      nth(year, 9, 0, 1), // Labor Day
      nth(year, 10, 0, 2), // Columbus Day
      nth(year, 11, 3, 4), // Thanksgiving Day
    ]);
    years.set(year, found);
  }
  return found;
}

/**
 * Whether a date is a federal holiday of the United States, or the weekday on which it is kept.
 *
 * @see 5 U.S.C. 6103(a) and (b)
 */
export function isFederalHoliday(date: LocalDate): boolean {
  return holidaysOf(date.year).has(isoOf(date));
}

/** Whole days from an ISO date to an instant; negative before it. */
export function daysSince(isoDate: string, now: number): number {
  return Math.floor((now - Date.parse(`${isoDate}T00:00:00Z`)) / DAY_MS);
}
