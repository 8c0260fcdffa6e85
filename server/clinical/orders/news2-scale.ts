import { oxygenSaturation } from '../catalogue/cardiorespiratory.ts';
import { news2 } from '../catalogue/scores.ts';
import type { OxygenScale } from '../summaries/news2-score.ts';
import { periodAt } from './limits-at.ts';
import { orderPeriods, type OrderPeriod } from './order-periods.ts';
import type { OrderVersion } from './order.ts';

/** The scales for saturation of NEWS2 (RCP 2017). */
export const oxygenScales: readonly OxygenScale[] = [1, 2];

const codes = [oxygenSaturation, news2].map(({ code }) => code.code);

/** Whether an order of a vital sign may say which scale the patient has: saturation, and NEWS2 itself. */
export const mayHaveScale = (code: string): boolean => codes.includes(code);

/** An order that says which scale the patient has. */
export type ScaleOrder = OrderVersion & { news2Scale: OxygenScale };

/** By which scale a saturation is scored at a time, who decided it, or why by none. */
export type ScaleDecision =
  | { kind: 'decided'; scale: OxygenScale; origin: 'given' | 'order'; orders: ScaleOrder[] }
  | { kind: 'undecided'; reason: 'unknown' | 'contradicted'; orders: ScaleOrder[] };

/**
 * Scale 2 is a clinician's decision for the patient, and there is none by default: unknown is neither. Who asks with another scale
 * than the order's, or two orders that differ, leave it undecided: each scale calls the other's patients well or ill.
 * @param versions all versions of all the person's orders, in any order
 * @param given by who asks
 */
export function scaleDecisions(
  versions: readonly OrderVersion[],
  given: OxygenScale | undefined,
): (time: number) => ScaleDecision {
  const periods = codes.map((code) => orderPeriods(versions.filter((each) => each.code === code)));
  return (time) => {
    const orders = periods.flatMap((each) => scaleOrder(periodAt(each, time)) ?? []);
    const named = new Set([
      ...(given === undefined ? [] : [given]),
      ...orders.map((each) => each.news2Scale),
    ]);
    const [scale, other] = named;
    if (other !== undefined) return { kind: 'undecided', reason: 'contradicted', orders };
    if (scale === undefined) return { kind: 'undecided', reason: 'unknown', orders };
    return { kind: 'decided', scale, origin: orders.length > 0 ? 'order' : 'given', orders };
  };
}

function scaleOrder(period: OrderPeriod | undefined): ScaleOrder | undefined {
  const { news2Scale } = period?.order ?? {};
  return period && news2Scale !== undefined ? { ...period.order, news2Scale } : undefined;
}
