import { randomBytes } from 'node:crypto';
import { listen, type Patience } from '../../server/listen.ts';
import { createLogger } from '../../server/logger.ts';
import type { Register } from '../../server/register.ts';
import { createServer } from '../../server/server.ts';
import type { Facade } from '../../server/server.ts';
import type { Pool } from '../../server/database/pool.ts';
import { createEndedSessions } from '../../server/access/ended-sessions.ts';
import { createReplayGuard } from '../../server/access/replay-guard.ts';
import { createOrganizations } from '../../server/organizations/organizations.ts';
import { accessLogKeys, createCitizenRights } from '../support/citizen-rights.ts';
import { createEmbeddedStore } from '../../server/store/embedded/store.ts';

export interface TestFacade {
  url: string;
  tokenKey: Uint8Array;
  /** Lines of the log so far. */
  log: string[];
  stop(): Promise<void>;
}

/** Fails the test that reaches it. */
const none = <T extends object>(what: string) =>
  new Proxy({} as T, {
    get(_target, member) {
      throw new Error(`This test does without ${what}, but ${String(member)} was asked for`);
    },
  });

/** Without a database no login is ended. */
export const nobodyLoggedOut = {
  has: () => Promise.resolve(false),
  end: () => Promise.reject(new Error('This test does without a database')),
};

/** What a facade has in its database, for `startFacade`. */
export function onDatabase(
  pool: Pool,
): Pick<
  Facade,
  | 'storeFor'
  | 'storeHealth'
  | 'organizations'
  | 'replays'
  | 'endedSessions'
  | 'blocks'
  | 'knownPractitioners'
  | 'accessLog'
> {
  const store = createEmbeddedStore(pool, accessLogKeys);
  return {
    storeFor: () => store,
    storeHealth: () => store.health(),
    organizations: createOrganizations(pool),
    ...createCitizenRights(pool),
    replays: createReplayGuard(pool),
    endedSessions: createEndedSessions(pool),
  };
}

/** The real facade on a free port of loopback, with its log in memory. Without a database unless given `onDatabase`. */
export async function startFacade(
  register: Partial<Register>,
  { patience, ...options }: Partial<Facade> & { patience?: Partial<Patience> } = {},
): Promise<TestFacade> {
  const lines: string[] = [];
  const { listener, port } = await listen('127.0.0.1', 0, patience);
  const url = `http://localhost:${port}`;
  const tokenKey = new Uint8Array(randomBytes(32));
  const server = await createServer({
    publicUrl: url,
    register: { ehrs: [], origins: [], ...register },
    storeFor: () => none('a store'),
    storeHealth: () => Promise.reject(new Error('This test does without a store')),
    organizations: none('organisations'),
    blocks: none('blocks'),
    knownPractitioners: none('practitioners'),
    orders: none('orders'),
    followUps: none('follow-ups'),
    accessLog: none('an access log'),
    replays: none('a replay guard'),
    endedSessions: nobodyLoggedOut,
    tokenKey,
    syntheticPersons: 'accept',
    log: createLogger('debug', { write: (line) => void lines.push(line) }),
    listener,
    ...options,
  });
  await server.start();
  return { url, tokenKey, log: lines, stop: () => server.stop({ timeout: 1000 }) };
}

export type OAuthAnswer = Record<string, unknown> & {
  error?: string;
  reason?: string;
  error_description?: string;
};

/** POSTs a form to the token endpoint. */
export async function requestToken(
  facade: { url: string },
  form: Record<string, string> | URLSearchParams,
): Promise<{ status: number; headers: Headers; body: OAuthAnswer }> {
  const response = await fetch(`${facade.url}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams(form),
  });
  return { status: response.status, headers: response.headers, body: (await response.json()) as OAuthAnswer };
}

export const exchangeForm = (iss: string, more: Record<string, string> = {}) => ({
  grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
  subject_token: 'ehr-token',
  subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
  iss,
  ...more,
});
