import type { Plugin } from '@hapi/hapi';
import { permitClinician } from '../access/permit.ts';
import { FhirError } from '../errors.ts';
import { observationText } from '../observation/searchset.ts';
import type { StoreFor } from '../store/national-store.ts';
import { grantOf, versionResponse } from './fhir-request.ts';

/** GET Observation/[id]. Another patient's Observation is answered exactly as one that does not exist. */
export const observationRead: Plugin<{ storeFor: StoreFor }> = {
  name: 'observation-read',
  register(server, { storeFor }) {
    server.route({
      method: 'GET',
      path: '/fhir/Observation/{id}',
      options: { auth: 'facade-token' },
      handler: async (request, h) => {
        const { grant, allowedCategories } = permitClinician(grantOf(request), 'r');
        const found = await storeFor(grant).read(grant.person, String(request.params.id), allowedCategories);
        if (!found) {
          throw new FhirError(404, 'not-found', 'No such Observation of the patient in context', {
            reason: 'not-found',
          });
        }
        return versionResponse(h, observationText(grant, found), found);
      },
    });
  },
};
