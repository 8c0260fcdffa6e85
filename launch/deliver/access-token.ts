import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT, type JWK } from 'jose';
import { DeliveryError } from './delivery-error.ts';
import { json, send } from './http.ts';

/** Who delivers: a client registered at the facade, and its private key. */
export interface SourceCredentials {
  clientId: string;
  privateJwk: JWK;
}

const scope = 'system/Observation.c';
const assertionLifetime = 60;
/** A token is renewed this long before it expires, so that it does not expire under way. */
const margin = 30_000;

interface HeldToken {
  token: string;
  /** Epoch milliseconds. */
  renewAt: number;
}

/** Gives the access token of a source (SMART Backend Services), asking for a new one only when the old nears its end. */
export function createAccessToken(fhirBase: string, source: SourceCredentials): () => Promise<string> {
  let endpoint: string | undefined;
  let held: HeldToken | undefined;
  let asking: Promise<HeldToken> | undefined;
  const ask = async (): Promise<HeldToken> => {
    endpoint ??= await discoverTokenEndpoint(fhirBase);
    return requestToken(endpoint, source);
  };
  return async () => {
    if (held && held.renewAt > Date.now()) return held.token;
    asking ??= ask().finally(() => (asking = undefined));
    held = await asking;
    return held.token;
  };
}

async function discoverTokenEndpoint(fhirBase: string): Promise<string> {
  const url = `${fhirBase}/.well-known/smart-configuration`;
  const response = await send(url, { headers: { accept: 'application/json' } });
  const body = (await json(response)) as { token_endpoint?: unknown } | undefined;
  if (!response.ok || typeof body?.token_endpoint !== 'string' || !URL.canParse(body.token_endpoint)) {
    throw new DeliveryError(
      'no-token-endpoint',
      `${url} names no token_endpoint (status ${response.status})`,
    );
  }
  return body.token_endpoint;
}

async function requestToken(
  endpoint: string,
  { clientId, privateJwk }: SourceCredentials,
): Promise<HeldToken> {
  const response = await send(endpoint, {
    method: 'POST',
    headers: { accept: 'application/json' },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope,
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion: await signAssertion(endpoint, clientId, privateJwk),
    }),
  });
  const body = ((await json(response)) ?? {}) as {
    access_token?: unknown;
    expires_in?: unknown;
    error?: string;
    error_description?: string;
  };
  if (!response.ok || typeof body.access_token !== 'string') {
    const why =
      [body.error, body.error_description].filter(Boolean).join(': ') || `status ${response.status}`;
    throw new DeliveryError('token-refused', `${endpoint} gives ${clientId} no token: ${why}`);
  }
  const lifetime = typeof body.expires_in === 'number' ? body.expires_in * 1000 : 0;
  return { token: body.access_token, renewAt: Date.now() + lifetime - margin };
}

async function signAssertion(endpoint: string, clientId: string, privateJwk: JWK): Promise<string> {
  const alg = privateJwk.alg ?? 'ES384';
  const key = await importJWK(privateJwk, alg);
  return new SignJWT()
    .setProtectedHeader({ alg, typ: 'JWT', ...(privateJwk.kid ? { kid: privateJwk.kid } : {}) })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(endpoint)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime(`${assertionLifetime}s`)
    .sign(key);
}
