import type { FhirConnection } from '../../fhir/connection.ts';
import { FhirError } from '../../fhir/fhir-error.ts';
import type { CalendarDate } from '../../time/oslo.ts';
import { orgnrSystem } from '../identifier-systems.ts';
import { requirePatient, resourcesOf } from '../searchset.ts';

/** An organisation that follows the patient at home. */
export interface FollowUp {
  orgnr: string;
  /** Empty when the register does not know the organisation any more. */
  name: string;
  /** Days in Oslo. */
  since: CalendarDate;
  /** The last day, when an end is known that lies ahead. */
  until?: CalendarDate;
}

/** Who follows the patient now, the earliest first. Throws FhirError; an answer about another patient is refused whole. */
export async function readFollowUps(
  connection: Pick<FhirConnection, 'get'>,
  patient: string,
  signal: AbortSignal,
): Promise<FollowUp[]> {
  const resources = resourcesOf(await connection.get('EpisodeOfCare', signal));
  const episodes = resources.filter((each) => each.resourceType === 'EpisodeOfCare');
  if (episodes.length < resources.length) throw malformed('something else than EpisodeOfCare');
  if (episodes.length === 0) return [];
  requirePatient(
    episodes.map((each) => each.patient.reference),
    patient,
  );
  return episodes.filter(({ status }) => status === 'active').map(toFollowUp);
}

function toFollowUp({ managingOrganization, period }: fhir4.EpisodeOfCare): FollowUp {
  const { identifier, display = '' } = managingOrganization ?? {};
  const orgnr = identifier?.system === orgnrSystem ? (identifier.value ?? '') : '';
  const since = dayOf(period?.start);
  if (since === undefined || (orgnr === '' && display === '')) throw malformed('an EpisodeOfCare of nobody');
  const until = dayOf(period?.end);
  return { orgnr, name: display, since, ...(until !== undefined && { until }) };
}

function dayOf(text: string | undefined): CalendarDate | undefined {
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) ? (text as CalendarDate) : undefined;
}

function malformed(what: string): FhirError {
  return new FhirError(200, 'malformed', `The answer holds ${what}`);
}
