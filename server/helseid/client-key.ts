import { readFile } from 'node:fs/promises';
import Joi from 'joi';
import { importJWK } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { ConfigError } from '../config.ts';
import type { HelseidConfig } from './keys.ts';

/** The private key that the facade signs in to HelseID with. It cannot be read out again. */
export interface ClientKey {
  key: CryptoKey;
  kid: string;
}

const algorithmsOfCurves: Record<string, string> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };

const schema = Joi.object({
  kty: Joi.valid('RSA', 'EC').required(),
  kid: Joi.string().required(),
  d: Joi.string().required(),
  alg: Joi.string()
    .pattern(/^(RS|PS|ES)(256|384|512)$/)
    .when('kty', { is: 'RSA', then: Joi.required() }),
}).unknown();

/** @throws {ConfigError} when it is not a private JWK that HelseID takes; key material is never repeated */
export async function readClientKey(source: HelseidConfig['key']): Promise<ClientKey> {
  const [name, text] =
    'jwk' in source
      ? ['HELSEID_PRIVATE_JWK', source.jwk]
      : ['HELSEID_PRIVATE_JWK_FILE', await readKeyFile(source.file)];
  const { value, error } = schema.validate(parse(name, text), { errors: { wrap: { label: false } } });
  if (error) throw new ConfigError([`${name} is not a private JWK with kid: ${error.message}`]);
  const jwk = value as JWK & { kid: string };
  try {
    const key = await importJWK(jwk, jwk.alg ?? algorithmsOfCurves[String(jwk.crv)], { extractable: false });
    return { key: key as CryptoKey, kid: jwk.kid };
  } catch {
    throw new ConfigError([`${name} is not a key that can sign`]);
  }
}

async function readKeyFile(path: string): Promise<string> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new ConfigError([`HELSEID_PRIVATE_JWK_FILE cannot be read (${error.code})`]);
  });
}

function parse(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ConfigError([`${name} is not JSON`]);
  }
}
