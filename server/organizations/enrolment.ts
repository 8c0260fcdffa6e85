import Joi from 'joi';
import { parseDateTime } from '../fhir/date-time.ts';
import { orgnr, text, url } from '../register-elements.ts';
import { jwks } from './jwks.ts';
import { clientIdPattern, sectors } from './organization.ts';
import type { Organization, OrganizationClient } from './organization.ts';

/**
 * What is to be known of an organisation. An absent `from` or `to` stays as it is (from the first: now; no end); a null
 * `to` takes the end away. A client is added to those there are.
 */
export interface Enrolment extends Omit<Organization, 'from' | 'to'> {
  from?: number;
  to?: number | null;
  client?: OrganizationClient;
}

const oneOfTwo = Joi.forbidden().messages({ 'any.unknown': '{#label} and jwks_uri: one of them, not both' });
const withoutClient = Joi.forbidden().messages({ 'any.unknown': '{#label} goes with client_id' });

const entry = Joi.object({
  orgnr: orgnr.required(),
  name: text.pattern(/^\P{Cc}+$/u, 'text without control characters').required(),
  sector: Joi.string()
    .valid(...sectors)
    .required(),
  delivers: Joi.boolean().default(false),
  consumes: Joi.boolean().default(false),
  from: Joi.string().custom(toInstant),
  to: Joi.string().custom(toInstant).custom(afterFrom).allow(null),
  client_id: text.pattern(clientIdPattern, 'printable ASCII without blanks').custom(withKeys),
  jwks: Joi.when('client_id', {
    is: Joi.exist(),
    then: Joi.when('jwks_uri', { is: Joi.exist(), then: oneOfTwo, otherwise: jwks }),
    otherwise: withoutClient,
  }),
  jwks_uri: Joi.when('client_id', { is: Joi.exist(), then: url, otherwise: withoutClient }),
});

/**
 * Reads enrolments as JSON has them: a list of `{orgnr, name, sector, delivers?, consumes?, from?, to?, client_id?,
 * jwks? | jwks_uri?}`. `from` and `to` are dates (the start of that day in Europe/Oslo) or instants with a zone.
 * @returns the faults, each naming its element and the rule, when there is any; key material is never repeated
 */
export function readEnrolments(json: unknown): Enrolment[] | { faults: string[] } {
  return read(
    Joi.array()
      .items(entry)
      .unique('orgnr')
      .unique('client_id', { ignoreUndefined: true })
      .min(1)
      .required()
      .label('The file')
      .messages({ 'array.unique': 'Entries [{#dupePos}] and [{#pos}] have the same {#path}' }),
    json,
    (entries: Entry[]) => entries.map(toEnrolment),
  );
}

/** One of them; faults begin with the name of the element. */
export function readEnrolment(json: unknown): Enrolment | { faults: string[] } {
  return read(entry, json, toEnrolment);
}

function read<T, V>(schema: Joi.Schema, json: unknown, convert: (value: V) => T): T | { faults: string[] } {
  const { value, error } = schema.validate(json, {
    abortEarly: false,
    convert: false,
    errors: { wrap: { label: false }, escapeHtml: false },
    messages: { 'string.pattern.name': '{#label} must be {#name}' },
  });
  return error ? { faults: error.details.map(({ message }) => message) } : convert(value);
}

/** An entry that has passed. */
interface Entry extends Omit<Enrolment, 'client'> {
  client_id?: string;
  jwks?: NonNullable<OrganizationClient['jwks']>;
  jwks_uri?: string;
}

function toEnrolment({
  client_id: clientId,
  jwks: keys,
  jwks_uri: jwksUri,
  ...organization
}: Entry): Enrolment {
  if (clientId === undefined) return organization;
  const { orgnr: owner } = organization;
  const published = { ...(keys && { jwks: keys }), ...(jwksUri !== undefined && { jwksUri }) };
  return { ...organization, client: { clientId, orgnr: owner, ...published } };
}

function withKeys(value: string, context: Joi.CustomHelpers): string | Joi.ErrorReport {
  const { jwks: keys, jwks_uri: address } = context.state.ancestors[0] as Entry;
  if (keys !== undefined || address !== undefined) return value;
  return context.message({ custom: '{#label} goes with jwks or jwks_uri' });
}

function toInstant(value: string, context: Joi.CustomHelpers): number | Joi.ErrorReport {
  const span = parseDateTime(value);
  if (span && (span.precision === 'day' || span.precision === 'instant')) return span.from;
  return context.message({ custom: '{#label} must be a date (YYYY-MM-DD) or an instant with a zone' });
}

function afterFrom(value: number, context: Joi.CustomHelpers): number | Joi.ErrorReport {
  const { from } = context.state.ancestors[0] as { from?: unknown };
  if (typeof from !== 'number' || from < value) return value;
  return context.message({ custom: '{#label} must be after from' });
}
