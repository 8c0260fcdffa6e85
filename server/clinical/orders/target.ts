import { roundTo } from '../rounding.ts';
import type { Comparator } from '../types.ts';
import type { OrderVersion, PartRule } from './order.ts';
import { setByText } from './set-by-text.ts';

/** Where a value is wanted: ends included; a missing end is open. */
export type Target = NonNullable<PartRule['target']>;

export type Place = 'below' | 'within' | 'above';

/** Where a value lies: rounded as it is shown, so that number and place never disagree. */
export function placeInTarget({ low, high }: Target, value: number, decimals: number): Place {
  const shown = roundTo(value, decimals);
  if (high !== undefined && shown > high) return 'above';
  return low !== undefined && shown < low ? 'below' : 'within';
}

/** Where a value lies that may be beyond what its device measures. Undefined: it could be in more than one place. */
export function certainPlace(
  target: Target,
  { value, comparator }: { value: number; comparator?: Comparator },
  decimals: number,
): Place | undefined {
  const place = placeInTarget(target, value, decimals);
  if (comparator === undefined) return place;
  const [outer, open] =
    comparator === '<' || comparator === '<='
      ? (['below', target.low === undefined] as const)
      : (['above', target.high === undefined] as const);
  if (place === outer) return outer;
  return place === 'within' && open ? 'within' : undefined;
}

/** A label for clinicians. */
export const targetSource = (order: OrderVersion): string => `Individuelt mål ${setByText(order)}`;
