import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { EhrRegistration } from '../register.ts';
import { EhrError } from './ehr-error.ts';
import { requestJson } from './json-request.ts';

export interface BackendToken {
  /** The facade's own access token at the EHR, renewed half a minute before it ends. */
  get(tokenEndpoint: string): Promise<string>;
  /** Forgets the token, when the EHR no longer takes it. */
  forget(): void;
}

const margin = 30_000;

/** SMART Backend Services: client_credentials with a signed assertion (private_key_jwt). */
export function createBackendToken(client: NonNullable<EhrRegistration['introspection']>): BackendToken {
  let current: { token: Promise<string>; until: number } | undefined;
  const renew = async (endpoint: string): Promise<string> => {
    const { token, seconds } = await requestToken(client, endpoint);
    current = { token: Promise.resolve(token), until: Date.now() + seconds * 1000 - margin };
    return token;
  };
  return {
    get(endpoint) {
      if (current && current.until > Date.now()) return current.token;
      const token = renew(endpoint);
      current = { token, until: Date.now() + margin };
      token.catch(() => {
        current = undefined;
      });
      return token;
    },
    forget() {
      current = undefined;
    },
  };
}

async function requestToken(
  client: NonNullable<EhrRegistration['introspection']>,
  endpoint: string,
): Promise<{ token: string; seconds: number }> {
  const answer = await requestJson('Backend token', endpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: client.scope,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await signAssertion(client, endpoint),
    }),
  });
  const { access_token: token, expires_in: seconds } = answer;
  if (typeof token !== 'string' || !/^[\x21-\x7e]+$/.test(token)) {
    throw new EhrError('malformed', 'Backend token: access_token is missing or not a token');
  }
  return { token, seconds: typeof seconds === 'number' ? seconds : 60 };
}

async function signAssertion(
  { client_id, private_jwk }: NonNullable<EhrRegistration['introspection']>,
  audience: string,
): Promise<string> {
  const algorithm = private_jwk.alg ?? (private_jwk.kty === 'EC' ? 'ES384' : 'RS384');
  return await new SignJWT()
    .setProtectedHeader({ alg: algorithm, kid: private_jwk.kid, typ: 'JWT' })
    .setIssuer(client_id)
    .setSubject(client_id)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('2m')
    .sign(await importJWK(private_jwk, algorithm));
}
