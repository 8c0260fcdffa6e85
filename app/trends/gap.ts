import type { VitalSignKey } from '#clinical/types.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Home follow-up measures daily to twice a week; scores are set at visits. */
const shortest: Readonly<Record<VitalSignKey, number>> = {
  'blood-pressure': 2 * DAY,
  'heart-rate': 2 * DAY,
  'oxygen-saturation': 2 * DAY,
  'respiratory-rate': 2 * DAY,
  'body-temperature': 2 * DAY,
  'body-weight': 3 * DAY,
  'body-height': 400 * DAY,
  bmi: 14 * DAY,
  glucose: 1.5 * DAY,
  news2: 7 * DAY,
  cfs: 100 * DAY,
  acvpu: 7 * DAY,
};

/** A sensor's series: shorter than this between values is continuous. */
const CONTINUOUS = 15 * 60_000;

/**
 * How far apart two values may be and still be joined by a line. Continuous series: four intervals (20 minutes for a
 * five-minute sensor). Others: the sign's own limit, or three of the usual intervals when the person measures seldom.
 * Usual is what nine of ten intervals keep within, so that readings taken in pairs do not pass for a sensor.
 */
export function gapLimit(key: VitalSignKey, times: Float64Array): number {
  const usual = knownIntervals.get(times) ?? usualInterval(times);
  if (usual !== undefined) knownIntervals.set(times, usual);
  if (usual === undefined) return shortest[key];
  return usual <= CONTINUOUS && times.length > 100 ? 4 * usual : Math.max(shortest[key], 3 * usual);
}

/** A picture is drawn for each step of a pan; a year of five-minute values takes milliseconds to sort. */
const knownIntervals = new WeakMap<Float64Array, number>();

function usualInterval(times: Float64Array): number | undefined {
  if (times.length < 3) return undefined;
  const intervals = new Float64Array(times.length - 1);
  for (let index = 1; index < times.length; index++) {
    intervals[index - 1] = (times[index] ?? 0) - (times[index - 1] ?? 0);
  }
  return intervals.sort()[Math.floor((intervals.length - 1) * 0.9)];
}

/** How many times the line breaks. */
export function countGaps(times: Float64Array, limit: number): number {
  let gaps = 0;
  for (let index = 1; index < times.length; index++) {
    if ((times[index] ?? 0) - (times[index - 1] ?? 0) > limit) gaps++;
  }
  return gaps;
}
