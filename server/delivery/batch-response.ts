import { FhirError } from '../errors.ts';
import { operationOutcome } from '../fhir/operation-outcome.ts';
import type { DeliveredEntry } from './bundle.ts';
import type { EntryOutcome } from './deliver.ts';
import { acceptedOutcome, doubtsOutcome } from './delivery-outcome.ts';

/** The answer to a delivery: one entry for each sent, in the same order and with its fullUrl (IG pmd-Bundle-Response). */
export function batchResponse(entries: DeliveredEntry[], outcomes: EntryOutcome[]): fhir4.Bundle {
  return {
    resourceType: 'Bundle',
    type: 'batch-response',
    ...(entries.length > 0 && {
      entry: entries.map(({ fullUrl }, index) => ({
        ...(fullUrl && { fullUrl }),
        response: entryResponse(outcomes[index]),
      })),
    }),
  };
}

const statusTexts: Record<number, string> = {
  400: '400 Bad Request',
  403: '403 Forbidden',
  412: '412 Precondition Failed',
  422: '422 Unprocessable Entity',
  500: '500 Internal Server Error',
  503: '503 Service Unavailable',
  504: '504 Gateway Timeout',
};

function entryResponse(outcome: EntryOutcome | undefined): fhir4.BundleEntryResponse {
  if (!outcome) return { status: '500 Internal Server Error' };
  if (outcome instanceof FhirError) {
    return {
      status: statusTexts[outcome.status] ?? String(outcome.status),
      outcome: operationOutcome(outcome),
    };
  }
  const known = outcome.id !== undefined && {
    location: `Observation/${outcome.id}/_history/${outcome.version}`,
    etag: `W/"${outcome.version}"`,
  };
  if (outcome.outcome !== 'created') {
    return { status: '200 OK', ...known, outcome: acceptedOutcome(outcome.outcome, outcome.warnings) };
  }
  const doubts = doubtsOutcome(outcome.warnings);
  return { status: '201 Created', ...known, ...(doubts && { outcome: doubts }) };
}
