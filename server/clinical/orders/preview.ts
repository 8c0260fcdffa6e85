import { worstOf } from '../flags.ts';
import type { ExceededChange } from '../summaries/exceeded-changes.ts';
import type { Comparator, Interpretation, PartKey } from '../types.ts';
import type { OrderContent, OrderVersion } from './order.ts';
import { individualLimits, type IndividualLimits } from './limits-at.ts';

/** As a measurement is read today, and as it would be by the proposed order. */
export const sides = ['proposed', 'today'] as const;
export type Side = (typeof sides)[number];

/** What one value is judged as; undefined: not assessed. */
export interface ValueJudged {
  /** Catalogue unit. */
  readonly value: number;
  readonly comparator?: Comparator;
  readonly improbable: boolean;
  readonly today: Interpretation | undefined;
  readonly proposed: Interpretation | undefined;
  /** Where its yellow does not count yet, by the persistence of the order. */
  readonly heldBack?: Readonly<Partial<Record<Side, boolean>>>;
}

/** One measurement, judged as it is read today and as it would be. Per part; undefined: no value that can be judged. */
export interface ReadingJudged {
  readonly reference: string;
  /** Epoch milliseconds. */
  readonly effective: number;
  readonly dateOnly: boolean;
  readonly values: readonly (ValueJudged | undefined)[];
  /** The change limits that it goes beyond. */
  readonly changes?: Readonly<Partial<Record<Side, readonly ExceededChange[]>>>;
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

/** Why measurements call for attention; one can be counted in several. */
export interface ReasonCounts {
  /** Red or yellow by a limit, in some part. */
  readonly byValue: number;
  /** Beyond a change limit. */
  readonly byChange: number;
  /** Of `byValue`: those that are yellow alone, of which none counts yet by persistence. */
  readonly heldBack: number;
  /** Beyond a change limit, or by value and not held back. */
  readonly counting: number;
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
  readonly reasons: Readonly<Record<Side, ReasonCounts>>;
  readonly parts: readonly PartPreview[];
  /** Red, yellow or beyond a change limit, as it would be or as it is today; in the order they came in. */
  readonly flagged: readonly ReadingJudged[];
}

/** An order, as if it had held from an instant on and until further notice. It judges as any other. */
export function supposedOrder(order: OrderContent, setBy: OrderVersion['setBy'], from: number): OrderVersion {
  const { to: _, ...content } = order;
  return { ...content, from, id: 'proposed', version: 1, status: 'active', setBy, lastUpdated: from };
}

/** The limits of a {@link supposedOrder}: what it is silent about keeps the general default (`individualLimits`). */
export const supposedLimits = (...supposed: Parameters<typeof supposedOrder>): IndividualLimits =>
  individualLimits([supposedOrder(...supposed)]);

/** Counts judgements; it makes none. A value that is missing is not assessed, so that the counts of a part sum up to all measurements. */
export function previewOf(keys: readonly PartKey[], readings: readonly ReadingJudged[]): OrderPreview {
  return {
    count: readings.length,
    today: tones(readings, 'today'),
    proposed: tones(readings, 'proposed'),
    reasons: { proposed: reasonsOf(readings, 'proposed'), today: reasonsOf(readings, 'today') },
    parts: keys.map((part, index) => ({
      part,
      today: flags(readings, index, 'today'),
      proposed: flags(readings, index, 'proposed'),
    })),
    flagged: readings.filter((reading) =>
      sides.some((side) => isByValue(reading, side) || isByChange(reading, side)),
    ),
  };
}

function reasonsOf(readings: readonly ReadingJudged[], side: Side): ReasonCounts {
  const counts = { byValue: 0, byChange: 0, heldBack: 0, counting: 0 };
  for (const reading of readings) {
    const byValue = isByValue(reading, side);
    const byChange = isByChange(reading, side);
    const held = byValue && isHeldBack(reading, side);
    counts.byValue += Number(byValue);
    counts.byChange += Number(byChange);
    counts.heldBack += Number(held);
    counts.counting += Number(byChange || (byValue && !held));
  }
  return counts;
}

const isAlarm = (found: Interpretation | undefined) => found !== undefined && found !== 'N';

const isByValue = ({ values }: ReadingJudged, side: Side) => values.some((value) => isAlarm(value?.[side]));

const isByChange = ({ changes }: ReadingJudged, side: Side) => (changes?.[side] ?? []).length > 0;

/** Red is in no `heldBack`. */
const isHeldBack = ({ values }: ReadingJudged, side: Side) =>
  values.every((value) => !isAlarm(value?.[side]) || value?.heldBack?.[side] === true);

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
