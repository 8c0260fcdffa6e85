import { createRemoteJWKSet, errors, jwtVerify } from 'jose';
import type { JWTVerifyGetKey } from 'jose';
import type { EhrRegistration } from '../register.ts';
import { EhrError, patience } from './ehr-error.ts';
import type { VerifySubjectToken } from './introspection.ts';
import { toSubjectToken } from './subject-token.ts';

const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];

/** jose errors that mean "the keys could not be had" rather than "the token is bad". */
const keyFailures = ['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID'];

/** For EHRs without introspection: the token is a JWT signed by the issuer, with iss, aud and exp. */
export function createJwtVerification(ehr: EhrRegistration): VerifySubjectToken {
  const keySets = new Map<string, JWTVerifyGetKey>();
  return async (token, { jwks, issuer = ehr.iss }) => {
    if (!jwks) throw new EhrError('malformed', 'Verification: the EHR has no jwks_uri');
    const keys = keySets.get(jwks) ?? createRemoteJWKSet(new URL(jwks), { timeoutDuration: patience });
    keySets.set(jwks, keys);
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms,
        issuer,
        audience: ehr.audience,
        requiredClaims: ['exp'],
      });
      return toSubjectToken('Verification', payload);
    } catch (error) {
      if (error instanceof EhrError) throw error;
      if (!(error instanceof errors.JOSEError) || keyFailures.includes(error.code)) {
        throw new EhrError('unavailable', 'Verification: the keys of the EHR could not be read', error);
      }
      return undefined;
    }
  };
}
