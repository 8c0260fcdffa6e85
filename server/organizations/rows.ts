import type { Organization, OrganizationClient, Sector } from './organization.ts';

export const organizationColumns = 'orgnr, name, sector, delivers, consumes, enrolled_from, enrolled_to';
export const clientColumns = 'client_id, orgnr, jwks, jwks_uri';

/** A row of table organization, as node-postgres gives it. */
export interface OrganizationRow {
  orgnr: string;
  name: string;
  sector: Sector;
  delivers: boolean;
  consumes: boolean;
  enrolled_from: Date;
  enrolled_to: Date | null;
}

/** A row of table organization_client. */
export interface ClientRow {
  client_id: string;
  orgnr: string;
  jwks: OrganizationClient['jwks'] | null;
  jwks_uri: string | null;
}

export function organizationOf({ enrolled_from, enrolled_to, ...row }: OrganizationRow): Organization {
  return { ...row, from: enrolled_from.getTime(), ...(enrolled_to && { to: enrolled_to.getTime() }) };
}

export function clientOf({ client_id, orgnr, jwks, jwks_uri }: ClientRow): OrganizationClient {
  return {
    clientId: client_id,
    orgnr,
    ...(jwks && { jwks }),
    ...(jwks_uri !== null && { jwksUri: jwks_uri }),
  };
}
