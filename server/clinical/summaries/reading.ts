import type { Comparator } from '../types.ts';

/** A value in the canonical unit, unrounded, and what is doubtful about it. */
export interface ReadValue {
  value: number;
  /** See plausibility.ts. */
  improbable: boolean;
  /** The true value lies past the number: what devices show as LO and HI. */
  comparator?: Comparator;
}

/** What stands in the place of a value that cannot be read: `impossible`, `missing-value`, `unknown-unit` … */
export interface Unread {
  fault: string;
}

/** One measurement, as the summaries read it. `K`: the parts it has, two for a blood pressure. */
export interface Reading<K extends string = 'value'> {
  /** Names the measurement in the answer. */
  reference: string;
  /** Epoch milliseconds; of a day, its start in Europe/Oslo. */
  effective: number;
  /** The source said the day alone. */
  dateOnly: boolean;
  values: Readonly<Record<K, ReadValue | Unread>>;
  /** It is not to be used at all. */
  fault?: 'withdrawn' | 'cancelled';
  /** With what it was measured; absent: not said. */
  device?: string;
}

/** A measurement that is in no mean. `reason` is for programs; `part` when one of several parts is the reason. */
export interface Excluded {
  reference: string;
  effective: number;
  /** The source said the day alone: `effective` is its start. */
  dateOnly: boolean;
  reason: string;
  part?: string;
}

/** What must be there before something is concluded, and what was found. */
export interface Lacking {
  need: 'readings' | 'days' | 'active-share';
  least: number;
  found: number;
}

export interface Exact<K extends string> {
  reference: string;
  effective: number;
  dateOnly: boolean;
  device?: string;
  values: Readonly<Record<K, number>>;
}

export const isRead = (value: ReadValue | Unread): value is ReadValue => 'value' in value;

/** Why a value is in no mean: it is not there, improbable, or beyond what the device measures. */
function faultIn(value: ReadValue | Unread): string | undefined {
  if (!isRead(value)) return value.fault;
  if (value.improbable) return 'improbable';
  return value.comparator ? 'beyond-device-range' : undefined;
}

/** Why a reading is in no mean, and which of several parts is the reason; undefined: all parts are exact and credible. */
export function faultOf<K extends string>(
  reading: Reading<K>,
): Pick<Excluded, 'reason' | 'part'> | undefined {
  if (reading.fault) return { reason: reading.fault };
  const parts = Object.entries<ReadValue | Unread>(reading.values);
  for (const [part, value] of parts) {
    const reason = faultIn(value);
    if (reason !== undefined) return { reason, ...(parts.length > 1 && { part }) };
  }
  return undefined;
}

/**
 * Readings whose parts are all exact and credible, in the order given; the others with the first reason found. A reading
 * that lacks one part is excluded as a whole: parts are measured together and are used together.
 */
export function exactReadings<K extends string>(
  readings: readonly Reading<K>[],
): { exact: Exact<K>[]; excluded: Excluded[] } {
  const exact: Exact<K>[] = [];
  const excluded: Excluded[] = [];
  for (const reading of readings) {
    const fault = faultOf(reading);
    if (fault) {
      excluded.push({ ...whichOf(reading), ...fault });
      continue;
    }
    const values = Object.fromEntries(
      Object.entries<ReadValue | Unread>(reading.values).flatMap(([key, value]) =>
        isRead(value) ? [[key, value.value]] : [],
      ),
    ) as Record<K, number>;
    const { device } = reading;
    exact.push({ ...whichOf(reading), ...(device && { device }), values });
  }
  return { exact, excluded };
}

/** One part of readings that have several. */
export function ofPart<K extends string>(readings: readonly Exact<K>[], part: K): Exact<'value'>[] {
  return readings.map(({ values, ...each }) => ({ ...each, values: { value: values[part] } }));
}

export function whichOf({
  reference,
  effective,
  dateOnly,
}: Pick<Excluded, 'reference' | 'effective' | 'dateOnly'>) {
  return { reference, effective, dateOnly };
}
