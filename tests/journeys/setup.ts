import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from '../../launch/build.mjs';
import type { Stack } from './stack.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Running {
  addresses: Stack;
  stop(): Promise<void>;
}

/** Starts sandbox and facade as `npm start` does, on free ports and empty data folders: with each store, for all journeys. */
export default async function setup(): Promise<() => Promise<void>> {
  build(root);
  const [embedded, pmd] = await Promise.all([start('embedded'), start('pmd')]);
  process.env['JOURNEY_STACK'] = JSON.stringify(embedded.addresses);
  process.env['JOURNEY_PMD_STACK'] = JSON.stringify(pmd.addresses);
  return async () => {
    await Promise.all([embedded.stop(), pmd.stop()]);
  };
}

/** Those that the journeys with HelseID and PMD look at: the CGM year of another is read through PMD in the bench. */
const patientsOf = { embedded: '', pmd: 'hypertension,heart-failure,copd,frail,no-data' };

async function start(store: 'embedded' | 'pmd'): Promise<Running> {
  const dataDir = await mkdtemp(join(tmpdir(), `journeys-${store}-`));
  const main = spawn(process.execPath, ['--import', 'tsx', 'launch/main.ts'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: {
      ...process.env,
      STORE: store,
      SANDBOX_PATIENTS: patientsOf[store],
      PORT: '0',
      EHR_PORT: '0',
      HELSEID_PORT: '0',
      PMD_PORT: '0',
      DATA_DIR: dataDir,
    },
  });
  const ended = once(main, 'exit');
  const addresses = await new Promise<Omit<Stack, 'dataDir'>>((resolve, reject) => {
    if (main.stdout)
      createInterface({ input: main.stdout }).on('line', (line) => {
        if (line.startsWith('{"event":"ready"')) resolve(JSON.parse(line) as Omit<Stack, 'dataDir'>);
      });
    void ended.then(() => reject(new Error('The sandbox ended before it was ready; its words are above.')));
  });
  return {
    addresses: { ...addresses, dataDir },
    async stop() {
      main.kill('SIGTERM');
      await ended;
      await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}
