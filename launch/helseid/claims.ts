import { attestationType, completeAttestation } from './declaration/attestation.ts';
import type { Declaration } from './declaration/declaration.ts';
import { DeclarationError } from './declaration/declaration-error.ts';
import type { HelseidClient } from './clients.ts';
import { fullName } from './people.ts';
import type { HelseidPerson } from './people.ts';
import { identityClaim } from './scopes.ts';

/** Claims of the user: in the ID token by scope, in access tokens always. `hpr_number` is null without one. */
export function personClaims(person: HelseidPerson): Record<string, string | null> {
  return {
    [identityClaim.pid]: person.pid,
    [identityClaim.securityLevel]: '4',
    [identityClaim.hprNumber]: person.hpr?.number ?? null,
  };
}

export function profileClaims(person: HelseidPerson): Record<string, string> {
  return { name: fullName(person), given_name: person.given, family_name: person.family };
}

/** Claims of the client, of the organisation it acts for, and of its attestation. Throws DeclarationError. */
export function accessClaims(
  client: HelseidClient,
  { organization = client.organization, attestation }: Declaration,
  person: HelseidPerson | undefined,
): Record<string, unknown> {
  if (client.tenancy === 'multi-tenant' && !organization?.parent)
    throw new DeclarationError(
      'A multi-tenant client says with helseid_authorization for which organisation it acts',
      'access_denied',
    );
  if (attestation && !person)
    throw new DeclarationError(
      'An attestation is given on behalf of a user who is logged in',
      'access_denied',
    );
  return {
    client_amr: 'private_key_jwt',
    'helseid://claims/client/client_name': client.name,
    'helseid://claims/client/client_tenancy': client.tenancy,
    ...(organization?.parent && { 'helseid://claims/client/claims/orgnr_parent': organization.parent }),
    ...(organization?.child && { 'helseid://claims/client/claims/orgnr_child': organization.child }),
    ...(person && personClaims(person)),
    ...(attestation &&
      person && { [attestationType]: completeAttestation(attestation.detail, person, attestation.toa) }),
  };
}
