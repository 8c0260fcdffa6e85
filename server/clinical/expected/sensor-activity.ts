import { startOfDay } from '../oslo-clock.ts';
import { glucoseGates, sensorLacking } from '../summaries/glucose.ts';
import type { Lacking } from '../summaries/reading.ts';
import { minutesOf } from '../summaries/sensor-time.ts';
import { sum } from '../summaries/statistics.ts';

/** Label for clinicians. */
export const sensorSource = 'Diabetes Care 2019;42:1593: 14 dager med sensoren aktiv minst 70 %';

/** How many days are looked at together: what time in range is told of needs 14, of which the sensor was active 70 %. */
export const sensorDays = glucoseGates.days;

/** How much of some days a sensor gave values: no verdict, neither on the values nor on the patient. */
export interface SensorActivity {
  /** Of the days that are over, first and last included. */
  first: number;
  last: number;
  /** Of them: those on which the order asked for a sensor's values. */
  days: number;
  /** Per cent of those days, unrounded. */
  activePercent: number;
  /** What there is too little of for time in ranges; empty: there is enough. */
  lacking: Lacking[];
}

const minute = 60_000;
const minutesIn = (day: number) => (startOfDay(day + 1) - startOfDay(day)) / minute;

/** The minutes of a day that its values stand for. A day has 23, 24 or 25 hours. */
export interface ActiveDay {
  day: number;
  minutes: number;
}

/**
 * @param times of one day, ascending: when a value that can be used was measured, epoch milliseconds
 * @param interval minutes between the values that were asked for
 */
export function activeDay(day: number, times: readonly number[], interval: number): ActiveDay {
  return { day, minutes: Math.min(minutesIn(day), sum(minutesOf(times, interval))) };
}

/** Unrounded. */
export const activePercentOf = (days: readonly ActiveDay[]): number =>
  (100 * sum(days.map(({ minutes }) => minutes))) / sum(days.map(({ day }) => minutesIn(day)));

/** @param days that are over and had a sensor's values asked for, of the last {@link sensorDays} until `last`; not empty */
export function sensorActivity(days: readonly ActiveDay[], last: number): SensorActivity {
  const activePercent = activePercentOf(days);
  return {
    first: last - sensorDays + 1,
    last,
    days: days.length,
    activePercent,
    lacking: sensorLacking(days.length, activePercent),
  };
}
