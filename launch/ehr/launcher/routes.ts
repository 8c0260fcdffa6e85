import type { Request, ServerRoute } from '@hapi/hapi';
import type { EhrCore } from '../core.ts';
import { readLaunchChoice } from './launch-choice.ts';
import { openLaunch } from './open-launch.ts';

function options({ directory, clients }: EhrCore): object {
  const { patients, practitioners, scenarios, faults, sources } = directory.records;
  return {
    patients: patients.map(({ id, story }) => ({ id, description: story })),
    practitioners: practitioners.map(({ id, description }) => ({ id, description })),
    scenarios: scenarios.map(({ faults: ids, ...scenario }) => ({ ...scenario, faults: ids ?? [] })),
    faults: faults.map(({ id, description }) => ({ id, description })),
    sources: sources.map(({ id, orgnr, name, client_id, private_jwk }) => ({
      id,
      description: name,
      orgnr,
      name,
      client_id,
      private_jwk,
    })),
    clients: clients.all().map(({ id, name, authentication, redirectUris, scope, published }) => ({
      id,
      description: name,
      token_endpoint_auth_method: authentication.method,
      redirect_uris: redirectUris,
      scope,
      ...published,
    })),
  };
}

/** The launcher's JSON: what can be chosen, a launch of it, and the end of a launch's EHR session. */
export function launchRoutes(core: EhrCore): ServerRoute[] {
  return [
    { method: 'GET', path: '/options', handler: () => options(core) },
    {
      method: 'POST',
      path: '/launches',
      options: { payload: { allow: 'application/json', maxBytes: 65_536 } },
      handler: async (request: Request, h) => {
        const opened = await openLaunch(core, readLaunchChoice(core, request.payload));
        return h.response(opened).code(201).header('cache-control', 'no-store');
      },
    },
    {
      method: 'DELETE',
      path: '/launches/{launch}',
      handler: (request: Request, h) => {
        const ended = core.launches.endSession(String(request.params['launch']));
        return h.response().code(ended ? 204 : 404);
      },
    },
  ];
}
