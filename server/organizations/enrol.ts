import { isDeepStrictEqual } from 'node:util';
import type { Pool, PoolClient } from '../database/pool.ts';
import type { Enrolment } from './enrolment.ts';
import type { Organization, OrganizationClient } from './organization.ts';
import { clientColumns, clientOf, organizationColumns, organizationOf } from './rows.ts';
import type { ClientRow, OrganizationRow } from './rows.ts';

export type EnrolmentOutcome = 'added' | 'changed' | 'unchanged';

/** A client_id of the enrolments belongs to another organisation already. */
export class ClientTaken extends Error {
  override name = 'ClientTaken';
}

const lockKey = 0x6f726773; // 'orgs'

/**
 * Writes the enrolments, all or none, so that the same again changes nothing. Outcomes are in their order.
 * @param now epoch milliseconds, from when an organisation is enrolled that is new and does not say
 * @throws {ClientTaken}
 */
export async function enrol(
  pool: Pool,
  enrolments: readonly Enrolment[],
  now: number,
): Promise<EnrolmentOutcome[]> {
  const connection = await pool.connect();
  try {
    await connection.query('begin');
    await connection.query('select pg_advisory_xact_lock($1)', [lockKey]);
    const outcomes: EnrolmentOutcome[] = [];
    for (const enrolment of enrolments) outcomes.push(await enrolOne(connection, enrolment, now));
    await connection.query('commit');
    return outcomes;
  } catch (error) {
    await connection.query('rollback').catch(() => undefined);
    throw error;
  } finally {
    connection.release();
  }
}

async function enrolOne(
  connection: PoolClient,
  enrolment: Enrolment,
  now: number,
): Promise<EnrolmentOutcome> {
  const { client, from, to, ...rest } = enrolment;
  const before = await findOrganization(connection, rest.orgnr);
  const end = to === undefined ? before?.to : (to ?? undefined);
  const after = { ...rest, from: from ?? before?.from ?? now, ...(end !== undefined && { to: end }) };
  const organizationChanged = !isDeepStrictEqual(before, after);
  if (organizationChanged) await writeOrganization(connection, after);
  const clientChanged = client !== undefined && (await writeClient(connection, client));
  if (!before) return 'added';
  return organizationChanged || clientChanged ? 'changed' : 'unchanged';
}

async function findOrganization(connection: PoolClient, orgnr: string): Promise<Organization | undefined> {
  const { rows } = await connection.query<OrganizationRow>(
    `select ${organizationColumns} from organization where orgnr = $1`,
    [orgnr],
  );
  return rows[0] && organizationOf(rows[0]);
}

async function writeOrganization(connection: PoolClient, organization: Organization): Promise<void> {
  const { orgnr, name, sector, delivers, consumes, from, to } = organization;
  const end = to === undefined ? null : new Date(to);
  await connection.query(
    `insert into organization (${organizationColumns}) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (orgnr) do update set name = excluded.name, sector = excluded.sector, delivers = excluded.delivers,
       consumes = excluded.consumes, enrolled_from = excluded.enrolled_from, enrolled_to = excluded.enrolled_to`,
    [orgnr, name, sector, delivers, consumes, new Date(from), end],
  );
}

/** Whether anything had to be written. */
async function writeClient(connection: PoolClient, client: OrganizationClient): Promise<boolean> {
  const { clientId, orgnr, jwks, jwksUri } = client;
  const { rows } = await connection.query<ClientRow>(
    `select ${clientColumns} from organization_client where client_id = $1`,
    [clientId],
  );
  const before = rows[0] && clientOf(rows[0]);
  if (before && before.orgnr !== orgnr) {
    throw new ClientTaken(`client_id ${clientId} belongs to organisation ${before.orgnr}, not to ${orgnr}`);
  }
  if (isDeepStrictEqual(before, client)) return false;
  await connection.query(
    `insert into organization_client (${clientColumns}) values ($1, $2, $3, $4)
     on conflict (client_id) do update set jwks = excluded.jwks, jwks_uri = excluded.jwks_uri`,
    [clientId, orgnr, jwks === undefined ? null : JSON.stringify(jwks), jwksUri ?? null],
  );
  return true;
}
