import { FhirError } from '../errors.ts';
import { mayDeliver } from './organization.ts';
import type { Organizations } from './organizations.ts';

export const notEnrolled = 'organization-not-enrolled';

/**
 * Resolves when the organisation may deliver at this instant by what the register says now, whatever its token says.
 * @throws {FhirError} 403 `organization-not-enrolled`; 503 or 504 `register-unavailable`
 */
export async function requireDelivering(
  organizations: Organizations,
  orgnr: string,
  at: number,
): Promise<void> {
  if (mayDeliver(await organizations.find(orgnr), at)) return;
  throw new FhirError(403, 'forbidden', 'The organisation of the token is not enrolled to deliver', {
    reason: notEnrolled,
  });
}
