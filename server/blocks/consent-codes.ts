/** The codes that a block is written with as Consent (R4), and those that are read as the same. */

const actCode = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';

export const patientPrivacy = {
  system: 'http://terminology.hl7.org/CodeSystem/consentscope',
  code: 'patient-privacy',
  display: 'Privacy Consent',
};

export const informationAccess = { system: actCode, code: 'INFA', display: 'information access' };

export const categories: fhir4.Coding[] = [
  informationAccess,
  { system: actCode, code: 'IDSCL' },
  { system: 'http://loinc.org', code: '59284-0' },
];

/** The base rule that a block is the exception to: access as the law gives it. */
export const openButFor = { system: actCode, code: 'OPTINR', display: 'opt-in with restrictions' };
/** A general restriction: closed, but for consent and emergency. */
export const closedButFor = { system: actCode, code: 'OPTOUTE', display: 'opt-out with exceptions' };

export const openRules: fhir4.Coding[] = [openButFor, { system: actCode, code: 'OPTIN' }];
export const closedRules: fhir4.Coding[] = [closedButFor, { system: actCode, code: 'OPTOUT' }];

export const informationRecipient = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
  code: 'IRCP',
  display: 'information recipient',
};
