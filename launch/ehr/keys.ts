import { exportJWK, generateKeyPair, importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';

/** The EHR's private keys as JWKs, and those it hands to the facade's backend client and to the asymmetric test client. */
export interface EhrKeys {
  rs256: JWK;
  es384: JWK;
  facade: JWK;
  testClient: JWK;
}

async function newKey(alg: 'RS256' | 'ES384', kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, kid, use: 'sig' };
}

export async function generateKeys(): Promise<EhrKeys> {
  const [rs256, es384, facade, testClient] = await Promise.all([
    newKey('RS256', 'ehr-rs256'),
    newKey('ES384', 'ehr-es384'),
    newKey('ES384', 'hjemmekurve-facade'),
    newKey('ES384', 'sandbox-asymmetric'),
  ]);
  return { rs256, es384, facade, testClient };
}

const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

export function publicJwk(jwk: JWK): JWK {
  return Object.fromEntries(Object.entries(jwk).filter(([name]) => !secretMembers.includes(name)));
}

export async function signingKey(jwk: JWK): Promise<CryptoKey> {
  const key = await importJWK(jwk, jwk.alg);
  if (key instanceof Uint8Array)
    throw new Error(`The key ${jwk.kid} is symmetric; signing needs a key pair.`);
  return key;
}
