import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey, JWTVerifyResult } from 'jose';
import { clientIdPattern } from '../organizations/organization.ts';
import type { OrganizationClient } from '../organizations/organization.ts';
import type { Organizations } from '../organizations/organizations.ts';
import { OAuthError } from './oauth-error.ts';
import type { ReplayGuard } from './replay-guard.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const longestLifetime = 300;
/** Seconds by which the clocks of source and facade may differ. */
const clockTolerance = 5;

const refused = (rule: string, cause?: unknown) => new OAuthError('client-assertion-invalid', rule, cause);

/**
 * Which registered client signed this; throws {@link OAuthError} `client-assertion-invalid` naming the rule, or a
 * FhirError 503 or 504 when the database that knows the clients and the used assertions cannot be reached.
 */
export type AuthenticateSource = (
  assertionTypeGiven: string | undefined,
  assertion: string | undefined,
) => Promise<OrganizationClient>;

/**
 * private_key_jwt by SMART 2.2 ("Client Authentication: Asymmetric"): a registered key found by `kid`, RS384 or ES384,
 * iss = sub = client_id, aud = the token endpoint, at most five minutes ahead, every jti once. The client is looked up
 * for each request, so that one added or changed now is known now.
 */
export function createSourceAuthentication(
  organizations: Pick<Organizations, 'findClient'>,
  tokenEndpoint: string,
  replays: ReplayGuard,
): AuthenticateSource {
  const keysOf = createKeySets();
  return async (givenType, assertion) => {
    if (givenType !== assertionType) throw refused(`client_assertion_type must be ${assertionType}`);
    if (!assertion) throw refused('client_assertion is required');
    const issuer = claimedIssuer(assertion);
    const client = clientIdPattern.test(issuer) ? await organizations.findClient(issuer) : undefined;
    if (!client) throw refused('client_assertion: iss is not a registered client');
    const { payload, protectedHeader } = await verify(assertion, keysOf(client), client, tokenEndpoint);
    const { jku } = protectedHeader;
    if (jku !== undefined && jku !== client.jwksUri) throw refused('client_assertion: jku is not registered');
    if (Array.isArray(payload.aud) && payload.aud.length > 1)
      throw refused('client_assertion: aud names several servers');
    const { jti, exp = 0 } = payload;
    if (typeof jti !== 'string' || !jti || jti.length > 256) {
      throw refused('client_assertion: jti must be a string of 1 to 256 characters');
    }
    if (exp > Date.now() / 1000 + longestLifetime + clockTolerance) {
      throw refused('client_assertion: exp is more than five minutes ahead');
    }
    const isFirst = await replays.isFirstUse(client.clientId, jti, (exp + clockTolerance) * 1000);
    if (!isFirst) throw refused('client_assertion: jti was used before');
    return client;
  };
}

/** Published key sets are kept, each by its address; jose fetches them again when they age or lack a kid. */
function createKeySets(): (client: OrganizationClient) => JWTVerifyGetKey {
  const published = new Map<string, JWTVerifyGetKey>();
  return ({ jwks, jwksUri }) => {
    if (jwksUri === undefined) return createLocalJWKSet(jwks as unknown as JSONWebKeySet);
    const keys = published.get(jwksUri) ?? createRemoteJWKSet(new URL(jwksUri), { timeoutDuration: 5000 });
    published.set(jwksUri, keys);
    return keys;
  };
}

function claimedIssuer(assertion: string): string {
  try {
    return String(decodeJwt(assertion).iss);
  } catch {
    throw refused('client_assertion is not a JWT');
  }
}

async function verify(
  assertion: string,
  keys: JWTVerifyGetKey,
  { clientId }: OrganizationClient,
  audience: string,
): Promise<JWTVerifyResult> {
  try {
    return await jwtVerify(
      assertion,
      (header, token) => {
        if (typeof header.kid !== 'string') throw refused('client_assertion: the header has no kid');
        return keys(header, token);
      },
      {
        algorithms: ['RS384', 'ES384'],
        issuer: clientId,
        subject: clientId,
        audience,
        clockTolerance,
        requiredClaims: ['exp', 'jti'],
      },
    );
  } catch (error) {
    if (error instanceof OAuthError) throw error;
    throw refused(`client_assertion: ${brokenRule(error)}`, error);
  }
}

/** jose's codes in words of ours: its messages may repeat what the token holds. */
function brokenRule(error: unknown): string {
  if (error instanceof errors.JWTExpired) return 'exp is past';
  if (error instanceof errors.JWTClaimValidationFailed) return `${error.claim} is missing or wrong`;
  if (error instanceof errors.JOSEAlgNotAllowed) return 'alg must be RS384 or ES384';
  if (error instanceof errors.JWKSNoMatchingKey) return 'kid is not a registered key';
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature does not hold';
  if (error instanceof errors.JOSEError) return `not acceptable (${error.code})`;
  return 'the registered keys could not be read';
}
