import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { ClientRegister, Client } from './clients.ts';
import { createExpiringMap } from './expiring-map.ts';
import { OAuthError } from './oauth-error.ts';

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
export const assertionAlgorithms = ['RS384', 'ES384'];
const longestLifetime = 300;

const refused = (description: string) => new OAuthError('invalid_client', description, 401);

/** Checks a `private_key_jwt` and answers whose it is. Throws `invalid_client` naming the rule that was broken. */
export type VerifyAssertion = (assertion: string) => Promise<Client>;

/**
 * Rules of SMART App Launch 2.2 "Client Authentication: Asymmetric": a registered key found by `kid`, RS384 or ES384,
 * iss = sub = client id, aud = `audience`, the token endpoint, at most five minutes ahead, every `jti` once.
 */
export function createAssertionVerifier(
  clients: ClientRegister,
  audience: string,
  now: () => number,
): VerifyAssertion {
  const seen = createExpiringMap<{ expiresAt: number }>(now);

  return async (assertion) => {
    const client = claimedClient(clients, assertion);
    if (client.authentication.method !== 'private_key_jwt') {
      throw refused('The client is not registered for private_key_jwt.');
    }
    const { payload, protectedHeader } = await jwtVerify(
      assertion,
      createLocalJWKSet(client.authentication.jwks),
      {
        algorithms: assertionAlgorithms,
        audience,
        issuer: client.id,
        subject: client.id,
        requiredClaims: ['exp', 'jti'],
        currentDate: new Date(now()),
      },
    ).catch((error: unknown) => {
      throw refused(
        `The client assertion does not hold: ${error instanceof Error ? error.message : 'unreadable'}.`,
      );
    });
    if (protectedHeader.kid === undefined) throw refused('The header of the client assertion has no kid.');
    if (protectedHeader.jku !== undefined)
      throw refused('The jku of the client assertion is not registered.');
    if (Array.isArray(payload.aud) && payload.aud.length > 1) {
      throw refused('The client assertion has several audiences.');
    }
    const expires = (payload.exp ?? 0) * 1000;
    if (expires - now() > longestLifetime * 1000)
      throw refused('The exp of the client assertion is over 5 minutes ahead.');
    const use = `${client.id} ${payload.jti}`;
    if (seen.get(use)) throw refused('The jti of the client assertion was used before.');
    seen.set(use, { expiresAt: expires });
    return client;
  };
}

function claimedClient(clients: ClientRegister, assertion: string): Client {
  let claimed: string | undefined;
  try {
    claimed = decodeJwt(assertion).iss;
  } catch {
    throw refused('The client assertion is not a JWT.');
  }
  const client = clients.find(claimed ?? '');
  if (!client) throw refused('The iss of the client assertion is not a registered client.');
  return client;
}
