import { osloDay, startOfDay } from '../oslo-clock.ts';
import { orderPeriods, type OrderPeriod } from '../orders/order-periods.ts';
import type { OrderVersion, Schedule } from '../orders/order.ts';

/** A stretch of time with one schedule: epoch milliseconds, half-open; `to` may be Infinity. */
export interface ScheduleStretch {
  readonly from: number;
  readonly to: number;
  readonly schedule: Schedule;
  /** The versions that asked for it, oldest first. */
  readonly periods: readonly OrderPeriod[];
}

/**
 * When which schedule holds for a vital sign, oldest first. A version that changes limits and not the schedule goes on with the
 * stretch. An order without a schedule expects nothing, and is in none.
 * @param versions all versions of all the person's orders, in any order
 * @param code of the catalogue
 */
export function scheduleStretches(versions: readonly OrderVersion[], code: string): ScheduleStretch[] {
  const stretches: ScheduleStretch[] = [];
  for (const period of orderPeriods(versions)) {
    const { schedule } = period.order;
    if (period.order.code !== code || !schedule) continue;
    const last = stretches.at(-1);
    if (last?.to === period.from && isSame(last.schedule, schedule)) {
      stretches[stretches.length - 1] = { ...last, to: period.to, periods: [...last.periods, period] };
    } else {
      stretches.push({ from: period.from, to: period.to, schedule, periods: [period] });
    }
  }
  return stretches;
}

/** The order of weekdays and times says nothing. */
function isSame(one: Schedule, other: Schedule): boolean {
  const text = ({ frequency, period, unit, weekdays = [], timesOfDay = [] }: Schedule) =>
    [frequency, period, unit, ...weekdays.toSorted(), ...timesOfDay.toSorted()].join(' ');
  return text(one) === text(other);
}

/** The days that lie in a stretch from midnight to midnight; none when `last` is before `first`. */
export function wholeDays({ from, to }: Pick<ScheduleStretch, 'from' | 'to'>): {
  first: number;
  last: number;
} {
  const day = osloDay(from);
  return {
    first: startOfDay(day) === from ? day : day + 1,
    last: to === Infinity ? Infinity : osloDay(to) - 1,
  };
}
