import { FhirError } from '../errors.ts';
import { arrayElements, compactJson, objectMembers, parseJson } from '../fhir/json-text.ts';
import type { DeliveredResource } from './prepare.ts';

export interface DeliveredEntry {
  fullUrl: string | undefined;
  sent: DeliveredResource;
  /** Of the entry itself, found before its resource is looked at. */
  refusal: FhirError | undefined;
}

/**
 * The entries of a Bundle as delivered: `batch` (IG pmd-Bundle-Observation: each with request POST or PUT) or
 * `collection` (as PMD's published examples: none has a request). Throws 400 for a body that is no such Bundle.
 */
export function parseDelivery(sent: string): DeliveredEntry[] {
  const bundle = parseJson(sent) as Partial<fhir4.Bundle> | null;
  if (bundle?.resourceType !== 'Bundle')
    throw refusal(400, 'resourceType', 'must be "Bundle"', 'bundle-expected');
  if (bundle.type !== 'batch' && bundle.type !== 'collection') {
    throw refusal(400, 'type', 'must be "batch" or "collection"', 'bundle-type');
  }
  if (bundle.entry === undefined) return [];
  if (!Array.isArray(bundle.entry)) throw refusal(400, 'entry', 'must be an array', 'structure-invalid');
  const type = bundle.type;
  const body = compactJson(sent);
  const spans = entrySpans(body);
  return bundle.entry.map((entry: Partial<fhir4.BundleEntry> | null, index) => {
    const start = spans[index]?.start ?? 0;
    const resource = objectMembers(body, start).find(({ key }) => key === 'resource');
    return {
      fullUrl: typeof entry?.fullUrl === 'string' ? entry.fullUrl : undefined,
      sent: { resource: entry?.resource ?? null, text: body, start: resource?.valueStart ?? 0 },
      refusal: entryRefusal(entry, type),
    };
  });
}

function entrySpans(body: string) {
  const entry = objectMembers(body).find(({ key }) => key === 'entry');
  return entry ? arrayElements(body, entry.valueStart) : [];
}

function entryRefusal(entry: Partial<fhir4.BundleEntry> | null, type: string): FhirError | undefined {
  if (typeof entry?.resource !== 'object')
    return refusal(422, 'entry.resource', 'is required', 'resource-missing');
  const method = entry.request?.method;
  if (type === 'batch' && method !== 'POST' && method !== 'PUT') {
    return refusal(422, 'entry.request.method', 'must be POST or PUT in a batch', 'request-method');
  }
  return undefined;
}

function refusal(status: number, element: string, rule: string, reason: string): FhirError {
  return new FhirError(status, 'structure', `Bundle.${element} ${rule}`, {
    expression: [`Bundle.${element}`],
    reason,
  });
}
