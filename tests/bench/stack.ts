import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Pool } from 'pg';
import { createFacadeTokens } from '../../server/access/facade-token.ts';
import type { CitizenGrant, ClinicianGrant, Grant, SourceGrant } from '../../server/access/grant.ts';
import { startEmbedded } from '../../server/database/embedded/start.ts';
import { createPool } from '../../server/database/pool.ts';
import { enrolDelivering } from '../support/organizations.ts';
import { bareTable } from './bare-table.ts';
import { startProgram, type Program } from './process.ts';
import { newSession } from '../support/session.ts';

export const fnrSystem = 'urn:oid:2.16.578.1.12.4.1.4.1';
export const tokenKey = Buffer.alloc(32, 7);

/** A facade as in production beside the bare servers, all on one PostgreSQL with fsync on. */
export interface Stack {
  facade: string;
  bare: string;
  bareDelivery: string;
  pool: Pool;
  databaseUrl: string;
  /** `Authorization` of a clinician who looks at this person, or of the delivering source. */
  clinician(person: string): Promise<Record<string, string>>;
  source(): Promise<Record<string, string>>;
  /** Another facade on the same PostgreSQL. */
  startFacade(environment: Record<string, string>): Promise<Program>;
  /** Stops PostgreSQL and starts it again: its cache is empty. */
  restartDatabase(): Promise<void>;
  stop(): Promise<void>;
}

export async function startStack(): Promise<Stack> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hjemmekurve-bench-'));
  const log = { info: () => undefined, error: () => undefined };
  const database = await startEmbedded({ dataDir, log });
  const pool = createPool(database.url, { statementTimeout: 0 });
  const registerFile = join(dataDir, 'register.json');
  await writeFile(registerFile, JSON.stringify({ ehrs: [], origins: [] }));
  const startFacade = (environment: Record<string, string>) =>
    startProgram('server/main.ts', [], {
      PORT: '0',
      DATA_DIR: dataDir,
      DATABASE_URL: database.url,
      REGISTER_FILE: registerFile,
      SYNTHETIC_PERSONS: 'accept',
      TOKEN_KEY: tokenKey.toString('base64url'),
      ...environment,
    });
  const facade = await startFacade({});
  await enrolDelivering(pool, organization, { consumes: true });
  await pool.query(bareTable);
  const bare = await startProgram('tests/bench/bare-server.ts', [database.url]);
  const bareDelivery = await startProgram('tests/bench/bare-delivery.ts', [database.url]);
  const authorization = authorizationAt(facade.url);
  return {
    facade: facade.url,
    bare: bare.url,
    bareDelivery: bareDelivery.url,
    pool,
    databaseUrl: database.url,
    clinician: (person) => authorization(clinicianGrant(person)),
    source: () => authorization(sourceGrant()),
    startFacade,
    async restartDatabase() {
      const pidFile = join(dataDir, 'postgres', 'cluster', 'data', 'postmaster.pid');
      process.kill(Number((await readFile(pidFile, 'utf8')).split('\n')[0]), 'SIGINT');
      await delay(500);
      while (!(await answers(pool))) await delay(100);
    },
    async stop() {
      await Promise.all([facade.stop(), bare.stop(), bareDelivery.stop()]);
      await pool.end();
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Makes `Authorization` for what a grant allows at one of the stack's facades. */
export function authorizationAt(publicUrl: string): (grant: Grant) => Promise<Record<string, string>> {
  const tokens = createFacadeTokens({ publicUrl, key: tokenKey });
  return async (grant) => ({ Authorization: `Bearer ${await tokens.issue(grant)}` });
}

async function answers(pool: Pool): Promise<boolean> {
  return pool.query('select 1').then(
    () => true,
    () => false,
  );
}

const organization = { orgnr: '958935420', name: 'Oslo kommune' };
const inAnHour = () => Date.now() + 3_600_000;

export function sourceGrant(): SourceGrant {
  return {
    kind: 'source',
    ...organization,
    clientId: 'bench',
    scopes: ['system/Observation.c'],
    expires: inAnHour(),
  };
}

/** @param practitioner id and HPR number */
export function clinicianGrant(person: string, practitioner = { id: 'bench', hpr: '1' }): ClinicianGrant {
  return {
    kind: 'clinician',
    session: newSession(),
    iss: 'https://ehr.example/fhir',
    clientId: 'bench',
    patient: 'bench',
    person: { system: fnrSystem, value: person },
    practitioner: { ...practitioner, name: 'Bench' },
    organization,
    scopes: ['patient/Observation.rs'],
    expires: inAnHour(),
  };
}

export function citizenGrant(person: string): CitizenGrant {
  return {
    kind: 'citizen',
    session: newSession(),
    iss: 'https://citizens.example/fhir',
    clientId: 'bench',
    patient: 'bench',
    person: { system: fnrSystem, value: person },
    actor: { relation: 'self', name: 'Bench' },
    scopes: ['patient/Observation.rs', 'patient/Consent.cruds'],
    expires: inAnHour(),
  };
}
