import type { PersonIdentifier } from '../access/grant.ts';
import { FhirError, type IssueCode } from '../errors.ts';
import { parsePersonIdentifier } from '../person/person-identifier.ts';

/** Whether measurements of persons made for tests (month + 40, + 65, + 80) are taken. */
export type SyntheticPersons = 'accept' | 'refuse';

/** Whose measurement it is: `subject.identifier` must be a valid fødselsnummer, D-number or FHN with its OID. */
export function parseSubject(
  { identifier }: fhir4.Reference,
  syntheticPersons: SyntheticPersons,
): PersonIdentifier {
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
  if (parsed.synthetic && syntheticPersons === 'refuse') {
    throw refusal(
      element,
      'is of a synthetic person: only real ones are taken here',
      'subject-synthetic',
      'business-rule',
    );
  }
  return { system: identifier.system, value: identifier.value };
}

function refusal(element: string, rule: string, reason: string, code: IssueCode = 'value'): FhirError {
  return new FhirError(422, code, `${element} ${rule}`, { expression: [element], reason });
}
