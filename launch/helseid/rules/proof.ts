import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader } from 'jose';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { createExpiringMap } from '../../ehr/oauth/expiring-map.ts';
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

const thumbprint = (ctx: KoaContextWithOIDC) => {
  const { jwk } = decodeProtectedHeader(ctx.get('DPoP'));
  if (!jwk) throw new errors.InvalidDpopProof('The DPoP proof has no jwk');
  return calculateJwkThumbprint(jwk);
};

/** Binds refresh tokens to the DPoP key of the first token; the library does so for public clients only. */
export function createRefreshBinding(lifetime: number) {
  const keys = createExpiringMap<{ jkt: string; expiresAt: number }>(Date.now);
  return {
    async bind(ctx: KoaContextWithOIDC, grantId: string): Promise<void> {
      keys.set(grantId, { jkt: await thumbprint(ctx), expiresAt: Date.now() + lifetime * 1000 });
    },
    async check(ctx: KoaContextWithOIDC, grantId: string): Promise<void> {
      if (keys.get(grantId)?.jkt !== (await thumbprint(ctx)))
        throw invalidGrant('The DPoP key is not the one that the refresh token was issued to');
    },
  };
}

export function invalidGrant(description: string): Error {
  return Object.assign(new errors.InvalidGrant(description), { error_description: description });
}
