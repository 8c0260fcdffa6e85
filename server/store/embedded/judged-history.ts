import { periodAt, type IndividualLimits, type LimitPeriod } from '../../clinical/orders/limits-at.ts';
import { IndividualJudge, type IndividualJudgement } from '../individual-judge.ts';
import type { MeasurementContext } from '../national-store.ts';
import type { StoredContext } from './contexts.ts';
import type { SeriesPoint } from './walk.ts';

/** Measurements of one context in one period of an order: how they are judged, and the number of the context that says so. */
interface Judged extends Pick<LimitPeriod, 'from' | 'to'> {
  judgement: IndividualJudgement;
  number: number;
}

/**
 * Judges points by the orders that held when they were measured; each gets a context that names those limits. Points are made
 * anew at each walk: they are changed where they are.
 * @param stored the contexts that the points have, with their texts
 * @param contexts gets the contexts that they are shown with
 */
export function judgeWalks(
  individual: IndividualLimits,
  stored: ReadonlyMap<number, StoredContext>,
  contexts: Map<number, MeasurementContext>,
): (walk: Iterable<SeriesPoint>) => Iterable<SeriesPoint> {
  const judge = new IndividualJudge(individual);
  const periods = new Map<number, Judged[]>();
  for (const [context, each] of stored) {
    const judged = judge.periodsOf(each).flatMap((period) => {
      const judgement = judge.in(each, period);
      if (!judgement) return [];
      const number = -1 - contexts.size;
      contexts.set(number, { ...each.description, limits: judgement.limits });
      return [{ from: period.from, to: period.to, judgement, number }];
    });
    if (judged.length > 0) periods.set(context, judged);
  }
  return (walk) => (periods.size === 0 ? walk : judgeWalk(walk, periods));
}

function* judgeWalk(
  walk: Iterable<SeriesPoint>,
  periods: ReadonlyMap<number, readonly Judged[]>,
): Generator<SeriesPoint> {
  let context: number | undefined;
  let current: Judged | undefined;
  for (const each of walk) {
    const { point } = each;
    const { effective } = point;
    // Most have the context and the period of the one before.
    if (context !== point.context || !current || effective < current.from || effective >= current.to) {
      context = point.context;
      current = periodAt(periods.get(context) ?? [], effective);
    }
    if (current) {
      point.judgements = current.judgement.judgementsOf(point);
      point.context = current.number;
    }
    yield each;
  }
}
