import { osloDay, osloMinute } from '../oslo-clock.ts';
import { ascending, percentile } from './statistics.ts';

/** What was measured at one time of the day, on all days of the period. */
export interface ProfileBin {
  /** Minutes after midnight on Oslo's clock. */
  from: number;
  to: number;
  count: number;
  /** On how many days. */
  days: number;
  /** Those of {@link profilePercents}, unrounded; absent: nothing was measured at that time of the day. */
  percentiles?: readonly number[];
}

/** The percentiles of the international consensus on CGM reports (Diabetes Care 2019;42:1593). */
export const profilePercents = [5, 25, 50, 75, 95] as const;

const minutesADay = 1440;

/**
 * One day of 24 hours by Oslo's clock. In the autumn night the hour that comes twice is in one place, and in the spring night
 * nothing is invented for the hour that is not there.
 * @param binMinutes a divisor of 1440
 */
export function dayProfile(
  values: readonly { effective: number; value: number }[],
  binMinutes: number,
): ProfileBin[] {
  const bins = Array.from({ length: minutesADay / binMinutes }, () => ({
    values: [] as number[],
    days: new Set<number>(),
  }));
  for (const { effective, value } of values) {
    const bin = bins[Math.floor(osloMinute(effective) / binMinutes)];
    bin?.values.push(value);
    bin?.days.add(osloDay(effective));
  }
  return bins.map(({ values, days }, index) => {
    const sorted = ascending(values);
    const percentiles = profilePercents.flatMap((percent) => percentile(sorted, percent) ?? []);
    return {
      from: index * binMinutes,
      to: (index + 1) * binMinutes,
      count: values.length,
      days: days.size,
      ...(percentiles.length > 0 && { percentiles }),
    };
  });
}
