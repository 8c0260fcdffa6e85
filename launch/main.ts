import { join } from 'node:path';
import { deliveriesAboutAll } from '#fixtures/deliveries.ts';
import { readConfig } from './config.ts';
import type { LaunchConfig } from './config.ts';
import { fixtureCitizens, fixtureRecords } from './ehr/fixture-records.ts';
import type { Records } from './ehr/records.ts';
import { createEhr } from './ehr/server.ts';
import { enrolOrganizations } from './enrol.ts';
import { startFacade } from './facade-process.ts';
import { createFaultyApps } from './faults/faulty-app.ts';
import { loadKeys, writePrivately } from './key-file.ts';
import { createLifecycle } from './lifecycle.ts';
import type { Lifecycle } from './lifecycle.ts';
import { startNationalStore } from './national/national-store.ts';
import { sandboxRegister } from './register.ts';
import { seed } from './seed/seed.ts';

const say = (line: string) => process.stdout.write(`${line}\n`);

/** A slow or broken line to the database is a fault of the embedded store; a store elsewhere has its own. */
function withFaults(records: Records, store: LaunchConfig['store']): Records {
  if (store === 'embedded') return records;
  const faults = records.faults.filter(({ id }) => id !== 'store-slow' && id !== 'store-down');
  const offered = new Set<string>(faults.map(({ id }) => id));
  const scenarios = records.scenarios.filter(({ faults: ids = [] }) => ids.every((id) => offered.has(id)));
  return { ...records, faults, scenarios };
}

/** Sandbox EHR → HelseID and PMD (STORE=pmd) → register → facade → organisations → fixtures → ready. Each step leaves behind how it is undone. */
async function start(config: LaunchConfig, life: Lifecycle): Promise<void> {
  const { port, ehrPort, dataDir, databaseUrl, patients } = config;
  const registerFile = join(dataDir, 'sandbox', 'register.json');
  const records = withFaults(fixtureRecords(Date.now()), config.store);
  const keys = await loadKeys(join(dataDir, 'sandbox', 'keys.json'));
  const ehr = await createEhr({ port: ehrPort, keys, records, citizens: fixtureCitizens(Date.now()) });
  life.onStop(() => ehr.stop());

  const national = config.store === 'pmd' ? await startNationalStore({ ...config, ehr: ehr.url }) : undefined;
  if (national) {
    life.onStop(() => national.stop());
    ehr.connectNational(national);
  }

  const register = sandboxRegister(ehr.iss, keys.facade, ehr.citizensIss);
  await writePrivately(registerFile, `${JSON.stringify(register, null, 2)}\n`);

  const facade = await startFacade({
    port,
    dataDir,
    registerFile,
    ...(national && { environment: national.environment }),
  });
  life.onStop(() => facade.stop());
  const app = await facade.ready;
  await national?.registerFacade(app);
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
  // Each store has a past of its own.
  const past = config.store === 'embedded' ? dataDir : join(dataDir, config.store);
  await seed(fhir, new Date(), {
    dataDir: past,
    ...(patients && { past: (now) => deliveriesAboutAll(patients, now) }),
    onProgress: (text: string) => process.stderr.write(`${text}\n`),
  });

  say(`\nSandkasse-EPJ:  ${ehr.url}   velg kliniker og pasient, og åpne Hjemmekurve derfra`);
  say(`Hjemmekurve:    ${app}   (åpnes fra journalen)`);
  say(`Innbyggersiden: ${app}/innbygger   egne målinger, hvem som har sett, sperringer`);
  say(`Innbyggere:     ${ehr.consents}   apper en innbygger har gitt tilgang`);
  say('Ctrl-C stopper alt.\n');
  const further = national && { helseid: national.helseid, pmd: national.pmd.url };
  say(
    JSON.stringify({
      event: 'ready',
      app,
      fhir,
      ehr: ehr.url,
      ehrFhir: ehr.iss,
      citizensFhir: ehr.citizensIss,
      ...further,
    }),
  );
}

const life = createLifecycle();
try {
  await start(readConfig(), life);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  await life.end(1);
}
