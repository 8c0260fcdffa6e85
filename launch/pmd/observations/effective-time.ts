import { instantRange } from './instant-range.ts';
import type { InstantRange } from './instant-range.ts';

/** When an Observation holds, by whichever effective[x] it has; undefined when that is missing, empty or unreadable. */
export function effectiveTime(observation: Readonly<Record<string, unknown>>): InstantRange | undefined {
  const { effectiveDateTime, effectiveInstant, effectivePeriod, effectiveTiming } = observation;
  const point = read(effectiveDateTime) ?? read(effectiveInstant);
  if (point) return point;
  const period = effectivePeriod as { start?: unknown; end?: unknown } | null | undefined;
  if (typeof period === 'object' && period !== null) {
    const { start, end } = period;
    const first = start === undefined ? { from: -Infinity } : read(start);
    const last = end === undefined ? { to: Infinity } : read(end);
    return first && last && { from: first.from, to: last.to };
  }
  const events = (effectiveTiming as { event?: unknown } | null | undefined)?.event;
  const ranges = (Array.isArray(events) ? events : []).flatMap((event) => read(event) ?? []);
  if (ranges.length === 0) return undefined;
  return { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) };
}

function read(value: unknown): InstantRange | undefined {
  return typeof value === 'string' ? instantRange(value) : undefined;
}
