import { createHash } from 'node:crypto';
import type { Pool } from '../database/pool.ts';
import { withRegisterFailures } from '../organizations/failure.ts';

/** Remembers the client assertions that were used, for every facade on the same database. */
export interface ReplayGuard {
  /**
   * Whether this is the first use of a client's jti.
   * @param expires when the assertion is worthless anyway, epoch milliseconds
   * @throws {FhirError} 503 or 504 when that cannot be found out
   */
  isFirstUse(clientId: string, jti: string, expires: number): Promise<boolean>;
}

/** Used ones are forgotten a minute late: the clocks of facades and database may differ. */
const margin = 60_000;
const sweepInterval = 60_000;

/**
 * In table used_assertion, as digests: what a client signs in with is nobody's to read. The insert decides, so that of
 * two facades at the same moment one is second. Only assertions whose signature holds get here, so that the table is no
 * larger than what registered clients ask for within five minutes.
 */
export function createReplayGuard(pool: Pool): ReplayGuard {
  let swept = 0;
  const sweep = async () => {
    if (Date.now() < swept + sweepInterval) return;
    swept = Date.now();
    await pool.query('delete from used_assertion where expires < $1', [new Date(Date.now() - margin)]);
  };
  return {
    isFirstUse: (clientId, jti, expires) =>
      withRegisterFailures(async () => {
        await sweep();
        const digest = createHash('sha256')
          .update(JSON.stringify([clientId, jti]))
          .digest();
        const { rowCount } = await pool.query(
          'insert into used_assertion (digest, expires) values ($1, $2) on conflict (digest) do nothing',
          [digest, new Date(expires)],
        );
        return rowCount === 1;
      }),
  };
}
