import type { AuthenticateSource } from './client-assertion.ts';
import type { SourceGrant } from './grant.ts';
import { OAuthError } from './oauth-error.ts';
import { allows, parseScopes } from './scope.ts';
import type { TokenForm } from './token-form.ts';

export const clientCredentialsGrantType = 'client_credentials';
/** All that a source may do: deliver measurements. */
const offered = 'system/Observation.c';
const lifetime = 300_000;

/**
 * SMART Backend Services for registered sources. A wider `scope` is narrowed to delivery; one without it is refused.
 * @throws {OAuthError} client-assertion-invalid, scope-insufficient
 */
export function createClientCredentials(authenticate: AuthenticateSource) {
  return async (form: TokenForm): Promise<SourceGrant> => {
    const source = await authenticate(form.client_assertion_type, form.client_assertion);
    const { orgnr, name, client_id: clientId } = source;
    if ((form.client_id ?? clientId) !== clientId) {
      throw new OAuthError('client-assertion-invalid', 'client_id is not the iss of client_assertion');
    }
    if (!allows(parseScopes(form.scope ?? ''), 'system', 'Observation', 'c')) {
      throw new OAuthError('scope-insufficient', `scope must ask for ${offered}`);
    }
    return { kind: 'source', orgnr, name, clientId, scopes: [offered], expires: Date.now() + lifetime };
  };
}
