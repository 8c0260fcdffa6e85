import { osloDay, startOfDay } from '../oslo-clock.ts';
import {
  activeDay,
  activePercentOf,
  sensorActivity,
  sensorDays,
  type ActiveDay,
  type SensorActivity,
} from './sensor-activity.ts';
import type { NothingExpected } from './plan.ts';
import { planOf } from './plan.ts';
import type { ScheduleStretch } from './schedule-stretches.ts';

/** How what was received stands to what was expected. `not-yet`: there is still time, so nothing is missing. */
export type ExpectedState = 'complete' | 'partial' | 'missing' | 'not-yet';

/** Measurements that arrived. */
export interface Counted {
  received: number;
  /** Of them: whose value cannot be used (impossible, unreadable). They were measured, and are told. */
  unusable: number;
}

/**
 * A day in Europe/Oslo. `in-span`: expected together with other days, see ExpectedSpan. `sensor`: a sensor gave values, for
 * `activePercent` of the day; how many were lost is no number of measurements that somebody did not make.
 */
export interface ExpectedDay extends Counted {
  day: number;
  /** Absent: the day has no number of its own. */
  expected?: number;
  /** Of a sensor's day that is over, unrounded. */
  activePercent?: number;
  state: ExpectedState | 'in-span' | 'sensor' | NothingExpected;
}

/** Days that have a number of measurements together, first and last included. */
export interface ExpectedSpan extends Counted {
  first: number;
  last: number;
  expected: number;
  state: ExpectedState;
}

/** Of the days and spans that are over. More than was expected on one day makes up for nothing on another. */
export interface ExpectedTotals {
  complete: number;
  partial: number;
  missing: number;
  /** Measurements. */
  expected: number;
  received: number;
  /** Expected and not received. */
  lacking: number;
}

export interface ExpectedMeasurements {
  days: ExpectedDay[];
  spans: ExpectedSpan[];
  /** A sensor's days are in no number of measurements; those without any value are `missing`. */
  totals: ExpectedTotals;
  /** Of the days until the last of these that is over; absent: the order asked for no sensor's values on them. */
  sensor?: SensorActivity;
}

/** A measurement as it is counted. */
export interface ReceivedMeasurement {
  /** Epoch milliseconds; of a day alone, any instant of it. */
  effective: number;
  usable: boolean;
  /** The time of day is not known. */
  dateOnly?: boolean;
}

export interface DayRange {
  first: number;
  last: number;
}

/** The days that must be read to judge these: spans reach beyond them, and a sensor's activity looks back. */
export function daysToRead(stretches: readonly ScheduleStretch[], { first, last }: DayRange): DayRange {
  const plans = [planOf(stretches, first), planOf(stretches, last)];
  const spans = plans.flatMap((plan) => (plan.kind === 'together' ? [plan] : []));
  const looked = last - sensorDays;
  const hasSensor = daysFrom(looked, last).some((day) => planOf(stretches, day).kind === 'sensor');
  return {
    first: Math.min(first, ...spans.map((span) => span.first), ...(hasSensor ? [looked] : [])),
    last: Math.max(last, ...spans.map((span) => span.last)),
  };
}

/**
 * Expected against received, day by day. A day is over at its last midnight and a span after its last day: until then nothing
 * is missing. A measurement counts on the day that it was measured, at whatever hour.
 * @param stretches oldest first, of one vital sign
 * @param measurements at least of {@link daysToRead}; not those that were withdrawn
 * @param now epoch milliseconds
 */
export function expectedMeasurements(
  stretches: readonly ScheduleStretch[],
  measurements: readonly ReceivedMeasurement[],
  { first, last }: DayRange,
  now: number,
): ExpectedMeasurements {
  const countOf = counter(measurements);
  const isOver = (lastDay: number) => now >= startOfDay(lastDay + 1);
  const timesOf = timesByDay(measurements);
  const activeOn = (day: number): ActiveDay | undefined => {
    const plan = planOf(stretches, day);
    return plan.kind === 'sensor' ? activeDay(day, timesOf(day), plan.interval) : undefined;
  };
  const spans = new Map<number, ExpectedSpan>();
  const days: ExpectedDay[] = [];
  for (let day = first; day <= last; day++) {
    const plan = planOf(stretches, day);
    const counted = countOf(day, day);
    if (plan.kind === 'nothing') days.push({ day, ...counted, state: plan.reason });
    else if (plan.kind === 'day') {
      const { expected } = plan;
      days.push({ day, expected, ...counted, state: stateOf(expected, counted.received, isOver(day)) });
    } else if (plan.kind === 'sensor') {
      const active = isOver(day) ? activeOn(day) : undefined;
      const state = counted.received > 0 ? 'sensor' : 'missing';
      days.push({
        day,
        ...counted,
        state: active ? state : 'not-yet',
        ...(active && { activePercent: activePercentOf([active]) }),
      });
    } else {
      days.push({ day, ...counted, state: 'in-span' });
      const { expected } = plan;
      const all = countOf(plan.first, plan.last);
      const state = stateOf(expected, all.received, isOver(plan.last));
      spans.set(plan.first, { first: plan.first, last: plan.last, expected, ...all, state });
    }
  }
  const over = [
    ...days.filter(({ day }) => isOver(day)),
    ...[...spans.values()].filter((span) => isOver(span.last)),
  ];
  const lastOver = isOver(last) ? last : Math.min(last, osloDay(now) - 1);
  const active = daysFrom(lastOver - sensorDays + 1, lastOver).flatMap((day) => activeOn(day) ?? []);
  return {
    days,
    spans: [...spans.values()],
    totals: totalsOf(over),
    ...(active.length > 0 && { sensor: sensorActivity(active, lastOver) }),
  };
}

const daysFrom = (first: number, last: number) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);

/** Times of values that can be used, ascending. */
function timesByDay(measurements: readonly ReceivedMeasurement[]): (day: number) => number[] {
  const found = new Map<number, number[]>();
  for (const { effective, usable, dateOnly } of measurements) {
    if (!usable || dateOnly) continue;
    const day = osloDay(effective);
    const times = found.get(day);
    if (times) times.push(effective);
    else found.set(day, [effective]);
  }
  return (day) => (found.get(day) ?? []).sort((a, b) => a - b);
}

function stateOf(expected: number, received: number, over: boolean): ExpectedState {
  if (received >= expected) return 'complete';
  if (!over) return 'not-yet';
  return received > 0 ? 'partial' : 'missing';
}

function counter(measurements: readonly ReceivedMeasurement[]): (first: number, last: number) => Counted {
  const byDay = new Map<number, Counted>();
  for (const { effective, usable } of measurements) {
    const day = osloDay(effective);
    const { received, unusable } = byDay.get(day) ?? { received: 0, unusable: 0 };
    byDay.set(day, { received: received + 1, unusable: unusable + (usable ? 0 : 1) });
  }
  return (first, last) => {
    const sum = { received: 0, unusable: 0 };
    for (let day = first; day <= last; day++) {
      sum.received += byDay.get(day)?.received ?? 0;
      sum.unusable += byDay.get(day)?.unusable ?? 0;
    }
    return sum;
  };
}

function totalsOf(over: readonly (ExpectedDay | ExpectedSpan)[]): ExpectedTotals {
  const totals = { complete: 0, partial: 0, missing: 0, expected: 0, received: 0, lacking: 0 };
  for (const { state, expected = 0, received } of over) {
    if (state !== 'complete' && state !== 'partial' && state !== 'missing') continue;
    totals[state] += 1;
    totals.expected += expected;
    totals.received += Math.min(received, expected);
    totals.lacking += Math.max(expected - received, 0);
  }
  return totals;
}
