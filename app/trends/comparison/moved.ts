import { addDays, dateOf, startOfDate, type CalendarDate } from '../../time/oslo.ts';
import type { SignTrend } from '../sign-trend.ts';

/**
 * A trend so many Oslo calendar days later, only to be drawn behind another: each value as far from the start of its day
 * as it was. On a day of a clock change that is up to an hour beside its time of day; no value leaves its day or its place
 * in the order. Values are as they were; the original is not touched.
 */
export function movedTrend(trend: SignTrend, days: number): SignTrend {
  return {
    ...trend,
    moments: { ...trend.moments, times: movedTimes(trend.moments.times, days) },
    parts: trend.parts.map(({ part, series }) => ({
      part,
      series: { ...series, times: movedTimes(series.times, days) },
    })),
  };
}

/** Ascending epoch milliseconds, so that the calendar is asked once a day. */
function movedTimes(times: Float64Array, days: number): Float64Array {
  let day = { start: NaN, end: -Infinity, laterStart: NaN, laterEnd: NaN };
  return times.map((time) => {
    if (!(time < day.end)) day = dayOf(dateOf(time), days);
    return Math.min(day.laterStart + time - day.start, day.laterEnd - 1);
  });
}

function dayOf(date: CalendarDate, days: number) {
  const later = addDays(date, days);
  return {
    start: startOfDate(date),
    end: startOfDate(addDays(date, 1)),
    laterStart: startOfDate(later),
    laterEnd: startOfDate(addDays(later, 1)),
  };
}
