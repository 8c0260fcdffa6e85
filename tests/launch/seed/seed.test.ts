import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { deliveriesAbout } from '#fixtures/deliveries.ts';
import { seed } from '../../../launch/seed/seed.ts';
import { startStandInFacade, type StandInFacade } from '../deliver/stand-in-facade.ts';

const first = new Date('2026-11-22T14:03:21Z');
const later = new Date('2026-11-23T09:00:00Z');
let facade: StandInFacade;
let dataDir: string;

beforeEach(async () => {
  facade = await startStandInFacade();
  dataDir = await mkdtemp(join(tmpdir(), 'seed-'));
});
afterEach(async () => {
  await facade.stop();
  await rm(dataDir, { recursive: true, maxRetries: 20, retryDelay: 100 });
});

/** Two patients and four sources: enough to see who delivers what. */
function* someOfThePast(now: Date) {
  yield* deliveriesAbout('hypertension', now);
  yield* deliveriesAbout('multimorbid', now);
}

async function marker(): Promise<unknown> {
  return JSON.parse(await readFile(join(dataDir, 'sandbox', 'seeded.json'), 'utf8'));
}

test('each Bundle is delivered by its own source, and the marker says that all is done', async () => {
  const lines: string[] = [];
  const counts = await seed(facade.fhirBase, first, {
    dataDir,
    past: someOfThePast,
    onProgress: (line) => lines.push(line),
  });
  const expected = [...someOfThePast(first)].flatMap(({ bundle }) => bundle.entry ?? []).length;
  expect(counts).toMatchObject({ accepted: expected, unchanged: 0, rejected: 0 });
  expect(facade.assertions.map(({ iss }) => iss).sort()).toEqual([
    'source-310518778',
    'source-313392147',
    'source-314903625',
    'source-958935420',
  ]);
  expect(await marker()).toEqual({ now: first.toISOString(), done: true });
  expect(lines.at(-1)).toContain(`${expected} accepted`);
});

test('what is done is not repeated', async () => {
  await seed(facade.fhirBase, first, { dataDir, past: someOfThePast });
  const received = facade.received.length;
  expect(await seed(facade.fhirBase, later, { dataDir, past: someOfThePast })).toBeUndefined();
  expect(facade.received.length).toBe(received);
});

test('what was interrupted is taken up again with the same now', async () => {
  facade.answers = [undefined, { status: 500, body: '' }];
  await expect(seed(facade.fhirBase, first, { dataDir, past: someOfThePast })).rejects.toThrow('500');
  expect(await marker()).toEqual({ now: first.toISOString(), done: false });
  const counts = await seed(facade.fhirBase, later, { dataDir, past: someOfThePast });
  expect(counts?.rejected).toBe(0);
  expect(counts?.unchanged).toBeGreaterThan(0);
  expect(counts?.changed).toBe(0);
  expect(await marker()).toEqual({ now: first.toISOString(), done: true });
});

test('rejected entries are told and leave the seeding unfinished', async () => {
  facade.answers = [{ status: 422, body: '' }];
  const counts = await seed(facade.fhirBase, first, { dataDir, past: someOfThePast });
  expect(counts?.rejected).toBeGreaterThan(0);
  expect(await marker()).toMatchObject({ done: false });
});

test('a marker that is damaged stops the seeding', async () => {
  await mkdir(join(dataDir, 'sandbox'));
  await writeFile(join(dataDir, 'sandbox', 'seeded.json'), '{"now":"yesterday"');
  await expect(seed(facade.fhirBase, first, { dataDir, past: someOfThePast })).rejects.toThrow('seeded.json');
  expect(facade.received).toEqual([]);
});
