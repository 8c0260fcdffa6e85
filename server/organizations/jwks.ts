import { createPublicKey } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import Joi from 'joi';
import { key } from '../register-elements.ts';
import type { RegisteredKey } from '../register-elements.ts';

/** Members of a JWK that only its owner may know (RFC 7518 §6.2.2, §6.3.2, §6.4.1). */
const secretMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

const refused = Joi.forbidden().messages({ 'any.unknown': '{#label}: only public keys belong here' });

const publicKey = key
  .keys({
    ...Object.fromEntries(secretMembers.map((member) => [member, refused])),
    use: Joi.string().valid('sig'),
  })
  .custom(verifies);

/** A key set with public keys that can verify RS384 (RSA, 2048 bits and more) or ES384 (EC, P-384). */
export const jwks = Joi.object({
  keys: Joi.array()
    .items(publicKey)
    .min(1)
    .unique('kid')
    .required()
    .messages({ 'array.unique': '{#label} has the kid of another key' }),
});

function verifies(value: RegisteredKey, context: Joi.CustomHelpers): RegisteredKey | Joi.ErrorReport {
  if (algorithmOf(value) === (value.alg ?? (value.kty === 'RSA' ? 'RS384' : 'ES384'))) return value;
  return context.message({
    custom: '{#label} must be an EC key on P-384 (ES384) or an RSA key of at least 2048 bits (RS384)',
  });
}

function algorithmOf(jwk: RegisteredKey): 'RS384' | 'ES384' | undefined {
  try {
    const { asymmetricKeyType, asymmetricKeyDetails } = createPublicKey({
      key: jwk as JsonWebKey,
      format: 'jwk',
    });
    if (asymmetricKeyType === 'ec') {
      return asymmetricKeyDetails?.namedCurve === 'secp384r1' ? 'ES384' : undefined;
    }
    return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 ? 'RS384' : undefined;
  } catch {
    return undefined;
  }
}
