import { worstOf } from '../flags.ts';
import type { Comparator, Interpretation, PartKey } from '../types.ts';
import type { OrderContent, OrderVersion } from './order.ts';
import { individualLimits, type IndividualLimits } from './limits-at.ts';

/** What one value is judged as; undefined: not assessed. */
export interface ValueJudged {
  /** Catalogue unit. */
  readonly value: number;
  readonly comparator?: Comparator;
  readonly improbable: boolean;
  readonly today: Interpretation | undefined;
  readonly proposed: Interpretation | undefined;
}

/** One measurement, judged as it is read today and as it would be. Per part; undefined: no value that can be judged. */
export interface ReadingJudged {
  readonly reference: string;
  /** Epoch milliseconds. */
  readonly effective: number;
  readonly dateOnly: boolean;
  readonly values: readonly (ValueJudged | undefined)[];
}

export type Judged = Interpretation | 'not-assessed';
export type FlagCounts = Readonly<Record<Judged, number>>;

/** Measurements by their most serious part: red, else yellow, else not assessed in some part, else normal. */
export interface ToneCounts {
  readonly red: number;
  readonly yellow: number;
  readonly normal: number;
  readonly notAssessed: number;
}

export interface PartPreview {
  readonly part: PartKey;
  readonly today: FlagCounts;
  readonly proposed: FlagCounts;
}

export interface OrderPreview {
  readonly count: number;
  readonly today: ToneCounts;
  readonly proposed: ToneCounts;
  readonly parts: readonly PartPreview[];
  /** Red or yellow, as it would be or as it is today; in the order they came in. */
  readonly flagged: readonly ReadingJudged[];
}

/**
 * The limits of an order, as if they had held from an instant on and until further notice. The order is judged by as any other
 * (`individualLimits`): what it is silent about keeps the general default.
 */
export function supposedLimits(
  order: OrderContent,
  setBy: OrderVersion['setBy'],
  from: number,
): IndividualLimits {
  const { to: _, ...content } = order;
  return individualLimits([
    { ...content, from, id: 'proposed', version: 1, status: 'active', setBy, lastUpdated: from },
  ]);
}

/** Counts judgements; it makes none. A value that is missing is not assessed, so that the counts of a part sum up to all measurements. */
export function previewOf(keys: readonly PartKey[], readings: readonly ReadingJudged[]): OrderPreview {
  return {
    count: readings.length,
    today: tones(readings, 'today'),
    proposed: tones(readings, 'proposed'),
    parts: keys.map((part, index) => ({
      part,
      today: flags(readings, index, 'today'),
      proposed: flags(readings, index, 'proposed'),
    })),
    flagged: readings.filter((reading) => isFlagged(reading, 'proposed') || isFlagged(reading, 'today')),
  };
}

type Side = 'today' | 'proposed';

/** Whether a measurement is red or yellow in any part. */
export function isFlagged({ values }: ReadingJudged, side: Side): boolean {
  const worst = worstOf(values.map((value) => value?.[side]));
  return worst !== undefined && worst !== 'N';
}

function tones(readings: readonly ReadingJudged[], side: Side): ToneCounts {
  const counts = { red: 0, yellow: 0, normal: 0, notAssessed: 0 };
  for (const { values } of readings) counts[toneOf(values.map((value) => value?.[side]))]++;
  return counts;
}

function toneOf(found: readonly (Interpretation | undefined)[]): keyof ToneCounts {
  const worst = worstOf(found);
  if (worst === 'LL' || worst === 'HH') return 'red';
  if (worst === 'L' || worst === 'H') return 'yellow';
  return found.includes(undefined) ? 'notAssessed' : 'normal';
}

function flags(readings: readonly ReadingJudged[], index: number, side: Side): FlagCounts {
  const counts: Record<Judged, number> = { LL: 0, L: 0, N: 0, H: 0, HH: 0, 'not-assessed': 0 };
  for (const { values } of readings) counts[values[index]?.[side] ?? 'not-assessed']++;
  return counts;
}
