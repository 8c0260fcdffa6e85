import type { PersistenceTally } from '#clinical/orders/persistence.ts';
import type { Coding, Comparator, Interpretation } from '#clinical/types.ts';
import type { When } from './date-time.ts';

/** Flags as small integers, so that a year of glucose is a few typed arrays. 0 = not assessed. */
export const flagCodes: readonly (Interpretation | undefined)[] = [undefined, 'N', 'L', 'H', 'LL', 'HH'];
/** Comparators likewise. 0 = none. */
export const comparatorCodes: readonly (Comparator | undefined)[] = [undefined, '<', '<=', '>', '>='];

/** A measurement that is never on the line, with the reason why. */
export interface SetAside {
  reference: string;
  /** Absent: the source does not know it. */
  when?: When;
  /** Value and unit as sent. */
  text: string;
  reason: string;
  detail?: string;
  /** Received since the clinician's last visit. */
  isNew?: true;
}

/** One code, or one component of a panel, in columns of equal length, ascending by time. */
export interface Series {
  code: Coding;
  component?: Coding;
  /** UCUM; absent for scores. */
  unit?: string;
  count: number;
  /** Of the whole history; absent = never any. */
  available?: { first: When; last: When; count: number };
  /** Epoch milliseconds. */
  times: Float64Array;
  /** In the canonical unit. */
  values: Float64Array;
  /** Index into flagCodes. */
  flags: Uint8Array;
  /** 1 = improbable. */
  improbable: Uint8Array;
  /** Index into comparatorCodes. */
  comparators: Uint8Array;
  /** Index into Trend.limits; -1 = none. */
  limits: Int32Array;
  /** Index into Trend.contexts; -1 = none. */
  contexts: Int32Array;
  /** Reference of a value = referencePrefix + base36(number). */
  references: Float64Array;
  referencePrefix: string;
  /** 1 = the time is a calendar day. */
  dateOnly: Uint8Array;
  setAside: SetAside[];
  /** An order says in the period how often to measure. */
  scheduled?: true;
  /** The order that holds at the end of the period sets a limit on changes. */
  changeLimit?: true;
  /** What was received since the instant asked about; absent: not asked, or the store does not say of all when they arrived. */
  news?: {
    /** Of the whole history. */
    count: number;
    outsidePeriod: number;
    /** 1 = new. */
    at: Uint8Array;
  };
  /** Of the latest value; absent: its flag counts as it is. */
  persistence?: PersistenceTally;
  /**
   * Steps of the limits over the period, measured or not, as the facade tells them when an order says anything of it: epoch
   * milliseconds, half-open, without holes; `limits` as in the column.
   */
  limitPeriods?: { from: number; to: number; limits: number }[];
}

export function referenceOf(series: Series, index: number): string {
  return series.referencePrefix + (series.references[index] ?? 0).toString(36);
}
