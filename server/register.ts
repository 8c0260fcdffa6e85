import { readFile } from 'node:fs/promises';
import Joi from 'joi';
import { isSecureOrLoopback } from './access/secure-url.ts';
import { isOrganizationNumber } from './person/organization-number.ts';

/** A JSON Web Key as it stands in the register; jose checks the rest of it. */
export interface RegisteredKey {
  kty: 'RSA' | 'EC';
  kid: string;
  alg?: 'RS384' | 'ES384';
  [member: string]: unknown;
}

/** An EHR whose tokens may be exchanged. */
export interface EhrRegistration {
  /** FHIR base URL without a trailing slash; its endpoints come from its own smart-configuration. */
  iss: string;
  name: string;
  /** client_ids whose tokens are accepted; the first is what the app launches with. */
  clients: string[];
  /**
   * How the facade introspects tokens: as a backend service of the EHR, asking for `scope` (default
   * system/Organization.rs, which introspection does not use). Absent: tokens are verified as JWTs by the EHR's keys.
   */
  introspection?: { client_id: string; private_jwk: RegisteredKey; scope: string };
  /** Organisation number to use when neither PractitionerRole nor Encounter names one. */
  organization?: string;
  /** What the app asks for at launch. */
  scope: string;
  /** `aud` of this EHR's tokens; default: its iss. */
  audience: string;
  /** Further origins of this EHR: of its authorization server and of the pages that frame the app. */
  origins: string[];
}

/** An organisation that delivers measurements, with its public keys or where they are published. */
export interface SourceRegistration {
  orgnr: string;
  name: string;
  client_id: string;
  jwks?: { keys: RegisteredKey[] };
  jwks_uri?: string;
}

/** Whom the facade trusts. Frozen. */
export interface Register {
  ehrs: EhrRegistration[];
  sources: SourceRegistration[];
  /** Origins, besides the facade's own and the EHRs', whose pages may read answers. */
  origins: string[];
}

/** The register cannot be used; `faults` names every element that is wrong and the rule. */
export class RegisterError extends Error {
  readonly faults: string[];

  constructor(faults: string[]) {
    super(`The register has ${faults.length} fault(s):\n${faults.map((fault) => `  - ${fault}`).join('\n')}`);
    this.name = 'RegisterError';
    this.faults = faults;
  }
}

const text = Joi.string().trim().max(200);
const url = Joi.string().custom(secureUrl);
const origin = Joi.string().custom(secureOrigin);
const orgnr = Joi.string().custom(organizationNumber);
const key = Joi.object({
  kty: Joi.string().valid('RSA', 'EC').required(),
  kid: Joi.string().required(),
  alg: Joi.string().valid('RS384', 'ES384'),
}).unknown();

const schema = Joi.object({
  ehrs: Joi.array()
    .items(
      Joi.object({
        iss: url.required(),
        name: text.required(),
        clients: Joi.array().items(text).min(1).required(),
        introspection: Joi.object({
          client_id: text.required(),
          private_jwk: key.keys({ d: Joi.string().required(), alg: Joi.required() }).required(),
          scope: text.default('system/Organization.rs'),
        }),
        organization: orgnr,
        scope: Joi.string().max(2000).required(),
        audience: Joi.string().default(Joi.ref('iss')),
        origins: Joi.array().items(origin).default([]),
      }),
    )
    .unique('iss')
    .required(),
  sources: Joi.array()
    .items(
      Joi.object({
        orgnr: orgnr.required(),
        name: text.required(),
        client_id: text.required(),
        jwks: Joi.object({
          keys: Joi.array()
            .items(
              key.keys({
                d: Joi.forbidden().messages({ 'any.unknown': '{#label}: only public keys belong here' }),
              }),
            )
            .min(1)
            .unique('kid')
            .required(),
        }),
        jwks_uri: url,
      }).xor('jwks', 'jwks_uri'),
    )
    .unique('client_id')
    .required(),
  origins: Joi.array().items(origin).default([]),
});

/** @throws {RegisterError} when the file is missing, is not JSON or breaks a rule */
export async function readRegister(path: string): Promise<Register> {
  return parseRegister(
    await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
      throw new RegisterError([`${path} cannot be read (${cause.code})`]);
    }),
  );
}

/** @throws {RegisterError} with every fault at once; key material is never repeated */
export function parseRegister(json: string): Register {
  const { value, error } = schema.validate(parseJson(json), {
    abortEarly: false,
    convert: false,
    errors: { wrap: { label: false }, escapeHtml: false },
  });
  if (error) throw new RegisterError(error.details.map((detail) => detail.message));
  return freeze(value);
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    throw new RegisterError(['The file is not JSON']);
  }
}

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

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}
