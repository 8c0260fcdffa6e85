import { mondayOf, startOfDay } from '../oslo-clock.ts';
import { intervalOf } from '../summaries/sensor-time.ts';
import { demandOf } from './demand.ts';
import { wholeDays, type ScheduleStretch } from './schedule-stretches.ts';

/** Why nothing is expected on a day. */
export type NothingExpected =
  /** The schedule has other days. */
  | 'not-expected'
  /** The schedule does not hold for the whole of the day, or of the days that belong together. */
  | 'cut-short'
  | 'before-order'
  | 'after-order'
  /** Between orders, or there never was a schedule. */
  | 'no-schedule';

/** What is expected of a day: a number, a part in what some days have together, or nothing. */
export type DayPlan =
  | { kind: 'day'; expected: number }
  /** As often as only a sensor measures: a share of the day, not a number. Minutes between its values. */
  | { kind: 'sensor'; interval: number }
  | { kind: 'together'; first: number; last: number; expected: number }
  | { kind: 'nothing'; reason: NothingExpected };

/**
 * What is expected of a day. A day on which a schedule begins, ends or is changed between two midnights demands nothing, and
 * neither do days together (a week) that it does not hold for throughout: what cannot be known is not missing.
 * @param stretches oldest first, of one vital sign
 */
export function planOf(stretches: readonly ScheduleStretch[], day: number): DayPlan {
  const whole = stretches.find((stretch) => {
    const { first, last } = wholeDays(stretch);
    return day >= first && day <= last;
  });
  if (!whole) return { kind: 'nothing', reason: reasonOf(stretches, day) };
  const demand = demandOf(whole.schedule);
  if (demand.kind === 'daily') {
    const expected = demand.on(day);
    if (expected === 0) return { kind: 'nothing', reason: 'not-expected' };
    const interval = intervalOf((24 * 60) / expected);
    return interval === undefined ? { kind: 'day', expected } : { kind: 'sensor', interval };
  }
  const { first: firstWhole, last: lastWhole } = wholeDays(whole);
  const anchor = demand.from === 'start' ? firstWhole : mondayOf(firstWhole + 6);
  const first = anchor + Math.floor((day - anchor) / demand.days) * demand.days;
  const last = first + demand.days - 1;
  if (first < firstWhole || last > lastWhole) return { kind: 'nothing', reason: 'cut-short' };
  const expected = demand.expected(first);
  return expected > 0
    ? { kind: 'together', first, last, expected }
    : { kind: 'nothing', reason: 'not-expected' };
}

function reasonOf(stretches: readonly ScheduleStretch[], day: number): NothingExpected {
  const [begins, ends] = [startOfDay(day), startOfDay(day + 1)];
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (!first || !last) return 'no-schedule';
  if (stretches.some(({ from, to }) => from < ends && to > begins)) return 'cut-short';
  if (first.from >= ends) return 'before-order';
  return last.to <= begins ? 'after-order' : 'no-schedule';
}
