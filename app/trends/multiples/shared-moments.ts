import { nearestTo, type Moments } from '../moments.ts';

/** A measurement farther than this from the time line is not told as measured at about the same time. */
export const nearHours = 12;

/** Every time at which anything of several signs was measured, once, with the worst flag of what was measured then. */
export function sharedMoments(all: readonly Moments[]): Pick<Moments, 'count' | 'times' | 'ranks'> {
  const worst = new Map<number, number>();
  for (const { times, ranks } of all) {
    times.forEach((time, index) => worst.set(time, Math.max(worst.get(time) ?? 0, ranks[index] ?? 0)));
  }
  const times = Float64Array.from(worst.keys()).sort();
  return { count: times.length, times, ranks: Uint8Array.from(times, (time) => worst.get(time) ?? 0) };
}

/** The moment of one sign that is nearest to an instant, not farther than {@link nearHours}; -1: none. Nothing is interpolated. */
export function momentNear({ times }: Pick<Moments, 'times'>, instant: number): number {
  const nearest = nearestTo(times, instant);
  return Math.abs((times[nearest] ?? Infinity) - instant) <= nearHours * 3_600_000 ? nearest : -1;
}
