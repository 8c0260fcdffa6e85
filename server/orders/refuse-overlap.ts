import { overlapping } from '../clinical/orders/order-periods.ts';
import type { OrderVersion } from '../clinical/orders/order.ts';
import { FhirError } from '../errors.ts';

/** Says which order is in the way: it is the same patient's, and whoever is told may read it. */
export function refuseOverlap(
  id: string,
  order: Pick<OrderVersion, 'code' | 'status' | 'from' | 'to'>,
  versions: readonly OrderVersion[],
): void {
  if (order.status === 'entered-in-error') return;
  const found = overlapping({ ...order, id }, versions);
  if (!found) return;
  const element = 'ServiceRequest.occurrenceTiming.repeat.boundsPeriod';
  throw new FhirError(
    409,
    'conflict',
    `${element} must not overlap another order of the same vital sign: ServiceRequest/${found.order.id} holds then. Change or end it first`,
    { expression: [element], reason: 'order-overlaps' },
  );
}
