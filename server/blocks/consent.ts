import { hprSystem } from '../person/hpr-number.ts';
import { organizationNumberSystem } from '../person/organization-number.ts';
import type { Block, Blocked } from './blocks.ts';
import {
  closedButFor,
  informationAccess,
  informationRecipient,
  openButFor,
  patientPrivacy,
} from './consent-codes.ts';

/**
 * A version of a block as R4 says it (https://hl7.org/fhir/R4/consent.html); `readConsent` reads it back to the same.
 * @param patient the issuer's id of the patient
 */
export function toConsent(block: Block, { patient }: { patient: string }): fhir4.Consent {
  const { id, version, blocked, madeBy, lastUpdated } = block;
  const updated = new Date(lastUpdated).toISOString();
  const ofPatient = { reference: `Patient/${patient}` };
  return {
    resourceType: 'Consent',
    id,
    meta: { versionId: String(version), lastUpdated: updated },
    status: statusOf(block),
    scope: { coding: [patientPrivacy] },
    category: [{ coding: [informationAccess] }],
    patient: ofPatient,
    dateTime: updated,
    performer: [
      { ...(madeBy.relation === 'self' ? ofPatient : { type: 'RelatedPerson' }), display: madeBy.name },
    ],
    policyRule: { coding: [blocked.kind === 'everyone' ? closedButFor : openButFor] },
    provision: { type: 'deny', period: toPeriod(block), ...actorOf(blocked) },
  };
}

export function statusOf({ status }: Block): 'active' | 'inactive' {
  return status === 'active' ? 'active' : 'inactive';
}

/** A Period includes its end: the last millisecond that the block holds. */
function toPeriod({ from, to }: Pick<Block, 'from' | 'to'>): fhir4.Period {
  return {
    start: new Date(from).toISOString(),
    ...(to !== undefined && { end: new Date(to - 1).toISOString() }),
  };
}

function actorOf(blocked: Blocked): Pick<fhir4.ConsentProvision, 'actor'> {
  if (blocked.kind === 'everyone') return {};
  const reference =
    blocked.kind === 'clinician'
      ? { type: 'Practitioner', identifier: { system: hprSystem, value: blocked.hpr } }
      : { type: 'Organization', identifier: { system: organizationNumberSystem, value: blocked.orgnr } };
  return {
    actor: [{ role: { coding: [informationRecipient] }, reference: { ...reference, display: blocked.name } }],
  };
}
