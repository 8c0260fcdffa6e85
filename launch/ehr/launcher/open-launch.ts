import type { EhrCore } from '../core.ts';
import { isAddressFault } from '../fault-ids.ts';
import type { LaunchContext } from '../oauth/launch-context.ts';
import { startSession } from '../oauth/launch-context.ts';
import { userOf } from '../practitioner-user.ts';
import type { LaunchChoice } from './launch-choice.ts';
import { RequestFault } from './request-fault.ts';

/** What `POST /launches` answers; `url` is ready to open. */
export interface OpenedLaunch {
  launch: string;
  iss: string;
  url: string;
}

/** Begins an EHR session and a launch in it. Throws a `RequestFault` (503) while there is no app to launch. */
export async function openLaunch(core: EhrCore, choice: LaunchChoice): Promise<OpenedLaunch> {
  const origin = await originFor(core, choice);
  const launch = core.launches.open(toContext(core, choice));
  const url = new URL('/launch', origin);
  url.searchParams.set('iss', core.iss);
  url.searchParams.set('launch', launch);
  return { launch, iss: core.iss, url: url.href };
}

/** The app's own origin, or the one where it suffers from the fault asked for. */
async function originFor(core: EhrCore, { faults }: LaunchChoice): Promise<string> {
  const fault = [...faults].find(isAddressFault);
  const origin = fault ? await core.appWithFault(fault) : core.app();
  if (origin !== undefined) return origin;
  if (fault) throw new RequestFault('faults', `This sandbox runs without ${fault}.`, 503);
  throw new RequestFault('app', 'The app is not running yet.', 503);
}

function toContext(core: EhrCore, choice: LaunchChoice): LaunchContext {
  const { patient, practitioner, encounter, faults, scope, tokenLifetime } = choice;
  const role = core.directory.roleIn(practitioner, encounter)?.id;
  return {
    user: userOf(practitioner),
    faults,
    session: startSession(core.now),
    ...(role && { role }),
    ...(!faults.has('no-patient') && {
      patient: patient.id,
      ...(encounter?.id && { encounter: encounter.id }),
    }),
    ...(scope && { scope }),
    ...(tokenLifetime !== undefined && { tokenLifetime }),
  };
}
