import { createHash } from 'node:crypto';
import { calculateJwkThumbprint, EmbeddedJWK, jwtVerify } from 'jose';
import { createExpiringMap } from '../../ehr/oauth/expiring-map.ts';
import { algorithms, unauthorized } from './refused.ts';

/** What a proof has to prove. `url` is without query. */
export interface ProvenRequest {
  method: string;
  url: string;
  token: string;
  jkt: string;
}

export type VerifyProof = (proof: string | undefined, request: ProvenRequest) => Promise<void>;

/** NHN's BFF sample: 10 s validity and 5 s skew; a jti is remembered for validity + 2 × skew. */
const validity = 10;
const skew = 5;
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const longestJti = 200;

/** Checks DPoP proofs (RFC 9449 §4.3) as NHN's sample APIs do, without a server nonce. Throws 401 naming the rule. */
export function createProofVerifier(now: () => number): VerifyProof {
  const seen = createExpiringMap<{ expiresAt: number }>(now);

  return async (proof, { method, url, token, jkt }) => {
    if (proof === undefined) throw refused('it is missing');
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      algorithms,
      typ: 'dpop+jwt',
      currentDate: new Date(now()),
    }).catch((error: unknown) => {
      throw refused(error instanceof Error ? error.message : 'unreadable');
    });
    const jwk = protectedHeader.jwk ?? {};
    if (privateMembers.some((member) => member in jwk)) throw refused('jwk holds a private key');
    if (payload['htm'] !== method) throw refused('htm is another method');
    if (payload['htu'] !== url) throw refused('htu is another address');
    if (payload['ath'] === undefined) throw refused('ath is missing');
    if (payload['ath'] !== createHash('sha256').update(token).digest('base64url')) {
      throw refused('ath is another access token’s');
    }
    const { iat, jti } = payload;
    if (iat === undefined) throw refused('iat is missing');
    const age = now() / 1000 - iat;
    if (age > validity + skew) throw refused('iat is too old');
    if (age < -skew) throw refused('iat lies ahead');
    if ((await calculateJwkThumbprint(jwk)) !== jkt)
      throw refused('the access token is bound to another key');
    if (typeof jti !== 'string' || jti === '' || jti.length > longestJti) throw refused('jti is missing');
    if (seen.get(jti)) throw refused('jti was used before');
    seen.set(jti, { expiresAt: now() + (validity + 2 * skew) * 1000 });
  };
}

const refused = (rule: string) =>
  unauthorized(`The DPoP proof does not hold: ${rule}.`, 'invalid_dpop_proof');
