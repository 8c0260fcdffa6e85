import type { Days } from '../time/period.ts';
import { isoWeek, mondayOf } from '../time/iso-week.ts';
import { addDays, dateOf, daysBetween, type CalendarDate } from '../time/oslo.ts';
import type { Expected, ExpectedDay, ExpectedSpan } from './expected.ts';

const mostDays = 90;

/** The days of a period that are drawn: never more than its last 90. `cut`: the period has earlier ones. */
export function drawnDays(
  { from, to }: Days,
  now: number,
): { from: CalendarDate; to: CalendarDate; cut: boolean } {
  const last = to ?? dateOf(now);
  const first = addDays(last, 1 - mostDays);
  return from !== undefined && daysBetween(first, from) >= 0
    ? { from, to: last, cut: false }
    : { from: first, to: last, cut: true };
}

/** Monday to Sunday; a place without a day lies outside the period. */
export interface CalendarWeek {
  monday: CalendarDate;
  number: number;
  days: (ExpectedDay | undefined)[];
  /** Days that are over and had a number of their own, and how many of them got all of it. */
  due: number;
  complete: number;
  /** That end in this week. */
  spans: ExpectedSpan[];
}

/** The newest week first, as tables of measurements have it. */
export function weeksOf({ days, spans }: Pick<Expected, 'days' | 'spans'>): CalendarWeek[] {
  const byDate = new Map(days.map((day) => [day.date, day]));
  const mondays = [...new Set(days.map(({ date }) => mondayOf(date)))].reverse();
  return mondays.map((monday) => {
    const week = Array.from({ length: 7 }, (_, index) => byDate.get(addDays(monday, index)));
    const due = week.flatMap((day) =>
      day?.expected !== undefined && ['complete', 'partial', 'missing'].includes(day.state) ? [day] : [],
    );
    return {
      monday,
      number: isoWeek(monday),
      days: week,
      due: due.length,
      complete: due.filter(({ state }) => state === 'complete').length,
      spans: spans.filter(({ last }) => mondayOf(last) === monday),
    };
  });
}
