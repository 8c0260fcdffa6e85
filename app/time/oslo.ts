/** Calendar arithmetic in Europe/Oslo, whatever zone the browser is in. Instants are epoch milliseconds. */

export const OSLO = 'Europe/Oslo';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A calendar day without a time of day: `YYYY-MM-DD`. */
export type CalendarDate = string;

const fields = new Intl.DateTimeFormat('en-GB', {
  timeZone: OSLO,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

export interface WallTime {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
}

/** What the clock and the calendar on an Oslo wall show at an instant. */
export function wallTime(instant: number): WallTime {
  const found = { year: 0, month: 0, day: 0, hour: 0, minute: 0, second: 0 };
  for (const { type, value } of fields.formatToParts(instant)) {
    if (type in found) found[type as keyof WallTime] = Number(value);
  }
  return found;
}

/** Milliseconds that Oslo is ahead of UTC at an instant. */
export function offsetAt(instant: number): number {
  const { year, month, day, hour, minute, second } = wallTime(instant);
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(instant / 1000) * 1000;
}

/** The instant at which an Oslo wall shows this; of two, the first; inside the spring gap, the same time in winter time. */
export function instantOf(year: number, month: number, day: number, hour = 0, minute = 0): number {
  const asUtc = Date.UTC(year, month - 1, day, hour, minute);
  for (const offset of [2 * HOUR, HOUR]) {
    if (offsetAt(asUtc - offset) === offset) return asUtc - offset;
  }
  return asUtc - HOUR;
}

/** The Oslo calendar day of an instant. */
export function dateOf(instant: number): CalendarDate {
  const { year, month, day } = wallTime(instant);
  return toDate(Date.UTC(year, month - 1, day));
}

/** The instant an Oslo calendar day begins. */
export function startOfDate(date: CalendarDate): number {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return instantOf(year, month, day);
}

/** The calendar day so many days later (negative: earlier). */
export function addDays(date: CalendarDate, days: number): CalendarDate {
  return toDate(Date.parse(`${date}T00:00:00Z`) + days * 24 * HOUR);
}

/** Calendar days from one to another; 0 when equal. */
export function daysBetween(from: CalendarDate, to: CalendarDate): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / (24 * HOUR));
}

export function isCalendarDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text)) && toDate(Date.parse(text)) === text
  );
}

/** In the hour that occurs twice in autumn: which of the two this is. Otherwise undefined. */
export function repeatedHour(instant: number): 'summer' | 'winter' | undefined {
  const here = offsetAt(instant);
  if (here > offsetAt(instant + HOUR)) return 'summer';
  if (here < offsetAt(instant - HOUR)) return 'winter';
  return undefined;
}

function toDate(utc: number): CalendarDate {
  return new Date(utc).toISOString().slice(0, 10);
}
