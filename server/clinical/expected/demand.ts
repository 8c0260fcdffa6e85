import { mondayOf, startOfDay } from '../oslo-clock.ts';
import { weekdays, type Schedule } from '../orders/order.ts';

/** What a schedule asks for: so many on each day, or so many within some days, whichever of them. */
export type Demand =
  | { kind: 'daily'; on: (day: number) => number }
  | {
      kind: 'together';
      days: number;
      /** Weeks begin on Mondays; others with the first whole day of the schedule. */
      from: 'monday' | 'start';
      expected: (first: number) => number;
    };

const hour = 3_600_000;

/**
 * Counted per day in Europe/Oslo; a time of day in the schedule says how many, not when. What is asked for more seldom than
 * daily may come on any day of its own: every third day is one within three days. Named weekdays of a week are days of their
 * own when each has the same number.
 */
export function demandOf({ frequency, period, unit, weekdays: named = [] }: Schedule): Demand {
  const isNamed = (day: number) => named.includes(weekdays[day - mondayOf(day)] ?? 'mon');
  if (unit === 'h') return hourly(frequency, period);
  if (unit === 'd' && period === 1) {
    return { kind: 'daily', on: (day) => (named.length === 0 || isNamed(day) ? frequency : 0) };
  }
  if (unit === 'd') {
    const within = (first: number) => Array.from({ length: period }, (_, index) => first + index);
    const expected = (first: number) => (named.length === 0 || within(first).some(isNamed) ? frequency : 0);
    return { kind: 'together', days: period, from: 'start', expected };
  }
  if (period === 1 && named.length > 0 && frequency % named.length === 0) {
    return { kind: 'daily', on: (day) => (isNamed(day) ? frequency / named.length : 0) };
  }
  return { kind: 'together', days: 7 * period, from: 'monday', expected: () => frequency };
}

/** What a day has room for, rounded down: 23 in the spring night's day and 25 in the autumn's, when asked for each hour. */
function hourly(frequency: number, period: number): Demand {
  if (frequency * 24 < period) {
    return { kind: 'together', days: Math.ceil(period / 24), from: 'start', expected: () => frequency };
  }
  const on = (day: number) => {
    const hours = (startOfDay(day + 1) - startOfDay(day)) / hour;
    return Math.max(1, Math.floor((hours * frequency) / period));
  };
  return { kind: 'daily', on };
}
