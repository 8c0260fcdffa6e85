import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createFacadeTokens } from '../../server/access/facade-token.ts';
import type { Grant, PersonIdentifier } from '../../server/access/grant.ts';
import { findPostmaster } from '../../server/database/embedded/postmaster.ts';
import { createPool } from '../../server/database/pool.ts';
import { bjorkelia, enrolConsuming, enrolDelivering } from './organizations.ts';
import { newSession } from './session.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A data folder and a port, the facade processes that have them one after another, and tokens that all of them take. */
export interface FacadeHome {
  dataDir: string;
  /** Base URL of the FHIR API. */
  fhirBase: string;
  /** Starts the facade as a user would; resolves when it is ready. */
  start(options?: StartOptions): Promise<FacadeProcess>;
  /** The same without waiting. */
  launch(options?: StartOptions): FacadeProcess;
  /** The embedded server's process, whoever started it. */
  postmaster(): number | undefined;
  /** The embedded database's connection URL. */
  databaseUrl(): Promise<string>;
  /** Of a source that is enrolled in the database, beside the clinicians' organisation: the embedded one, which a facade must have started, or another. */
  sourceToken(orgnr: string, databaseUrl?: string): Promise<string>;
  clinicianToken(person: PersonIdentifier): Promise<string>;
  /** The person's own token, for their measurements, log and blocks. */
  citizenToken(person: PersonIdentifier): Promise<string>;
  /** Ends everything that runs on the folder and removes it. */
  remove(): Promise<void>;
}

export interface StartOptions {
  environment?: Record<string, string>;
  /** Options of node. */
  options?: string[];
}

export interface FacadeProcess {
  pid: number;
  /** Rejects with its output when it ends before. */
  ready: Promise<void>;
  /** What it has written to its log. */
  log: () => string;
  /** Whether it still runs. */
  alive: () => boolean;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function createFacadeHome(): Promise<FacadeHome> {
  const dataDir = await mkdtemp(join(tmpdir(), 'hjemmekurve-process-'));
  const registerFile = join(dataDir, 'register.json');
  await writeFile(registerFile, '{"ehrs":[]}');
  const port = await freePort();
  const publicUrl = `http://localhost:${port}`;
  const key = randomBytes(32);
  const tokens = createFacadeTokens({ publicUrl, key });
  const issue = (grant: Grant) => tokens.issue(grant);
  const shared = { clientId: 'test', expires: Date.now() + 3_600_000 };
  const postmaster = () => findPostmaster(join(dataDir, 'postgres/cluster/data'))?.pid;
  const databaseUrl = async () => (await readFile(join(dataDir, 'postgres/url'), 'utf8')).trim();
  const running: FacadeProcess[] = [];

  function launch({ environment = {}, options = [] }: StartOptions = {}): FacadeProcess {
    const env = {
      PATH: process.env['PATH'],
      PORT: String(port),
      DATA_DIR: dataDir,
      REGISTER_FILE: registerFile,
      SYNTHETIC_PERSONS: 'accept',
      TOKEN_KEY: key.toString('base64url'),
      ...environment,
    };
    const launched = startProcess(env, options);
    running.push(launched);
    return launched;
  }

  return {
    dataDir,
    fhirBase: `${publicUrl}/fhir`,
    postmaster,
    launch,
    async start(options) {
      const started = launch(options);
      await started.ready;
      return started;
    },
    databaseUrl,
    async sourceToken(orgnr, url) {
      const pool = createPool(url ?? (await databaseUrl()), { max: 1 });
      try {
        await enrolDelivering(pool, { orgnr, name: orgnr });
        await enrolConsuming(pool, bjorkelia);
      } finally {
        await pool.end();
      }
      return issue({ kind: 'source', ...shared, orgnr, name: orgnr, scopes: ['system/Observation.c'] });
    },
    clinicianToken: (person) =>
      issue({
        kind: 'clinician',
        ...shared,
        session: newSession(),
        iss: 'https://ehr.example/fhir',
        patient: 'test',
        person,
        practitioner: { id: 'gp', hpr: '9999999', name: 'Åse Fjellsjø' },
        organization: bjorkelia,
        scopes: ['patient/Observation.rs'],
      }),
    citizenToken: (person) =>
      issue({
        kind: 'citizen',
        ...shared,
        session: newSession(),
        iss: 'https://citizens.example/fhir',
        patient: 'test',
        person,
        actor: { relation: 'self', name: 'Ærlig Bjørk' },
        scopes: ['patient/Observation.rs', 'patient/AuditEvent.rs', 'patient/Consent.cruds'],
      }),
    async remove() {
      for (const facade of running) await facade.kill();
      for (let pid = postmaster(); pid; pid = postmaster()) {
        process.kill(pid, 'SIGQUIT');
        await delay(50);
      }
      await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

function startProcess(env: NodeJS.ProcessEnv, options: string[]): FacadeProcess {
  const child: ChildProcess = spawn(process.execPath, [...options, '--import', 'tsx', 'server/main.ts'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (output += chunk));
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve());
    void exited.then(() => reject(new Error(`The facade ended before it was ready:\n${output}`)));
  });
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    log: () => output,
    alive: () => child.exitCode === null && child.signalCode === null,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
