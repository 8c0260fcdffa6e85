import type { ScaleOrder } from '../clinical/orders/news2-scale.ts';
import { orderReference } from '../observation/additions.ts';
import * as parts from './parts.ts';

/** Who decided which scale and from when, each version once. */
export function scaleOrderParts(orders: readonly ScaleOrder[]): parts.Parts {
  const byReference = new Map(orders.map((order) => [orderReference(order), order]));
  return [...byReference].flatMap(([reference, { news2Scale, setBy, from }]) =>
    parts.group('scaleOrder', [
      ...parts.reference('order', reference),
      ...parts.integer('scale', news2Scale),
      ...parts.text('name', setBy.name),
      ...parts.text('organization', setBy.organization.name),
      ...parts.instant('from', from),
    ]),
  );
}
