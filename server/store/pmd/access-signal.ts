import { listOf, objectOf } from '../../clinical/untrusted.ts';
import { FhirError } from '../../errors.ts';

/** As NILAR, PMD's sister, answers the citizen's settings; PMD has not published its own. */
const settingsSystem = 'http://nhn.no/fhir/nilar/CodeSystem/pvk-outcome-cs';

/**
 * What an OperationOutcome of the national store says of access; undefined when it says nothing of it. A block of this
 * clinician, and a reservation, are told apart by nobody: neither says whether there are measurements.
 */
export function accessRefusal(outcome: unknown): FhirError | undefined {
  const codes = listOf(objectOf(outcome as fhir4.OperationOutcome)?.issue).flatMap(({ details }) =>
    listOf(objectOf(details)?.coding).flatMap(({ system, code }) =>
      system === settingsSystem && code ? [code] : [],
    ),
  );
  if (codes.length === 0) return undefined;
  return codes.every((code) => code === 'General') ? restricted() : blocked();
}

/** The patient has closed the measurements for this clinician. */
export function blocked(): FhirError {
  return new FhirError(403, 'forbidden', 'Access to measurements of this patient is not given', {
    reason: 'access-blocked',
  });
}

/** The patient has closed them for all, and can open them for one who treats them. */
export function restricted(): FhirError {
  return new FhirError(403, 'forbidden', 'The patient has restricted access to the measurements', {
    reason: 'access-restricted',
  });
}
