import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomFrom } from '#fixtures/random.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import type { FacadeProcess } from '../../support/facade-process.ts';
import { heartRate, newPerson, oslo } from '../../support/observation-builders.ts';
import { sentConsent } from '../blocks/consents.ts';
import { ask, requestsInLog, sharingFacade, type SharingFacade } from './facade-pair.ts';

/** READING_SEED repeats the choices of a run, as far as the machine's timing lets it. */
const seed = process.env['READING_SEED'] ?? String(Date.now());
const random = randomFrom(seed);
const rounds = 10;
const parallel = 8;

let database: TestDatabase;
let facades: [SharingFacade, SharingFacade];
let running: FacadeProcess[];
const persons = [newPerson(), newPerson(), newPerson()];

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.pool);
  facades = [await sharingFacade(database), await sharingFacade(database)];
  running = await Promise.all(facades.map((facade) => facade.start()));
  const source = await facades[0].home.sourceToken(oslo.orgnr, database.url);
  for (const person of persons) await deliver(source, person);
});
afterAll(async () => {
  for (const { home } of facades) await home.remove();
  await database.drop();
});

async function deliver(source: string, person: PersonIdentifier): Promise<void> {
  const times = ['2026-03-01T08:00:00Z', '2026-03-02T08:00:00Z'];
  for (const time of times) {
    const sent = await ask(facades[0], source, '/Observation', {
      method: 'POST',
      headers: { 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify(heartRate(person, time, 70)),
    });
    expect(sent?.status, sent?.text).toBe(201);
  }
}

/** Answers that came whole to those who read measurements, by X-Request-Id. */
const answered = new Set<string>();

async function look(facade: SharingFacade, token: string, path = '/Observation'): Promise<number> {
  const answer = await ask(facade, token, path);
  if (answer && [200, 403].includes(answer.status)) answered.add(answer.request);
  return answer?.status ?? 0;
}

/** What was answered and is not in the log, or twice. */
async function faults(): Promise<string[]> {
  const times = await requestsInLog(database);
  return [...answered].filter((request) => times.get(request) !== 1);
}

test('a block made at one facade holds at the next request at the other, for a session that is open; so does its end', async () => {
  const person = persons[0] as PersonIdentifier;
  const [a, b] = facades;
  const clinician = [await a.home.clinicianToken(person), await b.home.clinicianToken(person)] as const;
  const citizen = [await a.home.citizenToken(person), await b.home.citizenToken(person)] as const;
  const both = async () => [await look(a, clinician[0]), await look(b, clinician[1])];
  expect(await both()).toEqual([200, 200]);
  for (const [here, there] of [
    [0, 1],
    [1, 0],
  ] as const) {
    const made = await ask(facades[here], citizen[here], '/Consent', {
      method: 'POST',
      headers: { 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify(sentConsent({ patient: { reference: 'Patient/test' } })),
    });
    expect(made?.status, made?.text).toBe(201);
    expect(await look(facades[there], clinician[there])).toBe(403);
    expect(await look(facades[here], clinician[here])).toBe(403);
    const path = new URL(made?.location ?? '').pathname.replace(/^\/fhir|\/_history.*$/g, '');
    const ended = await ask(facades[there], citizen[there], path, { method: 'DELETE' });
    expect(ended?.status).toBe(204);
    expect(await look(facades[here], clinician[here])).toBe(200);
    expect(await look(facades[there], clinician[there])).toBe(200);
  }
  expect(await faults()).toEqual([]);
});

test('both write to one chain for each person, at once', async () => {
  const before = (await requestsInLog(database)).size;
  const looks = await Promise.all(
    Array.from({ length: 120 }, async (_, n) => {
      const facade = facades[n % 2] as SharingFacade;
      return look(facade, await facade.home.clinicianToken(persons[n % 3] as PersonIdentifier));
    }),
  );
  expect(new Set(looks)).toEqual(new Set([200]));
  expect((await requestsInLog(database)).size).toBe(before + 120);
  expect(await faults()).toEqual([]);
});

const paths = [
  '/Observation',
  '/Observation?_summary=count',
  '/Observation/$lastn?code=8867-4',
  '/Observation/$trend?code=8867-4',
];

/** Looks on and on at one facade until it is gone. */
async function lookUntil(facade: SharingFacade, isOver: () => boolean, onAnswer: () => void): Promise<void> {
  const tokens = await Promise.all(persons.map((person) => facade.home.clinicianToken(person)));
  for (let n = 0; !isOver(); n++) {
    const status = await look(facade, tokens[n % tokens.length] as string, paths[n % paths.length]);
    if (status === 0) await delay(5);
    else onAnswer();
  }
}

test(`kill -9 of facades that are read from: what reached a reader is in the log (READING_SEED=${seed})`, async () => {
  let kills = 0;
  const round = async (index: 0 | 1) => {
    const facade = facades[index];
    let killed = false;
    let left = random.integer(5, 60);
    const readers = Array.from({ length: parallel }, () =>
      lookUntil(
        facade,
        () => killed,
        () => left--,
      ),
    );
    while (left > 0) await delay(1);
    await delay(random.integer(0, 30));
    await running[index]?.kill();
    killed = true;
    kills += 1;
    await Promise.all(readers);
    running[index] = await facade.start();
  };
  const half = async (index: 0 | 1) => {
    for (let n = 0; n < rounds / 2; n++) await round(index);
  };
  await Promise.all([half(0), half(1)]);
  process.stdout.write(`Reading (seed ${seed}): ${kills} kills, ${answered.size} answers in the log\n`);
  expect(kills).toBe(rounds);
  expect(answered.size).toBeGreaterThan(rounds * 20);
  expect(await faults(), seed).toEqual([]);
}, 180_000);
