import { hprSystem, orgnrSystem, valueOf } from '../identifier-systems.ts';

/** Who did it, as the log names them. Names may be empty where the log has none. */
export type Agent =
  | { kind: 'clinician'; hpr: string; name: string; role: string; orgnr: string; organization: string }
  | { kind: 'source'; orgnr: string; organization: string }
  | { kind: 'self' }
  | { kind: 'related'; name: string; relation: 'parent' | 'proxy' | 'other' }
  | { kind: 'unknown'; name: string };

const relations: Readonly<Record<string, 'parent' | 'proxy'>> = { PRN: 'parent', POWATT: 'proxy' };

/** @param patient reference that the event calls the patient by */
export function agentOf(event: fhir4.AuditEvent, patient: string): Agent {
  const agent = (event.agent ?? []).find(({ requestor }) => requestor) ?? event.agent?.[0];
  const reference = agent?.who?.reference;
  const named = agent?.name ?? agent?.who?.display ?? '';
  if (reference !== undefined && reference === patient) return { kind: 'self' };
  const who = contained(event, reference);
  switch (who?.resourceType) {
    case 'PractitionerRole':
      return clinicianOf(event, who, named);
    case 'Organization':
      return { kind: 'source', ...organizationOf(who), ...(named && { organization: named }) };
    case 'RelatedPerson': {
      const code = who.relationship?.[0]?.coding?.[0]?.code ?? '';
      return { kind: 'related', name: named || textOf(who.name), relation: relations[code] ?? 'other' };
    }
    default:
      return { kind: 'unknown', name: named };
  }
}

function clinicianOf(event: fhir4.AuditEvent, role: fhir4.PractitionerRole, named: string): Agent {
  const practitioner = contained(event, role.practitioner?.reference);
  const organization = contained(event, role.organization?.reference);
  const known = practitioner?.resourceType === 'Practitioner' ? practitioner : undefined;
  return {
    kind: 'clinician',
    hpr: valueOf(known?.identifier, hprSystem),
    name: named || textOf(known?.name),
    role: role.code?.[0]?.text ?? '',
    ...organizationOf(organization?.resourceType === 'Organization' ? organization : undefined),
  };
}

function organizationOf(organization: fhir4.Organization | undefined): {
  orgnr: string;
  organization: string;
} {
  return {
    orgnr: valueOf(organization?.identifier, orgnrSystem),
    organization: organization?.name ?? '',
  };
}

function contained(event: fhir4.AuditEvent, reference: string | undefined): fhir4.FhirResource | undefined {
  const resources = event.contained as fhir4.FhirResource[] | undefined;
  return resources?.find(({ id }) => id !== undefined && `#${id}` === reference);
}

function textOf(names: readonly fhir4.HumanName[] | undefined): string {
  return names?.[0]?.text ?? '';
}
