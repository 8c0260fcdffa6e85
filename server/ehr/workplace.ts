import { isOrganizationNumber, organizationNumberSystem } from '../person/organization-number.ts';
import type { EhrRegistration } from '../register.ts';
import type { ClinicianRole } from './clinician-role.ts';
import { onlyRole } from './clinician-role.ts';
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
export interface WorkplaceQuestion {
  practitioner: string;
  patient: string;
  /** PractitionerRole of the launch, when fhirUser is one. */
  role?: string;
  encounter?: string;
}

/** Where the clinician works, and as what. */
export interface Workplace {
  organization: EnrolledOrganization;
  /** Absent when the EHR does not say, or says several. */
  role?: ClinicianRole;
}

/**
 * The organisation the clinician acts for, and the role there: the encounter's serviceProvider when the clinician has a role
 * there, else the only organisation of the clinician's roles, else the one in the register. Two possible ones are none.
 * @throws {EhrError} unavailable, unauthorized; a resource the EHR refuses or does not have counts as absent
 */
export async function findWorkplace(
  ehr: EhrRegistration,
  reader: FhirReader,
  question: WorkplaceQuestion,
): Promise<Workplace | undefined> {
  const [roles, provider] = await Promise.all([
    optional(findRoles(ehr.iss, reader, question)),
    optional(findServiceProvider(ehr.iss, reader, question)),
  ]);
  const id = chooseOrganization(roles, provider);
  const found = id === undefined ? undefined : await optional(readOrganization(reader, id));
  if (found) return { organization: found, ...roleAt(roles, id) };
  if (ehr.organization === undefined) return undefined;
  return { organization: { orgnr: ehr.organization, name: ehr.name }, ...roleAt(roles, id) };
}

interface Roles {
  /** The organisation's id and PractitionerRole.code of each. */
  held: { organization: string; code: unknown }[];
  /** False when the EHR held back further pages: "the only one" cannot be said then. */
  complete: boolean;
}

function chooseOrganization(roles: Roles | undefined, provider: string | undefined) {
  if (!roles) return undefined;
  const ids = new Set(roles.held.map(({ organization }) => organization));
  if (provider !== undefined && ids.has(provider)) return provider;
  return roles.complete && ids.size === 1 ? [...ids][0] : undefined;
}

function roleAt(roles: Roles | undefined, id: string | undefined): Pick<Workplace, 'role'> {
  if (!roles?.complete || id === undefined) return {};
  const there = roles.held.filter(({ organization }) => organization === id);
  const role = onlyRole(there.map(({ code }) => code));
  return role ? { role } : {};
}

async function findRoles(
  iss: string,
  reader: FhirReader,
  { practitioner, role }: WorkplaceQuestion,
): Promise<Roles> {
  const { matches, more } =
    role === undefined
      ? await reader.search('PractitionerRole', {
          practitioner: `Practitioner/${practitioner}`,
          _count: '50',
        })
      : { matches: [await reader.read('PractitionerRole', role)], more: false };
  const held = matches
    .filter((match) => match.active !== false && !isOver(match.period))
    .filter((match) => referencedId(iss, match.practitioner, 'Practitioner') === practitioner)
    .flatMap(({ organization, code }) => {
      const id = referencedId(iss, organization, 'Organization');
      return id === undefined ? [] : [{ organization: id, code }];
    });
  return { held, complete: !more };
}

/** Only of an encounter with the patient of the launch. */
async function findServiceProvider(
  iss: string,
  reader: FhirReader,
  { encounter, patient }: WorkplaceQuestion,
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
