import { dayText, mondayOf, osloDay } from '../oslo-clock.ts';
import { pressureMean, type ExactPressure, type PressureMean } from './home-pressure.ts';

/** An ISO week in Europe/Oslo, Monday to Sunday. */
export interface PressureWeek {
  /** `YYYY-MM-DD` of its Monday. */
  monday: string;
  /** Absent: nothing that can be used was measured. */
  mean?: PressureMean;
  /** The readings behind the mean, in order of time. */
  used: string[];
}

/**
 * Means week by week, from the first week with a reading to the last; a week without readings is there, without a mean. All exact
 * and credible readings count, at whatever time of day: it shows a course and gives no verdict.
 * @param readings in order of time
 */
export function weeklyPressure(readings: readonly ExactPressure[]): PressureWeek[] {
  const byWeek = new Map<number, ExactPressure[]>();
  for (const reading of readings) {
    const monday = mondayOf(osloDay(reading.effective));
    byWeek.set(monday, [...(byWeek.get(monday) ?? []), reading]);
  }
  const mondays = [...byWeek.keys()];
  const [first, last] = [mondays[0], mondays.at(-1)];
  if (first === undefined || last === undefined) return [];
  return Array.from({ length: (last - first) / 7 + 1 }, (_, index) => {
    const monday = first + index * 7;
    const measured = byWeek.get(monday) ?? [];
    const mean = pressureMean(measured);
    const used = measured.map(({ reference }) => reference);
    return { monday: dayText(monday), ...(mean && { mean }), used };
  });
}
