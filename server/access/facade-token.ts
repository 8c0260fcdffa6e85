import { randomUUID } from 'node:crypto';
import Joi from 'joi';
import { EncryptJWT, errors, jwtDecrypt } from 'jose';
import type { Grant } from './grant.ts';

/** Why a facade token is refused. */
export type TokenFault = 'token-invalid' | 'token-expired';

export interface FacadeTokens {
  /** Encrypts the grant; the token ends with it. */
  issue(grant: Grant): Promise<string>;
  /** The grant of a token that this facade issued, or why it is refused. Never throws. */
  verify(token: string): Promise<Grant | TokenFault>;
}

const mostRemembered = 1000;

const text = Joi.string().required();
const named = (key: string) => Joi.object({ [key]: text, name: text });
const session = Joi.object({ id: text, until: Joi.number().required() }).required();
const shared = { clientId: text, scopes: Joi.array().items(Joi.string()).required() };

const grantSchema = Joi.alternatives(
  Joi.object({
    kind: Joi.valid('clinician').required(),
    ...shared,
    session,
    iss: text,
    patient: text,
    person: Joi.object({ system: text, value: text }).required(),
    practitioner: named('hpr')
      .keys({ id: text, pid: Joi.string(), role: Joi.object({ text, category: Joi.string() }) })
      .required(),
    organization: named('orgnr').required(),
  }),
  Joi.object({
    kind: Joi.valid('citizen').required(),
    ...shared,
    session,
    issuerToken: Joi.string(),
    iss: text,
    patient: text,
    person: Joi.object({ system: text, value: text }).required(),
    actor: Joi.object({
      relation: Joi.valid('self', 'parent', 'parent-limited', 'proxy').required(),
      name: text,
    }).required(),
  }),
  Joi.object({ kind: Joi.valid('source').required(), ...shared, orgnr: text, name: text }),
);

/**
 * Facade tokens are encrypted JWTs (RFC 7519, `dir` with A256GCM): they carry identifiers, so nobody but this facade
 * can read them, and they are checked without a lookup.
 */
export function createFacadeTokens({ publicUrl, key }: { publicUrl: string; key: Uint8Array }): FacadeTokens {
  const audience = `${publicUrl}/fhir`;
  const verified = new Map<string, Grant>();
  return {
    issue(grant) {
      const { expires, ...claims } = grant;
      return new EncryptJWT({ grant: claims })
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM', typ: 'at+jwt' })
        .setIssuer(publicUrl)
        .setAudience(audience)
        .setIssuedAt()
        .setExpirationTime(Math.floor(expires / 1000))
        .setJti(randomUUID())
        .encrypt(key);
    },
    async verify(token) {
      const known = verified.get(token);
      if (known && known.expires > Date.now()) return known;
      const grant = await decrypt(token);
      if (typeof grant === 'string') verified.delete(token);
      else remember(token, grant);
      return grant;
    },
  };

  /** A reader sends the same token with every request; the oldest are forgotten first. */
  function remember(token: string, grant: Grant): void {
    const oldest = verified.keys().next();
    if (verified.size >= mostRemembered && !oldest.done) verified.delete(oldest.value);
    verified.set(token, Object.freeze(grant));
  }

  async function decrypt(token: string): Promise<Grant | TokenFault> {
    try {
      const { payload } = await jwtDecrypt(token, key, {
        issuer: publicUrl,
        audience,
        typ: 'at+jwt',
        requiredClaims: ['exp', 'grant'],
        keyManagementAlgorithms: ['dir'],
        contentEncryptionAlgorithms: ['A256GCM'],
      });
      const { value, error } = grantSchema.validate(payload.grant);
      return error ? 'token-invalid' : { ...value, expires: Number(payload.exp) * 1000 };
    } catch (error) {
      return error instanceof errors.JWTExpired ? 'token-expired' : 'token-invalid';
    }
  }
}
