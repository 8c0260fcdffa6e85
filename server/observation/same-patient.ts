import type { ReaderGrant } from '../access/grant.ts';
import { FhirError } from '../errors.ts';

/** A token's patient, as its issuer and the national store name them. */
export type PatientInContext = Pick<ReaderGrant, 'iss' | 'patient' | 'person'>;

/**
 * Whether all of these are the token's patient.
 * @param patients the issuer's id: bare, `Patient/…` or absolute at the token's issuer
 * @param identifiers `value` or `system|value`
 */
export function isSamePatient(
  { iss, patient, person }: PatientInContext,
  patients: readonly string[],
  identifiers: readonly string[],
): boolean {
  const samePatient = [patient, `Patient/${patient}`, `${iss}/Patient/${patient}`];
  const sameIdentifier = [person.value, `${person.system}|${person.value}`];
  return (
    patients.every((value) => samePatient.includes(value)) &&
    identifiers.every((value) => sameIdentifier.includes(value))
  );
}

/**
 * A patient in a request is only ever compared with the token's. Throws 403 for any other, whether they exist or not.
 * Parameters as in {@link isSamePatient}.
 */
export function requireSamePatient(
  grant: PatientInContext,
  patients: readonly string[],
  identifiers: readonly string[] = [],
): void {
  if (isSamePatient(grant, patients, identifiers)) return;
  throw new FhirError(403, 'forbidden', 'The token is for another patient than the one asked for', {
    expression: [identifiers.length > 0 ? 'patient.identifier' : 'patient'],
    reason: 'other-patient',
  });
}
