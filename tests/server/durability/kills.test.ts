import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomFrom } from '#fixtures/random.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { createFacadeHome, type FacadeHome, type FacadeProcess } from '../../support/facade-process.ts';
import { newPerson } from '../../support/observation-builders.ts';
import { findAccessLogKey } from '../../../server/access-log/key-file.ts';
import { deriveLogKeys } from '../../../server/access-log/log-keys.ts';
import { verifyLog } from '../../../server/access-log/verify/verify-log.ts';
import { createPool } from '../../../server/database/pool.ts';
import { killProcess, sessionsOf } from './kill.ts';
import { Ledger, type Measurement } from './ledger.ts';
import { versionsLogged, versionsStored } from './logged.ts';
import { readBack } from './read-back.ts';
import { deliver, deliverOnAndOn } from './source.ts';

/** DURABILITY_SEED repeats the choices of a run, as far as the machine's timing lets it. */
const seed = process.env['DURABILITY_SEED'] ?? String(Date.now());
const random = randomFrom(seed);

type Victim = 'facade' | 'server' | 'session';
const rounds: Victim[][] = [
  ...Array.from({ length: 10 }, (): Victim[] => ['facade']),
  ...Array.from({ length: 8 }, (): Victim[] => ['server']),
  ...Array.from({ length: 6 }, (): Victim[] => ['session']),
  ...Array.from({ length: 8 }, (_, n): Victim[] => (n % 2 ? ['facade', 'server'] : ['server', 'facade'])),
];
const parallel = 16;
const organizations = ['958935420', '310518778'];

let home: FacadeHome;
let facade: FacadeProcess;
let tokens: string[];
const ledger = new Ledger();
const kills: Record<Victim, number> = { facade: 0, server: 0, session: 0 };
/** Known to every round, besides those of the round. */
const old = [newPerson(), newPerson()];
const everybody: PersonIdentifier[] = [...old];

beforeAll(async () => {
  home = await createFacadeHome();
  facade = await home.start();
  tokens = await Promise.all(organizations.map((orgnr) => home.sourceToken(orgnr)));
});
afterAll(() => home.remove());

/** Begins 16 parallel deliveries; `end` resolves when the last answer is there. */
function startLoad(round: number, persons: PersonIdentifier[]): { end: () => Promise<void> } {
  let wanted = true;
  const shared = organizations.map((source) =>
    sharedMeasurements(`shared-${round}-${source}`, source, persons),
  );
  const sources = Array.from({ length: parallel }, (_, n) =>
    deliverOnAndOn({
      name: `${round}-${n}`,
      orgnr: organizations[n % 2] as string,
      token: tokens[n % 2] as string,
      fhirBase: home.fhirBase,
      persons,
      shared: shared[n % 2] as Measurement[],
      random: randomFrom(`${seed}-${round}-${n}`),
      ledger,
      wanted: () => wanted && facade.alive(),
    }),
  );
  const ended = Promise.all(sources);
  ended.catch(() => undefined);
  return {
    async end() {
      wanted = false;
      await ended;
    },
  };
}

function sharedMeasurements(name: string, source: string, persons: PersonIdentifier[]): Measurement[] {
  return Array.from({ length: 30 }, (_, n) => {
    const measurement: Measurement = {
      identifier: `${name}-${n}`,
      person: persons[n % persons.length] as PersonIdentifier,
      source,
      effective: new Date(Date.UTC(2026, 1, 1) + n * 60_000).toISOString(),
      sent: [60 + n],
      acknowledged: -1,
    };
    ledger.measurements.set(measurement.identifier, measurement);
    return measurement;
  });
}

async function strike(victim: Victim): Promise<void> {
  if (victim === 'facade') await facade.kill();
  const server = home.postmaster();
  const sessions = victim === 'session' && server ? sessionsOf(server) : [];
  const pid = victim === 'session' ? sessions[random.integer(0, sessions.length - 1)] : server;
  if (victim === 'facade' || killProcess(pid)) kills[victim] += 1;
}

/** Starts the facade again if it is gone, sometimes killing it once more while it starts. */
async function restart(victims: Victim[]): Promise<void> {
  if (!facade.alive()) {
    if (victims.length > 1 && random.chance(0.5)) {
      facade = home.launch();
      await delay(random.integer(0, 1500));
      await strike('facade');
    }
    facade = await home.start();
  }
  await expect
    .poll(async () => (await fetch(`${home.fhirBase}/../health/ready`)).status, {
      timeout: 20_000,
      interval: 50,
    })
    .toBe(200);
}

async function faultsAbout(persons: PersonIdentifier[]): Promise<string[]> {
  const faults: string[] = [];
  for (const person of persons) {
    const found = await readBack(home.fhirBase, await home.clinicianToken(person));
    faults.push(...ledger.faults(person, found));
  }
  return faults;
}

/** Every version that is stored is told of in its person's log once, and nothing else is; every chain is proved. */
async function provedAndLogged(): Promise<void> {
  const pool = createPool(await home.databaseUrl(), { max: 1 });
  try {
    const key = await findAccessLogKey({ dataDir: home.dataDir });
    const { chains, faults } = await verifyLog(pool, { keys: deriveLogKeys(key as Uint8Array) });
    expect(faults).toEqual([]);
    expect(chains).toBe(everybody.length);
    for (const person of everybody) {
      expect(await versionsLogged(pool, person), `the log, seed ${seed}`).toEqual(
        await versionsStored(pool, person),
      );
    }
  } finally {
    await pool.end();
  }
}

test(`what was acknowledged survives kill -9 of the facade and of PostgreSQL (seed ${seed})`, async () => {
  const order = [...rounds].sort(() => random.uniform() - 0.5);
  for (const [round, victims] of order.entries()) {
    const persons = [newPerson(), newPerson(), newPerson()];
    everybody.push(...persons);
    const load = startLoad(round, [...persons, ...old]);
    await delay(random.integer(300, 1300));
    for (const victim of victims) await strike(victim);
    const survived = !victims.includes('facade');
    if (survived) await delay(random.integer(0, 1000));
    await load.end();
    expect(facade.alive(), `round ${round}, seed ${seed}\n${facade.log().slice(-2000)}`).toBe(survived);
    await restart(victims);
    expect(
      await faultsAbout([...persons, ...old]),
      `round ${round} (${victims.join()}), seed ${seed}`,
    ).toEqual([]);
  }
  const acknowledged = ledger.entriesAcknowledged;

  const all = [...ledger.measurements.values()];
  for (const [n, source] of organizations.entries()) {
    const own = all.filter((measurement) => measurement.source === source);
    for (let at = 0; at < own.length; at += 500) {
      const token = tokens[n] as string;
      const refused = await deliver({ fhirBase: home.fhirBase, token, ledger }, own.slice(at, at + 500));
      expect(refused, `redelivery, seed ${seed}`).toBe(0);
    }
  }
  expect(await faultsAbout(everybody), `after redelivery, seed ${seed}`).toEqual([]);
  await provedAndLogged();
  process.stdout.write(
    `Durability (seed ${seed}): ${order.length} rounds, kills ${JSON.stringify(kills)}, ` +
      `${acknowledged} entries acknowledged, ${all.length} measurements of ${everybody.length} persons\n`,
  );
  expect(Object.values(kills).reduce((sum, count) => sum + count)).toBeGreaterThanOrEqual(rounds.length);
  expect(acknowledged).toBeGreaterThan(rounds.length * 100);
}, 400_000);
