import type { PersonIdentifier } from '../access/grant.ts';
import type { FhirError } from '../errors.ts';
import { parseDateTime } from '../fhir/date-time.ts';
import { missingParameter, parameterError, refuseUnknown, single } from '../fhir/parameters.ts';
import { parsePersonIdentifier } from '../person/person-identifier.ts';

export interface Ending {
  person: PersonIdentifier;
  /** Epoch milliseconds, exclusive; absent: now. */
  to?: number;
}

const earliest = Date.UTC(1900, 0, 1);
const latest = Date.UTC(9999, 0, 1);
const known = ['patient.identifier', 'end'];

/**
 * Reads the parameters of EpisodeOfCare/$end; what they are stands in ../fhir/end-follow-up-operation.ts. One that is unknown is
 * refused: what it means to end cannot be left out.
 * @throws {FhirError} 400 that names the parameter and the rule
 */
export function readEnding(given: URLSearchParams): Ending {
  for (const name of given.keys()) refuseOther(name);
  const person = readPerson(single(given, 'patient.identifier'));
  const end = single(given, 'end');
  return end === undefined ? { person } : { person, to: readEnd(end) };
}

function refuseOther(name: string): void {
  if (!known.includes(name)) refuseUnknown(name, (each) => known.includes(each), true);
}

function readPerson(token: string | undefined): PersonIdentifier {
  if (token === undefined) throw missingParameter('patient.identifier');
  const [system = '', value = '', ...more] = token.split('|');
  const parsed = parsePersonIdentifier(system, value);
  if (more.length > 0) throw invalidPerson('must be system|value');
  if ('reason' in parsed) throw invalidPerson(`is not valid: ${parsed.reason}`);
  return { system, value };
}

function invalidPerson(rule: string): FhirError {
  return parameterError('patient.identifier', rule, 'subject-invalid');
}

function readEnd(text: string): number {
  const span = parseDateTime(text);
  if (!span) throw parameterError('end', 'must be a FHIR dateTime');
  if (span.from < earliest || span.to > latest) throw parameterError('end', 'must lie between 1900 and 9998');
  return span.to;
}
