import type { Plugin, Request } from '@hapi/hapi';
import { permitClinician } from '../access/permit.ts';
import { parseLastn } from '../observation/lastn-query.ts';
import { requireSamePatient } from '../observation/same-patient.ts';
import { searchsetText, selfLink } from '../observation/searchset.ts';
import type { StoreFor } from '../store/national-store.ts';
import {
  fhirResponse,
  formOf,
  formPayload,
  grantOf,
  isStrict,
  queryOf,
  type FhirRouteOptions,
} from './fhir-request.ts';

/** Observation/$lastn (https://hl7.org/fhir/R4/observation-operation-lastn.html), by GET or by a form. */
export const observationLastn: Plugin<FhirRouteOptions & { storeFor: StoreFor }> = {
  name: 'observation-lastn',
  register(server, { storeFor, fhirBase }) {
    const answer = async (request: Request, given: URLSearchParams): Promise<string> => {
      const { grant, allowedCategories } = permitClinician(grantOf(request), 's');
      const { query, patients, identifiers, applied, ignored } = parseLastn(given, isStrict(request));
      requireSamePatient(grant, patients, identifiers);
      const observations = await storeFor(grant).lastn(grant.person, {
        ...query,
        ...(allowedCategories && { allowedCategories }),
      });
      const self = selfLink(`${fhirBase}/Observation/$lastn`, grant.patient, applied, ignored);
      return searchsetText(grant, fhirBase, { observations, total: observations.length }, { self });
    };
    const path = '/fhir/Observation/$lastn';
    server.route([
      {
        method: 'GET',
        path,
        options: { auth: 'facade-token' },
        handler: async (request, h) => fhirResponse(h, await answer(request, queryOf(request))),
      },
      {
        method: 'POST',
        path,
        options: { auth: 'facade-token', payload: formPayload },
        handler: async (request, h) => fhirResponse(h, await answer(request, formOf(request))),
      },
    ]);
  },
};
