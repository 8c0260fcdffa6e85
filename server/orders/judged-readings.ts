import type { OrderVersion } from '../clinical/orders/order.ts';
import { heldBack } from '../clinical/orders/persistence.ts';
import { sides, type ReadingJudged, type Side, type ValueJudged } from '../clinical/orders/preview.ts';
import { exceededChanges, type ExceededChange } from '../clinical/summaries/exceeded-changes.ts';
import { exactReadings } from '../clinical/summaries/reading.ts';
import type { VitalSign } from '../clinical/types.ts';
import { unknownTime } from '../store/deliverable.ts';
import { decodeJudgement } from '../store/judgement.ts';
import type { TrendAnswer, TrendPoint } from '../store/national-store.ts';
import { toReading } from '../summaries/measurements.ts';

/** The measurements of a vital sign as one set of orders judges them. */
export interface JudgedTrend {
  answer: TrendAnswer;
  /** All versions of the orders that it was judged by. */
  orders: readonly OrderVersion[];
}

/**
 * Each measurement since an instant, judged both ways: by value as the store did, by change and persistence as summaries and
 * `$trend` do of the latest, each taken as the latest of those up to it. Where the time is not known, by value alone. What came or
 * was changed between the two answers is not among them.
 */
export function judgedReadings(
  vitalSign: VitalSign,
  { proposed, today }: Readonly<Record<Side, JudgedTrend>>,
  since: number,
): ReadingJudged[] {
  const found = { proposed: sideOf(vitalSign, proposed, since), today: sideOf(vitalSign, today, since) };
  const readings: ReadingJudged[] = [];
  for (const point of found.today.points.values()) {
    const same = found.proposed.points.get(point.number);
    const isAsked = point.effective >= since || point.effective === unknownTime;
    if (!isAsked || same?.version !== point.version) continue;
    const reference = `Observation/${today.answer.person ?? ''}-${point.number.toString(36)}`;
    const { effective, dateOnly } = point;
    const held = (index: number) => bothOf((side) => found[side].held[index]?.has(point.number));
    readings.push({
      reference,
      effective,
      dateOnly,
      values: vitalSign.parts.map((_, index) => valueOf(point, same, index, held(index))),
      changes: bothOf((side) => found[side].changes.get(reference)),
    });
  }
  return readings;
}

/** What is said of either side; a side of which nothing is said is not there. */
function bothOf<T>(of: (side: Side) => T | undefined): Partial<Record<Side, T>> {
  return Object.fromEntries(
    sides.flatMap((side) => {
      const found = of(side);
      return found === undefined ? [] : [[side, found]];
    }),
  );
}

interface JudgedSide {
  points: ReadonlyMap<number, TrendPoint>;
  /** Per part, the numbers of those whose yellow does not count yet. */
  held: ReadonlySet<number>[];
  changes: ReadonlyMap<string, ExceededChange[]>;
}

function sideOf(vitalSign: VitalSign, { answer, orders }: JudgedTrend, since: number): JudgedSide {
  const points = [...(answer.trends[0]?.points ?? [])];
  const said = points.filter(
    ({ effective, context }) =>
      effective !== unknownTime && answer.contexts.get(context)?.status !== 'cancelled',
  );
  const keys = vitalSign.parts.map(({ key }) => key);
  const { exact } = exactReadings(said.map((point) => toReading(point, answer, keys)));
  return {
    points: new Map(points.map((point) => [point.number, point])),
    held: keys.map((_, index) => heldIn(said, answer, index)),
    changes: exceededChanges(orders, vitalSign, exact, since),
  };
}

function heldIn(points: readonly TrendPoint[], { contexts }: TrendAnswer, index: number): Set<number> {
  const readings = points.map(({ context, values, judgements }) => {
    const limits = contexts.get(context)?.limits[index];
    const { interpretation, improbable } = decodeJudgement(judgements[index] ?? 0);
    const isJudged = typeof values[index] === 'number' && interpretation !== undefined;
    const persistence = limits?.origin === 'order' ? limits.persistence : undefined;
    return { ...(isJudged && { interpretation }), improbable, ...(persistence && { persistence }) };
  });
  const held = heldBack(readings);
  return new Set(points.filter((_, place) => held[place]).map(({ number }) => number));
}

function valueOf(
  point: TrendPoint,
  same: TrendPoint,
  index: number,
  held: Partial<Record<Side, boolean>>,
): ValueJudged | undefined {
  const value = point.values[index];
  if (typeof value !== 'number') return undefined;
  const { interpretation, improbable, comparator } = decodeJudgement(point.judgements[index] ?? 0);
  return {
    value,
    improbable,
    ...(comparator && { comparator }),
    today: interpretation,
    proposed: decodeJudgement(same.judgements[index] ?? 0).interpretation,
    heldBack: held,
  };
}
