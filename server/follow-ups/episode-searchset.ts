import type { CitizenGrant } from '../access/grant.ts';
import { osloDate } from '../fhir/oslo-day.ts';
import { organizationNumberSystem } from '../person/organization-number.ts';
import { isOver, lastMoment } from './episode-of-care.ts';
import type { Followed } from './follow-ups.ts';

/**
 * What a citizen is told of who follows the patient at home, as EpisodeOfCare without ids: days in Oslo, since the moment that a
 * follow-up begins is that of a measurement. A parent of somebody aged 12 to 15 is told what goes on, not what has been.
 * @param now epoch milliseconds
 * @param self address of the search
 */
export function episodeSearchset(
  followed: readonly Followed[],
  { patient, actor }: Pick<CitizenGrant, 'patient' | 'actor'>,
  now: number,
  self: string,
): fhir4.Bundle<fhir4.EpisodeOfCare> {
  const told = actor.relation === 'parent-limited' ? followed.filter((each) => !isOver(each, now)) : followed;
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: told.length,
    link: [{ relation: 'self', url: self }],
    ...(told.length > 0 && {
      entry: told.map((each) => ({
        resource: episodeOf(each, patient, now),
        search: { mode: 'match' as const },
      })),
    }),
  };
}

function episodeOf(followed: Followed, patient: string, now: number): fhir4.EpisodeOfCare {
  const { orgnr, name, from, to } = followed;
  return {
    resourceType: 'EpisodeOfCare',
    status: isOver(followed, now) ? 'finished' : 'active',
    patient: { reference: `Patient/${patient}` },
    managingOrganization: {
      type: 'Organization',
      identifier: { system: organizationNumberSystem, value: orgnr },
      ...(name !== undefined && { display: name }),
    },
    period: {
      start: osloDate(Math.min(from, lastMoment(followed))),
      ...(to !== undefined && { end: osloDate(lastMoment(followed)) }),
    },
  };
}
