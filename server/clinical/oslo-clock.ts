/** The calendar and the clock on a wall in Europe/Oslo. Instants are epoch milliseconds; a day is its number since 1970-01-01. */

const minute = 60_000;
const day = 24 * 60 * minute;

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/Oslo',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** Midnight UTC of a day; `month` is 1-based. Unlike Date.UTC it takes the years 1 to 99 for what they are. */
export function utcDay(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

function lookUpOffset(instant: number): number {
  const part = Object.fromEntries(
    parts.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const seconds = ((part.hour ?? 0) * 60 + (part.minute ?? 0)) * 60 + (part.second ?? 0);
  const wall = utcDay(part.year ?? 0, part.month ?? 1, part.day ?? 1) + seconds * 1000;
  return wall - Math.floor(instant / 1000) * 1000;
}

const atMidnight = new Map<number, number>();

function offsetAtMidnight(utc: number): number {
  const known = atMidnight.get(utc);
  if (known !== undefined) return known;
  const offset = lookUpOffset(utc * day);
  if (atMidnight.size > 5000) atMidnight.clear();
  atMidnight.set(utc, offset);
  return offset;
}

/** How far Oslo's clock is ahead of UTC, in milliseconds. Clocks change at most once a day, so most days are looked up once. */
export function osloOffset(instant: number): number {
  const utc = Math.floor(instant / day);
  const offset = offsetAtMidnight(utc);
  return offset === offsetAtMidnight(utc + 1) ? offset : lookUpOffset(instant);
}

/** What calendar and clock show, as if it were UTC: differences are in wall time, where a day always has 24 hours. */
export function osloWall(instant: number): number {
  return instant + osloOffset(instant);
}

export function osloDay(instant: number): number {
  return Math.floor(osloWall(instant) / day);
}

/** Whole minutes since midnight on the clock: 150 comes twice in an autumn night, and not at all in a spring night. */
export function osloMinute(instant: number): number {
  return Math.floor((osloWall(instant) - osloDay(instant) * day) / minute);
}

/** The instant at which a day begins: days are 23, 24 or 25 hours long. */
export function startOfDay(number: number): number {
  const utc = number * day;
  return utc - osloOffset(utc - osloOffset(utc));
}

/** `YYYY-MM-DD` of a day. */
export function dayText(number: number): string {
  return new Date(number * day).toISOString().slice(0, 10);
}

/** Monday of the ISO 8601 week of a day; 1970-01-01 was a Thursday. */
export function mondayOf(number: number): number {
  return number - ((((number + 3) % 7) + 7) % 7);
}
