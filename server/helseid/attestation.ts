import type { ClinicianGrant } from '../access/grant.ts';
import { organizationNumberSystem } from '../person/organization-number.ts';
import { organizationDetail, organizationNumbers } from './organization-detail.ts';
import type { OrganizationConfig } from './organization-detail.ts';

/** A code with its system. */
export interface Coding {
  code: string;
  system: string;
}

/** What the trust framework asks for and no launch tells. At least one of service and details is there. */
export interface AttestationConfig {
  /** Authorisation of every clinician who uses this facade, by code system 9060; absent: HelseID takes it from HPR. */
  authorization?: Coding;
  healthcareService?: Coding;
  purposeOfUse: PurposeOfUse;
  purposeOfUseDetails?: Coding;
  /** Whether the patient's national number is sent; without it the attestation says where, not who. */
  patientIdentifier: 'omit' | 'include';
}

/** BTG (break the glass) is not among them: somebody must decide that for one patient, no configuration can. */
export const purposesOfUse = ['TREAT', 'ETREAT', 'COC'] as const;
export type PurposeOfUse = (typeof purposesOfUse)[number];

/** Code system of authorisations, `practitioner.authorization`. */
export const authorizationSystem = 'urn:oid:2.16.578.1.12.4.1.1.9060';
const purposeSystem = 'urn:oid:2.16.840.1.113883.1.11.20448';

/**
 * `nhn:tillitsrammeverk:parameters` (trust framework, trial v1.1): this clinician looks at this patient, for this
 * purpose. Who the clinician is and when it was attested are left for HelseID to fill in.
 * @param decision uuid of the decision that gave access; the same as long as the patient is the same
 */
export function attestation(
  config: AttestationConfig,
  organizations: OrganizationConfig,
  grant: Pick<ClinicianGrant, 'organization' | 'person'>,
  decision: string,
): object {
  const { parent, child } = organizationNumbers(organizations, grant.organization.orgnr);
  const pointOfCare = organization(child ?? parent);
  const { authorization, healthcareService, purposeOfUse, purposeOfUseDetails } = config;
  const { system, value: id } = grant.person;
  return {
    type: 'nhn:tillitsrammeverk:parameters',
    practitioner: {
      ...(authorization && { authorization }),
      legal_entity: organization(parent),
      point_of_care: pointOfCare,
    },
    care_relationship: {
      ...(healthcareService && { healthcare_service: healthcareService }),
      purpose_of_use: { code: purposeOfUse, system: purposeSystem },
      ...(purposeOfUseDetails && { purpose_of_use_details: purposeOfUseDetails }),
      decision_ref: { id: decision, user_selected: false },
    },
    patients: [
      {
        ...(config.patientIdentifier === 'include' && { identifier: { id, system } }),
        point_of_care: pointOfCare,
      },
    ],
  };
}

const organization = (id: string) => ({ id, system: organizationNumberSystem });

/**
 * `assertion_details` of a token that a clinician reads with: the organisation and, unless the configuration leaves it
 * out, the attestation.
 */
export function clinicianDetails(
  config: { organization: OrganizationConfig; attestation?: AttestationConfig },
  grant: Pick<ClinicianGrant, 'organization' | 'person'>,
  decision: string,
): object[] {
  const who = organizationDetail(config.organization, grant.organization.orgnr);
  const why = config.attestation && attestation(config.attestation, config.organization, grant, decision);
  return [who, why].filter((detail) => detail !== undefined);
}

/** `assertion_details` where only the organisation is to be said. */
export function organizationDetails(config: { organization: OrganizationConfig }, orgnr: string): object[] {
  return [organizationDetail(config.organization, orgnr)].filter((detail) => detail !== undefined);
}
