import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import Hapi from '@hapi/hapi';
import { addCorsHeaders, preflightRoute } from '../ehr/cors.ts';
import { fhirRoutes } from '../ehr/fhir/routes.ts';
import type { IssuerCore, IssuerProfile } from '../ehr/issuer-core.ts';
import type { EhrKeys } from '../ehr/keys.ts';
import { forbidCaching } from '../ehr/no-store.ts';
import { authorizeRoutes } from '../ehr/oauth/authorize.ts';
import { createAssertionVerifier } from '../ehr/oauth/client-assertion.ts';
import { createClientAuthentication } from '../ehr/oauth/client-authentication.ts';
import { createClientRegister } from '../ehr/oauth/clients.ts';
import type { Client } from '../ehr/oauth/clients.ts';
import { discoveryRoutes } from '../ehr/oauth/discovery.ts';
import { introspectRoute } from '../ehr/oauth/introspect.ts';
import { createLaunches } from '../ehr/oauth/launch-context.ts';
import { revokeRoute } from '../ehr/oauth/revoke.ts';
import { tokenRoute } from '../ehr/oauth/token.ts';
import { createTokens } from '../ehr/oauth/tokens.ts';
import { wordRefusal } from '../ehr/refusals.ts';
import { facadeClient } from '../ehr/registrations.ts';
import { styleRoute } from '../ehr/style.ts';
import { citizensScopes, ownApp, thirdPartyApp } from './clients.ts';
import { consentRoutes } from './consent-routes.ts';
import { createGivenConsents } from './given-consents.ts';
import { createPopulation } from './population.ts';
import type { Population, PopulationRecords } from './population.ts';
import { createCitizenSignIn } from './sign-in.ts';

export interface CitizensOptions {
  /** Where it is reached: an origin and a path, without a trailing slash. */
  url: string;
  keys: EhrKeys;
  records: PopulationRecords;
  now: () => number;
}

export interface CitizensIssuer {
  /** The FHIR base. */
  iss: string;
  /** Takes a request whose URL is below `url`, and answers it. */
  answer(request: IncomingMessage, response: ServerResponse): void;
  /** `{origin}/innbygger` becomes the redirect URI of the citizen page. */
  registerApp(origin: string): void;
  stop(): void;
}

const profile: IssuerProfile = {
  scopes: [...citizensScopes.split(' '), 'system/*.rs'],
  capabilities: [
    'launch-standalone',
    'authorize-post',
    'client-public',
    'client-confidential-asymmetric',
    'sso-openid-connect',
    'context-standalone-patient',
    'context-banner',
    'context-style',
    'permission-offline',
    'permission-patient',
    'permission-v1',
    'permission-v2',
  ],
};

/** Where citizens log in: the EHR's authorization and FHIR servers over again, with other users, pages and apps. */
export async function createCitizensIssuer(options: CitizensOptions): Promise<CitizensIssuer> {
  const own = ownApp();
  const releases: (() => void)[] = [];
  const population = createPopulation(options.records);
  const core = createCore(options, own, population, (release) => releases.push(release));
  const consents = createGivenConsents(core.now);
  const signIn = createCitizenSignIn(core, population, consents);
  const listener = createServer();
  const server = Hapi.server({ listener, autoListen: false, debug: false });
  for (const step of [wordRefusal, addCorsHeaders(core.clients), forbidCaching])
    server.ext('onPreResponse', step);
  server.route([
    preflightRoute(core.clients),
    ...discoveryRoutes(core),
    ...authorizeRoutes(core, signIn.ask),
    ...signIn.routes,
    tokenRoute(core),
    introspectRoute(core),
    revokeRoute(core),
    ...fhirRoutes(core),
    ...consentRoutes(core, population, consents),
    styleRoute,
  ]);
  await server.initialize();
  const { pathname } = new URL(options.url);
  return {
    iss: core.iss,
    answer(request, response) {
      request.url = request.url?.slice(pathname.length) || '/';
      listener.emit('request', request, response);
    },
    registerApp(origin) {
      const uri = `${origin}/innbygger`;
      if (!own.redirectUris.includes(uri)) own.redirectUris.push(uri);
    },
    stop: () => releases.forEach((release) => release()),
  };
}

function createCore(
  { url, keys, now }: CitizensOptions,
  own: Client,
  population: Population,
  onStop: IssuerCore['onStop'],
): IssuerCore {
  const clients = createClientRegister([own, thirdPartyApp(), facadeClient(keys.facade)]);
  const verifyAssertion = createAssertionVerifier(clients, `${url}/oauth/token`, now);
  return {
    url,
    iss: `${url}/fhir`,
    now,
    keys,
    profile,
    holdings: {
      Patient: () => population.citizens.map(({ resource }) => resource),
      RelatedPerson: () => population.relatedPersons,
    },
    creates: {},
    clients,
    launches: createLaunches(now),
    tokens: createTokens(now),
    authenticate: createClientAuthentication(clients, verifyAssertion),
    app: () => own.redirectUris[0] && new URL(own.redirectUris[0]).origin,
    onStop,
  };
}
