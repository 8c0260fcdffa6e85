import { attestationType, checkAttestation } from './attestation.ts';
import { DeclarationError } from './declaration-error.ts';
import { isObject } from './member.ts';
import { organizationType, readOrganization } from './organization.ts';
import type { OrganizationNumbers } from './organization.ts';

/** What a client says of organisation and access, in `authorization_details` or `assertion_details`. */
export interface Declaration {
  organization?: OrganizationNumbers;
  attestation?: {
    /** As sent, without its type. */
    detail: object;
    /** Epoch seconds at which HelseID got it. */
    toa: number;
  };
}

/** Reads the list that both structures are; throws DeclarationError. */
export function readDeclaration(
  details: unknown,
  tenancy: 'single-tenant' | 'multi-tenant',
  now: number,
): Declaration {
  if (!Array.isArray(details)) throw new DeclarationError('The details are no list');
  const declaration: Declaration = {};
  for (const sent of details as unknown[]) {
    if (!isObject(sent)) throw new DeclarationError('A detail is no object');
    const { type, ...detail } = sent;
    if (type === organizationType && !declaration.organization) {
      declaration.organization = readOrganization(detail, tenancy);
    } else if (type === attestationType && !declaration.attestation) {
      checkAttestation(detail);
      declaration.attestation = { detail, toa: now };
    } else throw new DeclarationError('A detail is of another type than HelseID knows, or is there twice');
  }
  return declaration;
}

/**
 * The declaration that an access token is issued on: what came with the token request, else what the authorization was
 * given for. An attestation in both is refused; an organisation may be repeated, as HelseID's own libraries do at refresh.
 */
export function combine(granted: Declaration, asserted: Declaration): Declaration {
  if (granted.attestation && asserted.attestation) throw doubleStructure();
  return { ...granted, ...asserted };
}

export const doubleStructure = () =>
  new DeclarationError(
    'HID-DOUBLE-STRUCTURE: authorization_details and assertion_details exclude each other',
    'access_denied',
  );
