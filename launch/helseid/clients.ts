import type { JWK } from 'jose';
import type { AllClientMetadata } from 'oidc-provider';
import { publicJwk } from '../ehr/keys.ts';
import { attestationType } from './declaration/attestation.ts';
import { organizationType } from './declaration/organization.ts';
import type { OrganizationNumbers } from './declaration/organization.ts';
import { commonScopes } from './scopes.ts';

export interface HelseidClient {
  id: string;
  name: string;
  /** A multi-tenant client says with every token for which organisation; a single-tenant client has its own. */
  tenancy: 'single-tenant' | 'multi-tenant';
  /** The single tenant. */
  organization?: OrganizationNumbers;
  /** The client's key; private members are dropped. */
  jwk: JWK;
  redirectUris: readonly string[];
  scopes: readonly string[];
  grantTypes: readonly ('authorization_code' | 'refresh_token' | 'client_credentials')[];
}

/** The facade at HelseID: logs clinicians in, and delivers on its own behalf. */
export function hjemmekurveClient(
  jwk: JWK,
  redirectUris: readonly string[],
  apiScopes: readonly string[],
): HelseidClient {
  return {
    id: 'hjemmekurve',
    name: 'Hjemmekurve',
    tenancy: 'multi-tenant',
    jwk,
    redirectUris,
    scopes: [...commonScopes, ...apiScopes],
    grantTypes: ['authorization_code', 'refresh_token', 'client_credentials'],
  };
}

/** The registration in the terms of OpenID Connect Dynamic Client Registration. */
export function clientMetadata(client: HelseidClient): AllClientMetadata {
  const logsIn = client.redirectUris.length > 0;
  const grantTypes = logsIn ? client.grantTypes : ['client_credentials'];
  return {
    client_id: client.id,
    client_name: client.name,
    redirect_uris: client.redirectUris,
    response_types: logsIn ? ['code'] : [],
    grant_types: grantTypes,
    scope: client.scopes.join(' '),
    jwks: { keys: [publicJwk(client.jwk)] } as AllClientMetadata['jwks'],
    token_endpoint_auth_method: 'private_key_jwt',
    id_token_signed_response_alg: 'RS256',
    dpop_bound_access_tokens: true,
    authorization_details_types: [organizationType, attestationType],
  };
}
