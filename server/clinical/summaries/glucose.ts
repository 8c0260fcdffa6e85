import { osloDay, osloWall } from '../oslo-clock.ts';
import { certainPlace, type Place, type Target } from '../orders/target.ts';
import { roundTo } from '../rounding.ts';
import { dayProfile, type ProfileBin } from './day-profile.ts';
import { glucoseManagementIndicator } from './glucose-management.ts';
import { glucoseGoals, type GlucoseGoal, type GlucoseGroup, type GlucoseRange } from './glucose-ranges.ts';
import { placeGlucose, type PlacedGlucose } from './placed-glucose.ts';
import type { Excluded, Lacking, Reading } from './reading.ts';
import { minutesOf, sensorInterval } from './sensor-time.ts';
import { mean as meanOf, standardDeviation, sum } from './statistics.ts';

/**
 * Sufficient: 14 days of which the sensor was active 70 % (Diabetes Care 2019;42:1593; Tidepool refuses GMI below). Standard deviation
 * and CV: 30 values. Day profile: the seven best days 70 % on average (Tidepool).
 */
export const glucoseGates = { days: 14, activePercent: 70, valuesForSpread: 30, bestDays: 7 } as const;

const minute = 60_000;
const hour = 60 * minute;

export interface GlucoseShare {
  range: GlucoseRange;
  count: number;
  /** Per cent, unrounded: of the time for a sensor, of the readings for spot values. Absent: there are none. */
  percent?: number;
}

export interface GoalResult {
  goal: GlucoseGoal;
  percent: number;
  met: boolean;
}

/** Values below, within and above a target of the patient's own; `uncertain`: beyond what the device measures, and in which is not known. */
export interface GlucoseTargetShare extends Record<Place | 'uncertain', number> {
  /** Per cent within, unrounded: of the time for a sensor, of the readings for spot values. Absent: there are none. */
  percent?: number;
}

interface GlucoseBase {
  group: GlucoseGroup;
  shares: GlucoseShare[];
  /** When a target was given. */
  targetShare?: GlucoseTargetShare;
  /** Exact values in the mean, spread and indicator. */
  count: number;
  /** Values beyond what the device measures (LO, HI): in shares and profile, in no mean. */
  beyondDevice: number;
  /** mmol/L, unrounded. */
  mean?: number;
  standardDeviation?: number;
  /** Coefficient of variation, per cent. 36 or less is stable (Diabetes Care 2019;42:1593). */
  variation?: number;
  /** References, in order of time. */
  used: string[];
  excluded: Excluded[];
}

/** Values of a sensor: the time between them is known. */
export interface SensorGlucose extends GlucoseBase {
  kind: 'sensor';
  /** Minutes. */
  interval: number;
  /** Whole days by Oslo's calendar in the period. */
  days: number;
  /** Per cent of the period in which the sensor gave a value, unrounded. */
  activePercent: number;
  /** Empty: goals and indicator are given. */
  lacking: Lacking[];
  goals?: GoalResult[];
  indicator?: { percent: number; mmolPerMol: number };
  profile?: ProfileBin[];
}

/** Single values: they have no time in range, no indicator, no profile. */
export interface SpotGlucose extends GlucoseBase {
  kind: 'spot';
}

export interface GlucoseQuestion {
  /** Epoch milliseconds, half-open: what is summed up, and what the sensor's activity is a share of. */
  period: { from: number; to: number };
  group: GlucoseGroup;
  /** Minutes between the sensor's values; absent: seen from the values themselves. */
  interval?: number;
  /** Minutes per bin of the day profile, a divisor of 1440. */
  binMinutes: number;
  /** Of the patient's order, mmol/L; beside the consensus' ranges, never in their place. */
  target?: Target;
}

/** @param readings canonical unit (mmol/L), in order of time */
export function glucoseSummary(
  readings: readonly Reading[],
  { period, group, interval, binMinutes, target }: GlucoseQuestion,
): SensorGlucose | SpotGlucose {
  const inPeriod = readings.filter(({ effective }) => effective >= period.from && effective < period.to);
  const { ranges, goals } = glucoseGoals[group];
  const times = inPeriod.filter(({ dateOnly }) => !dateOnly).map(({ effective }) => effective);
  const between = interval ?? sensorInterval(times);
  const { placed, excluded } = placeGlucose(inPeriod, ranges, between !== undefined);
  const minutes =
    between === undefined
      ? placed.map(() => 1)
      : minutesOf(
          placed.map(({ effective }) => effective),
          between,
        );
  const base = {
    ...spread(placed),
    group,
    shares: sharesOf(placed, minutes, ranges),
    ...(target && { targetShare: shareOfTarget(placed, minutes, target) }),
    excluded,
  };
  if (between === undefined) return { kind: 'spot', ...base };
  const lasts = (period.to - period.from) / minute;
  const activePercent = Math.min(100, (100 * sum(minutes)) / lasts);
  const days = Math.floor((osloWall(period.to) - osloWall(period.from)) / (24 * hour));
  const lacking = sensorLacking(days, activePercent);
  const enough = lacking.length === 0;
  const showsProfile = hasProfile(placed, minutes);
  return {
    kind: 'sensor',
    ...base,
    interval: between,
    days,
    activePercent,
    lacking,
    ...(enough && { goals: goals.map((goal) => resultOf(goal, base.shares)) }),
    ...(enough && base.mean !== undefined && { indicator: glucoseManagementIndicator(base.mean) }),
    ...(showsProfile && { profile: dayProfile(placed, binMinutes) }),
  };
}

function spread(placed: readonly PlacedGlucose[]) {
  const exact = placed.filter((each) => each.exact).map(({ value }) => value);
  const mean = meanOf(exact);
  const deviation = exact.length >= glucoseGates.valuesForSpread ? standardDeviation(exact) : undefined;
  return {
    count: exact.length,
    beyondDevice: placed.length - exact.length,
    used: placed.map(({ reference }) => reference),
    ...(mean !== undefined && { mean }),
    ...(deviation !== undefined && { standardDeviation: deviation }),
    ...(deviation !== undefined && mean !== undefined && { variation: (100 * deviation) / mean }),
  };
}

function sharesOf(
  placed: readonly PlacedGlucose[],
  minutes: readonly number[],
  ranges: readonly GlucoseRange[],
): GlucoseShare[] {
  const total = sum(minutes);
  return ranges.map((range) => {
    let count = 0;
    let own = 0;
    placed.forEach(({ band }, index) => {
      if (band !== range.band) return;
      count++;
      own += minutes[index] ?? 0;
    });
    return { range, count, ...(total > 0 && { percent: (100 * own) / total }) };
  });
}

function shareOfTarget(
  placed: readonly PlacedGlucose[],
  minutes: readonly number[],
  target: Target,
): GlucoseTargetShare {
  const counts = { below: 0, within: 0, above: 0, uncertain: 0 };
  let own = 0;
  placed.forEach((each, index) => {
    const place = certainPlace(target, each, 1) ?? 'uncertain';
    counts[place]++;
    if (place === 'within') own += minutes[index] ?? 0;
  });
  const total = sum(minutes);
  return { ...counts, ...(total > 0 && { percent: (100 * own) / total }) };
}

/** Compared as printed, with one decimal: a share printed as 70.0 is not above 70. */
function resultOf(goal: GlucoseGoal, shares: readonly GlucoseShare[]): GoalResult {
  const percent = sum(
    shares.flatMap(({ range, percent = 0 }) => (goal.bands.includes(range.band) ? [percent] : [])),
  );
  const printed = roundTo(percent, 1);
  return { goal, percent, met: goal.relation === 'above' ? printed > goal.percent : printed < goal.percent };
}

/** What time in ranges lacks. */
export function sensorLacking(days: number, activePercent: number): Lacking[] {
  const needs: Lacking[] = [
    { need: 'days', least: glucoseGates.days, found: days },
    { need: 'active-share', least: glucoseGates.activePercent, found: activePercent },
  ];
  return needs.filter(({ least, found }) => found < least);
}

/** Days without values count as 0 % among the seven: less than a week of values is never enough. */
function hasProfile(placed: readonly PlacedGlucose[], minutes: readonly number[]): boolean {
  const byDay = new Map<number, number>();
  placed.forEach(({ effective }, index) => {
    const day = osloDay(effective);
    byDay.set(day, (byDay.get(day) ?? 0) + (minutes[index] ?? 0));
  });
  const best = [...byDay.values()].sort((a, b) => b - a).slice(0, glucoseGates.bestDays);
  return (100 * sum(best)) / (glucoseGates.bestDays * 24 * 60) >= glucoseGates.activePercent;
}
