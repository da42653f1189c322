import type { Language, Schedule } from '../content/index.js';
import { addDays, isFederalHoliday, isoOf, type LocalDate, weekdayOf } from './holidays.js';

/**
 * Whether somebody answers at an instant. Never guessed: no published hours give `unknown`. `holiday` means that the
 * day is a federal holiday and nobody has said whether these hours hold on one.
 */
export type OpenState =
  | { readonly state: 'open'; readonly always: true }
  | { readonly state: 'open'; readonly always: false; readonly until: string; readonly holiday: boolean }
  | {
      readonly state: 'closed';
      readonly opensOn: Weekday;
      /** ISO date, there. */
      readonly opensDate: string;
      /** Whether the weekday alone names that day. */
      readonly isThisWeek: boolean;
      readonly opensAt: string;
      readonly isToday: boolean;
      readonly holiday: boolean;
    }
  | { readonly state: 'unknown' };

/** RFC 5545 weekday codes, Monday first. */
export const WEEKDAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

interface Clock {
  readonly date: LocalDate;
  readonly minutes: number;
}

const DAY = 1440;
/** The fifth Friday of a month may be so many days away. */
const FARTHEST_DAYS = 92;

const formats = new Map<string, Intl.DateTimeFormat>();
const lastClocks = new Map<string, { minute: number; clock: Clock }>();

/** The local clock, kept for the minute: a search asks for the same one thousands of times. */
function localClock(now: number, timeZone: string): Clock {
  const minute = Math.floor(now / 60_000);
  const last = lastClocks.get(timeZone);
  if (last?.minute === minute) return last.clock;
  let format = formats.get(timeZone);
  if (!format) {
    const parts = { year: 'numeric', month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit' } as const;
    format = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', hourCycle: 'h23', ...parts });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(now).map((part) => [part.type, Number(part.value)]));
  const { year = 0, month = 1, day = 1, hour = 0, minute: past = 0 } = parts;
  const clock = { date: { year, month, day }, minutes: hour * 60 + past };
  lastClocks.set(timeZone, { minute, clock });
  return clock;
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

/** RFC 5545 BYDAY: "MO" every Monday; with MONTHLY "2WE" the second Wednesday, "-1FR" the last Friday. */
function fallsOn(schedule: Schedule, date: LocalDate): boolean {
  const day = WEEKDAYS[weekdayOf(date)] as Weekday;
  return (schedule.byday ?? '').split(',').some((part) => {
    if (!part.endsWith(day)) return false;
    const which = part.slice(0, -2);
    if (which === '') return true;
    if (schedule.freq !== 'MONTHLY') return false;
    const inMonth = new Date(Date.UTC(date.year, date.month, 0)).getUTCDate();
    const nth = Number(which);
    return nth > 0 ? Math.ceil(date.day / 7) === nth : Math.ceil((inMonth - date.day + 1) / 7) === -nth;
  });
}

function holdsOn(schedule: Schedule, date: LocalDate): boolean {
  if (!fallsOn(schedule, date)) return false;
  const iso = isoOf(date);
  if (schedule.valid_from && iso < schedule.valid_from) return false;
  if (schedule.valid_to && iso > schedule.valid_to) return false;
  return schedule.holidays !== 'closed' || !isFederalHoliday(date);
}

function isAlways(schedule: Schedule): boolean {
  const days = new Set((schedule.byday ?? '').split(','));
  return WEEKDAYS.every((day) => days.has(day)) && schedule.opens_at === '00:00' && schedule.closes_at === '23:59';
}

type Window = Schedule & { readonly opens_at: string; readonly closes_at: string; readonly byday: string };

function isWindow(schedule: Schedule): schedule is Window {
  return schedule.freq !== null && schedule.byday !== null && schedule.opens_at !== null && schedule.closes_at !== null;
}

/** Whether these hours hold now; those of yesterday may reach over midnight. */
function isOpenIn(window: Window, { date, minutes }: Clock): LocalDate | null {
  const opens = minutesOf(window.opens_at);
  const closes = minutesOf(window.closes_at);
  const overnight = closes < opens;
  const now =
    holdsOn(window, date) && minutes >= opens && (overnight || minutes < closes || window.closes_at === '23:59');
  if (now) return date;
  const yesterday = addDays(date, -1);
  return overnight && minutes < closes && holdsOn(window, yesterday) ? yesterday : null;
}

interface Opening {
  readonly wait: number;
  readonly ahead: number;
  readonly date: LocalDate;
  readonly at: string;
  readonly holiday: boolean;
}

function nextOpening(window: Window, clock: Clock): Opening | null {
  const farthest = window.freq === 'MONTHLY' ? FARTHEST_DAYS : 14;
  for (let ahead = 0; ahead <= farthest; ahead += 1) {
    const date = addDays(clock.date, ahead);
    const wait = ahead * DAY + minutesOf(window.opens_at) - clock.minutes;
    if (wait <= 0 || !holdsOn(window, date)) continue;
    const holiday = window.holidays === undefined && isFederalHoliday(date);
    return { wait, ahead, date, at: window.opens_at, holiday };
  }
  return null;
}

interface WindowState {
  /** The day on which it opened, where it is open now. */
  readonly since: LocalDate | null;
  /** When it opens next, where it is not. */
  readonly opening: Opening | null;
}

const lastWindows = { minute: -1, states: new Map<string, WindowState>() };

const hoursKeys = new WeakMap<Schedule, string>();

/** The same for all rows with the same hours. */
function hoursKey(window: Window): string {
  let key = hoursKeys.get(window);
  if (key === undefined) {
    const { timezone, freq, byday, opens_at, closes_at, valid_from, valid_to, holidays } = window;
    key = `${timezone}|${freq}|${byday}|${opens_at}|${closes_at}|${valid_from}|${valid_to}|${holidays}`;
    hoursKeys.set(window, key);
  }
  return key;
}

/** Kept for the minute: of thousands of services most share a few kinds of hours. */
function windowAt(window: Window, now: number): WindowState {
  const minute = Math.floor(now / 60_000);
  if (lastWindows.minute !== minute) {
    lastWindows.minute = minute;
    lastWindows.states.clear();
  }
  const key = hoursKey(window);
  const known = lastWindows.states.get(key);
  if (known) return known;
  const clock = localClock(now, window.timezone);
  const since = isOpenIn(window, clock);
  const state = { since, opening: since ? null : nextOpening(window, clock) };
  lastWindows.states.set(key, state);
  return state;
}

/**
 * Whether a service is open at an instant, and what to tell the person.
 *
 * @param schedules HSDS `schedule` rows; rows without days or without both times are not understood and give `unknown`.
 * @param now       milliseconds since 1970, UTC.
 * @throws {RangeError} if a `timezone` is no IANA name; `amparo check` finds it first.
 * @see HSDS 3.0 `schedule`; RFC 5545 section 3.3.10 (BYDAY)
 */
export function openStateAt(schedules: readonly Schedule[], now: number): OpenState {
  const windows = schedules.filter(isWindow);
  let next: Opening | null = null;
  let open: OpenState | null = null;
  for (const window of windows) {
    const { since, opening } = windowAt(window, now);
    if (since && isAlways(window)) return { state: 'open', always: true };
    if (since && open === null) {
      const holiday = window.holidays === undefined && isFederalHoliday(since);
      open = { state: 'open', always: false, until: window.closes_at, holiday };
    }
    if (opening && (next === null || opening.wait < next.wait)) next = opening;
  }
  if (open) return open;
  if (next === null) return { state: 'unknown' };
  const { ahead, date, at, holiday } = next;
  const opensOn = WEEKDAYS[weekdayOf(date)] as Weekday;
  const day = { opensOn, opensDate: isoOf(date), isToday: ahead === 0, isThisWeek: ahead < 7 };
  return { state: 'closed', ...day, opensAt: at, holiday };
}

/**
 * The same for one language: rows that name languages are the hours in which these are spoken, and only these rows
 * hold for a language that any row names.
 *
 * @param spoken languages of the service itself.
 * @returns null where the service does not speak the language, as far as is known.
 */
export function openStateIn(
  language: Language,
  spoken: readonly Language[],
  schedules: readonly Schedule[],
  now: number,
): OpenState | null {
  const own = schedules.filter((row) => row.languages?.includes(language));
  if (own.length > 0) return openStateAt(own, now);
  if (!spoken.includes(language)) return null;
  const rest = schedules.filter((row) => row.languages === undefined);
  return openStateAt(rest.length > 0 || schedules.length === 0 ? rest : [], now);
}
