import type { Ehr } from '../ehr/ehr.ts';
import type { FhirReader } from '../ehr/fhir-reader.ts';
import { clinicianOf } from '../ehr/practitioner.ts';
import { parseReference, referencedId } from '../ehr/reference.ts';
import type { SubjectToken } from '../ehr/subject-token.ts';
import { findWorkplace } from '../ehr/workplace.ts';
import type { ClinicianGrant } from './grant.ts';
import { OAuthError } from './oauth-error.ts';
import { patientIdOf, readPatient, refuse } from './patient-in-context.ts';

type Launch = Pick<ClinicianGrant, 'patient' | 'person' | 'practitioner' | 'organization'>;

/**
 * Who is looked at, who looks, and for which organisation: read at the EHR with the user's own token, never taken
 * from the request. The reads run side by side; the refusal is that of the first check that fails.
 * @throws {OAuthError}
 */
export async function readClinicianLaunch(ehr: Ehr, token: string, subject: SubjectToken): Promise<Launch> {
  const patient = patientIdOf(subject);
  const reader = ehr.reader(token);
  const user = readPractitioner(ehr, reader, subject);
  const workplace = user.then(({ id, role }) =>
    findWorkplace(ehr.registration, reader, {
      practitioner: id,
      patient,
      ...(role !== undefined && { role }),
      ...(subject.encounter !== undefined && { encounter: subject.encounter }),
    }).catch(refuseAsUnavailable),
  );
  // Awaited below, in the order of the checks; until then a failure has no one to report to.
  for (const pending of [user, workplace]) pending.catch(() => undefined);
  const { person } = await readPatient(reader, patient);
  const { id, hpr, name, pid } = await user;
  const found = await workplace;
  if (!found) {
    throw new OAuthError(
      'organization-missing',
      'Neither Encounter.serviceProvider nor PractitionerRole.organization names one organisation with an organisation number',
    );
  }
  const { organization, role } = found;
  const practitioner = { id, hpr, name, ...(pid !== undefined && { pid }), ...(role && { role }) };
  return { patient, person, practitioner, organization };
}

async function readPractitioner(ehr: Ehr, reader: FhirReader, { fhirUser }: SubjectToken) {
  const { iss } = ehr.registration;
  const reference = parseReference(iss, fhirUser);
  const role = reference?.type === 'PractitionerRole' ? reference.id : undefined;
  const id = role === undefined ? reference?.id : await practitionerOfRole(iss, reader, role);
  if (!id || (role === undefined && reference?.type !== 'Practitioner')) {
    throw new OAuthError(
      'practitioner-missing',
      'fhirUser must be a Practitioner (or its PractitionerRole) at iss',
    );
  }
  const practitioner = await reader.read('Practitioner', id).catch(refuse('practitioner-unreadable'));
  const clinician = clinicianOf(practitioner);
  if (!clinician) {
    throw new OAuthError(
      'practitioner-without-hpr',
      'Practitioner.identifier: not exactly one current HPR number by OID',
    );
  }
  return { id, role, ...clinician };
}

async function practitionerOfRole(
  iss: string,
  reader: FhirReader,
  role: string,
): Promise<string | undefined> {
  const resource = await reader.read('PractitionerRole', role).catch(refuse('practitioner-unreadable'));
  return referencedId(iss, resource.practitioner, 'Practitioner');
}

const refuseAsUnavailable = refuse('ehr-unavailable');
