import Hapi from '@hapi/hapi';
import type { Lifecycle, Server } from '@hapi/hapi';
import { usualBehaviour } from './behaviour.ts';
import type { Behaviour } from './behaviour.ts';
import type { HelseidClient } from './clients.ts';
import type { HelseidCore } from './core.ts';
import type { HelseidKeys } from './keys.ts';
import { loginRoutes } from './login/login-routes.ts';
import { createPopulation, sandboxPeople } from './people.ts';
import type { HelseidPerson } from './people.ts';
import { createProvider } from './provider.ts';
import { createRegister } from './register.ts';
import { sandboxRoutes } from './sandbox-routes.ts';
import { sandboxApis } from './scopes.ts';
import type { HelseidApi } from './scopes.ts';
import { userinfoRoute } from './userinfo.ts';

export interface HelseidOptions {
  /** 0 takes any free port. */
  port: number;
  keys: HelseidKeys;
  people?: readonly HelseidPerson[];
  apis?: readonly HelseidApi[];
}

export interface Helseid {
  server: Server;
  /** The origin, and `iss` of every token. */
  issuer: string;
  people: readonly HelseidPerson[];
  /** Adds a client, or replaces the one with its id; throws where the registration is impossible. */
  registerClient(client: HelseidClient): Promise<void>;
  /** An origin to which `/sandbox/login` may return, besides those of redirect URIs. */
  allowReturn(origin: string): void;
  behave(change: Partial<Behaviour>): void;
  stop(): Promise<void>;
}

/** Starts a stand-in for HelseID on loopback. What it remembers is in memory: a restart ends every session and token. */
export async function createHelseid(options: HelseidOptions): Promise<Helseid> {
  const { port, keys, people = sandboxPeople, apis = sandboxApis } = options;
  const server = Hapi.server({ host: '127.0.0.1', port, debug: false });
  const core: HelseidCore = {
    issuer: '',
    keys,
    population: createPopulation(people),
    register: createRegister(apis),
    behaviour: { ...usualBehaviour },
  };
  server.ext('onRequest', duringOutage(core.behaviour));
  await server.start();
  core.issuer = `http://localhost:${server.info.port}`;
  const provider = createProvider(core);
  const answer = provider.callback();
  server.route([
    ...loginRoutes(provider, core),
    ...sandboxRoutes(provider, core),
    userinfoRoute(core),
    {
      method: '*',
      path: '/{path*}',
      options: { payload: { parse: false, output: 'stream' } },
      handler: async ({ raw }, h) => {
        await answer(raw.req, raw.res);
        return h.abandon;
      },
    },
  ]);
  return {
    server,
    issuer: core.issuer,
    people,
    registerClient: async (client) => {
      core.register.add(client);
      await provider.Client.find(client.id);
    },
    allowReturn: core.register.allowReturn,
    behave: (change) => void Object.assign(core.behaviour, change),
    stop: () => server.stop({ timeout: 1000 }),
  };
}

/** The sandbox's own addresses stay up: they end the outage. */
function duringOutage(behaviour: Behaviour): Lifecycle.Method {
  return ({ path, raw }, h) => {
    if (behaviour.outage === 'none' || path.startsWith('/sandbox/')) return h.continue;
    if (behaviour.outage === 'unavailable') return h.response().code(503).takeover();
    raw.req.resume();
    return h.abandon;
  };
}
