import { randomBytes } from 'node:crypto';
import { createFacadeTokens } from '../../server/access/facade-token.ts';
import type {
  CitizenGrant,
  ClinicianGrant,
  PersonIdentifier,
  SourceGrant,
} from '../../server/access/grant.ts';
import { createEndedSessions } from '../../server/access/ended-sessions.ts';
import { createReplayGuard } from '../../server/access/replay-guard.ts';
import { migrate } from '../../server/database/migrate.ts';
import { listen } from '../../server/listen.ts';
import { createLogger } from '../../server/logger.ts';
import { createOrganizations } from '../../server/organizations/organizations.ts';
import { createServer } from '../../server/server.ts';
import { createEmbeddedStore } from '../../server/store/embedded/store.ts';
import type { NationalStore, StoreFor } from '../../server/store/national-store.ts';
import { freshDatabase, type TestDatabase } from './database.ts';
import { batch, oslo } from './observation-builders.ts';
import { accessLogKeys, createCitizenRights } from './citizen-rights.ts';
import { bjorkelia, enrolConsuming, enrolDelivering } from './organizations.ts';
import { newSession } from './session.ts';

export const testIss = 'http://localhost:4001/fhir';
export const citizensIss = 'http://localhost:4001/helsenorge/fhir';

/** An HTTP answer: `body` is the parsed JSON, undefined when there is none. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- tests look into whatever came
  body: any;
}

export interface Asked extends Omit<RequestInit, 'headers'> {
  token?: string;
  headers?: Record<string, string>;
}

export interface RunningFacade {
  origin: string;
  fhirBase: string;
  database: TestDatabase;
  store: NationalStore;
  tokenKey: Uint8Array;
  /** A clinician's token for a person; the EHR's id of the patient is `pat-<last five digits>`. */
  clinician(person: PersonIdentifier, changes?: Partial<ClinicianGrant>): Promise<string>;
  /** The person's own token; the issuer's id of the patient is as for a clinician. */
  citizen(person: PersonIdentifier, changes?: Partial<CitizenGrant>): Promise<string>;
  source(changes?: Partial<SourceGrant>): Promise<string>;
  /** A request below /fhir. */
  ask(path: string, asked?: Asked): Promise<Answer>;
  /** A form to a search or operation. */
  post(path: string, token: string, form: Record<string, string> | [string, string][]): Promise<Answer>;
  /** Delivers as Oslo kommune and fails unless every one is accepted. */
  deliver(...observations: fhir4.Observation[]): Promise<Answer>;
  stop(): Promise<void>;
}

export function patientId({ value }: PersonIdentifier): string {
  return `pat-${value.slice(-5)}`;
}

/**
 * A facade as in production, over HTTP, on a database of its own, in which Oslo kommune is enrolled to deliver and to read, and the clinicians' organisation to read; synthetic
 * persons are accepted unless told otherwise.
 */
export async function startFacade(
  options: {
    database?: TestDatabase;
    syntheticPersons?: 'accept' | 'refuse';
    /** Instead of the one in its database. */
    storeFor?: StoreFor;
  } = {},
): Promise<RunningFacade> {
  const database = options.database ?? (await freshDatabase());
  await migrate(database.pool);
  await enrolDelivering(database.pool, oslo, { consumes: true });
  await enrolConsuming(database.pool, bjorkelia);
  const store = createEmbeddedStore(database.pool, accessLogKeys, database.writers);
  const rights = createCitizenRights(database.pool);
  const { listener, port } = await listen('127.0.0.1', 0);
  const origin = `http://localhost:${port}`;
  const tokenKey = randomBytes(32);
  const server = await createServer({
    publicUrl: origin,
    register: {
      ehrs: [
        {
          iss: testIss,
          name: 'EHR',
          clients: ['hjemmekurve'],
          scope: 'launch',
          audience: testIss,
          origins: [],
        },
      ],
      origins: [],
    },
    storeFor: options.storeFor ?? (() => store),
    storeHealth: () => store.health(),
    organizations: createOrganizations(database.pool),
    ...rights,
    replays: createReplayGuard(database.pool),
    endedSessions: createEndedSessions(database.pool),
    tokenKey,
    syntheticPersons: options.syntheticPersons ?? 'accept',
    log: createLogger('silent'),
    listener,
  });
  await server.start();
  const tokens = createFacadeTokens({ publicUrl: origin, key: tokenKey });
  const fhirBase = `${origin}/fhir`;
  const inTenMinutes = () => Date.now() + 600_000;

  const ask = async (path: string, { token, headers = {}, ...init }: Asked = {}): Promise<Answer> => {
    const response = await fetch(/^https?:/.test(path) ? path : `${fhirBase}${path}`, {
      redirect: 'manual',
      ...init,
      headers: { ...(token && { Authorization: `Bearer ${token}` }), ...headers },
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  };
  const source = (changes: Partial<SourceGrant> = {}) =>
    tokens.issue({
      kind: 'source',
      ...oslo,
      clientId: 'source-958935420',
      scopes: ['system/Observation.c'],
      expires: inTenMinutes(),
      ...changes,
    });

  return {
    origin,
    fhirBase,
    database,
    store,
    tokenKey,
    source,
    ask,
    clinician: (person, changes = {}) =>
      tokens.issue({
        kind: 'clinician',
        session: newSession(),
        iss: testIss,
        clientId: 'hjemmekurve',
        patient: patientId(person),
        person,
        practitioner: { id: 'gp', hpr: '9999999', name: 'Åse Fjellsjø' },
        organization: bjorkelia,
        scopes: ['patient/Observation.rs'],
        expires: inTenMinutes(),
        ...changes,
      }),
    citizen: (person, changes = {}) =>
      tokens.issue({
        kind: 'citizen',
        session: newSession(),
        iss: citizensIss,
        clientId: 'hjemmekurve-innbygger',
        patient: patientId(person),
        person,
        actor: { relation: 'self', name: 'Ærlig Bjørk' },
        scopes: ['patient/Observation.rs', 'patient/AuditEvent.rs', 'patient/Consent.cruds'],
        expires: inTenMinutes(),
        ...changes,
      }),
    post: (path, token, form) => ask(path, { method: 'POST', token, body: new URLSearchParams(form) }),
    async deliver(...observations) {
      const answer = await ask('', {
        method: 'POST',
        token: await source(),
        headers: { 'Content-Type': 'application/fhir+json' },
        body: JSON.stringify(batch(...observations)),
      });
      const refused = answer.body?.entry?.filter(
        ({ response }: fhir4.BundleEntry) => !response?.status.startsWith('2'),
      );
      if (answer.status !== 200 || refused?.length > 0)
        throw new Error(`delivery refused: ${answer.status} ${JSON.stringify(refused)}`);
      return answer;
    },
    async stop() {
      await server.stop({ timeout: 1000 });
      listener.closeAllConnections();
      listener.close();
      await database.drop();
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
