import type { KoaContextWithOIDC } from 'oidc-provider';
import { errors } from '../oidc-library.ts';

const longestLife = 60;
/** Seconds that the clocks of client and HelseID may differ. */
export const leeway = 5;

const invalidClient = (description: string) => new errors.InvalidClient(`client_assertion: ${description}`);

/**
 * What HelseID's security profile asks of a client assertion beyond RFC 7523. The library has checked signature, issuer,
 * subject and expiry before, and sees to it afterwards that `jti` is used once.
 */
export function checkClientAssertion(
  { oidc }: KoaContextWithOIDC,
  claims: Record<string, unknown>,
  header: Record<string, unknown>,
): void {
  const now = Date.now() / 1000;
  const { exp, iat, nbf, aud } = claims;
  if (header['typ'] !== 'client-authentication+jwt')
    throw invalidClient('the header typ is not client-authentication+jwt');
  if (aud !== oidc.provider.issuer) throw invalidClient('aud is not the issuer, or not the issuer alone');
  if (typeof iat !== 'number' || typeof nbf !== 'number') throw invalidClient('iat or nbf is missing');
  if (Number(exp) - Math.min(iat, nbf) > longestLife || Number(exp) > now + longestLife + leeway)
    throw invalidClient(`it is valid for more than ${longestLife} seconds`);
}
