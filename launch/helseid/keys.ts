import { randomBytes } from 'node:crypto';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';

/** What HelseID keeps secret, and the private key that it lets the facade's client have. */
export interface HelseidKeys {
  /** Signs tokens. */
  signing: JWK;
  /** The facade's key at HelseID, as a private JWK. */
  client: JWK;
  /** 32 bytes, base64url: DPoP nonces are made from it. */
  nonceSecret: string;
  cookieSecret: string;
}

async function newKey(alg: 'RS256' | 'ES384', kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), alg, kid, use: 'sig' };
}

export async function generateHelseidKeys(): Promise<HelseidKeys> {
  const [signing, client] = await Promise.all([
    newKey('RS256', 'helseid-rs256'),
    newKey('ES384', 'hjemmekurve-helseid'),
  ]);
  const secret = () => randomBytes(32).toString('base64url');
  return { signing, client, nonceSecret: secret(), cookieSecret: secret() };
}
