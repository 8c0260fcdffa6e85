import type { ReaderGrant } from '../access/grant.ts';
import type { StoredObservation } from '../store/national-store.ts';
import { observationText } from './searchset.ts';

/** A history Bundle as text, newest version first (https://hl7.org/fhir/R4/http.html#history). */
export function historyText(
  grant: ReaderGrant,
  fhirBase: string,
  versions: readonly StoredObservation[],
): string {
  const entries = versions.map((stored) => {
    const { id, version, received } = stored;
    const created = version === 1;
    const about = JSON.stringify({
      request: { method: created ? 'POST' : 'PUT', url: created ? 'Observation' : `Observation/${id}` },
      response: {
        status: created ? '201 Created' : '200 OK',
        etag: `W/"${version}"`,
        ...(received !== undefined && { lastModified: new Date(received).toISOString() }),
      },
    });
    return `{"fullUrl":"${fhirBase}/Observation/${id}","resource":${observationText(grant, stored)},${about.slice(1)}`;
  });
  return `{"resourceType":"Bundle","type":"history","total":${versions.length},"entry":[${entries.join(',')}]}`;
}
