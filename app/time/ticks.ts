import { addDays, dateOf, instantOf, startOfDate, wallTime } from './oslo.ts';

/** How ticks are labelled: by time of day, by day, by month or by year. */
export type TickUnit = 'minute' | 'day' | 'month' | 'year';

export interface Tick {
  instant: number;
  unit: TickUnit;
}

type Step = { unit: TickUnit; size: number; roughly: number };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const steps: readonly Step[] = [
  ...[5, 15, 30, 60, 180, 360, 720].map((size): Step => ({ unit: 'minute', size, roughly: size * MINUTE })),
  ...[1, 2, 7, 14].map((size): Step => ({ unit: 'day', size, roughly: size * DAY })),
  ...[1, 3, 6].map((size): Step => ({ unit: 'month', size, roughly: size * 30.5 * DAY })),
  ...[1, 2, 5, 10].map((size): Step => ({ unit: 'year', size, roughly: size * 365.25 * DAY })),
];

/** Longer than this, a day without its year says too little. */
const LONGEST_OF_DAYS = 180 * DAY;

/**
 * Ticks at round Oslo times between two instants (inclusive), at most about `atMost` of them: whole hours, midnights,
 * Mondays, firsts of months. Days are calendar days, so they stay at midnight across the clock changes. One tick alone
 * tells no span: where there is room for no more round ones, the first and the last midnight stand instead.
 */
export function ticksBetween(from: number, to: number, atMost: number): Tick[] {
  if (!(to > from)) return [];
  const ticks = roundTicks(from, to, atMost);
  return ticks.length > 1 || to - from > LONGEST_OF_DAYS ? ticks : (outerDays(from, to) ?? ticks);
}

function outerDays(from: number, to: number): Tick[] | undefined {
  const onStart = startOfDate(dateOf(from)) === from;
  const first = onStart ? from : startOfDate(addDays(dateOf(from), 1));
  const last = startOfDate(dateOf(to));
  if (last <= first) return undefined;
  return [first, last].map((instant) => ({ instant, unit: 'day' }));
}

function roundTicks(from: number, to: number, atMost: number): Tick[] {
  const room = (to - from) / Math.max(1, atMost);
  const step = steps.find(({ roughly }) => roughly >= room) ?? steps[steps.length - 1];
  if (!step) return [];
  const ticks: Tick[] = [];
  for (const instant of instants(from, to, step)) {
    if (instant >= from && instant <= to) ticks.push({ instant, unit: unitOf(instant, step) });
  }
  return ticks;
}

function* instants(from: number, to: number, { unit, size }: Step): Generator<number> {
  const start = wallTime(from);
  if (unit === 'minute') yield* timesOfDay(from, to, size);
  else if (unit === 'day') {
    const offset = size % 7 === 0 ? (new Date(`${dateOf(from)}T00:00:00Z`).getUTCDay() + 6) % 7 : 0;
    for (let date = addDays(dateOf(from), -offset); startOfDate(date) <= to; date = addDays(date, size)) {
      yield startOfDate(date);
    }
  } else if (unit === 'month') {
    const first = Math.floor((start.month - 1) / size) * size;
    for (let month = first; ; month += size) {
      const instant = instantOf(start.year + Math.floor(month / 12), (month % 12) + 1, 1);
      if (instant > to) return;
      yield instant;
    }
  } else {
    for (let year = Math.floor(start.year / size) * size; instantOf(year, 1, 1) <= to; year += size) {
      yield instantOf(year, 1, 1);
    }
  }
}

function* timesOfDay(from: number, to: number, minutes: number): Generator<number> {
  for (let date = dateOf(from); startOfDate(date) <= to; date = addDays(date, 1)) {
    const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
    let last = -Infinity;
    for (let minute = 0; minute < 24 * 60; minute += minutes) {
      const instant = instantOf(year, month, day, Math.floor(minute / 60), minute % 60);
      if (instant > last) yield instant;
      last = instant;
    }
  }
}

function unitOf(instant: number, { unit }: Step): TickUnit {
  if (unit !== 'minute') return unit;
  const { hour, minute } = wallTime(instant);
  return hour === 0 && minute === 0 ? 'day' : 'minute';
}
