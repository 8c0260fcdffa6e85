import type { EhrCore } from '../core.ts';
import type { LaunchChoice } from './launch-choice.ts';

/** Who is logged in to HelseID in the browser when the app opens. */
export const helseidLogins = ['clinician', 'nobody', 'another-clinician', 'no-health-professional'] as const;
export type HelseidLogin = (typeof helseidLogins)[number];

/**
 * Where the browser goes to open the app: by way of HelseID where the sandbox has it, so that the clinician's own login to
 * the EHR is there, as it is where the EHR uses HelseID itself.
 */
export function throughHelseid(core: EhrCore, { practitioner, helseid }: LaunchChoice, url: string): string {
  const control = core.national();
  if (!control) return url;
  const login = new URL('/sandbox/login', control.helseid);
  if (helseid !== 'nobody') {
    login.searchParams.set('person', helseid === 'clinician' ? practitioner.id : helseid);
  }
  login.searchParams.set('return', url);
  return login.href;
}
