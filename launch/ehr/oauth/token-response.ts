import type { IssuerCore } from '../issuer-core.ts';
import { styleUrl } from '../style.ts';
import type { Client } from './clients.ts';
import { signIdToken } from './id-token.ts';
import type { LaunchContext } from './launch-context.ts';
import type { Authorization } from './tokens.ts';

const defaultLifetime = 3600;
const expiringLifetime = 60;

/** Seconds an access token of this launch lives: at most an hour, a minute where it is meant to expire in use. */
export function accessLifetime({ tokenLifetime, faults }: LaunchContext): number {
  return tokenLifetime ?? (faults.has('token-expires') ? expiringLifetime : defaultLifetime);
}

/** The launch context parameters; introspection repeats them all. */
export function contextParameters(core: IssuerCore, { patient, encounter, role }: LaunchContext): object {
  return {
    ...(patient && { patient }),
    ...(encounter && { encounter }),
    ...(role && { fhirContext: [{ reference: `PractitionerRole/${role}`, type: 'PractitionerRole' }] }),
    need_patient_banner: true,
    smart_style_url: styleUrl(core.url),
  };
}

/** A bearer token of an authorization, as RFC 6749 §5.1 answers it. */
export function accessMembers(
  core: IssuerCore,
  authorization: Authorization,
  scopes: readonly string[],
  seconds: number,
): object {
  return {
    access_token: core.tokens.issueAccess(authorization, scopes, seconds),
    token_type: 'Bearer',
    expires_in: seconds,
    scope: scopes.join(' '),
  };
}

/** A refresh token, when the grant says the app may outlive its first access token. */
export function refreshMember(core: IssuerCore, authorization: Authorization): { refresh_token?: string } {
  const outlives = ['online_access', 'offline_access'].some((scope) => authorization.scopes.includes(scope));
  return outlives ? { refresh_token: core.tokens.issueRefresh(authorization) } : {};
}

/** The answer to an authorization code: tokens, launch context and, with the scope openid, who the user is. */
export async function codeResponse(
  core: IssuerCore,
  client: Client,
  authorization: Authorization,
  context: LaunchContext,
): Promise<object> {
  const { scopes } = authorization;
  return {
    ...accessMembers(core, authorization, scopes, accessLifetime(context)),
    ...refreshMember(core, authorization),
    ...contextParameters(core, context),
    ...(scopes.includes('openid') && { id_token: await signIdToken(core, client, authorization, context) }),
  };
}
