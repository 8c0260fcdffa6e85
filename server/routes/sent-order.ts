import type { ClinicianGrant, ReaderGrant } from '../access/grant.ts';
import { FhirError } from '../errors.ts';
import type { OrderChange } from '../orders/orders.ts';
import { readServiceRequest } from '../orders/read-order.ts';
import { refusal } from '../orders/refusal.ts';

/** A sent order, set by whoever has logged in, where their token says they work. */
export function sentOrder(sent: unknown, grant: ReaderGrant): OrderChange {
  const { practitioner, organization } = requireClinician(grant);
  const { hpr, name } = practitioner;
  return { ...readServiceRequest(sent, grant), setBy: { hpr, name, organization } };
}

/** Whatever its scopes: a citizen's token sets no limits. */
export function requireClinician(grant: ReaderGrant): ClinicianGrant {
  if (grant.kind === 'clinician') return grant;
  throw new FhirError(403, 'forbidden', 'Only a clinician sets and changes monitoring orders', {
    reason: 'clinician-required',
  });
}

/** @throws {FhirError} 422 for an order that would be over when it is made */
export function requireActive({ status }: Pick<OrderChange, 'status'>): void {
  if (status === 'active') return;
  throw refusal('ServiceRequest.status', 'must be active when an order is made', 'value-not-supported');
}
