import type { RegisteredKey } from '../register-elements.ts';

export const sectors = ['municipality', 'hospital', 'gp'] as const;
export type Sector = (typeof sectors)[number];

/** An organisation that takes part, and when. */
export interface Organization {
  orgnr: string;
  name: string;
  sector: Sector;
  /** Sends measurements. */
  delivers: boolean;
  /** Reads measurements. */
  consumes: boolean;
  /** Epoch milliseconds, inclusive. */
  from: number;
  /** Epoch milliseconds, exclusive; absent: no end is known. */
  to?: number;
}

/** What a client_id is made of: printable ASCII without blanks (RFC 6749, appendix A.1, has blanks too). */
export const clientIdPattern = /^[\x21-\x7e]{1,200}$/;

/** A system that an organisation signs in with: its public keys, or where it publishes them. */
export interface OrganizationClient {
  clientId: string;
  orgnr: string;
  jwks?: { keys: RegisteredKey[] };
  jwksUri?: string;
}

export function isEnrolled({ from, to }: Organization, at: number): boolean {
  return from <= at && (to === undefined || at < to);
}

/** Whether an organisation may deliver at an instant; one that the register does not know may not. */
export function mayDeliver(organization: Organization | undefined, at: number): boolean {
  return organization !== undefined && organization.delivers && isEnrolled(organization, at);
}
