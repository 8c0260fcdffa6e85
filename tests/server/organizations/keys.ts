import { generateKeyPairSync } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';

const ec = (curve: string) => generateKeyPairSync('ec', { namedCurve: curve });
const rsa = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits });

/** JWKs as sources have them. */
export const p384 = publicJwk(ec('P-384'), 'p384');
export const p256 = publicJwk(ec('P-256'), 'p256');
export const rsa2048 = publicJwk(rsa(2048), 'rsa2048');
export const rsa1024 = publicJwk(rsa(1024), 'rsa1024');
export const privateEc = { ...ec('P-384').privateKey.export({ format: 'jwk' }), kid: 'private-ec' };
export const privateRsa = { ...rsa(2048).privateKey.export({ format: 'jwk' }), kid: 'private-rsa' };

function publicJwk({ publicKey }: ReturnType<typeof ec>, kid: string): JsonWebKey & { kid: string } {
  return { ...publicKey.export({ format: 'jwk' }), kid };
}
