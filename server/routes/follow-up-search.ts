import type { Plugin, Request } from '@hapi/hapi';
import type { AccessLog } from '../access-log/access-log.ts';
import { asCitizen } from '../access-log/refusals.ts';
import { checkParameters } from '../fhir/parameters.ts';
import { episodeSearchset } from '../follow-ups/episode-searchset.ts';
import type { FollowUps } from '../follow-ups/follow-ups.ts';
import { requireSamePatient } from '../observation/same-patient.ts';
import { selfLink } from '../observation/searchset.ts';
import { grantOf, isStrict, type Given, type FhirRouteOptions } from './fhir-request.ts';
import { searchRoutes } from './search-routes.ts';

interface FollowUpSearchOptions extends FhirRouteOptions {
  followUps: Pick<FollowUps, 'of'>;
  accessLog: AccessLog;
  /** Epoch milliseconds. */
  now: () => number;
}

/** GET EpisodeOfCare and POST EpisodeOfCare/_search: a citizen sees who follows the patient at home. It is in the log. */
export const followUpSearch: Plugin<FollowUpSearchOptions> = {
  name: 'follow-up-search',
  register(server, { followUps, accessLog, now, fhirBase }) {
    const search = (request: Request, given: Given): Promise<fhir4.Bundle> => {
      const about = { action: 'follow-up-read', occurred: now(), request: request.app.id } as const;
      const asked = { type: 'EpisodeOfCare', letter: 's', ...about } as const;
      return asCitizen(accessLog, grantOf(request), asked, async (grant, logged) => {
        const { patients, identifiers, ignored } = checkParameters(given(), [], [], isStrict(request));
        requireSamePatient(grant, patients, identifiers);
        const followed = await followUps.of(grant.person);
        await logged();
        const self = selfLink(`${fhirBase}/EpisodeOfCare`, grant.patient, [], ignored);
        return episodeSearchset(followed, grant, now(), self);
      });
    };
    server.route([...searchRoutes('EpisodeOfCare', search)]);
  },
};
