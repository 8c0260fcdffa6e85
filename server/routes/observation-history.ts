import type { Plugin, Request } from '@hapi/hapi';
import type { ReaderGrant } from '../access/grant.ts';
import { historyText } from '../observation/history.ts';
import { observationText } from '../observation/searchset.ts';
import type { Read } from '../reading/reading.ts';
import type { StoredObservation } from '../store/national-store.ts';
import { fhirResponse, versionResponse, type FhirRouteOptions } from './fhir-request.ts';
import { noSuchVersion, notFound } from './not-found.ts';
import { readingRequest } from './reading-request.ts';

/** GET Observation/[id]/_history and …/_history/[vid]: what was corrected or withdrawn stays readable. */
export const observationHistory: Plugin<FhirRouteOptions & { read: Read }> = {
  name: 'observation-history',
  register(server, { read, fhirBase }) {
    const versionsOf = <T>(
      request: Request,
      answer: (grant: ReaderGrant, versions: StoredObservation[]) => T,
    ): Promise<T> =>
      read(readingRequest(request, 'r', 'history'), async ({ grant, allowedCategories, store }) => {
        const versions = await store.history(grant.person, String(request.params.id), allowedCategories);
        if (!versions) throw notFound('Observation');
        return answer(grant, versions);
      });
    server.route([
      {
        method: 'GET',
        path: '/fhir/Observation/{id}/_history',
        options: { auth: 'facade-token' },
        handler: (request, h) =>
          versionsOf(request, (grant, versions) => fhirResponse(h, historyText(grant, fhirBase, versions))),
      },
      {
        method: 'GET',
        path: '/fhir/Observation/{id}/_history/{version}',
        options: { auth: 'facade-token' },
        handler: (request, h) =>
          versionsOf(request, (grant, versions) => {
            const found = versions.find(({ version }) => String(version) === request.params.version);
            if (!found) throw noSuchVersion('Observation');
            return versionResponse(h, observationText(grant, found), found);
          }),
      },
    ]);
  },
};
