import { createRemoteJWKSet, errors } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import { PmdRefusal } from '../pmd-refusal.ts';

/** HelseID's requirement FK2: metadata are kept for 24 hours. */
const metadataLifetime = 24 * 60 * 60 * 1000;
const patience = 5000;

/**
 * The signing keys of an OpenID issuer, found by its discovery document when first needed. A key that is not known makes
 * the key set be read again (at most every 30 s). Throws 503 while the issuer gives no keys: nobody gets in unseen.
 */
export function createIssuerKeys(issuer: string, now: () => number): JWTVerifyGetKey {
  let known: { keys: JWTVerifyGetKey; until: number } | undefined;

  const current = async () => {
    if (!known || known.until <= now()) {
      known = { keys: await discover(issuer), until: now() + metadataLifetime };
    }
    return known.keys;
  };

  return async (header, token) => {
    try {
      return await (
        await current()
      )(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
        throw error;
      }
      throw new PmdRefusal(503, 'transient', 'The keys of the token’s issuer could not be read.');
    }
  };
}

async function discover(issuer: string): Promise<JWTVerifyGetKey> {
  const response = await fetch(`${issuer}/.well-known/openid-configuration`, {
    redirect: 'error',
    signal: AbortSignal.timeout(patience),
  });
  if (!response.ok) throw new Error(`discovery was answered ${response.status}`);
  const metadata = (await response.json()) as { issuer?: unknown; jwks_uri?: unknown } | null;
  if (metadata?.issuer !== issuer) throw new Error('the discovery document is another issuer’s');
  return createRemoteJWKSet(new URL(String(metadata.jwks_uri)), { timeoutDuration: patience });
}
