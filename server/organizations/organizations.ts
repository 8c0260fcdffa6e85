import type { Pool } from '../database/pool.ts';
import { withRegisterFailures } from './failure.ts';
import type { Organization, OrganizationClient } from './organization.ts';
import { clientOf, clientColumns, organizationColumns, organizationOf } from './rows.ts';
import type { ClientRow, OrganizationRow } from './rows.ts';

/**
 * The register of organisations, read from the database each time it is asked: what has been added or ended holds for
 * the next request. Rejects with FhirError 503 or 504 (`register-unavailable`) when the database cannot be reached.
 */
export interface Organizations {
  find(orgnr: string): Promise<Organization | undefined>;
  findClient(clientId: string): Promise<OrganizationClient | undefined>;
  /** All of them by number, each with its clients. */
  list(): Promise<ListedOrganization[]>;
}

export interface ListedOrganization extends Organization {
  clients: OrganizationClient[];
}

export function createOrganizations(pool: Pool): Organizations {
  return {
    find: (orgnr) =>
      withRegisterFailures(async () => {
        const { rows } = await pool.query<OrganizationRow>({
          name: 'find-organization',
          text: `select ${organizationColumns} from organization where orgnr = $1`,
          values: [orgnr],
        });
        return rows[0] && organizationOf(rows[0]);
      }),

    findClient: (clientId) =>
      withRegisterFailures(async () => {
        const { rows } = await pool.query<ClientRow>(
          `select ${clientColumns} from organization_client where client_id = $1`,
          [clientId],
        );
        return rows[0] && clientOf(rows[0]);
      }),

    list: () =>
      withRegisterFailures(async () => {
        const organizations = await pool.query<OrganizationRow>(
          `select ${organizationColumns} from organization order by orgnr`,
        );
        const clients = await pool.query<ClientRow>(
          `select ${clientColumns} from organization_client order by client_id`,
        );
        return organizations.rows.map((row) => ({
          ...organizationOf(row),
          clients: clients.rows.filter(({ orgnr }) => orgnr === row.orgnr).map(clientOf),
        }));
      }),
  };
}
