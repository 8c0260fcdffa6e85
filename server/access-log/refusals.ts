import type { CitizenGrant, Grant } from '../access/grant.ts';
import { permitCitizen } from '../access/permit.ts';
import type { ScopeLetter } from '../access/scope.ts';
import { FhirError } from '../errors.ts';
import type { AccessLog, AccessRecord } from './access-log.ts';
import { recordOf } from './record-of.ts';

/** Does the work. When it refuses (403), that is in the person's log before it is told. */
export async function logRefusals<T>(
  accessLog: AccessLog,
  record: AccessRecord,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FhirError && error.status === 403) {
      await accessLog.write({ ...record, refused: error.reason });
    }
    throw error;
  }
}

export interface CitizensRequest extends Pick<AccessRecord, 'action' | 'occurred' | 'request'> {
  type: 'AuditEvent' | 'Consent' | 'EpisodeOfCare';
  letter: ScopeLetter;
}

/** The same of a request whose person is that of the token; a source's token is for nobody. */
export function logRefusalsTo<T>(
  accessLog: AccessLog,
  grant: Grant,
  about: Pick<AccessRecord, 'action' | 'occurred' | 'request'>,
  work: () => Promise<T>,
): Promise<T> {
  return grant.kind === 'source' ? work() : logRefusals(accessLog, recordOf(grant, about), work);
}

/**
 * Does what only citizens may, about what is theirs. Others are refused, and that is in the log of the person their token is for.
 * @param work is told who, and when to write its own entry
 */
export function asCitizen<T>(
  accessLog: AccessLog,
  grant: Grant,
  { type, letter, ...about }: CitizensRequest,
  work: (citizen: CitizenGrant, logged: () => Promise<void>) => Promise<T>,
): Promise<T> {
  return logRefusalsTo(accessLog, grant, about, async () => {
    const citizen = permitCitizen(grant, type, letter);
    return work(citizen, () => accessLog.write(recordOf(citizen, about)));
  });
}
