import { expect } from 'vitest';
import { verifyLog } from '../../../server/access-log/verify/verify-log.ts';
import { deriveLogKeys } from '../../../server/access-log/log-keys.ts';
import type { TestDatabase } from '../../support/database.ts';
import { createFacadeHome, type FacadeHome, type FacadeProcess } from '../../support/facade-process.ts';

const secret = Buffer.alloc(32, 5);

/** A facade process on a database that it shares, and the tokens it takes. */
export interface SharingFacade {
  home: FacadeHome;
  /** Starts it, or starts it again. */
  start(): Promise<FacadeProcess>;
  launch(): FacadeProcess;
}

export async function sharingFacade({ url }: TestDatabase): Promise<SharingFacade> {
  const home = await createFacadeHome();
  const environment = { DATABASE_URL: url, ACCESS_LOG_KEY: secret.toString('base64url') };
  return { home, start: () => home.start({ environment }), launch: () => home.launch({ environment }) };
}

/** X-Request-Ids in the log, and how often each; fails when a chain does not hold. */
export async function requestsInLog({ pool }: TestDatabase): Promise<Map<string, number>> {
  expect((await verifyLog(pool, { keys: deriveLogKeys(secret) })).faults).toEqual([]);
  const { rows } = await pool.query<{ request: string; times: number }>(
    `select record::json->>'request' as request, count(*)::int as times from access_entry group by 1`,
  );
  return new Map(rows.map(({ request, times }) => [request, times]));
}

/** A request of a reader that came whole; undefined when the connection broke. */
export async function ask(
  { home }: SharingFacade,
  token: string,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; request: string; text: string; location: string } | undefined> {
  try {
    const response = await fetch(`${home.fhirBase}${path}`, {
      ...init,
      headers: { Authorization: `Bearer ${token}`, ...(init.headers as Record<string, string>) },
    });
    const { status, headers } = response;
    const text = await response.text();
    return {
      status,
      text,
      request: headers.get('x-request-id') ?? '',
      location: headers.get('location') ?? '',
    };
  } catch {
    return undefined;
  }
}
