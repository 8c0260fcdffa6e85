/** OID of HPR numbers (HL7 Norway base profiles, Practitioner.identifier). */
export const hprSystem = 'urn:oid:2.16.578.1.12.4.1.4.4';

/** The number without leading zeros, so that one practitioner has one; undefined when it is none: one to nine digits. */
export function hprNumber(value: string): string | undefined {
  return /^0*([1-9]\d{0,8})$/.exec(value)?.[1];
}
