import type { Plugin, Request } from '@hapi/hapi';
import { permitClinician } from '../access/permit.ts';
import type { ClinicianGrant } from '../access/grant.ts';
import { FhirError } from '../errors.ts';
import { historyText } from '../observation/history.ts';
import { observationText } from '../observation/searchset.ts';
import type { StoredObservation, StoreFor } from '../store/national-store.ts';
import { fhirResponse, grantOf, versionResponse, type FhirRouteOptions } from './fhir-request.ts';

/** GET Observation/[id]/_history and …/_history/[vid]: what was corrected or withdrawn stays readable. */
export const observationHistory: Plugin<FhirRouteOptions & { storeFor: StoreFor }> = {
  name: 'observation-history',
  register(server, { storeFor, fhirBase }) {
    const versionsOf = async (
      request: Request,
    ): Promise<{ grant: ClinicianGrant; versions: StoredObservation[] }> => {
      const { grant, allowedCategories } = permitClinician(grantOf(request), 'r');
      const versions = await storeFor(grant).history(
        grant.person,
        String(request.params.id),
        allowedCategories,
      );
      if (!versions) throw notFound('No such Observation of the patient in context');
      return { grant, versions };
    };
    server.route([
      {
        method: 'GET',
        path: '/fhir/Observation/{id}/_history',
        options: { auth: 'facade-token' },
        handler: async (request, h) => {
          const { grant, versions } = await versionsOf(request);
          return fhirResponse(h, historyText(grant, fhirBase, versions));
        },
      },
      {
        method: 'GET',
        path: '/fhir/Observation/{id}/_history/{version}',
        options: { auth: 'facade-token' },
        handler: async (request, h) => {
          const { grant, versions } = await versionsOf(request);
          const found = versions.find(({ version }) => String(version) === request.params.version);
          if (!found) throw notFound('The Observation has no such version');
          return versionResponse(h, observationText(grant, found), found);
        },
      },
    ]);
  },
};

function notFound(diagnostics: string): FhirError {
  return new FhirError(404, 'not-found', diagnostics, { reason: 'not-found' });
}
