import type { AccessLog } from '../access-log/access-log.ts';
import type { Visit } from '../access-log/last-visit.ts';
import type { ReaderGrant } from '../access/grant.ts';
import { parameterError } from '../fhir/parameters.ts';

/**
 * A measurement is stored a moment after its time of arrival, and a store elsewhere is read at most this long before it is shown,
 * in ms: what came so shortly before a look may not have been in it.
 */
const unseen = 5 * 60_000;

/** What an answer tells as new. */
export interface SinceVisit {
  /** Received at or after this is new, epoch milliseconds; absent: nothing can be, for there was no visit before. */
  receivedSince?: number;
  /** The clinician's own, when it was asked for and there is one. */
  lastVisit?: Visit;
}

/**
 * From when on what was received is new: as asked, or since the clinician's own last visit began, for what came while it lasted
 * was not in what was shown first.
 * @throws {FhirError} 400 when a citizen asks for a clinician's visit
 */
export async function sinceVisit(
  accessLog: Pick<AccessLog, 'lastVisit'>,
  grant: ReaderGrant,
  asked: number | 'last-visit' | undefined,
  now: number,
): Promise<SinceVisit> {
  if (asked !== 'last-visit') return asked === undefined ? {} : { receivedSince: asked };
  if (grant.kind !== 'clinician')
    throw parameterError('receivedSince', 'may be last-visit for clinicians only');
  const lastVisit = await accessLog.lastVisit(grant.person, grant.practitioner.hpr, now);
  return lastVisit ? { receivedSince: lastVisit.start - unseen, lastVisit } : {};
}
