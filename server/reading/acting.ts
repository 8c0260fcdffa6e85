import type { AccessLog, Action } from '../access-log/access-log.ts';
import { recordOf, withOpening } from '../access-log/record-of.ts';
import { logRefusals } from '../access-log/refusals.ts';
import type { Opening } from '../access/decide.ts';
import type { ReaderGrant } from '../access/grant.ts';
import { permitType } from '../access/permit.ts';
import type { ScopeLetter } from '../access/scope.ts';
import { requireAllowed, type Registers } from './require-allowed.ts';

export interface ActingRequest {
  grant: ReaderGrant;
  type: 'ServiceRequest';
  letter: ScopeLetter;
  action: Action;
  opening?: Opening;
  /** As in X-Request-Id. */
  id: string;
}

/**
 * The one way to what a treating team keeps beside measurements: the same is decided as for measurements (scope, organisation,
 * blocks), and refusals are in the person's log before they are told.
 * @param work is told when to write its own entry: before the answer, or before the change is committed
 * @throws {FhirError} 403 with the reason of the refusal; 503 `log-unavailable`, and then nothing was disclosed or changed
 */
export type Act = <T>(
  request: ActingRequest,
  work: (logged: () => Promise<void>) => Promise<T>,
) => Promise<T>;

export function createActing({ accessLog, ...registers }: Registers & { accessLog: AccessLog }): Act {
  return async ({ grant, type, letter, action, opening, id }, work) => {
    const record = recordOf(grant, { action, occurred: registers.now(), request: id });
    return logRefusals(accessLog, record, async () => {
      permitType(grant, type, letter);
      const opened = await requireAllowed(registers, grant, opening);
      return work(() => accessLog.write(withOpening(record, opened)));
    });
  };
}
