import { isValidOrganizationNumber } from '#fixtures/synthetic-identifier.ts';
import { oid } from '#fixtures/systems.ts';
import { DeclarationError } from './declaration-error.ts';
import { member } from './member.ts';

/** The organisation that a client acts for: legal entity and, below it, place of treatment. */
export interface OrganizationNumbers {
  parent?: string;
  child?: string;
}

export const organizationType = 'helseid_authorization';

/** `NO:ORGNR:parent:child`, without child, and without child but with its colon: HelseID's own libraries differ. */
const wholeValue = /^NO:ORGNR:(\d{9})(?::(\d{9})?)?$/;

/** Reads a `helseid_authorization`; throws DeclarationError. */
export function readOrganization(
  detail: object,
  tenancy: 'single-tenant' | 'multi-tenant',
): OrganizationNumbers {
  const path = 'practitioner_role.organization.identifier';
  const identifier = member(detail, path);
  if (identifier === undefined && tenancy === 'single-tenant') return {};
  const { system, type, value } = (identifier ?? {}) as Record<string, unknown>;
  if (typeof value !== 'string') throw new DeclarationError(`${path}.value is missing`);
  if (tenancy === 'single-tenant') {
    if (system !== oid.organisasjonsnummer)
      throw new DeclarationError(`${path}.system of a single-tenant client is ${oid.organisasjonsnummer}`);
    return { child: number(value, path) };
  }
  if (system !== 'urn:oid:1.0.6523' || type !== 'ENH')
    throw new DeclarationError(`${path} has system urn:oid:1.0.6523 and type ENH`);
  const [, parent, child] = wholeValue.exec(value) ?? [];
  if (parent === undefined) throw new DeclarationError(`${path}.value is not NO:ORGNR:<parent>[:<child>]`);
  return { parent: number(parent, path), ...(child !== undefined && { child: number(child, path) }) };
}

function number(value: string, path: string): string {
  if (!isValidOrganizationNumber(value))
    throw new DeclarationError(`${path}.value holds a number that is no organisation number`);
  return value;
}
