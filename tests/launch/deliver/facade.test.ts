import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliveriesAbout } from '#fixtures/deliveries.ts';
import { patients } from '#fixtures/patients.ts';
import { run } from '../../../launch/deliver/run.ts';
import { sandboxOrganizations } from '../../../launch/enrol.ts';
import { seed } from '../../../launch/seed/seed.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { enrol } from '../../../server/organizations/enrol.ts';
import { readEnrolments, type Enrolment } from '../../../server/organizations/enrolment.ts';
import { onDatabase, startFacade, type TestFacade } from '../../server/facade.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { batchOf, heartRate, heartRates, withoutTime } from './observations.ts';

let database: TestDatabase;
let facade: TestFacade;
let directory: string;

beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.pool);
  const enrolments = readEnrolments(sandboxOrganizations());
  await enrol(database.pool, enrolments as Enrolment[], Date.now());
  facade = await startFacade({}, onDatabase(database.pool));
  directory = await mkdtemp(join(tmpdir(), 'deliver-facade-'));
});
afterAll(async () => {
  await facade.stop();
  await database.drop();
  await rm(directory, { recursive: true });
});

async function deliver(bundle: fhir4.Bundle): Promise<{ code: number; summary: Record<string, unknown> }> {
  const file = join(directory, 'delivery.bundle.json');
  await writeFile(file, JSON.stringify(bundle));
  let [stdout, stderr] = ['', ''];
  const output = {
    stdout: { write: (text: string) => (stdout += text) },
    stderr: { write: (text: string) => (stderr += text) },
  };
  const code = await run([file, '--json'], output, { PORT: new URL(facade.url).port });
  expect(stderr).toBe('');
  return { code, summary: JSON.parse(stdout) as Record<string, unknown> };
}

describe('the facade', () => {
  test('takes a Bundle of 600 as new, then as unchanged', async () => {
    const first = await deliver(heartRates(600));
    expect(first).toMatchObject({
      code: 0,
      summary: { accepted: 600, unchanged: 0, changed: 0, rejected: 0 },
    });
    const second = await deliver(heartRates(600));
    expect(second).toMatchObject({
      code: 0,
      summary: { accepted: 600, unchanged: 600, changed: 0, rejected: 0 },
    });
  });

  test('tells changed and rejected entries apart from the others', async () => {
    const { code, summary } = await deliver(
      batchOf([heartRate(1), heartRate(2, { status: 'amended' }), withoutTime(700), heartRate(701)]),
    );
    expect(code).toBe(1);
    expect(summary).toMatchObject({
      accepted: 3,
      unchanged: 1,
      changed: 1,
      rejected: 1,
      reasons: { 'effective-missing': 1 },
    });
  });
});

test('what the facade doubts is told by reason, and accepted', async () => {
  const heavy = heartRate(900, {
    valueQuantity: { value: 400, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
  });
  const { code, summary } = await deliver(batchOf([heavy, heartRate(901)]));
  expect(code).toBe(0);
  expect(summary).toMatchObject({ accepted: 2, rejected: 0, reasons: {}, warnings: { impossible: 1 } });
});

test('the facade accepts every measurement of the fixtures, and knows them all again', async () => {
  function* allButTheLongest(now: Date) {
    for (const { id } of patients) if (id !== 'type-1-diabetes') yield* deliveriesAbout(id, now);
  }
  const now = new Date();
  const seedOnce = async (name: string) =>
    seed(`${facade.url}/fhir`, now, { dataDir: join(directory, name), past: allButTheLongest });
  const first = await seedOnce('first');
  expect(first?.rejections).toEqual([]);
  expect(first?.accepted).toBeGreaterThan(3000);
  const again = await seedOnce('again');
  expect(again).toMatchObject({ rejected: 0, changed: 0, unchanged: first?.accepted });
});
