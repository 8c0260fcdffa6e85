import { listOf, objectOf } from '../../clinical/untrusted.ts';
import { FhirError } from '../../errors.ts';
import type { ProtectedFetch } from '../../helseid/national-access.ts';
import type { Deliverable } from '../deliverable.ts';
import { malformed } from '../remote/failures.ts';
import type { Guard } from '../remote/resilience/guard.ts';
import { observationWithSubject, outgoingBundle } from './outgoing-bundle.ts';
import { requireAnswer } from './pmd-answer.ts';
import type { PmdSettings } from './pmd-settings.ts';

/** PMD has refused a Bundle of 10 MB. */
const mostBundleBytes = 4 * 1024 * 1024;
const mostEntries = 500;
const mostAnswerBytes = 4 * 1024 * 1024;

export interface BundleDelivery {
  settings: PmdSettings;
  fetch: ProtectedFetch;
  guard: Guard;
  now: () => number;
}

/**
 * POST / with Bundles of what fits. PMD's answer names nothing, so entries are matched by place; a Bundle whose answer has
 * not one entry for each that was sent is taken as not delivered. Nothing is sent twice by us: PMD would have it twice.
 */
export async function deliverBundle(
  { settings, fetch, guard, now }: BundleDelivery,
  measurements: readonly Deliverable[],
): Promise<('created' | FhirError)[]> {
  const sendable = measurements.filter(({ ifMatch }) => ifMatch === undefined);
  const outcomes: ('created' | FhirError)[] = [];
  for (const part of parts(sendable)) {
    const sent = guard.run(
      async (signal) => {
        const body = outgoingBundle(settings.bundleType, part, now());
        const headers = { accept: 'application/fhir+json', 'content-type': 'application/fhir+json' };
        const response = await fetch(new URL(`${settings.url}/`), { method: 'POST', headers, body, signal });
        return readOutcomes(await readAll(await requireAnswer(response)), part.length);
      },
      { repeatable: false },
    );
    outcomes.push(...(await sent.catch((error: unknown) => refuseAll(error, part.length))));
  }
  const answered = outcomes.values();
  return measurements.map(({ ifMatch }) =>
    ifMatch === undefined ? (answered.next().value as 'created' | FhirError) : withoutVersions(),
  );
}

/** A condition that cannot be kept is refused, not passed over. */
function withoutVersions(): FhirError {
  return new FhirError(
    501,
    'not-supported',
    'If-Match: the national store has no versions of a measurement',
    {
      expression: ['Bundle.entry.request.ifMatch'],
      reason: 'if-match-not-supported',
    },
  );
}

function refuseAll(error: unknown, count: number): FhirError[] {
  if (!(error instanceof FhirError)) throw error;
  return Array<FhirError>(count).fill(error);
}

function* parts(measurements: readonly Deliverable[]): Generator<Deliverable[]> {
  let part: Deliverable[] = [];
  let size = 0;
  for (const measurement of measurements) {
    const own = Buffer.byteLength(observationWithSubject(measurement)) + 200;
    if (part.length > 0 && (size + own > mostBundleBytes || part.length >= mostEntries)) {
      yield part;
      part = [];
      size = 0;
    }
    part.push(measurement);
    size += own;
  }
  if (part.length > 0) yield part;
}

function readOutcomes(text: string, count: number): ('created' | FhirError)[] {
  const bundle = parseBundle(text);
  const entries = listOf(bundle?.entry);
  if (bundle?.type !== 'batch-response' || entries.length !== count) {
    throw malformed('does not have one entry for each measurement that was sent');
  }
  return entries.map(({ response }) => {
    const status = Number.parseInt(objectOf(response)?.status ?? '', 10);
    return status >= 200 && status < 300 ? 'created' : refusedUpstream(status);
  });
}

function parseBundle(text: string): fhir4.Bundle | undefined {
  try {
    return objectOf(JSON.parse(text) as fhir4.Bundle);
  } catch {
    throw malformed('is not JSON');
  }
}

async function readAll(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostAnswerBytes) throw malformed('is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What the national store did not take, and says no more of. */
function refusedUpstream(status: number): FhirError {
  const isOurs = status >= 400 && status < 500;
  return new FhirError(
    isOurs ? 422 : 503,
    isOurs ? 'business-rule' : 'transient',
    `The national store did not take the measurement (status ${Number.isNaN(status) ? 'missing' : status})`,
    { reason: isOurs ? 'refused-by-national-store' : 'store-unavailable' },
  );
}
