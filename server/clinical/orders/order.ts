import type { OxygenScale } from '../summaries/news2-score.ts';
import type { PartKey } from '../types.ts';

/** The four limits of a quantity, from low to high. */
export const limitNames = ['redLow', 'yellowLow', 'yellowHigh', 'redHigh'] as const;
export type LimitName = (typeof limitNames)[number];

/**
 * A change over time that is flagged: more than `by` up or down within `days`, as > 2 kg in 3 days in heart failure
 * (ESC/HFA, heartfailurematters.org).
 */
export interface ChangeLimit {
  readonly level: 'yellow' | 'red';
  readonly direction: 'rise' | 'fall';
  /** In the unit of the part, more than 0. */
  readonly by: number;
  /** Whole days, 24 hours each. */
  readonly days: number;
}

/** The most `days` of a ChangeLimit. */
export const longestChangeDays = 30;

/** Yellow counts when `needed` of the last `of` readings are beyond a limit; red always counts, at once. */
export interface Persistence {
  readonly needed: number;
  readonly of: number;
}

/** The most readings of a Persistence. */
export const mostPersistence = 10;

/** What is asked of one number of a vital sign. */
export interface PartRule {
  readonly part: PartKey;
  /**
   * In the catalogue's unit. A limit is the first value that is flagged: from `yellowHigh` and up, from `yellowLow` and
   * down. A side without any keeps the general default of that side: what the order is silent about is not called normal.
   */
  readonly limits: Readonly<Partial<Record<LimitName, number>>>;
  /** Where the value is wanted, both ends included. Not an alarm. */
  readonly target?: { readonly low?: number; readonly high?: number };
  readonly changes?: readonly ChangeLimit[];
  readonly persistence?: Persistence;
}

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** How often is to be measured, in Europe/Oslo: `frequency` times every `period` units. */
export interface Schedule {
  readonly frequency: number;
  readonly period: number;
  readonly unit: 'h' | 'd' | 'wk';
  readonly weekdays?: readonly (typeof weekdays)[number][];
  /** `hh:mm:ss`. */
  readonly timesOfDay?: readonly string[];
}

/** What a treating team asks for: one vital sign, followed in one way. */
export interface OrderContent {
  /** Catalogue code of the vital sign. */
  readonly code: string;
  readonly rules: readonly PartRule[];
  /** Absent: nothing is expected at any time. */
  readonly schedule?: Schedule;
  /** The scale for saturation that a clinician has decided for the patient (see news2-scale.ts); absent: nothing is decided. */
  readonly news2Scale?: OxygenScale;
  /** Why, in the clinician's own words. */
  readonly reason: string;
  /** Epoch milliseconds, half-open; absent `to`: until further notice. */
  readonly from: number;
  readonly to?: number;
}

/** A version of a monitoring order. `entered-in-error`: it should never have been, in none of its versions. */
export interface OrderVersion extends OrderContent {
  readonly id: string;
  readonly version: number;
  readonly status: 'active' | 'completed' | 'revoked' | 'entered-in-error';
  readonly setBy: {
    readonly hpr: string;
    readonly name: string;
    readonly organization: { readonly orgnr: string; readonly name: string };
  };
  /** Of this version, epoch milliseconds. */
  readonly lastUpdated: number;
}
