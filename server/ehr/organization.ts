import { isOrganizationNumber, organizationNumberSystem } from '../person/organization-number.ts';
import type { EhrRegistration } from '../register.ts';
import { displayText } from './display-name.ts';
import { EhrError } from './ehr-error.ts';
import type { FhirReader } from './fhir-reader.ts';
import { currentIdentifiers, isOver } from './identifiers.ts';
import { referencedId } from './reference.ts';

export interface EnrolledOrganization {
  orgnr: string;
  name: string;
}

/** Which of the EHR's resources say where the clinician works. */
export interface OrganizationQuestion {
  practitioner: string;
  patient: string;
  /** PractitionerRole of the launch, when fhirUser is one. */
  role?: string;
  encounter?: string;
}

/**
 * The organisation the clinician acts for: the encounter's serviceProvider when the clinician has a role there, else
 * the only organisation of the clinician's roles, else the one in the register. Two possible ones are none.
 * @throws {EhrError} unavailable, unauthorized; a resource the EHR refuses or does not have counts as absent
 */
export async function findOrganization(
  ehr: EhrRegistration,
  reader: FhirReader,
  question: OrganizationQuestion,
): Promise<EnrolledOrganization | undefined> {
  const [roles, provider] = await Promise.all([
    optional(findRoleOrganizations(ehr.iss, reader, question)),
    optional(findServiceProvider(ehr.iss, reader, question)),
  ]);
  const id = chooseOrganization(roles, provider);
  const organization = id === undefined ? undefined : await optional(readOrganization(reader, id));
  if (organization) return organization;
  return ehr.organization === undefined ? undefined : { orgnr: ehr.organization, name: ehr.name };
}

interface RoleOrganizations {
  ids: Set<string>;
  /** False when the EHR held back further pages: "the only one" cannot be said then. */
  complete: boolean;
}

function chooseOrganization(roles: RoleOrganizations | undefined, provider: string | undefined) {
  if (!roles) return undefined;
  if (provider !== undefined && roles.ids.has(provider)) return provider;
  return roles.complete && roles.ids.size === 1 ? [...roles.ids][0] : undefined;
}

async function findRoleOrganizations(
  iss: string,
  reader: FhirReader,
  { practitioner, role }: OrganizationQuestion,
): Promise<RoleOrganizations> {
  const { matches, more } =
    role === undefined
      ? await reader.search('PractitionerRole', {
          practitioner: `Practitioner/${practitioner}`,
          _count: '50',
        })
      : { matches: [await reader.read('PractitionerRole', role)], more: false };
  const ids = matches
    .filter((match) => match.active !== false && !isOver(match.period))
    .filter((match) => referencedId(iss, match.practitioner, 'Practitioner') === practitioner)
    .flatMap((match) => referencedId(iss, match.organization, 'Organization') ?? []);
  return { ids: new Set(ids), complete: !more };
}

/** Only of an encounter with the patient of the launch. */
async function findServiceProvider(
  iss: string,
  reader: FhirReader,
  { encounter, patient }: OrganizationQuestion,
): Promise<string | undefined> {
  if (encounter === undefined) return undefined;
  const resource = await reader.read('Encounter', encounter);
  if (referencedId(iss, resource.subject, 'Patient') !== patient) return undefined;
  return referencedId(iss, resource.serviceProvider, 'Organization');
}

async function readOrganization(reader: FhirReader, id: string): Promise<EnrolledOrganization | undefined> {
  const organization = await reader.read('Organization', id);
  const numbers = currentIdentifiers(organization, organizationNumberSystem);
  const [orgnr] = numbers;
  if (orgnr === undefined || numbers.length > 1 || !isOrganizationNumber(orgnr)) return undefined;
  return { orgnr, name: displayText(organization.name) ?? `Org.nr. ${orgnr}` };
}

async function optional<T>(answer: Promise<T>): Promise<T | undefined> {
  return await answer.catch((error: unknown) => {
    if (error instanceof EhrError && ['refused', 'malformed'].includes(error.failure)) return undefined;
    throw error;
  });
}
