import type { Plugin, Request } from '@hapi/hapi';
import type { AccessLog } from '../access-log/access-log.ts';
import { AuditIds, auditResource, auditSearchset } from '../access-log/audit-bundle.ts';
import { parseAuditSearch } from '../access-log/audit-search.ts';
import { asCitizen } from '../access-log/refusals.ts';
import type { CitizenGrant } from '../access/grant.ts';
import { requireSamePatient } from '../observation/same-patient.ts';
import { selfLink } from '../observation/searchset.ts';
import { fhirResponse, grantOf, isStrict, type Given, type FhirRouteOptions } from './fhir-request.ts';
import { notFound } from './not-found.ts';
import { searchRoutes } from './search-routes.ts';

interface AuditEventOptions extends FhirRouteOptions {
  accessLog: AccessLog;
  /** 32 bytes: ids are made with it. */
  tokenKey: Uint8Array;
  /** Epoch milliseconds. */
  now: () => number;
}

/** The citizen's own log as AuditEvent, newest first. Reading it is in the log too; a clinician never gets it. */
export const auditEvent: Plugin<AuditEventOptions> = {
  name: 'audit-event',
  register(server, { accessLog, fhirBase, tokenKey, now }) {
    const asOwner = <T>(
      request: Request,
      letter: 'r' | 's',
      answer: (grant: CitizenGrant, ids: AuditIds) => Promise<T>,
    ): Promise<T> => {
      const about = { action: 'log-read' as const, occurred: now(), request: request.app.id };
      const asked = { type: 'AuditEvent' as const, letter, ...about };
      return asCitizen(accessLog, grantOf(request), asked, async (grant, logged) => {
        const answered = await answer(grant, new AuditIds(tokenKey, grant.person));
        await logged();
        return answered;
      });
    };

    const search = (request: Request, given: Given) =>
      asOwner(request, 's', async (grant, ids) => {
        const asked = parseAuditSearch(given(), isStrict(request));
        requireSamePatient(grant, asked.patients, asked.identifiers);
        const { entries, more } = await accessLog.entries(grant.person, asked.query);
        const link = (before?: number) =>
          selfLink(
            `${fhirBase}/AuditEvent`,
            grant.patient,
            [
              ...asked.applied,
              ...(before === undefined ? [] : [['_before', String(before)] as [string, string]]),
            ],
            asked.ignored,
          );
        const last = entries.at(-1);
        return auditSearchset(entries, grant, ids, {
          fhirBase,
          self: link(asked.query.before),
          ...(more && last && { next: link(last.sequence) }),
        });
      });

    server.route([
      ...searchRoutes('AuditEvent', search),
      {
        method: 'GET',
        path: '/fhir/AuditEvent/{id}',
        options: { auth: 'facade-token' },
        handler: async (request, h) =>
          fhirResponse(
            h,
            await asOwner(request, 'r', async (grant, ids) => {
              const sequence = ids.sequenceOf(String(request.params.id));
              const query = { before: (sequence ?? 0) + 1, count: 1 };
              const found = sequence && (await accessLog.entries(grant.person, query)).entries[0];
              if (!found || found.sequence !== sequence) throw notFound('AuditEvent');
              return auditResource(found, grant, ids);
            }),
          ),
      },
    ]);
  },
};
