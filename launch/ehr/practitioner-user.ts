import type { User } from './oauth/launch-context.ts';
import { sha256 } from './oauth/secrets.ts';
import { personName } from './pages/person-name.ts';
import type { PractitionerRecord } from './records.ts';

/** A clinician as the user of a launch. */
export function userOf({ id, resource }: PractitionerRecord): User {
  return {
    fhirUser: `Practitioner/${id}`,
    subject: sha256(`sandbox-ehr user ${id}`),
    name: personName(resource),
  };
}
