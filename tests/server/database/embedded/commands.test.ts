import { afterEach, beforeEach, expect, test } from 'vitest';
import { runProgram } from '../../../support/command.ts';
import { createFacadeHome, type FacadeHome } from '../../../support/facade-process.ts';
import { batch, heartRate, newPerson } from '../../../support/observation-builders.ts';

let home: FacadeHome;
beforeEach(async () => {
  home = await createFacadeHome();
});
afterEach(() => home.remove());

test('a command on an embedded database nobody uses starts it, and stops it again', async () => {
  const { code, stdout } = await runProgram('server/database/migrate-command.ts', [], {
    DATA_DIR: home.dataDir,
  });
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Applied 0001-/);
  expect(home.postmaster()).toBeUndefined();
});

test('a command on the embedded database of a running facade works beside it', async () => {
  const facade = await home.start();
  const person = newPerson();
  const delivered = await fetch(home.fhirBase, {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${await home.sourceToken('958935420')}`,
      'Content-Type': 'application/fhir+json',
    },
    body: JSON.stringify(batch(heartRate(person, '2026-03-01T08:00:00Z', 70))),
  });
  expect(delivered.status).toBe(200);
  const { code, stdout } = await runProgram(
    'server/database/erase-command.ts',
    [],
    { DATA_DIR: home.dataDir },
    person.value,
  );
  expect(code).toBe(0);
  expect(stdout).toContain('person_identity: 1 rows erased');
  const read = await fetch(`${home.fhirBase}/Observation`, {
    headers: { Authorization: `Bearer ${await home.clinicianToken(person)}` },
  });
  expect(((await read.json()) as fhir4.Bundle).total).toBe(0);
  expect(facade.alive()).toBe(true);
});
