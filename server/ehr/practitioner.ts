import { personName } from './display-name.ts';
import { currentIdentifiers } from './identifiers.ts';

/** OID of HPR numbers (HL7 Norway base profiles, Practitioner.identifier). */
export const hprSystem = 'urn:oid:2.16.578.1.12.4.1.4.4';

/** HPR number without leading zeros, and the name; undefined when there is not exactly one current HPR number. */
export function clinicianOf(
  practitioner: Record<string, unknown>,
): { hpr: string; name: string } | undefined {
  const numbers = currentIdentifiers(practitioner, hprSystem).map(
    (value) => /^0*([1-9]\d{0,8})$/.exec(value)?.[1],
  );
  const [hpr] = numbers;
  if (!hpr || new Set(numbers).size > 1) return undefined;
  return { hpr, name: personName(practitioner) ?? `HPR ${hpr}` };
}
