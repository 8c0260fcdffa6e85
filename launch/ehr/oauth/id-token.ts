import { SignJWT } from 'jose';
import type { EhrCore } from '../core.ts';
import { signingKey } from '../keys.ts';
import type { Client } from './clients.ts';
import type { LaunchContext } from './launch-context.ts';
import { sha256 } from './secrets.ts';
import type { Authorization } from './tokens.ts';

const lifetime = 300;

/** Stable for a user at this EHR, and says nothing else about them. */
export const subjectOf = (practitioner: string) => sha256(`sandbox-ehr user ${practitioner}`);

/** Relative, which both SMART 2.2 and NAV's library accept. */
export const fhirUserOf = (practitioner: string) => `Practitioner/${practitioner}`;

export async function signIdToken(
  core: EhrCore,
  client: Client,
  { scopes, nonce }: Authorization,
  { practitioner }: LaunchContext,
): Promise<string> {
  const jwk = client.idTokenAlgorithm === 'ES384' ? core.keys.es384 : core.keys.rs256;
  const seconds = Math.floor(core.now() / 1000);
  const claims = {
    ...(scopes.includes('fhirUser') && { fhirUser: fhirUserOf(practitioner) }),
    ...(scopes.includes('profile') && { profile: fhirUserOf(practitioner) }),
    name: displayName(core, practitioner),
    ...(nonce && { nonce }),
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: jwk.alg ?? 'RS256', kid: jwk.kid ?? '', typ: 'JWT' })
    .setIssuer(core.iss)
    .setSubject(subjectOf(practitioner))
    .setAudience(client.id)
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + lifetime)
    .sign(await signingKey(jwk));
}

function displayName(core: EhrCore, practitioner: string): string {
  const name = core.directory.practitioner(practitioner)?.resource.name?.[0];
  return name?.text ?? [...(name?.given ?? []), name?.family ?? ''].join(' ').trim();
}
