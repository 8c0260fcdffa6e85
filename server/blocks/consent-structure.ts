import { isObject, list, oneOf, type Check } from '../delivery/structure/check.ts';
import { concept, identifier, needing, obeyed, only, resourceMembers } from '../delivery/structure/closed.ts';
import { dateTime, text, uri } from '../delivery/structure/primitives.ts';
import { categories, closedRules, informationRecipient, openRules, patientPrivacy } from './consent-codes.ts';

const patient = only({ reference: text, type: obeyed(uri, ['Patient']), identifier, display: text });
const performer = only({
  reference: text,
  type: obeyed(uri, ['Patient', 'RelatedPerson']),
  identifier,
  display: text,
});
const recipient = needing(
  ['identifier', 'display'],
  only({ type: obeyed(uri, ['Practitioner', 'Organization']), identifier, display: text }),
);

const provision = needing(
  ['type'],
  only({
    type: obeyed(oneOf(['deny', 'permit']), ['deny']),
    period: only({ start: dateTime, end: dateTime }),
    actor: list(only({ role: concept([informationRecipient]), reference: recipient }, ['role', 'reference'])),
  }),
);

/** http://hl7.org/fhir/consent-state-codes */
export const consentStatuses = ['draft', 'proposed', 'active', 'rejected', 'inactive', 'entered-in-error'];

const consentElements = only(
  {
    ...resourceMembers,
    status: obeyed(oneOf(consentStatuses), ['active', 'inactive']),
    scope: concept([patientPrivacy]),
    category: list(concept(categories)),
    patient,
    dateTime,
    performer: list(performer),
    policyRule: concept([...openRules, ...closedRules]),
    provision,
  },
  ['status', 'scope', 'category'],
);

/** A Consent in R4 (https://hl7.org/fhir/R4/consent.html) with the elements that a block is made of, and no others. */
export interface SentConsent extends fhir4.Consent {
  patient: fhir4.Reference;
  policyRule: fhir4.CodeableConcept;
  provision: fhir4.ConsentProvision;
}

export const consent: Check = (value) =>
  isObject(value) && value.resourceType !== 'Consent'
    ? { path: '.resourceType', rule: 'must be Consent' }
    : wholeConsent(value);

const wholeConsent = needing(['patient', 'policyRule', 'provision'], consentElements);
