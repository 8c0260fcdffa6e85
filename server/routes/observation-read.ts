import type { Plugin } from '@hapi/hapi';
import { observationText } from '../observation/searchset.ts';
import type { Read } from '../reading/reading.ts';
import { versionResponse } from './fhir-request.ts';
import { notFound } from './not-found.ts';
import { readingRequest } from './reading-request.ts';

/** GET Observation/[id]. Another patient's Observation is answered exactly as one that does not exist. */
export const observationRead: Plugin<{ read: Read }> = {
  name: 'observation-read',
  register(server, { read }) {
    server.route({
      method: 'GET',
      path: '/fhir/Observation/{id}',
      options: { auth: 'facade-token' },
      handler: (request, h) =>
        read(readingRequest(request, 'r', 'read'), async ({ grant, allowedCategories, store }) => {
          const found = await store.read(grant.person, String(request.params.id), allowedCategories);
          if (!found) throw notFound('Observation');
          return versionResponse(h, observationText(grant, found), found);
        }),
    });
  },
};
