import { Client } from 'fhir-kit-client';
import type { FhirResource } from 'fhir-kit-client';
import { EhrError, failureOf, patience } from './ehr-error.ts';

/** Reads one EHR's FHIR server with one user's token. Throws {@link EhrError}; ids never stand in its message. */
export interface FhirReader {
  /** The resource has the type and the id that were asked for; nothing else of it is checked. */
  read(resourceType: string, id: string): Promise<Record<string, unknown>>;
  /** Matches of that type on the first page, and whether more pages follow. */
  search(
    resourceType: string,
    parameters: Record<string, string>,
  ): Promise<{ matches: Record<string, unknown>[]; more: boolean }>;
}

/**
 * The only place that uses fhir-kit-client, and so the place where its traps are closed: it has no timeout, follows
 * redirects and absolute URLs with the token, throws a TypeError at `null`, reports an HTML page as an error with
 * status 200, and puts URLs (with ids) in its error messages.
 */
export function createFhirReader(iss: string, token: string): FhirReader {
  const client = new Client({ baseUrl: iss, bearerToken: token, requestOptions: { redirect: 'error' } });
  return {
    async read(resourceType, id) {
      // Anything but a FHIR id could change the path of the request.
      if (!isFhirId(id)) throw new EhrError('malformed', `${resourceType} read: the id is not a FHIR id`);
      const resource = await ask(`${resourceType} read`, (signal) =>
        client.read({ resourceType, id, options: { signal } }),
      );
      if (resource.resourceType === resourceType && resource.id === id) return resource;
      throw new EhrError('malformed', `${resourceType} read: another resource came back`);
    },
    async search(resourceType, searchParams) {
      const bundle = await ask(`${resourceType} search`, (signal) =>
        client.search({ resourceType, searchParams, options: { signal } }),
      );
      if (bundle.resourceType !== 'Bundle' || bundle.type !== 'searchset') {
        throw new EhrError('malformed', `${resourceType} search: the answer is not a searchset`);
      }
      const entries = list(bundle.entry).map((entry) => asObject(asObject(entry)?.resource));
      const matches = entries.filter((resource) => resource !== undefined);
      return {
        matches: matches.filter((resource) => resource.resourceType === resourceType),
        more: list(bundle.link).some((link) => asObject(link)?.relation === 'next'),
      };
    },
  };
}

async function ask(
  what: string,
  request: (signal: AbortSignal) => Promise<FhirResource>,
): Promise<FhirResource> {
  const signal = AbortSignal.timeout(patience);
  let answer: unknown;
  try {
    answer = await request(signal);
  } catch (error) {
    throw translate(what, error, signal);
  }
  const resource = asObject(answer);
  if (typeof resource?.resourceType !== 'string') {
    throw new EhrError('malformed', `${what}: the answer is not a resource`);
  }
  return resource as FhirResource;
}

/** The cause is left behind on purpose: it holds the URL, the request and the body. */
function translate(what: string, error: unknown, signal: AbortSignal): EhrError {
  if (signal.aborted) return new EhrError('unavailable', `${what}: no answer in time`);
  const status = asObject(asObject(error)?.response)?.status;
  if (typeof status === 'number') {
    const ok = status >= 200 && status < 300;
    return new EhrError(failureOf(status), `${what}: ${ok ? 'the answer is not JSON' : `status ${status}`}`);
  }
  if (error instanceof TypeError && /defineProperty/.test(error.message)) {
    return new EhrError('malformed', `${what}: the answer is not a resource`);
  }
  return new EhrError('unavailable', `${what}: no connection`);
}

/** https://hl7.org/fhir/R4/datatypes.html#id, less those that are steps in a path. */
export function isFhirId(id: string): boolean {
  return /^[A-Za-z0-9.-]{1,64}$/.test(id) && !/^\.+$/.test(id);
}

export function asObject(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
