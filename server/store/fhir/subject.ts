import type { PersonIdentifier } from '../../access/grant.ts';
import { objectOf } from '../../clinical/untrusted.ts';
import { otherPatient } from '../remote/failures.ts';
import { requireSubject } from '../remote/same-person.ts';

/**
 * Refuses (502 `other-patient`) an Observation that is not of the person: its subject must be one of the person's
 * Patients here (relative, absolute below the base, with a version or without), or be named by the person's number. A number
 * of another kind, such as a hospital's own, says nothing against it; one of the same kind that differs does.
 * @param base of the server, without a trailing slash
 */
export function requireSubjectHere(
  observation: fhir4.Observation,
  person: PersonIdentifier,
  patients: readonly string[],
  base: string,
): void {
  const subject = objectOf(observation.subject);
  const identifier = objectOf(subject?.identifier);
  const isOfKind = identifier?.system === undefined || identifier.system === person.system;
  const { reference } = subject ?? {};
  if (reference !== undefined && patients.length === 0) throw otherPatient();
  requireSubject(
    {
      subject: {
        ...(reference !== undefined && { reference: withinServer(reference, base) }),
        ...(identifier && isOfKind && { identifier }),
      },
    } as fhir4.Observation,
    person,
    patients.map((id) => `Patient/${id}`),
  );
}

function withinServer(reference: unknown, base: string): string {
  const text = String(reference);
  const relative = text.startsWith(`${base}/`) ? text.slice(base.length + 1) : text;
  return relative.replace(/\/_history\/[^/]+$/, '');
}
