import { addDays, daysBetween, type CalendarDate } from './oslo.ts';

/** Monday of the ISO 8601 week that a day lies in. */
export function mondayOf(date: CalendarDate): CalendarDate {
  return addDays(date, -((daysBetween('1970-01-05', date) % 7) + 7) % 7);
}

/** The number of a day's ISO 8601 week: its Thursday decides the year. */
export function isoWeek(date: CalendarDate): number {
  const thursday = addDays(mondayOf(date), 3);
  return Math.floor(daysBetween(`${thursday.slice(0, 4)}-01-01`, thursday) / 7) + 1;
}
