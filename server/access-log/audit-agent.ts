import type { ClinicianRole } from '../ehr/clinician-role.ts';
import { personnelCategorySystem } from '../ehr/clinician-role.ts';
import type { Actor, NamedOrganization } from './access-log.ts';
import { relations, sourceRole } from './audit-codes.ts';

/** Who did it, and the resources that `who` refers to. */
export interface Agent {
  agent: fhir4.AuditEventAgent;
  contained: fhir4.FhirResource[];
}

const hprSystem = 'urn:oid:2.16.578.1.12.4.1.4.4';
const orgnrSystem = 'urn:oid:2.16.578.1.12.4.1.4.101';

/** @param patient reference that the event calls the patient by */
export function agentOf(actor: Actor, patient: string): Agent {
  switch (actor.kind) {
    case 'clinician':
      return clinicianAgent(actor);
    case 'source':
      return {
        agent: {
          type: { coding: [sourceRole] },
          who: { reference: '#organization', display: actor.organization.name },
          altId: actor.clientId,
          requestor: true,
        },
        contained: [organizationOf(actor.organization)],
      };
    case 'citizen':
      return citizenAgent(actor, patient);
  }
}

/**
 * The profile wants a PractitionerRole with practitioner, organization and location, where location is the point of care: the
 * organisation itself, when no other is known (trust framework, practitioner.point_of_care). By HPR number, never by fnr.
 */
function clinicianAgent({ hpr, name, role, organization }: Extract<Actor, { kind: 'clinician' }>): Agent {
  return {
    agent: { who: { reference: '#role', display: name }, name, requestor: true },
    contained: [
      {
        resourceType: 'PractitionerRole',
        id: 'role',
        practitioner: { reference: '#practitioner' },
        organization: { reference: '#organization' },
        ...(role && { code: [conceptOf(role)] }),
        location: [{ reference: '#location' }],
      },
      {
        resourceType: 'Practitioner',
        id: 'practitioner',
        identifier: [{ system: hprSystem, value: hpr }],
        name: [{ text: name }],
      },
      organizationOf(organization),
      {
        resourceType: 'Location',
        id: 'location',
        identifier: [{ system: orgnrSystem, value: organization.orgnr }],
        name: organization.name,
        managingOrganization: { reference: '#organization' },
      },
    ],
  };
}

/** Patients themselves are the patient that the event is about; whoever acts for them is named by name alone. */
function citizenAgent({ relation, name }: Extract<Actor, { kind: 'citizen' }>, patient: string): Agent {
  if (relation === 'self') return { agent: { who: { reference: patient }, requestor: true }, contained: [] };
  return {
    agent: { who: { reference: '#related', display: name }, name, requestor: true },
    contained: [
      {
        resourceType: 'RelatedPerson',
        id: 'related',
        patient: { reference: patient },
        relationship: [{ coding: [relations[relation]] }],
        name: [{ text: name }],
      },
    ],
  };
}

function conceptOf({ text, category }: ClinicianRole): fhir4.CodeableConcept {
  return { ...(category && { coding: [{ system: personnelCategorySystem, code: category }] }), text };
}

function organizationOf({ orgnr, name }: NamedOrganization): fhir4.Organization {
  return {
    resourceType: 'Organization',
    id: 'organization',
    identifier: [{ system: orgnrSystem, value: orgnr }],
    name,
  };
}
