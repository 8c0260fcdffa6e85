import { percentile, ascending } from './statistics.ts';

/** Minutes between values of glucose sensors: every minute, every five, every quarter of an hour. */
const intervals = [1, 5, 15] as const;
const minute = 60_000;

/** The longest median distance that a sensor can have: halfway beyond the slowest, so that lost values do not hide it. */
const longest = 1.5 * 15;

const nearest = (minutes: number) =>
  intervals.reduce((best, each) => (Math.abs(each - minutes) < Math.abs(best - minutes) ? each : best));

/** The interval that a distance of so many minutes is nearest to; undefined: it is too long to be a sensor's. */
export const intervalOf = (minutes: number): number | undefined =>
  minutes > longest ? undefined : nearest(minutes);

/**
 * The interval of the sensor that gave these values, in minutes; undefined when they lie too far apart to be a sensor's: then
 * they are spot values, which say nothing of the time between them.
 * @param times ascending, epoch milliseconds
 */
export function sensorInterval(times: readonly number[]): number | undefined {
  const gaps = times.slice(1).map((time, index) => (time - (times[index] ?? time)) / minute);
  const median = percentile(ascending(gaps), 50);
  return median === undefined ? undefined : intervalOf(median);
}

/**
 * The minutes that each value stands for: its device's interval, by the nearer neighbour, so that five- and fifteen-minute sensors
 * can follow each other in one series. A value with no neighbour near stands for the interval expected.
 * @param times ascending, epoch milliseconds
 */
export function minutesOf(times: readonly number[], expected: number): number[] {
  return times.map((time, index) => {
    const before = (time - (times[index - 1] ?? -Infinity)) / minute;
    const after = ((times[index + 1] ?? Infinity) - time) / minute;
    const gap = Math.min(before, after);
    return gap > longest ? expected : nearest(gap);
  });
}
