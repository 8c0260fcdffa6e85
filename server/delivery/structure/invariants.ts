import type { Fault } from './check.ts';
import { givenValues } from './observation.ts';

/** The rules of R4 between elements of an Observation: https://hl7.org/fhir/R4/observation.html#invs */
export function brokenInvariant(observation: fhir4.Observation): Fault | undefined {
  if (givenValues(observation).length === 0) return undefined;
  if (observation.dataAbsentReason) {
    return broken('.dataAbsentReason', 'stands beside a value: it is the reason for having none', 'obs-6');
  }
  return observation.component && hasComponentOfOwnCode(observation.code, observation.component)
    ? broken('.value', 'stands beside a component of the same code', 'obs-7')
    : undefined;
}

function hasComponentOfOwnCode(
  own: fhir4.CodeableConcept,
  components: fhir4.ObservationComponent[],
): boolean {
  const codes = new Set(systemsAndCodes(own));
  return components.some(({ code }) => systemsAndCodes(code).some((coding) => codes.has(coding)));
}

function systemsAndCodes({ coding = [] }: fhir4.CodeableConcept): string[] {
  return coding.flatMap(({ system = '', code }) => (code ? `${system}|${code}` : []));
}

function broken(path: string, rule: string, invariant: string): Fault {
  return { path, rule: `${rule} (${invariant})`, code: 'invariant', reason: invariant };
}
