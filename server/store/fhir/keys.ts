import Joi from 'joi';
import { url } from '../../register-elements.ts';

/** How the facade reaches a FHIR R4 server. */
export interface FhirServerSettings {
  /** FHIR base URL without a trailing slash. */
  url: string;
  /** Sent as a bearer token; absent: the server asks for none. */
  token?: string;
  /** As users read it. */
  name: string;
}

/** The environment variables of STORE=fhir, for the table in server/config.ts. */
export const fhirServerKeys = {
  FHIR_SERVER_URL: url.required().description('Base URL of the FHIR R4 server without a trailing slash'),
  FHIR_SERVER_TOKEN: Joi.string()
    .pattern(/^[\w.~+/-]+=*$/, 'a bearer token')
    .max(8192)
    .description('Bearer token of the facade at the FHIR server; absent: it asks for none'),
  FHIR_SERVER_NAME: Joi.string()
    .max(100)
    .default('FHIR')
    .description('Name of the FHIR server, as source where a measurement names no organisation'),
};

/** Values of {@link fhirServerKeys} after validation. */
export interface FhirServerValues {
  FHIR_SERVER_URL: string;
  FHIR_SERVER_TOKEN?: string;
  FHIR_SERVER_NAME: string;
}

export function toFhirServerSettings(values: FhirServerValues): FhirServerSettings {
  return {
    url: values.FHIR_SERVER_URL,
    name: values.FHIR_SERVER_NAME,
    ...(values.FHIR_SERVER_TOKEN && { token: values.FHIR_SERVER_TOKEN }),
  };
}
