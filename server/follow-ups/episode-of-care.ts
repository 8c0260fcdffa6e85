import type { PersonIdentifier } from '../access/grant.ts';
import { organizationNumberSystem } from '../person/organization-number.ts';
import type { DeliveringSource } from '../store/national-store.ts';
import type { FollowUp } from './follow-ups.ts';

/**
 * A home follow-up as R4 says it (https://hl7.org/fhir/R4/episodeofcare.html), to the organisation whose it is.
 * @param now epoch milliseconds: a follow-up whose end lies ahead is active
 */
export function toEpisodeOfCare(
  followUp: FollowUp,
  person: PersonIdentifier,
  { orgnr, name }: DeliveringSource,
  now: number,
): fhir4.EpisodeOfCare {
  return {
    resourceType: 'EpisodeOfCare',
    status: isOver(followUp, now) ? 'finished' : 'active',
    patient: { type: 'Patient', identifier: { ...person } },
    managingOrganization: {
      type: 'Organization',
      identifier: { system: organizationNumberSystem, value: orgnr },
      display: name,
    },
    period: periodOf(followUp),
  };
}

/** A follow-up whose end lies ahead goes on until then. */
export function isOver({ to }: FollowUp, now: number): boolean {
  return to !== undefined && to <= now;
}

/** A Period includes its end: the last millisecond of the follow-up. Infinity when no end is known. */
export function lastMoment({ to }: FollowUp): number {
  return to === undefined ? Infinity : to - 1;
}

function periodOf(followUp: FollowUp): fhir4.Period {
  const last = lastMoment(followUp);
  if (last === Infinity) return { start: instant(followUp.from) };
  return { start: instant(Math.min(followUp.from, last)), end: instant(last) };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
