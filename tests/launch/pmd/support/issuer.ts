import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { CryptoKey, JWK, JWTPayload } from 'jose';

export interface KeyPair {
  alg: string;
  privateKey: CryptoKey;
  publicJwk: JWK;
}

export async function newKey(alg = 'ES256'): Promise<KeyPair> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, privateKey, publicJwk: await exportJWK(publicKey) };
}

/** A bare OpenID issuer over real HTTP: discovery and keys; it signs whatever it is told to. */
export interface Issuer {
  url: string;
  sign(payload: JWTPayload, header?: Record<string, unknown>, key?: KeyPair): Promise<string>;
  /** A new signing key; tokens of the old one are no longer good. */
  rotate(): Promise<void>;
  /** How often the discovery document was read. */
  discoveries(): number;
  setDown(down: boolean): void;
  stop(): Promise<void>;
}

export async function startIssuer(): Promise<Issuer> {
  let generation = 1;
  let key = await newKey('RS256');
  let discoveries = 0;
  let down = false;
  const server = createServer((request, response) => {
    const body = {
      '/.well-known/openid-configuration': () => {
        discoveries += 1;
        return { issuer: url, jwks_uri: `${url}/jwks` };
      },
      '/jwks': () => ({ keys: [{ ...key.publicJwk, kid: `key-${generation}`, use: 'sig', alg: 'RS256' }] }),
    }[request.url ?? ''];
    response.writeHead(down ? 503 : body ? 200 : 404, { 'content-type': 'application/json' });
    response.end(down || !body ? '{}' : JSON.stringify(body()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    url,
    sign: (payload, header = {}, own = key) =>
      new SignJWT(payload)
        .setProtectedHeader({ alg: own.alg, typ: 'at+jwt', kid: `key-${generation}`, ...header })
        .sign(own.privateKey),
    rotate: async () => {
      key = await newKey('RS256');
      generation += 1;
    },
    discoveries: () => discoveries,
    setDown: (value) => void (down = value),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
