import { FhirError, type IssueCode } from '../errors.ts';
import { parseCompactly, valueEnd, walkArray, walkObject } from '../fhir/json-text.ts';
import type { DeliveryWarning } from '../store/deliverable.ts';
import { parseEntryRequest, type EntryRequest } from './entry-request.ts';
import type { DeliveredResource } from './prepare.ts';

export interface DeliveredEntry {
  fullUrl: string | undefined;
  sent: DeliveredResource;
  /** Of the entry itself, found before its resource is looked at. */
  refusal: FhirError | undefined;
  /** The version that the source believes it is changing. */
  ifMatch: number | undefined;
  /** About the entry itself. */
  warnings: DeliveryWarning[];
}

/** More than fit into a body when each is a measurement: the answer to empty ones would be far larger than they are. */
const mostEntries = 50_000;

/**
 * The entries of a Bundle as delivered: `batch` (IG pmd-Bundle-Observation: each with request POST or PUT) or
 * `collection` (as PMD's published examples: none has a request). Throws 400 for a body that is no such Bundle, 413 for more
 * than 50,000 entries.
 */
export function parseDelivery(sent: string): DeliveredEntry[] {
  const { value, compact: body } = parseCompactly(sent);
  const bundle = value as Partial<fhir4.Bundle> | null;
  if (bundle?.resourceType !== 'Bundle')
    throw refusal(400, 'resourceType', 'must be "Bundle"', 'bundle-expected');
  if (bundle.type !== 'batch' && bundle.type !== 'collection') {
    throw refusal(400, 'type', 'must be "batch" or "collection"', 'bundle-type');
  }
  if (bundle.entry === undefined) return [];
  if (!Array.isArray(bundle.entry)) throw refusal(400, 'entry', 'must be an array', 'structure-invalid');
  if (bundle.entry.length > mostEntries) {
    throw refusal(413, 'entry', `has more than ${mostEntries} elements`, 'too-many-entries', 'too-costly');
  }
  const type = bundle.type;
  const starts = resourceStarts(body);
  return bundle.entry.map((entry: Partial<fhir4.BundleEntry> | null, index) => ({
    fullUrl: typeof entry?.fullUrl === 'string' ? entry.fullUrl : undefined,
    sent: { resource: entry?.resource ?? null, text: body, start: starts[index] ?? 0 },
    ...readEntry(entry, type, `entry[${index}]`),
  }));
}

/** Where each entry's resource starts; undefined for an entry without one. */
function resourceStarts(body: string): (number | undefined)[] {
  const starts: (number | undefined)[] = [];
  const entryEnd = (at: number): number => {
    const place = starts.push(undefined) - 1;
    if (body[at] !== '{') return valueEnd(body, at);
    return walkObject(body, at, (key, value) => {
      if (key === 'resource') starts[place] = value;
      return valueEnd(body, value);
    });
  };
  walkObject(body, 0, (key, value) =>
    key === 'entry' ? walkArray(body, value, entryEnd) : valueEnd(body, value),
  );
  return starts;
}

function readEntry(
  entry: Partial<fhir4.BundleEntry> | null,
  type: 'batch' | 'collection',
  element: string,
): Pick<DeliveredEntry, 'refusal' | 'ifMatch' | 'warnings'> {
  try {
    const { ifMatch, warnings } = requireObservation(entry, type, element);
    return { refusal: undefined, ifMatch, warnings };
  } catch (error) {
    if (!(error instanceof FhirError)) throw error;
    return { refusal: error, ifMatch: undefined, warnings: [] };
  }
}

function requireObservation(
  entry: Partial<fhir4.BundleEntry> | null,
  type: 'batch' | 'collection',
  element: string,
): EntryRequest {
  if (typeof entry?.resource !== 'object')
    throw refusal(422, `${element}.resource`, 'is required', 'resource-missing');
  const request = parseEntryRequest(entry.request, type, `Bundle.${element}`);
  if ((entry.resource as fhir4.FhirResource | null)?.resourceType !== 'Observation')
    throw refusal(422, `${element}.resource`, 'must be an Observation', 'resource-type', 'not-supported');
  requireIdentifier(entry.request, entry.resource as Partial<fhir4.Observation>, `${element}.resource`);
  return request;
}

/**
 * A change without an identifier would be stored beside what it was to replace: nothing else says which measurement is
 * meant, since ids are the facade's own.
 */
function requireIdentifier(request: unknown, observation: Partial<fhir4.Observation>, element: string): void {
  if ((request as { method?: unknown } | undefined)?.method !== 'PUT') return;
  const given: unknown = observation.identifier;
  if (Array.isArray(given) && given.some((each: fhir4.Identifier | null) => each?.value)) return;
  throw refusal(
    422,
    `${element}.identifier`,
    'is required with PUT: it says which measurement is changed',
    'identifier-missing',
    'required',
  );
}

function refusal(
  status: number,
  element: string,
  rule: string,
  reason: string,
  code: IssueCode = 'structure',
): FhirError {
  return new FhirError(status, code, `Bundle.${element} ${rule}`, {
    expression: [`Bundle.${element}`],
    reason,
  });
}
