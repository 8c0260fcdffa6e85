import type { Request, ServerRoute } from '@hapi/hapi';
import { fhirResponse, formOf, queryOf, smallPayload, type Given } from './fhir-request.ts';

/**
 * A search by type, by GET or by a form (https://hl7.org/fhir/R4/http.html#search).
 * @param answer reads what was given when it is known that the reader may ask at all
 */
export function searchRoutes(
  type: string,
  answer: (request: Request, given: Given) => Promise<string | object>,
): ServerRoute[] {
  return [
    {
      method: 'GET',
      path: `/fhir/${type}`,
      options: { auth: 'facade-token' },
      handler: async (request, h) => fhirResponse(h, await answer(request, () => queryOf(request))),
    },
    {
      method: 'POST',
      path: `/fhir/${type}/_search`,
      options: { auth: 'facade-token', payload: smallPayload },
      handler: async (request, h) => fhirResponse(h, await answer(request, () => formOf(request))),
    },
  ];
}
