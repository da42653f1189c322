import type { Schedule } from '../content/index.js';

/** Whether somebody answers at an instant. Never guessed: no published hours give `unknown`. */
export type OpenState =
  | { readonly state: 'open'; readonly always: true }
  | { readonly state: 'open'; readonly always: false; readonly until: string }
  | { readonly state: 'closed'; readonly opensOn: Weekday; readonly opensAt: string; readonly isToday: boolean }
  | { readonly state: 'unknown' };

/** RFC 5545 weekday codes, Monday first. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const clocks = new Map<string, Intl.DateTimeFormat>();

function localClock(now: number, timeZone: string): { weekday: number; minutes: number } {
  let clock = clocks.get(timeZone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    clocks.set(timeZone, clock);
  }
  const parts = Object.fromEntries(clock.formatToParts(now).map((part) => [part.type, part.value]));
  const weekday = WEEKDAYS.indexOf((parts.weekday ?? '').slice(0, 2).toUpperCase() as Weekday);
  return { weekday, minutes: Number(parts.hour) * 60 + Number(parts.minute) };
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

/**
 * Whether a service is open at an instant, and what to tell the person.
 *
 * @param schedules HSDS `schedule` rows; only weekly ones with both times are understood, the others give `unknown`.
 * @param now       milliseconds since 1970, UTC.
 * @throws {RangeError} if a `timezone` is no IANA name.
 * @see HSDS 3.0 `schedule`; RFC 5545 section 3.3.10 (BYDAY)
 */
export function openStateAt(schedules: readonly Schedule[], now: number): OpenState {
  const weekly = schedules.flatMap((row) =>
    row.freq === 'WEEKLY' && row.byday && row.opens_at && row.closes_at
      ? [{ days: row.byday.split(','), opens: row.opens_at, closes: row.closes_at, timeZone: row.timezone }]
      : [],
  );
  if (weekly.length === 0) return { state: 'unknown' };
  let next: { wait: number; on: Weekday; at: string; isToday: boolean } | null = null;
  for (const row of weekly) {
    const clock = localClock(now, row.timeZone);
    for (let ahead = 0; ahead <= 7; ahead += 1) {
      const day = WEEKDAYS[(clock.weekday + ahead) % 7] as Weekday;
      if (!row.days.includes(day)) continue;
      const opens = minutesOf(row.opens);
      if (ahead === 0 && clock.minutes >= opens && clock.minutes <= minutesOf(row.closes)) {
        const always = row.days.length === 7 && row.opens === '00:00' && row.closes === '23:59';
        return always ? { state: 'open', always } : { state: 'open', always, until: row.closes };
      }
      const wait = ahead * 1440 + opens - clock.minutes;
      if (wait > 0 && (next === null || wait < next.wait))
        next = { wait, on: day, at: row.opens, isToday: ahead === 0 };
    }
  }
  if (next === null) return { state: 'unknown' };
  return { state: 'closed', opensOn: next.on, opensAt: next.at, isToday: next.isToday };
}
