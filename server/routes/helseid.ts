import type { Plugin, Request } from '@hapi/hapi';
import type { AccessLog } from '../access-log/access-log.ts';
import { recordOf } from '../access-log/record-of.ts';
import { logRefusalsTo } from '../access-log/refusals.ts';
import type { ClinicianGrant } from '../access/grant.ts';
import { permitClinician } from '../access/permit.ts';
import { FhirError } from '../errors.ts';
import type { Helseid } from '../helseid/helseid.ts';
import { isReturnPath } from '../helseid/return-path.ts';
import { helseidErrors } from '../plugins/helseid-errors.ts';
import { grantOf } from './fhir-request.ts';

interface HelseidOptions {
  publicUrl: string;
  helseid: Pick<Helseid, 'login' | 'sessions'>;
  accessLog: AccessLog;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Where a login ends that had a window of its own. */
const ownWindow = '/connected';

/**
 * The second login, for stores that need HelseID: GET /helseid/session, POST /helseid/login and /helseid/logout with a
 * clinician's facade token, and GET /helseid/callback, where HelseID sends the browser back to.
 * Refusals are in the patient's log.
 */
export const helseidRoutes: Plugin<HelseidOptions> = {
  name: 'helseid',
  async register(server, { publicUrl, helseid: { login, sessions }, accessLog, now }) {
    await server.register(helseidErrors);
    const aboutLogin = (request: Request) =>
      ({ action: 'national-login', occurred: now(), request: request.app.id }) as const;
    const clinicianOf = (request: Request): Promise<ClinicianGrant> => {
      const grant = grantOf(request);
      return logRefusalsTo(accessLog, grant, aboutLogin(request), async () => permitClinician(grant));
    };
    server.route([
      {
        method: 'GET',
        path: '/helseid/session',
        options: { auth: 'facade-token' },
        async handler(request) {
          const remaining = sessions.remaining(await clinicianOf(request));
          return remaining === undefined
            ? { state: 'login-required' }
            : { state: 'connected', expires_in: Math.floor(remaining / 1000) };
        },
      },
      {
        method: 'POST',
        path: '/helseid/login',
        options: { auth: 'facade-token', payload: { allow: 'application/json', maxBytes: 16 * 1024 } },
        async handler(request) {
          const clinician = await clinicianOf(request);
          const { mode, returnTo } = loginRequestOf(request.payload);
          const url = await login.begin(clinician, mode, returnTo);
          return { url: url.href };
        },
      },
      {
        method: 'POST',
        path: '/helseid/logout',
        options: { auth: 'facade-token', payload: { maxBytes: 16 * 1024 } },
        async handler(request, h) {
          sessions.end(await clinicianOf(request));
          return h.response().code(204);
        },
      },
      {
        method: 'GET',
        path: '/helseid/callback',
        options: { cors: false },
        async handler(request, h) {
          const { outcome, returnTo, refused } = await login.finish(
            new URL(`${publicUrl}/helseid/callback${request.url.search}`),
          );
          if (refused) {
            await accessLog.write({
              ...recordOf(refused, aboutLogin(request)),
              refused: 'national-login-refused',
            });
          }
          return h.redirect(`${returnTo ?? ownWindow}#national=${outcome}`).code(303);
        },
      },
    ]);
  },
};

function loginRequestOf(payload: unknown): { mode: 'silent' | 'visible'; returnTo: string | null } {
  const { mode, return_to: returnTo } = Object(payload) as Record<string, unknown>;
  if (mode !== 'silent' && mode !== 'visible') {
    throw invalid('mode must be silent or visible', 'mode-invalid');
  }
  if (returnTo !== null && (typeof returnTo !== 'string' || !isReturnPath(returnTo))) {
    throw invalid(
      'return_to must be null, or a path of this facade that begins with /? or is /innbygger, of at most 2,000 characters',
      'return-to-invalid',
    );
  }
  return { mode, returnTo };
}

function invalid(rule: string, reason: string): FhirError {
  return new FhirError(400, 'value', rule, { reason });
}
