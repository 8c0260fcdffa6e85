import { FhirError } from '../errors.ts';
import type { AccessRefusal } from './decide.ts';

const words: Record<AccessRefusal, string> = {
  'parent-limited':
    'A parent of somebody aged 12 to 15 sees that there is a home follow-up (EpisodeOfCare), and nothing else',
  'organization-not-enrolled': 'The organisation of the token is not enrolled to read measurements',
  'access-blocked': 'Measurements of this patient are not available to you',
  'access-restricted':
    'The patient has restricted access: it can be opened with their consent or in an emergency (access-basis, access-reason)',
  'follow-up-ended': 'The home follow-up of the patient has ended, and the time for reading after it is over',
};

/** A refusal of `decide.ts` as 403. The same words whether there are measurements or not. */
export function refused(reason: AccessRefusal): FhirError {
  return new FhirError(403, 'forbidden', words[reason], { reason });
}
