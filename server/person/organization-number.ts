/** OID of Enhetsregisteret's organisation numbers (HL7 Norway base profiles). */
export const organizationNumberSystem = 'urn:oid:2.16.578.1.12.4.1.4.101';

const weights = [3, 2, 7, 6, 5, 4, 3, 2];

/** Nine digits whose last is the modulus-11 check digit (Brønnøysundregistrene, "Om organisasjonsnummeret"). */
export function isOrganizationNumber(value: string): boolean {
  if (!/^\d{9}$/.test(value)) return false;
  const sum = weights.reduce((total, weight, at) => total + weight * Number(value[at]), 0);
  return (sum + Number(value[8])) % 11 === 0;
}
