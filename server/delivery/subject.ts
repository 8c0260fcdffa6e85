import type { PersonIdentifier } from '../access/grant.ts';
import { FhirError } from '../errors.ts';
import { parsePersonIdentifier } from '../person/person-identifier.ts';

/** Whose measurement it is: `subject.identifier` must be a valid fødselsnummer, D-number or FHN with its OID. */
export function parseSubject({ identifier }: fhir4.Reference): PersonIdentifier {
  const element = 'Observation.subject.identifier';
  if (!identifier?.system || !identifier.value) {
    throw refusal(
      element,
      'with system and value is required: a reference alone names nobody here',
      'subject-missing',
    );
  }
  const parsed = parsePersonIdentifier(identifier.system, identifier.value);
  if ('reason' in parsed) throw refusal(element, `is not valid: ${parsed.reason}`, 'subject-invalid');
  return { system: identifier.system, value: identifier.value };
}

function refusal(element: string, rule: string, reason: string): FhirError {
  return new FhirError(422, 'value', `${element} ${rule}`, { expression: [element], reason });
}
