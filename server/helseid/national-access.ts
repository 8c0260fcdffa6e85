import type { ClinicianGrant, PersonIdentifier } from '../access/grant.ts';
import type { ProtectedFetch } from './protected-fetch.ts';

export type { ProtectedFetch } from './protected-fetch.ts';

/** How a store reaches PMD: with whose token, for which patient. */
export interface NationalAccess {
  /**
   * For this clinician about this patient. The token is looked up again at each request, so that none is used past its
   * end or for another patient.
   * @throws {FhirError} 403 `national-login-required` when there is no session, `national-access-refused` when HelseID
   * refuses, `national-organization-foreign` when the client is another organisation's; 503 `national-login-unavailable`. The function that is answered throws the same, and what `fetch` throws.
   */
  asClinician(grant: ClinicianGrant): Promise<ProtectedFetch>;
  /**
   * For the facade itself, on behalf of an organisation that delivers.
   * @throws {FhirError} 403 `national-organization-foreign` or `national-access-refused`, 503 `national-login-unavailable`
   */
  asSource(source: { orgnr: string; name: string }): Promise<ProtectedFetch>;
  /** Identifies the session for caches; undefined when there is none. The same for all patients of a session. */
  sessionOf(grant: ClinicianGrant): string | undefined;
  /** What is kept for a session is to be forgotten: all when it has ended, that of one patient when there is another. */
  onDrop(listener: (session: string, patient?: PersonIdentifier) => void): void;
}
