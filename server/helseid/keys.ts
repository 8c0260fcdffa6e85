import { resolve } from 'node:path';
import Joi from 'joi';
import { isOrganizationNumber } from '../person/organization-number.ts';
import { orgnr, url } from '../register-elements.ts';
import { authorizationSystem, purposesOfUse } from './attestation.ts';
import type { AttestationConfig, Coding, PurposeOfUse } from './attestation.ts';
import type { OrganizationConfig } from './organization-detail.ts';

/** How the facade is known at HelseID, and what it says there. */
export interface HelseidConfig {
  issuer: string;
  clientId: string;
  /** Text of a private JWK, or the absolute path of a file with it. */
  key: { jwk: string } | { file: string };
  /** What a clinician's login asks for. */
  scopes: string;
  /** What a delivery asks for. */
  sourceScopes: string;
  /** Audience of the tokens. */
  resource: string;
  organization: OrganizationConfig;
  /** Absent: tokens are asked for without an attestation. */
  attestation?: AttestationConfig;
}

const coding = Joi.string().pattern(/^[^\s|]+\|[^\s|]+$/, 'system|code');
const scopes = Joi.string().max(2000);
const identityScopes =
  'openid profile offline_access helseid://scopes/identity/pid helseid://scopes/identity/security_level helseid://scopes/hpr/hpr_number';

/** The environment variables of a store that needs HelseID, for the table in server/config.ts. */
export const helseidKeys = {
  HELSEID_ISSUER: url
    .required()
    .description('Issuer of HelseID: https://helseid-sts.nhn.no, for test https://helseid-sts.test.nhn.no'),
  HELSEID_CLIENT_ID: Joi.string().max(200).required().description('client_id of the facade at HelseID'),
  HELSEID_PRIVATE_JWK_FILE: Joi.string().description(
    'File with the private JWK whose public part is registered at HelseID',
  ),
  HELSEID_PRIVATE_JWK: Joi.string()
    .when('HELSEID_PRIVATE_JWK_FILE', {
      is: Joi.exist(),
      then: Joi.forbidden(),
      otherwise: Joi.required(),
    })
    .description('The private JWK itself, as JSON, instead of HELSEID_PRIVATE_JWK_FILE'),
  HELSEID_SCOPES: scopes
    .required()
    .custom(clinicianScopes)
    .description(`Scopes of PMD for clinicians, from NHN; these are added: ${identityScopes}`),
  HELSEID_SOURCE_SCOPES: scopes.required().description('Scopes of PMD for deliveries, from NHN'),
  HELSEID_TENANT: orgnr.description(
    'Organisation number of a single-tenant client; absent: the client is multi-tenant',
  ),
  HELSEID_SUB_UNITS: Joi.string()
    .custom(subUnits)
    .default('{}')
    .description('JSON object from the organisation number of a sub-unit to that of its legal entity'),
  PMD_RESOURCE: Joi.string()
    .pattern(/^\S+$/, 'an audience without spaces')
    .max(500)
    .required()
    .description('Audience of PMD at HelseID, from NHN'),
  ATTESTATION: Joi.valid('send', 'omit')
    .default('send')
    .description('Whether tokens carry the attestation of the trust framework'),
  ATTESTATION_AUTHORIZATION: Joi.string()
    .pattern(/^[A-ZÆØÅ]{2}$/, 'a code of 9060')
    .description('Authorisation (9060, e.g. LE) when all clinicians have the same; absent: HelseID asks HPR'),
  ATTESTATION_PURPOSE_OF_USE: Joi.valid(...purposesOfUse)
    .default('TREAT')
    .description('Purpose of use'),
  ATTESTATION_PURPOSE_DETAILS: coding.description(
    'purpose_of_use_details as system|code, e.g. urn:AuditEventHL7Norway/CodeSystem/carerelation|BEHANDLER',
  ),
  ATTESTATION_HEALTHCARE_SERVICE: coding
    .when('ATTESTATION', {
      is: 'send',
      then: Joi.when('ATTESTATION_PURPOSE_DETAILS', { is: Joi.exist(), otherwise: Joi.required() }),
    })
    .description('healthcare_service as system|code; needed unless ATTESTATION_PURPOSE_DETAILS is given'),
  ATTESTATION_PATIENT_IDENTIFIER: Joi.valid('omit', 'include')
    .default('omit')
    .description("Whether the attestation holds the patient's national number"),
};

/** Values of {@link helseidKeys} after validation. */
export interface HelseidValues {
  HELSEID_ISSUER: string;
  HELSEID_CLIENT_ID: string;
  HELSEID_PRIVATE_JWK_FILE?: string;
  HELSEID_PRIVATE_JWK?: string;
  HELSEID_SCOPES: string;
  HELSEID_SOURCE_SCOPES: string;
  HELSEID_TENANT?: string;
  HELSEID_SUB_UNITS: string;
  PMD_RESOURCE: string;
  ATTESTATION: 'send' | 'omit';
  ATTESTATION_AUTHORIZATION?: string;
  ATTESTATION_PURPOSE_OF_USE: PurposeOfUse;
  ATTESTATION_PURPOSE_DETAILS?: string;
  ATTESTATION_HEALTHCARE_SERVICE?: string;
  ATTESTATION_PATIENT_IDENTIFIER: 'omit' | 'include';
}

export function toHelseidConfig(values: HelseidValues): HelseidConfig {
  const { HELSEID_PRIVATE_JWK: jwk, HELSEID_PRIVATE_JWK_FILE: file, HELSEID_TENANT: tenant } = values;
  return {
    issuer: values.HELSEID_ISSUER,
    clientId: values.HELSEID_CLIENT_ID,
    key: file === undefined ? { jwk: String(jwk) } : { file: resolve(file) },
    scopes: values.HELSEID_SCOPES,
    sourceScopes: values.HELSEID_SOURCE_SCOPES,
    resource: values.PMD_RESOURCE,
    organization: {
      ...(tenant && { tenant }),
      parents: new Map(Object.entries(JSON.parse(values.HELSEID_SUB_UNITS) as Record<string, string>)),
    },
    ...(values.ATTESTATION === 'send' && { attestation: toAttestationConfig(values) }),
  };
}

function toAttestationConfig(values: HelseidValues): AttestationConfig {
  const { ATTESTATION_AUTHORIZATION: code } = values;
  const service = toCoding(values.ATTESTATION_HEALTHCARE_SERVICE);
  const details = toCoding(values.ATTESTATION_PURPOSE_DETAILS);
  return {
    ...(code && { authorization: { code, system: authorizationSystem } }),
    ...(service && { healthcareService: service }),
    purposeOfUse: values.ATTESTATION_PURPOSE_OF_USE,
    ...(details && { purposeOfUseDetails: details }),
    patientIdentifier: values.ATTESTATION_PATIENT_IDENTIFIER,
  };
}

function toCoding(token: string | undefined): Coding | undefined {
  const [system = '', code = ''] = token?.split('|') ?? [];
  return token === undefined ? undefined : { code, system };
}

function clinicianScopes(value: string): string {
  return [...new Set(`${identityScopes} ${value}`.split(/\s+/).filter(Boolean))].join(' ');
}

function subUnits(value: string, context: Joi.CustomHelpers): string | Joi.ErrorReport {
  const numbers = parseObject(value);
  if (
    numbers?.every(([child, parent]) => isOrganizationNumber(child) && isOrganizationNumber(String(parent)))
  ) {
    return value;
  }
  return context.message({
    custom: '{#label} must be a JSON object of organisation numbers: {"<sub-unit>":"<legal entity>"}',
  });
}

function parseObject(json: string): [string, unknown][] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.entries(value)
      : undefined;
  } catch {
    return undefined;
  }
}
