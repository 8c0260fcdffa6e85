import type { FhirConnection } from '../../fhir/connection.ts';
import { hprSystem, orgnrSystem, valueOf } from '../identifier-systems.ts';
import type { NamedClinician } from '../named-clinician.ts';
import { resourcesOf } from '../searchset.ts';
import type { NamedOrganization } from './block-draft.ts';

export interface Found {
  /** One for each workplace, by name. */
  clinicians: Required<NamedClinician>[];
  /** There are others. */
  more: boolean;
}

/** Two letters or figures together: fewer are refused by the facade. */
export function isSearchable(text: string): boolean {
  return /[\p{L}\p{N}]{2}/u.test(text);
}

/** Whom the facade knows by the beginnings of the words of a name or a workplace. */
export async function findClinicians(
  connection: Pick<FhirConnection, 'get'>,
  text: string,
  signal: AbortSignal,
): Promise<Found> {
  const query = new URLSearchParams({ name: text.trim() });
  const resources = resourcesOf(await connection.get(`Practitioner?${query}`, signal));
  const hprOf = new Map(
    resources.flatMap((each): [string, string][] =>
      each.resourceType === 'Practitioner'
        ? [[`Practitioner/${each.id ?? ''}`, valueOf(each.identifier, hprSystem)]]
        : [],
    ),
  );
  return {
    clinicians: resources.flatMap((each) => {
      if (each.resourceType !== 'PractitionerRole') return [];
      const { identifier, display: organization = '' } = each.organization ?? {};
      const hpr = hprOf.get(each.practitioner?.reference ?? '') ?? '';
      const orgnr = valueOf(identifier && [identifier], orgnrSystem);
      const name = each.practitioner?.display ?? '';
      return hpr && name ? [{ hpr, name, orgnr, organization }] : [];
    }),
    more: resources.some(({ resourceType }) => resourceType === 'OperationOutcome'),
  };
}

/** Where those who were found work: each once. */
export function workplacesOf(clinicians: readonly NamedClinician[]): NamedOrganization[] {
  const workplaces = new Map<string, NamedOrganization>();
  for (const { orgnr, organization } of clinicians) {
    if (orgnr && organization) workplaces.set(orgnr, { orgnr, name: organization });
  }
  return [...workplaces.values()].sort((a, b) => a.name.localeCompare(b.name, 'nb'));
}
