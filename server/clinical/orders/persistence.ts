import type { Interpretation } from '../types.ts';
import { mostPersistence, type Persistence } from './order.ts';

/** So many readings are looked back at: enough remain of them when those that say nothing are passed over. */
export const mostLookedAt = 3 * mostPersistence;

/** What was found about one reading of one part. */
export interface JudgedReading {
  /** Absent: not assessed. */
  readonly interpretation?: Interpretation;
  readonly improbable: boolean;
}

/** How far the latest yellow reading is on the way to counting. */
export interface PersistenceTally extends Persistence {
  /** Of the last `of` readings, those beyond a limit, on either side, red too; the latest is one of them. */
  readonly beyond: number;
  /** Whether the yellow counts: `beyond` has reached `needed`. */
  readonly counts: boolean;
}

/**
 * Whether the latest reading's yellow counts by its order's persistence, as 2 of the last 3 (clinical rules §3.10). Each reading
 * is taken by the flag it has, from the limits of its own time. What is in doubt holds no yellow back: readings that are not
 * assessed, and improbable ones that would be normal, are not among the last. No more than {@link mostLookedAt} are looked at.
 * @param readings newest first
 * @returns undefined when the latest is not yellow: red always counts, at once
 */
export function persistenceTally(
  readings: readonly JudgedReading[],
  { needed, of }: Persistence,
): PersistenceTally | undefined {
  const latest = readings[0]?.interpretation;
  if (latest !== 'L' && latest !== 'H') return undefined;
  const last = readings
    .slice(0, mostLookedAt)
    .filter(({ interpretation, improbable }) => interpretation && !(improbable && interpretation === 'N'))
    .slice(0, of);
  const beyond = last.filter(({ interpretation }) => interpretation !== 'N').length;
  return { needed, of, beyond, counts: beyond >= needed };
}

/**
 * Which yellows do not count yet, each reading taken as the latest of those up to it.
 * @param readings in order of time; `persistence` is that of the order that judged it, absent: none holds its yellow back
 */
export function heldBack(
  readings: readonly (JudgedReading & { readonly persistence?: Persistence })[],
): boolean[] {
  return readings.map(({ persistence }, index) => {
    if (!persistence) return false;
    const newestFirst = readings.slice(Math.max(0, index + 1 - mostLookedAt), index + 1).reverse();
    return persistenceTally(newestFirst, persistence)?.counts === false;
  });
}
