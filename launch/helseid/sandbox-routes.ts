import { readFileSync } from 'node:fs';
import { badRequest } from '@hapi/boom';
import type { ServerRoute } from '@hapi/hapi';
import type { Provider } from 'oidc-provider';
import { behaviourSchema } from './behaviour.ts';
import type { HelseidCore } from './core.ts';
import { setSession } from './login/session.ts';
import { fullName } from './people.ts';

/** What the real HelseID does not have: sessions and behaviour on demand, and a list of whom and what it knows. */
export function sandboxRoutes(provider: Provider, core: HelseidCore): ServerRoute[] {
  const { issuer, population, register, behaviour } = core;
  const style = readFileSync(new URL('login/helseid.css', import.meta.url), 'utf8');
  return [
    {
      method: 'GET',
      path: '/sandbox/helseid.css',
      handler: (_request, h) => h.response(style).type('text/css').header('cache-control', 'no-cache'),
    },
    {
      method: 'GET',
      path: '/sandbox/options',
      handler: () => ({
        issuer,
        people: population.people.map((person) => ({
          id: person.id,
          name: fullName(person),
          pid: person.pid,
          hpr_number: person.hpr?.number ?? null,
          description: person.description,
        })),
        clients: register.clients().map(({ id, name, tenancy, scopes, redirectUris, grantTypes }) => ({
          ...{ client_id: id, client_name: name, tenancy, scope: scopes.join(' ') },
          ...{ redirect_uris: redirectUris, grant_types: grantTypes },
        })),
        apis: register.apis,
        behaviour,
      }),
    },
    {
      method: 'GET',
      path: '/sandbox/login',
      handler: async (request, h) => {
        const { person: id, return: target } = request.query as Record<string, unknown>;
        if (typeof target !== 'string' || !register.mayReturnTo(target))
          throw badRequest('return is not an address of a registered client or EHR');
        const person = id === undefined ? undefined : population.byId(String(id));
        if (id !== undefined && !person) throw badRequest('person is nobody whom HelseID knows');
        await setSession(provider, request, person);
        return h.redirect(target).header('cache-control', 'no-store');
      },
    },
    {
      method: 'PUT',
      path: '/sandbox/behaviour',
      options: { validate: { payload: behaviourSchema } },
      handler: ({ payload }) => Object.assign(behaviour, payload),
    },
  ];
}
