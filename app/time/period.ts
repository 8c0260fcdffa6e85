import type { CalendarDate } from './oslo.ts';
import { addDays, dateOf, daysBetween, isCalendarDate, startOfDate } from './oslo.ts';

/** The periods offered by name; `days` counts today. */
export const presets = [
  { key: '7d', days: 7 },
  { key: '30d', days: 30 },
  { key: '90d', days: 90 },
  { key: '1y', days: 365 },
] as const;

export type PresetKey = (typeof presets)[number]['key'];

/** What a trend is shown for: a preset that ends today, everything, or calendar days chosen (both inclusive). */
export type Period =
  { kind: PresetKey } | { kind: 'all' } | { kind: 'custom'; from: CalendarDate; to: CalendarDate };

/** Inclusive Oslo calendar days; a missing end is open. */
export interface Days {
  from?: CalendarDate;
  to?: CalendarDate;
}

/** The calendar days of a period, seen from an instant. Presets are calendar days, never multiples of 24 hours. */
export function daysOf(period: Period, now: number): Days {
  if (period.kind === 'all') return {};
  if (period.kind === 'custom') return { from: period.from, to: period.to };
  const days = presets.find(({ key }) => key === period.kind)?.days ?? 30;
  const today = dateOf(now);
  return { from: addDays(today, 1 - days), to: today };
}

/**
 * The days just before, as many of them: equal in Oslo calendar days, so that a change of the clock makes one of the two
 * an hour longer, never a day. Nothing is before an open period.
 */
export function daysBefore({ from, to }: Days): { from: CalendarDate; to: CalendarDate } | undefined {
  if (from === undefined || to === undefined) return undefined;
  return { from: addDays(from, -1 - daysBetween(from, to)), to: addDays(from, -1) };
}

/** The same as a half-open interval of instants. */
export function intervalOf({ from, to }: Days): { start: number; end: number } {
  return {
    start: from === undefined ? -Infinity : startOfDate(from),
    end: to === undefined ? Infinity : startOfDate(addDays(to, 1)),
  };
}

/** Up to this many values a day, 30 days is the typical view; denser series open on a week. */
const DENSE_PER_DAY = 24;

/**
 * Where a trend opens: 30 days (a week when the series is dense), or the shortest longer preset with data in it, or
 * everything. Without any data: 30 days.
 */
export function openingPeriod(
  available: { first: number; last: number; count: number } | undefined,
  now: number,
): Period {
  if (!available) return { kind: '30d' };
  const span = Math.max(1, (available.last - available.first) / 86_400_000);
  const dense = available.count / span > DENSE_PER_DAY;
  const candidates = presets.filter(({ key }) => dense || key !== '7d');
  const found = candidates.find(({ key }) => intervalOf(daysOf({ kind: key }, now)).start <= available.last);
  return found ? { kind: found.key } : { kind: 'all' };
}

/** `30d`, `all` or `2026-01-01_2026-01-31`, as it stands in the address. */
export function formatPeriod(period: Period): string {
  return period.kind === 'custom' ? `${period.from}_${period.to}` : period.kind;
}

/** The inverse; undefined for anything else, also for days in the wrong order. */
export function parsePeriod(text: string | null): Period | undefined {
  if (text === 'all') return { kind: 'all' };
  const preset = presets.find(({ key }) => key === text);
  if (preset) return { kind: preset.key };
  const [from = '', to = ''] = (text ?? '').split('_');
  if (!isCalendarDate(from) || !isCalendarDate(to) || from > to) return undefined;
  return { kind: 'custom', from, to };
}
