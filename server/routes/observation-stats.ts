import type { Plugin, Request } from '@hapi/hapi';
import { requireSamePatient } from '../observation/same-patient.ts';
import type { Read } from '../reading/reading.ts';
import { statsParameters } from '../stats/answer.ts';
import { parseStats } from '../stats/query.ts';
import { isStrict, type Given } from './fhir-request.ts';
import { operationRoutes } from './operation-routes.ts';
import { readingRequest } from './reading-request.ts';

interface StatsOptions {
  read: Read;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Observation/$stats (https://hl7.org/fhir/R4/observation-operation-stats.html). */
export const observationStats: Plugin<StatsOptions> = {
  name: 'observation-stats',
  register(server, { read, now }) {
    const answer = (request: Request, given: Given): Promise<string> =>
      read(readingRequest(request, 's', 'statistics'), async (permitted) => {
        const asked = parseStats(given(), isStrict(request), now());
        requireSamePatient(permitted.grant, asked.patients, asked.identifiers);
        return JSON.stringify(await statsParameters(permitted, asked));
      });
    server.route(operationRoutes('/fhir/Observation/$stats', answer));
  },
};
