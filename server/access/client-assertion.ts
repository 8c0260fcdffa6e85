import { createLocalJWKSet, createRemoteJWKSet, decodeJwt, errors, jwtVerify } from 'jose';
import type { JSONWebKeySet, JWTVerifyGetKey, JWTVerifyResult } from 'jose';
import type { SourceRegistration } from '../register.ts';
import { OAuthError } from './oauth-error.ts';
import type { ReplayGuard } from './replay-guard.ts';

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const longestLifetime = 300;
/** Seconds by which the clocks of source and facade may differ. */
const clockTolerance = 5;

const refused = (rule: string, cause?: unknown) => new OAuthError('client-assertion-invalid', rule, cause);

/** Which registered source signed this; throws {@link OAuthError} `client-assertion-invalid` naming the rule. */
export type AuthenticateSource = (
  assertionTypeGiven: string | undefined,
  assertion: string | undefined,
) => Promise<SourceRegistration>;

/**
 * private_key_jwt by SMART 2.2 ("Client Authentication: Asymmetric"): a registered key found by `kid`, RS384 or ES384,
 * iss = sub = client_id, aud = the token endpoint, at most five minutes ahead, every jti once.
 */
export function createSourceAuthentication(
  sources: readonly SourceRegistration[],
  tokenEndpoint: string,
  replays: ReplayGuard,
): AuthenticateSource {
  const known = new Map(sources.map((source) => [source.client_id, { source, keys: keysOf(source) }]));
  return async (givenType, assertion) => {
    if (givenType !== assertionType) throw refused(`client_assertion_type must be ${assertionType}`);
    if (!assertion) throw refused('client_assertion is required');
    const client = known.get(claimedIssuer(assertion));
    if (!client) throw refused('client_assertion: iss is not a registered source');
    const { payload, protectedHeader } = await verify(assertion, client.keys, client.source, tokenEndpoint);
    const { jku } = protectedHeader;
    if (jku !== undefined && jku !== client.source.jwks_uri)
      throw refused('client_assertion: jku is not registered');
    if (Array.isArray(payload.aud) && payload.aud.length > 1)
      throw refused('client_assertion: aud names several servers');
    const { jti, exp = 0 } = payload;
    if (typeof jti !== 'string' || !jti || jti.length > 256) {
      throw refused('client_assertion: jti must be a string of 1 to 256 characters');
    }
    if (exp > Date.now() / 1000 + longestLifetime + clockTolerance) {
      throw refused('client_assertion: exp is more than five minutes ahead');
    }
    const use = replays.use(`${client.source.client_id} ${jti}`, (exp + clockTolerance) * 1000);
    if (use === 'used') throw refused('client_assertion: jti was used before');
    if (use === 'full')
      throw new OAuthError('too-many-assertions', 'Too many token requests; try again in a few minutes');
    return client.source;
  };
}

function keysOf({ jwks, jwks_uri }: SourceRegistration): JWTVerifyGetKey {
  return jwks_uri === undefined
    ? createLocalJWKSet(jwks as unknown as JSONWebKeySet)
    : createRemoteJWKSet(new URL(jwks_uri), { timeoutDuration: 5000 });
}

function claimedIssuer(assertion: string): string {
  try {
    return decodeJwt(assertion).iss ?? '';
  } catch {
    throw refused('client_assertion is not a JWT');
  }
}

async function verify(
  assertion: string,
  keys: JWTVerifyGetKey,
  { client_id }: SourceRegistration,
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
        issuer: client_id,
        subject: client_id,
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
