import type { PersonIdentifier } from '../../access/grant.ts';
import { isFhirId } from '../../ehr/fhir-reader.ts';
import { malformed } from '../remote/failures.ts';
import type { Answered } from './fhir-client.ts';
import { findPatients } from './patients.ts';
import { token, type FhirServer } from './search.ts';

/** The person's Patients; one is made, with the number and nothing else, where there is none. */
export async function patientsOf(server: FhirServer, person: PersonIdentifier): Promise<string[]> {
  const found = await findPatients(server, person);
  if (found.length > 0) return found;
  const { system, value } = person;
  const text = JSON.stringify({ resourceType: 'Patient', identifier: [{ system, value }] });
  // Two deliveries at the same time make one Patient, at servers that know the header.
  const ifNoneExist = new URLSearchParams({ identifier: token(person) }).toString();
  const created = await server.guard.run(
    (signal) => server.client.create('Patient', text, ifNoneExist, signal),
    { repeatable: false },
  );
  return [idOf(created)];
}

function idOf({ resource, location }: Answered): string {
  const id =
    resource.resourceType === 'Patient'
      ? resource.id
      : /(?:^|\/)Patient\/([^/]+)(?:\/_history\/[^/]+)?$/.exec(location ?? '')?.[1];
  if (typeof id === 'string' && isFhirId(id)) return id;
  throw malformed('does not say which Patient was created');
}
