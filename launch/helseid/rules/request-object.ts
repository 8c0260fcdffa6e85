import type { KoaContextWithOIDC } from 'oidc-provider';
import { errors } from '../oidc-library.ts';

/** HelseID's list for a request object that is pushed. The library checks iss, aud and signature, and times that are there. */
export function requireRequestClaims({ oidc }: KoaContextWithOIDC, claims: Record<string, unknown>): void {
  if (oidc.route !== 'pushed_authorization_request') return;
  const missing = ['exp', 'nbf', 'jti', 'client_id'].filter((name) => claims[name] === undefined);
  if (missing.length > 0)
    throw new errors.InvalidRequestObject(`The request object lacks ${missing.join(', ')}`);
}
