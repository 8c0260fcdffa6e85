import { FhirError } from '../errors.ts';
import type { DeliveryWarning } from '../store/deliverable.ts';

const longestUrl = 2000;

/** What an entry of a Bundle asks for, apart from its resource. */
export interface EntryRequest {
  /** The version that the source believes it is changing. */
  ifMatch?: number;
  warnings: DeliveryWarning[];
}

/**
 * Reads `entry.request` (https://hl7.org/fhir/R4/http.html#transaction). A batch must have one, with method POST or PUT.
 * An address that means something else than creating or changing an Observation is refused (422); an odd one that can
 * mean nothing else is a warning, because the measurement's identifier decides what it is.
 * @param element FHIRPath of the entry
 */
export function parseEntryRequest(
  request: unknown,
  type: 'batch' | 'collection',
  element: string,
): EntryRequest {
  if (request === undefined && type === 'collection') return { warnings: [] };
  const { method, url, ifMatch } = (request ?? {}) as Record<string, unknown>;
  if (method !== 'POST' && method !== 'PUT') {
    throw refusal(`${element}.request.method`, 'must be POST or PUT in a delivery', 'request-method');
  }
  const version = ifMatch === undefined ? undefined : parseVersion(ifMatch, `${element}.request.ifMatch`);
  return {
    ...(version !== undefined && { ifMatch: version }),
    warnings: url === undefined ? [] : doubtsAboutUrl(url, method, `${element}.request.url`),
  };
}

function doubtsAboutUrl(url: unknown, method: 'POST' | 'PUT', element: string): DeliveryWarning[] {
  const target = typeof url === 'string' && url.length <= longestUrl ? targetOf(url) : undefined;
  if (!target) {
    throw refusal(element, 'must be of an Observation: only measurements are delivered', 'request-url');
  }
  if (target === (method === 'POST' ? 'type' : 'one')) return [];
  return [
    {
      severity: 'warning',
      code: 'value',
      reason: 'request-url',
      expression: element,
      text:
        method === 'POST'
          ? `${element} should be "Observation" with POST; the measurement's identifier decides what it is`
          : `${element} should name one Observation with PUT; the measurement's identifier decides what it is`,
    },
  ];
}

/** What an address, relative to the base or absolute, means; undefined when it is no Observation. */
function targetOf(url: string): 'type' | 'one' | 'nothing' | undefined {
  if (url === '') return 'nothing';
  const [path = '', query] = url.split('?', 2);
  const start = path.lastIndexOf('Observation');
  const base = path.slice(0, Math.max(start, 0));
  if (start < 0 || !(base === '' || base === '/' || /^https?:\/\/.+\/$/.test(base))) return undefined;
  const rest = path.slice(start + 'Observation'.length);
  if (rest === '') return query === undefined ? 'type' : 'one';
  return /^\/[A-Za-z0-9.-]{1,64}$/.test(rest) ? 'one' : undefined;
}

/**
 * The version in `If-Match` (https://hl7.org/fhir/R4/http.html#concurrency).
 * @param element what is named when it is malformed (422)
 */
export function parseVersion(ifMatch: unknown, element: string): number {
  const version = typeof ifMatch === 'string' ? /^(?:W\/)?"(\d{1,9})"$/.exec(ifMatch)?.[1] : undefined;
  if (version === undefined) throw refusal(element, 'must be W/"n", n being a version', 'if-match-invalid');
  return Number(version);
}

function refusal(element: string, rule: string, reason: string): FhirError {
  return new FhirError(422, reason === 'request-method' ? 'not-supported' : 'value', `${element} ${rule}`, {
    expression: [element],
    reason,
  });
}
