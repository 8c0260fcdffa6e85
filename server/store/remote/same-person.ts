import type { PersonIdentifier } from '../../access/grant.ts';
import { objectOf } from '../../clinical/untrusted.ts';
import { otherPatient } from './failures.ts';

/**
 * Refuses (502) the whole answer for one measurement that is not said to be of the person asked about: what else came
 * with it cannot be trusted either.
 * @param references what the store calls the person, e.g. `Patient/17`; a store that names persons by number has none
 */
export function requireSubject(
  observation: fhir4.Observation,
  { system, value }: PersonIdentifier,
  references: readonly string[] = [],
): void {
  const { identifier, reference } = objectOf(observation.subject) ?? {};
  const named = objectOf(identifier);
  const byNumber = named?.value === value && (named.system === undefined || named.system === system);
  const byReference = reference !== undefined && references.includes(reference);
  const contradicted =
    (named?.value !== undefined && !byNumber) ||
    (references.length > 0 && reference !== undefined && !byReference);
  if (contradicted || !(byNumber || byReference)) throw otherPatient();
}
