import { osloOffset, startOfDay, utcDay } from '../clinical/oslo-clock.ts';

const midnights = new Map<number, number>();

/** The instant at which a calendar day begins in Europe/Oslo; `month` is 1-based and may run over. */
export function osloMidnight(year: number, month: number, day: number): number {
  const utc = utcDay(year, month, day);
  const known = midnights.get(utc);
  if (known !== undefined) return known;
  const midnight = startOfDay(utc / 86_400_000);
  if (midnights.size > 5000) midnights.clear();
  midnights.set(utc, midnight);
  return midnight;
}

/** `YYYY-MM-DD` of an instant in Europe/Oslo. */
export function osloDate(instant: number): string {
  return new Date(instant + osloOffset(instant)).toISOString().slice(0, 10);
}
