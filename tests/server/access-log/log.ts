import type { AccessLog, AccessRecord, Actor } from '../../../server/access-log/access-log.ts';
import { deriveLogKeys } from '../../../server/access-log/log-keys.ts';
import { createLogPool } from '../../../server/access-log/log-pool.ts';
import { createAccessLog, type AccessLogOptions } from '../../../server/access-log/postgres-access-log.ts';
import { verifyLog, type VerifyOptions } from '../../../server/access-log/verify/verify-log.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { migrate } from '../../../server/database/migrate.ts';
import type { Pool } from '../../../server/database/pool.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';

export const secret = Buffer.alloc(32, 11);
export const keys = deriveLogKeys(secret);

export const clinician: Actor = {
  kind: 'clinician',
  hpr: '9144889',
  name: 'Åse Fjellsjø',
  organization: { orgnr: '312774100', name: 'Bjørkelia legesenter' },
};

let requests = 0;

/** A look-up by a clinician; each has a request of its own. */
export function recordOf(person: PersonIdentifier, changes: Partial<AccessRecord> = {}): AccessRecord {
  return {
    person,
    occurred: Date.UTC(2026, 2, 1) + requests,
    actor: clinician,
    action: 'search',
    basis: 'TREAT',
    request: `request-${++requests}`,
    ...changes,
  };
}

/** A facade's log on a database, with connections of its own. */
export interface OpenLog extends AccessLog {
  writers: Pool;
  close(): Promise<void>;
}

export function openLog(
  { url, pool }: Pick<TestDatabase, 'url' | 'pool'>,
  options: Partial<AccessLogOptions> = {},
): OpenLog {
  const writers = createLogPool(url);
  const log = createAccessLog({ readers: pool, writers, keys, ...options });
  return { ...log, writers, close: () => writers.end() };
}

export async function migratedDatabase(): Promise<TestDatabase> {
  const database = await freshDatabase();
  await migrate(database.pool);
  return database;
}

/** All of a person's requests, oldest first, read page by page. */
export async function requestsOf(log: AccessLog, person: PersonIdentifier): Promise<string[]> {
  const found: string[] = [];
  for (let before: number | undefined, more = true; more;) {
    const page = await log.entries(person, { count: 100, ...(before !== undefined && { before }) });
    found.unshift(...page.entries.map(({ request }) => request).reverse());
    before = page.entries.at(-1)?.sequence;
    more = page.more;
  }
  return found;
}

export function verified(pool: Pool, options: Partial<VerifyOptions> = {}) {
  return verifyLog(pool, { keys, ...options });
}

export async function keyOf(pool: Pool, { system, value }: PersonIdentifier): Promise<number> {
  const { rows } = await pool.query<{ person: number }>(
    'select person from person_identity where system = $1 and value = $2',
    [system, value],
  );
  return rows[0]?.person ?? Number.NaN;
}
