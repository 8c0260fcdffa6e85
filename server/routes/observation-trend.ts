import { constants } from 'node:zlib';
import type { Plugin, Request } from '@hapi/hapi';
import { requireSamePatient } from '../observation/same-patient.ts';
import { compressionLevels } from '../plugins/compression.ts';
import type { AccessLog } from '../access-log/access-log.ts';
import type { Read } from '../reading/reading.ts';
import { sinceVisit } from '../reading/since-visit.ts';
import { readWithdrawn } from '../reading/withdrawn.ts';
import { trendParameters } from '../trend/parameters.ts';
import { parseTrend } from '../trend/query.ts';
import { isStrict, type Given } from './fhir-request.ts';
import { operationRoutes } from './operation-routes.ts';
import { readingRequest } from './reading-request.ts';

interface TrendOptions {
  read: Read;
  accessLog: Pick<AccessLog, 'lastVisit'>;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Long columns of small differences: a higher quality pays for itself on the wire. */
const compression = { ...compressionLevels, br: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } } };

/** Observation/$trend by GET, by a form, or by a Parameters resource. */
export const observationTrend: Plugin<TrendOptions> = {
  name: 'observation-trend',
  register(server, { read, accessLog, now }) {
    const answer = (request: Request, given: Given): Promise<string> =>
      read(readingRequest(request, 's', 'trend'), async (permitted) => {
        const { grant, allowedCategories, store, individual, latestTallies, orders } = permitted;
        const asked = parseTrend(given(), isStrict(request));
        requireSamePatient(grant, asked.patients, asked.identifiers);
        const asOf = now();
        const since = await sinceVisit(accessLog, grant, asked.receivedSince, asOf);
        const { receivedSince } = since;
        const found = await store.trend(grant.person, {
          codes: asked.vitalSigns.map(({ code }) => code.code ?? ''),
          period: asked.period,
          notes: true,
          ...(allowedCategories && { allowedCategories }),
          ...(receivedSince !== undefined && { receivedSince }),
        });
        const { vitalSigns, period } = asked;
        const withdrawn = await readWithdrawn(permitted, vitalSigns, period);
        const tallies = await Promise.all(vitalSigns.map((each) => latestTallies(each, period.to)));
        const standing = { ...(individual && { individual }), tallies: tallies.flat(), orders };
        return JSON.stringify(trendParameters(grant, asked, found, asOf, standing, since, withdrawn));
      });
    server.route(operationRoutes('/fhir/Observation/$trend', answer, { compression }));
  },
};
