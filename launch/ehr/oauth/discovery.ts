import type { ResponseToolkit, ServerRoute } from '@hapi/hapi';
import type { IssuerCore } from '../issuer-core.ts';
import { publicJwk } from '../keys.ts';
import { assertionAlgorithms } from './client-assertion.ts';
import { supportedGrantTypes } from './token.ts';

/** Says that the endpoint takes this EHR's token in exchange for one that opens the patient's home measurements. */
const homeMeasurementsCapability = 'https://hjemmekurve.example/capability/home-measurements';

const authMethods = ['none', 'client_secret_basic', 'private_key_jwt'];

function endpoints({ url, iss, profile }: IssuerCore): object {
  return {
    issuer: iss,
    jwks_uri: `${url}/oauth/jwks`,
    authorization_endpoint: `${url}/oauth/authorize`,
    token_endpoint: `${url}/oauth/token`,
    introspection_endpoint: `${url}/oauth/introspect`,
    revocation_endpoint: `${url}/oauth/revoke`,
    token_endpoint_auth_methods_supported: authMethods,
    token_endpoint_auth_signing_alg_values_supported: assertionAlgorithms,
    grant_types_supported: supportedGrantTypes,
    response_types_supported: ['code'],
    scopes_supported: profile.scopes,
    code_challenge_methods_supported: ['S256'],
  };
}

function smartConfiguration(core: IssuerCore): object {
  const app = core.app();
  return {
    ...endpoints(core),
    capabilities: core.profile.capabilities,
    ...(app && {
      associated_endpoints: [{ url: `${app}/fhir`, capabilities: [homeMeasurementsCapability] }],
    }),
  };
}

function openidConfiguration(core: IssuerCore): object {
  return {
    ...endpoints(core),
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256', 'ES384'],
    claims_supported: ['iss', 'sub', 'aud', 'exp', 'iat', 'nonce', 'name', 'fhirUser', 'profile'],
  };
}

/** Open documents: every origin may read them, and JSON is what they are whatever `Accept` says (SMART 2.2). */
export function discoveryRoutes(core: IssuerCore): ServerRoute[] {
  const open = (path: string, body: () => object): ServerRoute => ({
    method: 'GET',
    path,
    handler: (_request: unknown, h: ResponseToolkit) =>
      h.response(body()).type('application/json').header('cache-control', 'no-cache'),
  });
  return [
    open('/fhir/.well-known/smart-configuration', () => smartConfiguration(core)),
    open('/fhir/.well-known/openid-configuration', () => openidConfiguration(core)),
    open('/oauth/jwks', () => ({ keys: [core.keys.rs256, core.keys.es384].map(publicJwk) })),
  ];
}
