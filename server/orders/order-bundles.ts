import type { OrderVersion } from '../clinical/orders/order.ts';
import { historyOf, searchsetOf, type Shown } from '../fhir/version-bundles.ts';
import { toServiceRequest } from './order-resource.ts';

interface Subject {
  patient: string;
}

const shown = (subject: Subject, fhirBase: string): Shown<OrderVersion> => ({
  type: 'ServiceRequest',
  fhirBase,
  toResource: (kept) => toServiceRequest(kept, subject),
});

/** All orders of a search: they are one page. */
export function orderSearchset(
  found: readonly OrderVersion[],
  subject: Subject,
  fhirBase: string,
  self: string,
): fhir4.Bundle {
  return searchsetOf(shown(subject, fhirBase), found, self);
}

/** Versions, newest first: of one, or of all of the patient's. */
export function orderHistory(
  versions: readonly OrderVersion[],
  subject: Subject,
  fhirBase: string,
): fhir4.Bundle {
  return historyOf(shown(subject, fhirBase), versions);
}
