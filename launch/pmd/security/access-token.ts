import { jwtVerify } from 'jose';
import type { JWTPayload, JWTVerifyGetKey } from 'jose';
import { PmdRefusal } from '../pmd-refusal.ts';
import { algorithms, unauthorized } from './refused.ts';

/** What PMD reads in an access token of HelseID. Persons are absent from a client-credentials token. */
export interface HelseIdToken {
  scopes: ReadonlySet<string>;
  /** Thumbprint (RFC 7638) of the key the token is bound to. */
  jkt: string;
  pid: string | undefined;
  hprNumber: string | undefined;
  securityLevel: string | undefined;
  /** The claim `nhn:tillitsrammeverk:parameters`, unread. */
  attestation: unknown;
}

export type ReadToken = (token: string) => Promise<HelseIdToken>;

const leewaySeconds = 5;

/**
 * NHN's rules for APIs: `at+jwt` signed by HelseID, `iss` exact, exactly one `aud` and it is ours, `exp` and `nbf` with a
 * few seconds' leeway, bound to a key. Throws 401 naming the rule.
 */
export function createTokenReader(
  { issuer, audience }: { issuer: string; audience: string },
  keys: JWTVerifyGetKey,
  now: () => number,
): ReadToken {
  return async (token) => {
    const { payload } = await jwtVerify(token, keys, {
      algorithms,
      issuer,
      typ: 'at+jwt',
      requiredClaims: ['exp', 'aud'],
      clockTolerance: leewaySeconds,
      currentDate: new Date(now()),
    }).catch((error: unknown) => {
      if (error instanceof PmdRefusal) throw error;
      throw refused(error instanceof Error ? error.message : 'unreadable');
    });
    const [first, ...others] = [payload.aud].flat();
    if (others.length > 0) throw refused('aud must name exactly one API');
    if (first !== audience) throw refused('aud is another API');
    const { jkt } = (payload['cnf'] ?? {}) as { jkt?: unknown };
    if (typeof jkt !== 'string') throw refused('cnf.jkt is missing: it is bound to no key');
    return { ...personsOf(payload), scopes: scopesOf(payload), jkt };
  };
}

const refused = (rule: string) => unauthorized(`The access token does not hold: ${rule}.`, 'invalid_token');

function personsOf(payload: JWTPayload) {
  const text = (claim: string) => {
    const value = payload[claim];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    pid: text('helseid://claims/identity/pid'),
    hprNumber: text('helseid://claims/hpr/hpr_number'),
    securityLevel: text('helseid://claims/identity/security_level'),
    attestation: payload['nhn:tillitsrammeverk:parameters'],
  };
}

/** A list, or one text with spaces between (RFC 9068). */
function scopesOf({ scope }: JWTPayload): ReadonlySet<string> {
  const texts = [scope].flat().filter((one): one is string => typeof one === 'string');
  return new Set(texts.flatMap((text) => text.split(' ')));
}
