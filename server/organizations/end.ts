import type { Pool } from '../database/pool.ts';
import { organizationColumns, organizationOf } from './rows.ts';
import type { OrganizationRow } from './rows.ts';
import type { Organization } from './organization.ts';

/**
 * Ends an organisation's enrolment at an instant. One that ends sooner is left as it is: ending never prolongs.
 * @returns the organisation as it is now; undefined when the register does not have it
 */
export async function endEnrolment(pool: Pool, orgnr: string, at: number): Promise<Organization | undefined> {
  await pool.query(
    `update organization set enrolled_to = $2
      where orgnr = $1 and (enrolled_to is null or enrolled_to > $2)`,
    [orgnr, new Date(at)],
  );
  const { rows } = await pool.query<OrganizationRow>(
    `select ${organizationColumns} from organization where orgnr = $1`,
    [orgnr],
  );
  return rows[0] && organizationOf(rows[0]);
}
