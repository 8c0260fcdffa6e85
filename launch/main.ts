import { join } from 'node:path';
import { readConfig } from './config.ts';
import type { LaunchConfig } from './config.ts';
import { fixtureRecords } from './ehr/fixture-records.ts';
import { createEhr } from './ehr/server.ts';
import { enrolOrganizations } from './enrol.ts';
import { startFacade } from './facade-process.ts';
import { createFaultyApps } from './faults/faulty-app.ts';
import { loadKeys, writePrivately } from './key-file.ts';
import { createLifecycle } from './lifecycle.ts';
import type { Lifecycle } from './lifecycle.ts';
import { sandboxRegister } from './register.ts';
import { seed } from './seed/seed.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** Sandbox EHR → register → facade → organisations → fixtures → ready. Each step leaves behind how it is undone. */
async function start({ port, ehrPort, dataDir, databaseUrl }: LaunchConfig, life: Lifecycle): Promise<void> {
  const registerFile = join(dataDir, 'sandbox', 'register.json');
  const records = fixtureRecords(Date.now());
  const keys = await loadKeys(join(dataDir, 'sandbox', 'keys.json'));
  const ehr = await createEhr({ port: ehrPort, keys, records });
  life.onStop(() => ehr.stop());

  const register = sandboxRegister(ehr.iss, keys.facade);
  await writePrivately(registerFile, `${JSON.stringify(register, null, 2)}\n`);

  const facade = await startFacade({ port, dataDir, registerFile });
  life.onStop(() => facade.stop());
  const app = await facade.ready;
  void facade.ended.then(() => {
    if (life.ending()) return;
    process.stderr.write(`The facade has ended; see ${join(dataDir, 'logs', 'facade.log')}\n`);
    void life.end(1);
  });

  const faultyApps = createFaultyApps({
    facade: app,
    dataDir,
    registerFile,
    ...(databaseUrl && { databaseUrl }),
  });
  life.onStop(() => faultyApps.stop());
  ehr.registerApp(app, faultyApps.originOf);

  await enrolOrganizations(dataDir);
  const fhir = `${app}/fhir`;
  await seed(fhir, new Date(), { dataDir, onProgress: (text: string) => process.stderr.write(`${text}\n`) });

  say(`\nSandkasse-EPJ:  ${ehr.url}   velg kliniker og pasient, og åpne Hjemmekurve derfra`);
  say(`Hjemmekurve:    ${app}   (åpnes fra journalen)`);
  say('Ctrl-C stopper alt.\n');
  say(JSON.stringify({ event: 'ready', app, fhir, ehr: ehr.url, ehrFhir: ehr.iss }));
}

const life = createLifecycle();
try {
  await start(readConfig(), life);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await life.end(1);
}
