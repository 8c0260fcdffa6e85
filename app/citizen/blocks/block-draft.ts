import { isCalendarDate, type CalendarDate } from '../../time/oslo.ts';
import { hprSystem, orgnrSystem } from '../identifier-systems.ts';
import type { NamedClinician } from '../named-clinician.ts';

export interface NamedOrganization {
  orgnr: string;
  name: string;
}

export const draftKinds = ['clinician', 'organization', 'everyone'] as const;

/** A block as it is being made. What was chosen of one kind is kept when another is looked at. */
export interface Draft {
  kind: (typeof draftKinds)[number];
  clinician?: NamedClinician;
  organization?: NamedOrganization;
  /** Days in Oslo, both inclusive; empty: from now, and until it is ended. */
  from: CalendarDate;
  to: CalendarDate;
}

export function emptyDraft(proposed?: NamedClinician): Draft {
  return { kind: 'clinician', ...(proposed && { clinician: proposed }), from: '', to: '' };
}

export type Fault = 'clinician' | 'organization' | 'date' | 'order' | 'over';

/** What must be put right before it can be made. */
export function faultsOf(draft: Draft, today: CalendarDate): Fault[] {
  const { kind, clinician, organization, from, to } = draft;
  const dates = [from, to].filter((date) => date !== '');
  const faults: Fault[] = [];
  if (kind === 'clinician' && !clinician) faults.push('clinician');
  if (kind === 'organization' && !organization) faults.push('organization');
  if (!dates.every(isCalendarDate)) return [...faults, 'date'];
  if (to !== '' && to < today) faults.push('over');
  else if (from !== '' && to !== '' && from > to) faults.push('order');
  return faults;
}

const terminology = 'http://terminology.hl7.org/CodeSystem/';
const coded = (system: string, code: string) => ({ coding: [{ system: `${terminology}${system}`, code }] });

/**
 * The draft as the Consent that the facade takes.
 * @param patient the facade's id of the patient
 */
export function toConsent(draft: Draft, patient: string): fhir4.Consent {
  const { kind, from, to } = draft;
  return {
    resourceType: 'Consent',
    status: 'active',
    scope: coded('consentscope', 'patient-privacy'),
    category: [coded('v3-ActCode', 'INFA')],
    patient: { reference: `Patient/${patient}` },
    policyRule: coded('v3-ActCode', kind === 'everyone' ? 'OPTOUTE' : 'OPTINR'),
    provision: {
      type: 'deny',
      ...((from || to) && { period: { ...(from && { start: from }), ...(to && { end: to }) } }),
      ...actorOf(draft),
    },
  };
}

function actorOf({ kind, clinician, organization }: Draft): Pick<fhir4.ConsentProvision, 'actor'> {
  if (kind === 'everyone') return {};
  const reference =
    kind === 'clinician'
      ? clinician && named('Practitioner', hprSystem, clinician.hpr, clinician.name)
      : organization && named('Organization', orgnrSystem, organization.orgnr, organization.name);
  if (!reference) throw new Error(`A block of a ${kind} that was not chosen`);
  return { actor: [{ role: coded('v3-ParticipationType', 'IRCP'), reference }] };
}

function named(type: string, system: string, value: string, display: string): fhir4.Reference {
  return { type, identifier: { system, value }, display };
}
