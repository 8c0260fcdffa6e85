import { createHash } from 'node:crypto';
import type { Request, ServerRoute } from '@hapi/hapi';
import { calculateJwkThumbprint, createLocalJWKSet, EmbeddedJWK, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';
import { publicJwk } from '../ehr/keys.ts';
import { personClaims, profileClaims } from './claims.ts';
import type { HelseidCore } from './core.ts';
import { words } from './scopes.ts';

const proofAge = 60;

/**
 * `/connect/userinfo`, for any user's access token with scope openid and its DPoP proof. Not the library's: that one takes
 * only tokens without audience, which HelseID does not issue.
 */
export function userinfoRoute({ issuer, keys, population }: HelseidCore): ServerRoute {
  const jwks = createLocalJWKSet({ keys: [publicJwk(keys.signing)] });

  const verified = async ({ headers, method }: Request): Promise<JWTPayload> => {
    const [scheme, token = ''] = String(headers['authorization'] ?? '').split(' ');
    if (scheme !== 'DPoP') throw new Error('The scheme is not DPoP');
    const { payload } = await jwtVerify(token, jwks, { issuer, typ: 'at+jwt' });
    const proof = await jwtVerify(String(headers['dpop'] ?? ''), EmbeddedJWK, {
      typ: 'dpop+jwt',
      maxTokenAge: proofAge,
    });
    const { htm, htu, ath } = proof.payload;
    const { jwk } = proof.protectedHeader;
    const bound = (payload['cnf'] as { jkt?: string } | undefined)?.jkt;
    if (
      htm !== method.toUpperCase() ||
      htu !== `${issuer}/connect/userinfo` ||
      ath !== createHash('sha256').update(token).digest('base64url') ||
      !jwk ||
      bound !== (await calculateJwkThumbprint(jwk))
    )
      throw new Error('The proof is not for this request and token');
    return payload;
  };

  return {
    method: ['GET', 'POST'],
    path: '/connect/userinfo',
    handler: async (request, h) => {
      const payload = await verified(request).catch(() => undefined);
      const person = payload && population.bySubject(payload.sub ?? '');
      if (!person || !words(String(payload['scope'] ?? '')).includes('openid'))
        return h.response().code(401).header('www-authenticate', 'DPoP error="invalid_token"');
      return h
        .response({
          sub: payload.sub,
          ...profileClaims(person),
          ...personClaims(person),
          'helseid://claims/hpr/hpr_details': person.hpr
            ? { hpr_number: person.hpr.number, approvals: [{ profession: person.hpr.authorization }] }
            : null,
        })
        .header('cache-control', 'no-store');
    },
  };
}
