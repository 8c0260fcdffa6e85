import { personName } from '../ehr/display-name.ts';
import type { Ehr } from '../ehr/ehr.ts';
import { parseReference, referencedId } from '../ehr/reference.ts';
import type { SubjectToken } from '../ehr/subject-token.ts';
import type { CitizenGrant } from './grant.ts';
import { OAuthError } from './oauth-error.ts';
import { patientIdOf, readPatient, refuse } from './patient-in-context.ts';
import { representationOf } from './representation.ts';

interface Launch extends Pick<CitizenGrant, 'patient' | 'person' | 'actor'> {
  /** When the right to act may be over, epoch milliseconds; Infinity when no end is known. */
  until: number;
}

/**
 * Whose measurements, and who acts for them: the patient themselves (`fhirUser` is that Patient) or one RelatedPerson of
 * theirs. Read at the issuer with the user's own token, never taken from the request.
 * @param now epoch milliseconds
 * @throws {OAuthError}
 */
export async function readCitizenLaunch(
  ehr: Ehr,
  token: string,
  subject: SubjectToken,
  now: number,
): Promise<Launch> {
  const patient = patientIdOf(subject);
  const { iss } = ehr.registration;
  const reader = ehr.reader(token);
  const { resource, person } = await readPatient(reader, patient);
  const user = parseReference(iss, subject.fhirUser);
  if (user?.type === 'Patient') {
    if (user.id !== patient) throw otherPatient('fhirUser is another Patient than `patient`');
    return { patient, person, actor: { relation: 'self', name: nameOf(resource) }, until: Infinity };
  }
  if (user?.type !== 'RelatedPerson') {
    throw new OAuthError('citizen-missing', 'fhirUser must be a Patient or a RelatedPerson at iss');
  }
  const relatedPerson = await reader
    .read('RelatedPerson', user.id)
    .catch(refuse('related-person-unreadable'));
  if (referencedId(iss, relatedPerson.patient, 'Patient') !== patient) {
    throw otherPatient('RelatedPerson.patient must be `patient`');
  }
  const { relation, until } = representationOf(relatedPerson, { resource, person }, now);
  return { patient, person, actor: { relation, name: nameOf(relatedPerson) }, until };
}

/** What the patient is shown of who acted. */
function nameOf(resource: Record<string, unknown>): string {
  const name = personName(resource);
  if (name !== undefined) return name;
  throw new OAuthError(
    'citizen-without-name',
    `${String(resource.resourceType)}.name has no text and no name parts`,
  );
}

function otherPatient(rule: string): OAuthError {
  return new OAuthError('citizen-other-patient', rule);
}
