import type { Coding } from './types.ts';

export const LOINC = 'http://loinc.org';
export const SNOMED = 'http://snomed.info/sct';
export const UCUM = 'http://unitsofmeasure.org';
/** Norsk laboratoriekodeverk (NPU). */
export const NPU = 'urn:oid:2.16.578.1.12.4.1.1.7280';

/** Names the same code systems go by in real data: an OID instead of the address. */
const otherNames = new Map([
  ['urn:oid:2.16.840.1.113883.6.1', LOINC],
  ['urn:oid:2.16.840.1.113883.6.96', SNOMED],
  ['urn:oid:2.16.840.1.113883.6.8', UCUM],
]);

/** The address a code system is known by here; an unknown system is returned as it is. */
export function canonicalSystem(system: string): string {
  return otherNames.get(system) ?? system;
}

/** Whether a coding from outside is a listed one: same code, and the same system when it names one. */
export function codingMatches(sent: Coding, listed: Coding): boolean {
  return sent.code === listed.code && (!sent.system || canonicalSystem(sent.system) === listed.system);
}
