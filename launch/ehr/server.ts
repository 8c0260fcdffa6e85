import Hapi from '@hapi/hapi';
import type { Server } from '@hapi/hapi';
import { addCorsHeaders, preflightRoute } from './cors.ts';
import { mountRoutes } from '../citizens/mount.ts';
import type { PopulationRecords } from '../citizens/population.ts';
import { createCitizensIssuer } from '../citizens/server.ts';
import type { EhrCore } from './core.ts';
import { forbidCaching } from './no-store.ts';
import { createDirectory } from './directory.ts';
import { createDocuments } from './documents/documents.ts';
import type { AddressFault } from './fault-ids.ts';
import { fhirRoutes } from './fhir/routes.ts';
import type { EhrKeys } from './keys.ts';
import { pageRoutes } from './launcher/page-routes.ts';
import { launchRoutes } from './launcher/routes.ts';
import { authorizeRoutes } from './oauth/authorize.ts';
import { createAssertionVerifier } from './oauth/client-assertion.ts';
import { createClientAuthentication } from './oauth/client-authentication.ts';
import { createClientRegister } from './oauth/clients.ts';
import type { Client } from './oauth/clients.ts';
import { discoveryRoutes } from './oauth/discovery.ts';
import { introspectRoute } from './oauth/introspect.ts';
import { createLaunches } from './oauth/launch-context.ts';
import { revokeRoute } from './oauth/revoke.ts';
import { createSignIn } from './oauth/sign-in.ts';
import { tokenRoute } from './oauth/token.ts';
import { createTokens } from './oauth/tokens.ts';
import { assetRoutes } from './pages/assets.ts';
import type { NationalControl } from '../national/control.ts';
import { nationalRoutes } from './launcher/national-routes.ts';
import { ehrCreations, ehrHoldings, ehrProfile } from './profile.ts';
import type { Records } from './records.ts';
import { appClient, facadeClient } from './registrations.ts';
import { wordRefusal } from './refusals.ts';
import { styleRoute } from './style.ts';
import { callbackRoute, testClients } from './test-clients.ts';

export interface EhrOptions {
  /** 0 takes any free port. */
  port: number;
  keys: EhrKeys;
  records: Records;
  /** Who can log in under `/helsenorge`, where citizens do; absent: nobody. */
  citizens?: PopulationRecords;
  /** Epoch milliseconds; tests move it. */
  now?: () => number;
}

export type AppWithFault = (fault: AddressFault) => Promise<string>;

export interface Ehr {
  server: Server;
  url: string;
  /** The FHIR base. */
  iss: string;
  /** The FHIR base of the citizens' issuer beside it. */
  citizensIss: string;
  /** Where a citizen sees which apps have access, and takes it back. */
  consents: string;
  /**
   * Where the app runs: `{origin}/launch` and `{origin}/` become addresses of the client `hjemmekurve`, and
   * `{origin}/innbygger` one of `hjemmekurve-innbygger`. `withFault` brings
   * up a place where the app suffers from a fault and answers its origin.
   */
  registerApp(origin: string, withFault?: AppWithFault): void;
  /** Opens the app by way of HelseID from now on, and lets testers say what HelseID and PMD do. */
  connectNational(control: NationalControl): void;
  stop(): Promise<void>;
}

const citizensPath = '/helsenorge';

interface App {
  client: Client;
  withFault?: AppWithFault | undefined;
  national?: NationalControl;
}

/** Starts the sandbox EHR on loopback: a SMART 2.2 authorization server, a FHIR server and the launcher. */
export async function createEhr(options: EhrOptions): Promise<Ehr> {
  const server = Hapi.server({ host: '127.0.0.1', port: options.port, debug: false });
  await server.start();
  const url = `http://localhost:${server.info.port}`;
  const app: App = { client: appClient() };
  const releases: (() => void)[] = [];
  const core = createCore(options, url, app, (release) => releases.push(release));
  const signIn = createSignIn(core);
  const citizens = await createCitizensIssuer({
    url: `${url}${citizensPath}`,
    keys: options.keys,
    records: options.citizens ?? { citizens: [], representations: [] },
    now: core.now,
  });
  releases.push(() => citizens.stop());
  for (const step of [wordRefusal, addCorsHeaders(core.clients), forbidCaching])
    server.ext('onPreResponse', step);
  server.route([
    preflightRoute(core.clients),
    ...discoveryRoutes(core),
    ...authorizeRoutes(core, signIn.ask),
    signIn.route,
    tokenRoute(core),
    introspectRoute(core),
    revokeRoute(core),
    ...fhirRoutes(core),
    ...launchRoutes(core),
    ...pageRoutes(core),
    ...nationalRoutes(core),
    ...assetRoutes(),
    styleRoute,
    callbackRoute,
    ...mountRoutes(citizensPath, citizens),
  ]);
  return {
    server,
    url,
    iss: core.iss,
    citizensIss: citizens.iss,
    consents: `${url}${citizensPath}/consents`,
    registerApp: (origin, withFault) => {
      addAddress(app.client, origin);
      citizens.registerApp(origin);
      app.withFault = withFault;
    },
    connectNational: (control) => void (app.national = control),
    stop: async () => {
      releases.forEach((release) => release());
      await server.stop({ timeout: 1000 });
    },
  };
}

function createCore(options: EhrOptions, url: string, app: App, onStop: EhrCore['onStop']): EhrCore {
  const { keys, records, now = Date.now } = options;
  const directory = createDirectory(records);
  const documents = createDocuments();
  const clients = createClientRegister([
    app.client,
    facadeClient(keys.facade),
    ...testClients(url, keys.testClient),
  ]);
  const verifyAssertion = createAssertionVerifier(clients, `${url}/oauth/token`, now);
  return {
    url,
    iss: `${url}/fhir`,
    now,
    keys,
    directory,
    documents,
    profile: ehrProfile,
    holdings: ehrHoldings(directory, documents),
    creates: ehrCreations(documents),
    clients,
    launches: createLaunches(now),
    tokens: createTokens(now),
    authenticate: createClientAuthentication(clients, verifyAssertion),
    app: () => app.client.launchUris[0] && new URL(app.client.launchUris[0]).origin,
    appWithFault: async (fault) => {
      const origin = await app.withFault?.(fault);
      if (origin !== undefined) addAddress(app.client, origin);
      return origin;
    },
    national: () => app.national,
    onStop,
  };
}

function addAddress({ launchUris, redirectUris }: Client, origin: string): void {
  if (launchUris.includes(`${origin}/launch`)) return;
  launchUris.push(`${origin}/launch`);
  redirectUris.push(`${origin}/`);
}
