import { listOf, objectOf } from '../../clinical/untrusted.ts';
import { FhirError } from '../../errors.ts';
import { failureOfStatus, malformed } from '../remote/failures.ts';
import type { FhirServer } from './search.ts';

/**
 * Sends a batch once. Per entry, by place: undefined when it was taken, else why not. Fails as a whole when the answer has
 * not one entry for each: then none counts as taken.
 */
export async function sendBatch(
  { client, guard }: FhirServer,
  text: string,
  count: number,
): Promise<(FhirError | undefined)[]> {
  const { resource } = await guard.run((signal) => client.batch(text, signal), { repeatable: false });
  const entries = listOf(resource.entry as fhir4.BundleEntry[]);
  if (resource.resourceType !== 'Bundle' || entries.length !== count) {
    throw malformed('does not have one entry for each measurement that was sent');
  }
  return entries.map(({ response }) => {
    const status = Number.parseInt(String(objectOf(response)?.status), 10);
    return status >= 200 && status < 300 ? undefined : refusal(status);
  });
}

/** What the server did not take. It says why in words that may quote what was sent: they are not passed on. */
function refusal(status: number): FhirError {
  // Somebody else has changed it since it was looked up.
  if (status === 409 || status === 412) return failure(status, 503, 'transient', 'store-unavailable');
  if (status >= 400 && status < 500) {
    return (
      failureOfStatus(status, null) ?? failure(status, 422, 'business-rule', 'refused-by-national-store')
    );
  }
  return failure(status, 503, 'transient', 'store-unavailable');
}

function failure(status: number, as: number, issueCode: FhirError['issueCode'], reason: string): FhirError {
  const named = Number.isNaN(status) ? 'missing' : String(status);
  const diagnostics = `The national store did not take the measurement (status ${named})`;
  return new FhirError(as, issueCode, diagnostics, { reason });
}
