import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { errors } from '../oidc-library.ts';

/** Seconds between a proof's `iat` and now. HelseID's own window is not published. */
const window = 60;

/**
 * DPoP is not optional at HelseID, and a nonce does not make an old proof good. The library checks the rest: signature,
 * htm, htu, nonce and replay.
 */
export function requireRecentProof(ctx: KoaContextWithOIDC): void {
  const proof = ctx.get('DPoP');
  if (proof === '') throw new errors.InvalidDpopProof('A DPoP proof is required');
  if (Math.abs(Date.now() / 1000 - issuedAt(proof)) > window)
    throw new errors.InvalidDpopProof('The DPoP proof is not recent: see iat');
}

function issuedAt(proof: string): number {
  try {
    return decodeJwt(proof).iat ?? 0;
  } catch {
    throw new errors.InvalidDpopProof('The DPoP proof is not a JWT');
  }
}

/** The thumbprint of the key of a proof that the library has verified. */
export function proofKey(ctx: KoaContextWithOIDC): Promise<string> {
  const { jwk } = decodeProtectedHeader(ctx.get('DPoP'));
  if (!jwk) throw new errors.InvalidDpopProof('The DPoP proof has no jwk');
  return calculateJwkThumbprint(jwk);
}
