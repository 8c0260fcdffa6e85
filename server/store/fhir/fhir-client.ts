import { Client } from 'fhir-kit-client';
import type { FhirResource } from 'fhir-kit-client';
import { malformed } from '../remote/failures.ts';
import { parseAnswer, readAnswer, requireAnswer } from './answer.ts';
import type { FhirServerSettings } from './keys.ts';

/** What the server answered to one request: parsed, its text as it came, and where it says the resource is. */
export interface Answered {
  resource: Record<string, unknown>;
  text: string;
  location: string | null;
}

export type SearchParameters = Record<string, string | string[]>;

/**
 * One FHIR server. Every method makes one request and throws FhirErrors (failures.ts) without addresses, ids and bodies.
 */
export interface FhirClient {
  capabilities(signal: AbortSignal): Promise<Answered>;
  search(resourceType: string, parameters: SearchParameters, signal: AbortSignal): Promise<Answered>;
  /** @param address has been checked to be the server's own: the token goes with it */
  page(address: URL, signal: AbortSignal): Promise<Answered>;
  /** POST [type]/_search with parameters as they stand in a query. */
  searchByQuery(resourceType: string, query: string, signal: AbortSignal): Promise<Answered>;
  /** @param ifNoneExist query that nothing must match; absent: it is created whatever there is */
  create(resourceType: string, text: string, ifNoneExist: string, signal: AbortSignal): Promise<Answered>;
  batch(text: string, signal: AbortSignal): Promise<Answered>;
}

/**
 * The only place here that uses fhir-kit-client. It makes the requests of FHIR's interactions; its way of carrying them
 * out is replaced, because it has traps that cannot be closed from outside: no bound on a body, no text as it was sent,
 * TypeErrors at `null`, HTML as an error with status 200, redirects followed with the token, addresses in its messages.
 */
export function createFhirClient({ url, token, search }: FhirServerSettings): FhirClient {
  const client = new Client({ baseUrl: url });
  const answers = new WeakMap<object, Answered>();

  client.httpClient.request = async (method, path, options = {}, body) => {
    const { signal, headers } = options;
    const response = await fetch(client.httpClient.expandUrl(path), {
      method,
      redirect: 'manual',
      headers: {
        accept: 'application/fhir+json',
        ...(token && { authorization: `Bearer ${token}` }),
        ...headers,
      },
      ...(signal && { signal: signal as AbortSignal }),
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await readAnswer(await requireAnswer(response, path.endsWith('/_search')));
    const resource = parseAnswer(text);
    answers.set(resource, { resource, text, location: response.headers.get('location') });
    return resource as FhirResource;
  };

  async function answered(request: Promise<FhirResource>): Promise<Answered> {
    const answer = answers.get(await request);
    if (!answer) throw malformed('was not read');
    return answer;
  }

  /** Strictly, so that a parameter that is not known is refused and not left out; and not from a cache. */
  const searching = { prefer: 'handling=strict', 'cache-control': 'no-cache' };

  return {
    capabilities: (signal) => answered(client.capabilityStatement({ signal })),
    search: (resourceType, searchParams, signal) => {
      const options = { signal, headers: searching, postSearch: search === 'post' };
      return answered(client.search({ resourceType, searchParams, options }));
    },
    page: (address, signal) =>
      answered(client.request(address.href, { options: { signal, headers: searching } })),
    searchByQuery: (resourceType, body, signal) => {
      const headers = { ...searching, 'content-type': 'application/x-www-form-urlencoded' };
      const options = { signal, headers };
      return answered(client.request(`${resourceType}/_search`, { method: 'POST', options, body }));
    },
    create: (resourceType, text, ifNoneExist, signal) => {
      const headers = {
        'content-type': 'application/fhir+json',
        'if-none-exist': ifNoneExist,
        prefer: 'return=representation',
      };
      const options = { signal, headers };
      return answered(client.request(resourceType, { method: 'POST', options, body: text }));
    },
    batch: (body, signal) => {
      const headers = { 'content-type': 'application/fhir+json', prefer: 'return=minimal' };
      return answered(client.request(url, { method: 'POST', options: { signal, headers }, body }));
    },
  };
}
