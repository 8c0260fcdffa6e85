import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFacadeHome, type FacadeHome } from '../../../support/facade-process.ts';
import { batch, heartRate, newPerson } from '../../../support/observation-builders.ts';

let home: FacadeHome;
let folder: string;
beforeEach(async () => {
  home = await createFacadeHome();
  folder = await mkdtemp(join(tmpdir(), 'hjemmekurve-copy-'));
});
afterEach(async () => {
  await home.remove();
  await rm(folder, { recursive: true, maxRetries: 20, retryDelay: 100 });
});

test('a copy of the data folder of a stopped facade is a backup: another facade starts on it and has everything', async () => {
  const person = newPerson();
  const everything = async () => {
    const response = await fetch(`${home.fhirBase}/Observation`, {
      headers: { Authorization: `Bearer ${await home.clinicianToken(person)}` },
    });
    return ((await response.json()) as fhir4.Bundle).entry;
  };
  const original = await home.start();
  await fetch(home.fhirBase, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await home.sourceToken('958935420')}`,
      'Content-Type': 'application/fhir+json',
    },
    body: JSON.stringify(
      batch(...[70, 71, 72].map((value) => heartRate(person, '2026-03-01T08:00:00Z', value))),
    ),
  });
  const delivered = await everything();
  expect(delivered).toHaveLength(3);
  await original.stop();
  const copy = join(folder, 'data');
  execFileSync('cp', ['-a', home.dataDir, copy]);

  const restored = await home.start({ environment: { DATA_DIR: copy } });
  expect(await everything()).toEqual(delivered);
  await restored.stop();
});
