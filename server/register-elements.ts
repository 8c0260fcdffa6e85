import Joi from 'joi';
import { isSecureOrLoopback } from './access/secure-url.ts';
import { isOrganizationNumber } from './person/organization-number.ts';

/** A JSON Web Key as it stands in a register; jose checks the rest of it. */
export interface RegisteredKey {
  kty: 'RSA' | 'EC';
  kid: string;
  alg?: 'RS384' | 'ES384';
  [member: string]: unknown;
}

/** Elements that the register file and the register of organisations have in common. */
export const text = Joi.string().trim().max(200);
export const url = Joi.string().custom(secureUrl);
export const origin = Joi.string().custom(secureOrigin);
export const orgnr = Joi.string().custom(organizationNumber);
export const key = Joi.object({
  kty: Joi.string().valid('RSA', 'EC').required(),
  kid: Joi.string().required(),
  alg: Joi.string().valid('RS384', 'ES384'),
}).unknown();

function secureUrl(value: string, context: Joi.CustomHelpers): string | Joi.ErrorReport {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  const plain = parsed && !parsed.search && !parsed.hash && !parsed.username && !value.endsWith('/');
  if (plain && isSecureOrLoopback(parsed)) return value;
  return context.message({
    custom: '{#label} must be an https URL (http only for loopback) without query, user or trailing slash',
  });
}

function secureOrigin(value: string, context: Joi.CustomHelpers): string | Joi.ErrorReport {
  const parsed = URL.canParse(value) ? new URL(value) : undefined;
  if (parsed && parsed.origin === value && isSecureOrLoopback(parsed)) return value;
  return context.message({
    custom: '{#label} must be an https origin (http only for loopback), without a path',
  });
}

function organizationNumber(value: string, context: Joi.CustomHelpers): string | Joi.ErrorReport {
  if (isOrganizationNumber(value)) return value;
  return context.message({ custom: '{#label} must be an organisation number (nine digits, modulus 11)' });
}
