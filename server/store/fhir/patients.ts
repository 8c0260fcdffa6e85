import type { PersonIdentifier } from '../../access/grant.ts';
import { listOf } from '../../clinical/untrusted.ts';
import { isFhirId } from '../../ehr/fhir-reader.ts';
import { malformed, otherPatient } from '../remote/failures.ts';
import { searchPages, token, type FhirServer } from './search.ts';

/** One person with more Patients than this is none. */
const mostPatients = 20;

/**
 * The ids of the Patients that carry a person's number, active ones first; several are all the person. Fails (502
 * `other-patient`) when one does not carry it: a server that leaves out the parameter answers with anybody.
 */
export async function findPatients(
  server: FhirServer,
  person: PersonIdentifier,
  signal?: AbortSignal,
): Promise<string[]> {
  const found = new Map<string, boolean>();
  const parameters = { identifier: token(person) };
  for await (const page of searchPages(server, 'Patient', parameters, person, signal)) {
    for (const { resource } of page) {
      const { id, identifier, active } = resource as Partial<fhir4.Patient>;
      const carries = listOf(identifier).some(
        ({ system, value }) => system === person.system && value === person.value,
      );
      if (!carries) throw otherPatient();
      if (typeof id !== 'string' || !isFhirId(id)) throw malformed('holds a Patient without an id');
      found.set(id, active !== false);
    }
    if (found.size > mostPatients) throw malformed('has more Patients with one number than a person can be');
  }
  const rank = (id: string) => (found.get(id) ? '0' : '1') + id;
  return [...found.keys()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/** A value of a search parameter: any of these Patients. */
export function anyOf(patients: readonly string[]): string {
  return patients.map((id) => `Patient/${id}`).join(',');
}
