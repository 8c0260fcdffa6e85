const zone = 'Europe/Oslo';

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: zone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** How far Oslo's clock is ahead of UTC at an instant, in milliseconds. */
function osloOffset(instant: number): number {
  const part = Object.fromEntries(
    parts.formatToParts(instant).map(({ type, value }) => [type, Number(value)]),
  );
  const seconds = ((part.hour ?? 0) * 60 + (part.minute ?? 0)) * 60 + (part.second ?? 0);
  const wall = utcDay(part.year ?? 0, part.month ?? 1, part.day ?? 1) + seconds * 1000;
  return wall - Math.floor(instant / 1000) * 1000;
}

/** Midnight UTC of a day; `month` is 1-based. Unlike Date.UTC it takes the years 1 to 99 for what they are. */
export function utcDay(year: number, month: number, day: number): number {
  return new Date(0).setUTCFullYear(year, month - 1, day);
}

const midnights = new Map<number, number>();

/** The instant at which a calendar day begins in Europe/Oslo; `month` is 1-based and may run over. */
export function osloMidnight(year: number, month: number, day: number): number {
  const utc = utcDay(year, month, day);
  const known = midnights.get(utc);
  if (known !== undefined) return known;
  const midnight = utc - osloOffset(utc - osloOffset(utc));
  if (midnights.size > 5000) midnights.clear();
  midnights.set(utc, midnight);
  return midnight;
}

/** `YYYY-MM-DD` of an instant in Europe/Oslo. */
export function osloDate(instant: number): string {
  return new Date(instant + osloOffset(instant)).toISOString().slice(0, 10);
}
