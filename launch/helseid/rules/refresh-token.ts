import type { KoaContextWithOIDC } from 'oidc-provider';
import { createExpiringMap } from '../../ehr/oauth/expiring-map.ts';
import { errors } from '../oidc-library.ts';
import { proofKey } from './proof.ts';

const invalidGrant = (description: string) =>
  Object.assign(new errors.InvalidGrant(description), { error_description: description });

/**
 * Refresh tokens are bound to the DPoP key of their first token (the library does so for public clients only) and work
 * once even when they are sent twice at the same moment. `lifetime` in seconds.
 */
export function createRefreshRules(lifetime: number) {
  const keys = createExpiringMap<{ jkt: string; expiresAt: number }>(Date.now);
  const spent = createExpiringMap<{ expiresAt: number }>(Date.now);
  const expiresAt = () => Date.now() + lifetime * 1000;
  return {
    async bind(ctx: KoaContextWithOIDC, grantId: string): Promise<void> {
      keys.set(grantId, { jkt: await proofKey(ctx), expiresAt: expiresAt() });
    },

    async checkKey(ctx: KoaContextWithOIDC): Promise<void> {
      const { grantId = '' } = ctx.oidc.entities.RefreshToken ?? {};
      if (keys.get(grantId)?.jkt !== (await proofKey(ctx)))
        throw invalidGrant('The DPoP key is not the one that the refresh token was issued to');
    },

    /** Between the library's look at a token and its mark on it, another request may look too. */
    async spend({ oidc }: KoaContextWithOIDC): Promise<void> {
      const { RefreshToken: token, Grant: grant } = oidc.entities;
      if (!token || !grant) throw invalidGrant('The refresh token is unknown');
      if (!spent.get(token.jti)) return spent.set(token.jti, { expiresAt: expiresAt() });
      await oidc.provider.RefreshToken.revokeByGrantId(grant.jti);
      await grant.destroy();
      throw invalidGrant('The refresh token was used before: no token of this login works any more');
    },
  };
}
