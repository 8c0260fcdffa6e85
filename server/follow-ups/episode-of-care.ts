import type { PersonIdentifier } from '../access/grant.ts';
import { organizationNumberSystem } from '../person/organization-number.ts';
import type { DeliveringSource } from '../store/national-store.ts';
import type { FollowUp } from './follow-ups.ts';

/**
 * A home follow-up as R4 says it (https://hl7.org/fhir/R4/episodeofcare.html), to the organisation whose it is.
 * @param now epoch milliseconds: a follow-up whose end lies ahead is active
 */
export function toEpisodeOfCare(
  { from, to }: FollowUp,
  person: PersonIdentifier,
  { orgnr, name }: DeliveringSource,
  now: number,
): fhir4.EpisodeOfCare {
  return {
    resourceType: 'EpisodeOfCare',
    status: to !== undefined && to <= now ? 'finished' : 'active',
    patient: { type: 'Patient', identifier: { ...person } },
    managingOrganization: {
      type: 'Organization',
      identifier: { system: organizationNumberSystem, value: orgnr },
      display: name,
    },
    period: periodOf(from, to),
  };
}

/** A Period includes its end: the last millisecond of the follow-up. */
function periodOf(from: number, to: number | undefined): fhir4.Period {
  if (to === undefined) return { start: instant(from) };
  return { start: instant(Math.min(from, to - 1)), end: instant(to - 1) };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
