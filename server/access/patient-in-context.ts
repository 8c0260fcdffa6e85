import { EhrError } from '../ehr/ehr-error.ts';
import { isFhirId } from '../ehr/fhir-reader.ts';
import type { FhirReader } from '../ehr/fhir-reader.ts';
import { personOf } from '../ehr/patient.ts';
import type { SubjectToken } from '../ehr/subject-token.ts';
import type { PersonIdentifier } from './grant.ts';
import { OAuthError } from './oauth-error.ts';
import type { RefusalReason } from './oauth-error.ts';

/** The patient of a launch, by the issuer's id. Throws {@link OAuthError} patient-missing. */
export function patientIdOf({ patient }: SubjectToken): string {
  if (patient && isFhirId(patient)) return patient;
  throw new OAuthError('patient-missing', 'The launch has no patient: `patient` must be the id of a Patient');
}

/** The Patient as the issuer shows it to this user, and its national identifier. Throws {@link OAuthError}. */
export async function readPatient(
  reader: FhirReader,
  id: string,
): Promise<{ resource: Record<string, unknown>; person: PersonIdentifier }> {
  const resource = await reader.read('Patient', id).catch(refuse('patient-unreadable'));
  const person = personOf(resource);
  if ('fault' in person) throw new OAuthError(person.fault, `Patient.identifier: ${person.rule}`);
  return { resource, person };
}

/**
 * For `.catch`: an issuer that does not answer is a passing trouble; a token that ended since it was introspected has
 * ended; an issuer that answers no, or wrongly, is a refusal for `reason`.
 */
export function refuse(reason: RefusalReason) {
  return (error: unknown): never => {
    if (!(error instanceof EhrError)) throw error;
    const { failure, message } = error;
    if (failure === 'unavailable') throw new OAuthError('ehr-unavailable', message, error);
    throw new OAuthError(failure === 'unauthorized' ? 'token-inactive' : reason, message, error);
  };
}
