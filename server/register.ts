import { readFile } from 'node:fs/promises';
import Joi from 'joi';
import { key, origin, orgnr, text, url } from './register-elements.ts';
import type { RegisteredKey } from './register-elements.ts';

/** An issuer whose tokens may be exchanged: an EHR, or where citizens log in. */
export interface EhrRegistration {
  /** FHIR base URL without a trailing slash; its endpoints come from its own smart-configuration. */
  iss: string;
  name: string;
  /** Whom its tokens stand for; absent: clinicians. No issuer can speak for both. */
  users?: 'clinicians' | 'citizens';
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

/** Whose tokens and pages the facade trusts. Frozen. Organisations that deliver stand in the database: organizations/. */
export interface Register {
  ehrs: EhrRegistration[];
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

const moved =
  '{#label}: organisations that deliver are enrolled in the database, with npm run organisations -- add; take the member out';

const schema = Joi.object({
  ehrs: Joi.array()
    .items(
      Joi.object({
        iss: url.required(),
        name: text.required(),
        users: Joi.valid('clinicians', 'citizens'),
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
  sources: Joi.forbidden().messages({ 'any.unknown': moved }),
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

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
}
