import type { Plugin, Request } from '@hapi/hapi';
import { vitalSignByCode } from '../clinical/vital-signs.ts';
import { parseLastn } from '../observation/lastn-query.ts';
import { persistenceExtension } from '../observation/persistence-extension.ts';
import { requireSamePatient } from '../observation/same-patient.ts';
import { searchsetText, selfLink } from '../observation/searchset.ts';
import type { Read } from '../reading/reading.ts';
import {
  fhirResponse,
  formOf,
  smallPayload,
  isStrict,
  queryOf,
  type Given,
  type FhirRouteOptions,
} from './fhir-request.ts';
import { readingRequest } from './reading-request.ts';

/** Observation/$lastn (https://hl7.org/fhir/R4/observation-operation-lastn.html), by GET or by a form. */
export const observationLastn: Plugin<FhirRouteOptions & { read: Read }> = {
  name: 'observation-lastn',
  register(server, { read, fhirBase }) {
    const answer = (request: Request, given: Given): Promise<string> =>
      read(readingRequest(request, 's', 'latest'), async (permitted) => {
        const { grant, allowedCategories, store, individual, latestTallies } = permitted;
        const { query, patients, identifiers, applied, ignored } = parseLastn(given(), isStrict(request));
        requireSamePatient(grant, patients, identifiers);
        const observations = await store.lastn(grant.person, {
          ...query,
          ...(allowedCategories && { allowedCategories }),
        });
        const self = selfLink(`${fhirBase}/Observation/$lastn`, grant.patient, applied, ignored);
        const told = new Map<string, fhir4.Extension[]>();
        for (const code of individual?.keys() ?? []) {
          const vitalSign = vitalSignByCode(undefined, code);
          for (const each of vitalSign ? await latestTallies(vitalSign) : []) {
            told.set(each.id, [...(told.get(each.id) ?? []), persistenceExtension(each)]);
          }
        }
        const found = { observations, total: observations.length };
        return searchsetText(grant, fhirBase, found, { self }, told);
      });
    const path = '/fhir/Observation/$lastn';
    server.route([
      {
        method: 'GET',
        path,
        options: { auth: 'facade-token' },
        handler: async (request, h) => fhirResponse(h, await answer(request, () => queryOf(request))),
      },
      {
        method: 'POST',
        path,
        options: { auth: 'facade-token', payload: smallPayload },
        handler: async (request, h) => fhirResponse(h, await answer(request, () => formOf(request))),
      },
    ]);
  },
};
