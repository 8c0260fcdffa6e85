import { FhirError } from '../errors.ts';
import { brokenInvariant } from './structure/invariants.ts';
import { observation } from './structure/observation.ts';

/**
 * Refuses (422) an Observation whose elements are not of R4's types, or that breaks obs-6 or obs-7, naming the first
 * element that does. Members R4 does not know are let through: PMD follows R5 while staying compatible with R4.
 */
export function checkObservationStructure(resource: unknown): asserts resource is fhir4.Observation {
  const found = observation(resource) ?? brokenInvariant(resource as fhir4.Observation);
  if (!found) return;
  const { path, rule, code = 'structure', reason = 'structure-invalid' } = found;
  throw new FhirError(422, code, `Observation${path} ${rule}`, {
    expression: [`Observation${path}`],
    reason,
  });
}
