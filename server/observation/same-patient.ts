import type { ClinicianGrant } from '../access/grant.ts';
import { FhirError } from '../errors.ts';

/**
 * A patient in a request is only ever compared with the token's. Throws 403 for any other, whether they exist or not.
 * @param patients the EHR's id: bare, `Patient/…` or absolute at the token's EHR
 * @param identifiers `value` or `system|value`
 */
export function requireSamePatient(
  grant: ClinicianGrant,
  patients: readonly string[],
  identifiers: readonly string[] = [],
): void {
  const { iss, patient, person } = grant;
  const samePatient = [patient, `Patient/${patient}`, `${iss}/Patient/${patient}`];
  const sameIdentifier = [person.value, `${person.system}|${person.value}`];
  if (
    patients.every((value) => samePatient.includes(value)) &&
    identifiers.every((value) => sameIdentifier.includes(value))
  ) {
    return;
  }
  throw new FhirError(403, 'forbidden', 'The token is for another patient than the one asked for', {
    expression: [identifiers.length > 0 ? 'patient.identifier' : 'patient'],
    reason: 'other-patient',
  });
}
