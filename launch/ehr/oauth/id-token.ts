import { SignJWT } from 'jose';
import type { IssuerCore } from '../issuer-core.ts';
import { signingKey } from '../keys.ts';
import type { Client } from './clients.ts';
import type { LaunchContext } from './launch-context.ts';
import type { Authorization } from './tokens.ts';

const lifetime = 300;

export async function signIdToken(
  core: IssuerCore,
  client: Client,
  { scopes, nonce }: Authorization,
  { user }: LaunchContext,
): Promise<string> {
  const jwk = client.idTokenAlgorithm === 'ES384' ? core.keys.es384 : core.keys.rs256;
  const seconds = Math.floor(core.now() / 1000);
  const claims = {
    ...(scopes.includes('fhirUser') && { fhirUser: user.fhirUser }),
    ...(scopes.includes('profile') && { profile: user.fhirUser }),
    name: user.name,
    ...(user.acr && { acr: user.acr }),
    ...(nonce && { nonce }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: jwk.alg ?? 'RS256', kid: jwk.kid ?? '', typ: 'JWT' })
    .setIssuer(core.iss)
    .setSubject(user.subject)
    .setAudience(client.id)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + lifetime)
    .sign(await signingKey(jwk));
}
