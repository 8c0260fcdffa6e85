import { dayText, osloDay } from '../oslo-clock.ts';
import { printedDifference, type ChangeRule, type SingleReading } from './change-within.ts';
import { mean } from './statistics.ts';

export type Weighing = SingleReading;

/** kg; for heart failure, and only where the plan asks for it. They hold where no order sets a gain. */
export const gainRules: readonly ChangeRule[] = [
  {
    direction: 'rise',
    by: 2,
    days: 3,
    origin: 'default',
    source: 'ESC/HFA, heartfailurematters.org: >2 kg in 3 days',
  },
  { direction: 'rise', by: 2, days: 7, origin: 'default', source: 'terveyskyla.fi: >2 kg in 3–7 days' },
];

/** kg above (negative: below) the weight that the patient is meant to have. */
export function aboveDryWeight(latest: Weighing, dryWeight: number): number {
  return printedDifference(latest.values.value, dryWeight, 1);
}

export interface WeightDay {
  /** `YYYY-MM-DD` in Europe/Oslo. */
  day: string;
  /** kg, unrounded. */
  mean: number;
  count: number;
}

/** The 7-day line: on each day with a reading, the mean of the readings of that day and the six before. */
export function sevenDayLine(weighings: readonly Weighing[]): WeightDay[] {
  const days = [...new Set(weighings.map(({ effective }) => osloDay(effective)))];
  return days.flatMap((last) => {
    const within = weighings.filter(({ effective }) => {
      const its = osloDay(effective);
      return its <= last && its > last - 7;
    });
    const average = mean(within.map(({ values }) => values.value));
    return average === undefined ? [] : [{ day: dayText(last), mean: average, count: within.length }];
  });
}
