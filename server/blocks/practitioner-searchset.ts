import { hprSystem } from '../person/hpr-number.ts';
import { organizationNumberSystem } from '../person/organization-number.ts';
import { mostFound, type KnownPractitioner } from './known-practitioners.ts';

type Entry = fhir4.BundleEntry<fhir4.FhirResource>;

/**
 * A searchset of Practitioners, each followed by a PractitionerRole for every workplace that was found (`search.mode`
 * include). When there are more than were found it has no total, and an OperationOutcome says so.
 */
export function practitionerSearchset(
  { found, more }: { found: readonly KnownPractitioner[]; more: boolean },
  fhirBase: string,
  self: string,
): fhir4.Bundle {
  const workplaces = new Map<string, KnownPractitioner[]>();
  for (const each of found) workplaces.set(each.hpr, [...(workplaces.get(each.hpr) ?? []), each]);
  const entry = [...workplaces.values()].flatMap((at): Entry[] => [
    ...at.slice(0, 1).map(({ hpr, name }): Entry => ({
      fullUrl: `${fhirBase}/Practitioner/${hpr}`,
      resource: {
        resourceType: 'Practitioner',
        id: hpr,
        identifier: [{ system: hprSystem, value: hpr }],
        name: [{ text: name }],
      },
      search: { mode: 'match' },
    })),
    ...at.map(({ hpr, name, organization }): Entry => ({
      fullUrl: `${fhirBase}/PractitionerRole/${hpr}-${organization.orgnr}`,
      resource: {
        resourceType: 'PractitionerRole',
        id: `${hpr}-${organization.orgnr}`,
        practitioner: { reference: `Practitioner/${hpr}`, display: name },
        organization: {
          type: 'Organization',
          identifier: { system: organizationNumberSystem, value: organization.orgnr },
          display: organization.name,
        },
      },
      search: { mode: 'include' },
    })),
  ]);
  if (more) entry.push({ resource: moreThanFound, search: { mode: 'outcome' } });
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(!more && { total: workplaces.size }),
    link: [{ relation: 'self', url: self }],
    ...(entry.length > 0 && { entry }),
  };
}

const moreThanFound: fhir4.OperationOutcome = {
  resourceType: 'OperationOutcome',
  issue: [
    {
      severity: 'information',
      code: 'incomplete',
      diagnostics: `There are more than these ${mostFound}: write more of the name, or the workplace as well`,
    },
  ],
};
