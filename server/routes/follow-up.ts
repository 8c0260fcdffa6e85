import type { Plugin, Request } from '@hapi/hapi';
import type { AccessLog } from '../access-log/access-log.ts';
import { sourceRecord } from '../access-log/delivery-record.ts';
import { logRefusals, logRefusalsTo } from '../access-log/refusals.ts';
import type { ReaderGrant, SourceGrant } from '../access/grant.ts';
import { permitEpisodeOfCare } from '../access/permit.ts';
import { FhirError } from '../errors.ts';
import { toEpisodeOfCare } from '../follow-ups/episode-of-care.ts';
import type { FollowUps } from '../follow-ups/follow-ups.ts';
import { readEnding } from '../follow-ups/read-ending.ts';
import { requireDelivering } from '../organizations/delivering.ts';
import type { Organizations } from '../organizations/organizations.ts';
import { originOf } from '../reading/source-reading.ts';
import { fhirResponse, grantOf, smallPayload } from './fhir-request.ts';
import { postedParameters } from './operation-routes.ts';

interface FollowUpOptions {
  followUps: Pick<FollowUps, 'end'>;
  accessLog: AccessLog;
  organizations: Organizations;
  /** Epoch milliseconds. */
  now: () => number;
}

/** POST EpisodeOfCare/$end: an organisation ends its own home follow-up of a patient. */
export const followUp: Plugin<FollowUpOptions> = {
  name: 'follow-up',
  register(server, { followUps, accessLog, organizations, now }) {
    const end = async (request: Request, source: SourceGrant): Promise<fhir4.EpisodeOfCare> => {
      requireNothingInUrl(request);
      const { person, to } = readEnding(postedParameters(request));
      const origin = originOf(source, request.app.id, now());
      const record = sourceRecord(origin, { person, action: 'follow-up-ended', basis: 'TREAT' });
      return logRefusals(accessLog, record, async () => {
        permitEpisodeOfCare(source, 'u');
        await requireDelivering(organizations, source.orgnr, origin.occurred);
        const ended = await followUps.end(person, source.orgnr, to, () => accessLog.write(record));
        if (!ended) throw notFollowed();
        return toEpisodeOfCare(ended, person, source, now());
      });
    };
    const refuseReader = (request: Request, grant: ReaderGrant): Promise<SourceGrant> => {
      const about = { action: 'follow-up-ended', occurred: now(), request: request.app.id } as const;
      return logRefusalsTo(accessLog, grant, about, async () => permitEpisodeOfCare(grant, 'u'));
    };
    server.route({
      method: 'POST',
      path: '/fhir/EpisodeOfCare/$end',
      options: { auth: 'facade-token', payload: smallPayload },
      handler: async (request, h) => {
        const grant = grantOf(request);
        const source = grant.kind === 'source' ? grant : await refuseReader(request, grant);
        return fhirResponse(h, await end(request, source));
      },
    });
  },
};

function requireNothingInUrl({ url }: Request): void {
  if (url.search === '') return;
  throw new FhirError(400, 'invalid', 'Parameters of $end stand in the body: a URL names nobody', {
    expression: ['http.url'],
    reason: 'parameter-in-url',
  });
}

/** The same whether others follow the patient or nobody does. */
function notFollowed(): FhirError {
  return new FhirError(404, 'not-found', 'The organisation has not delivered about this patient', {
    reason: 'follow-up-not-found',
  });
}
