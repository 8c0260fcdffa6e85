import { createHash } from 'node:crypto';
import type { Pool } from '../database/pool.ts';
import { failingAs } from '../store/embedded/failure.ts';

/** The login that a token of a clinician or a citizen comes from: all tokens of it end together. */
export interface Session {
  /** Tells nothing of the token it stands for. */
  id: string;
  /** Until when it can give tokens, epoch milliseconds. */
  until: number;
}

/** Which logins were ended before their time, for every facade on the same database. */
export interface EndedSessions {
  /**
   * Asked anew at each request.
   * @throws {FhirError} 503 or 504 `sessions-unavailable`, and then nobody is let in
   */
  has(id: string): Promise<boolean>;
  /** Resolves when no facade takes a token of the session any more. Throws as `has`. */
  end(session: Session): Promise<void>;
}

/** An issuer that does not say how long its token lives is taken to mean no longer than this. */
const longestSession = 24 * 3_600_000;
/** Ended ones are forgotten late: the clocks of facades and database may differ. */
const margin = 60_000;

const withSessionFailures = failingAs('The register of ended logins', 'sessions');

/** @param expires of the issuer's token, epoch milliseconds, if it says */
export function sessionOf(iss: string, token: string, expires: number | undefined, now: number): Session {
  const id = createHash('sha256')
    .update(JSON.stringify([iss, token]))
    .digest('base64url');
  return { id, until: expires ?? now + longestSession };
}

/** In table ended_session. Only who holds a valid token of the facade gets to write there. */
export function createEndedSessions(pool: Pool): EndedSessions {
  return {
    has: (id) =>
      withSessionFailures(async () => {
        const { rowCount } = await pool.query({
          name: 'session-ended',
          text: 'select from ended_session where id = $1',
          values: [id],
        });
        return rowCount !== 0;
      }),

    end: ({ id, until }) =>
      withSessionFailures(async () => {
        await pool.query('delete from ended_session where until < $1', [new Date(Date.now() - margin)]);
        await pool.query('insert into ended_session (id, until) values ($1, $2) on conflict do nothing', [
          id,
          new Date(until),
        ]);
      }),
  };
}
