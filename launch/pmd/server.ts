import { setMaxListeners } from 'node:events';
import Hapi from '@hapi/hapi';
import type { Request, ResponseToolkit } from '@hapi/hapi';
import type { Block } from './access/blocks.ts';
import { defaultBehaviour } from './behaviour.ts';
import type { PmdBehaviour } from './behaviour.ts';
import type { PmdCore } from './core.ts';
import { deliveryRoutes } from './delivery/routes.ts';
import type { PmdFaultId } from './faults/fault-ids.ts';
import { gatewayFaults } from './faults/gateway-faults.ts';
import { createListener } from './listener.ts';
import type { Listener } from './listener.ts';
import { openObservations } from './observations/observations.ts';
import type { Observations } from './observations/observations.ts';
import { otherMethodRoutes, wordRefusal } from './refusals.ts';
import { searchRoute } from './search/search-route.ts';
import { createTokenReader } from './security/access-token.ts';
import { createProofVerifier } from './security/dpop-proof.ts';
import { helseIdScheme } from './security/helseid-scheme.ts';
import type { Entry } from './security/helseid-scheme.ts';
import { createIssuerKeys } from './security/issuer-keys.ts';

export interface PmdOptions {
  /** 0 takes any free port. */
  port: number;
  /** HelseID's issuer URL. Its keys are found by discovery when the first token comes. */
  issuer: string;
  /** The one `aud` of the tokens PMD takes. */
  audience: string;
  scopes: { search: string; deliver: string };
  /** NDJSON file that keeps what was delivered over a restart; without it everything is in memory only. */
  dataFile?: string;
  /** Where clients reach PMD when something stands in between; default is the address it listens at. */
  publicUrl?: string;
  behaviour?: Partial<PmdBehaviour>;
  /** Epoch milliseconds; tests move it. */
  now?: () => number;
}

export interface Pmd {
  /** The FHIR base, without a trailing slash. Bundles are delivered to `{url}/`. */
  url: string;
  /** These faults and no others, from the next request on. */
  setFaults(faults: readonly PmdFaultId[]): Promise<void>;
  /** These decisions of citizens and no others. */
  setBlocks(blocks: readonly Block[]): void;
  /** Changes what is named and leaves the rest. */
  setBehaviour(changes: Partial<PmdBehaviour>): void;
  /** What is stored about a patient, by the value of the national identifier, as an answer would show it. */
  observationsOf(patient: string): fhir4.Observation[];
  /** How many requests have come so far, whatever became of them. */
  received(): { searches: number; deliveries: number };
  stop(): Promise<void>;
}

/** Starts a stand-in for NHN's PMD 2.0 on loopback. Throws when the port is taken or the data file cannot be read. */
export async function createPmd(options: PmdOptions): Promise<Pmd> {
  const { scopes, now = Date.now } = options;
  const observations = await openObservations(options.dataFile);
  const listener = createListener(options.port);
  const stopping = new AbortController();
  // As many listen as there are requests held back.
  setMaxListeners(Infinity, stopping.signal);
  const core: PmdCore = {
    publicUrl: options.publicUrl ?? '',
    now,
    observations,
    behaviour: { ...defaultBehaviour, ...options.behaviour },
    faults: new Set(),
    blocks: [],
    stopping: stopping.signal,
  };
  const received = { searches: 0, deliveries: 0 };

  const server = Hapi.server({ listener: listener.server, autoListen: false, debug: false });
  const readToken = createTokenReader(options, createIssuerKeys(options.issuer, now), now);
  server.auth.scheme('helseid', helseIdScheme(core, readToken, createProofVerifier(now)));
  server.auth.strategy('user', 'helseid', { scope: scopes.search, user: true } satisfies Entry);
  server.auth.strategy('delivery', 'helseid', { scope: scopes.deliver, user: false } satisfies Entry);
  server.ext('onRequest', (request: Request, h: ResponseToolkit) => {
    if (request.method === 'post')
      received[request.path.endsWith('/_search') ? 'searches' : 'deliveries'] += 1;
    return h.continue;
  });
  server.ext('onRequest', gatewayFaults(core));
  server.ext('onPreResponse', wordRefusal);
  server.route([searchRoute(core), ...deliveryRoutes(core), ...otherMethodRoutes]);
  await server.start();
  const url = `http://localhost:${await opened(listener, observations)}`;
  core.publicUrl ||= url;

  return {
    url,
    setFaults: async (faults) => {
      core.faults = new Set(faults);
      await (core.faults.has('connection-refused') ? listener.close() : listener.open());
    },
    setBlocks: (blocks) => void (core.blocks = blocks),
    setBehaviour: (changes) => void (core.behaviour = { ...core.behaviour, ...changes }),
    observationsOf: (patient) =>
      observations.about(patient).map(({ text }) => JSON.parse(text) as fhir4.Observation),
    received: () => ({ ...received }),
    stop: async () => {
      stopping.abort();
      await server.stop({ timeout: 1000 });
      await listener.close();
      await observations.close();
    },
  };
}

async function opened(listener: Listener, observations: Observations): Promise<number> {
  try {
    return await listener.open();
  } catch (error) {
    await observations.close();
    throw error;
  }
}
