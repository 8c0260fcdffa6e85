import Joi from 'joi';
import { url } from '../../register-elements.ts';

/** How the facade reaches a FHIR R4 server. What its keys promise and cost: README.md. */
export interface FhirServerSettings {
  /** FHIR base URL without a trailing slash. */
  url: string;
  /** Sent as a bearer token; absent: the server asks for none. */
  token?: string;
  /** As users read it. */
  name: string;
  /** How searches are sent; with `get` national numbers stand in addresses. */
  search: 'post' | 'get';
  /** How Observations say whose they are: a reference to a Patient, or a number too, where no Patient is. */
  subject: 'reference' | 'reference-or-identifier';
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
  FHIR_SERVER_SEARCH: Joi.valid('post', 'get')
    .default('post')
    .description('How it is searched; get only if it takes no POST: its logs will hold national numbers'),
  FHIR_SERVER_SUBJECT: Joi.valid('reference', 'reference-or-identifier')
    .default('reference')
    .description(
      'Whether it has Observations that name a person by number alone; it must then know subject:identifier',
    ),
};

/** Values of {@link fhirServerKeys} after validation. */
export interface FhirServerValues {
  FHIR_SERVER_URL: string;
  FHIR_SERVER_TOKEN?: string;
  FHIR_SERVER_NAME: string;
  FHIR_SERVER_SEARCH: 'post' | 'get';
  FHIR_SERVER_SUBJECT: 'reference' | 'reference-or-identifier';
}

export function toFhirServerSettings(values: FhirServerValues): FhirServerSettings {
  return {
    url: values.FHIR_SERVER_URL,
    name: values.FHIR_SERVER_NAME,
    search: values.FHIR_SERVER_SEARCH,
    subject: values.FHIR_SERVER_SUBJECT,
    ...(values.FHIR_SERVER_TOKEN && { token: values.FHIR_SERVER_TOKEN }),
  };
}
