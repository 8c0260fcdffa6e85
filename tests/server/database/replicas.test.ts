import { afterEach, beforeEach, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { createFacadeHome, type FacadeHome } from '../../support/facade-process.ts';
import { batch, heartRate, newPerson } from '../../support/observation-builders.ts';

let database: TestDatabase;
let homes: FacadeHome[];
beforeEach(async () => {
  database = await freshDatabase();
  homes = [await createFacadeHome(), await createFacadeHome()];
});
afterEach(async () => {
  for (const home of homes) await home.remove();
  await database.drop();
});

test('two facades that start at once on a new database serve it together', async () => {
  const [home, elsewhere] = homes as [FacadeHome, FacadeHome];
  const { origin } = new URL(home.fhirBase);
  const ports = [home, elsewhere].map(({ fhirBase }) => new URL(fhirBase).port);
  const facades = ports.map((PORT) =>
    home.launch({ environment: { PORT, PUBLIC_URL: origin, DATABASE_URL: database.url } }),
  );
  await Promise.all(facades.map(({ ready }) => ready));
  const bases = ports.map((port) => `http://localhost:${port}/fhir`);

  const person = newPerson();
  const body = JSON.stringify(
    batch(...Array.from({ length: 5 }, (_, n) => heartRate(person, '2026-03-01T08:00:00Z', 60 + n))),
  );
  const token = await home.sourceToken('958935420', database.url);
  const answers = await Promise.all(
    Array.from({ length: 20 }, async (_, n) => {
      const response = await fetch(bases[n % 2] as string, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/fhir+json' },
        body,
      });
      return (await response.json()) as fhir4.Bundle;
    }),
  );
  const statuses = answers.flatMap(({ entry = [] }) => entry.map(({ response }) => response?.status));
  const refused = answers.filter(
    ({ entry }) => !entry?.every(({ response }) => /^20[01]/.test(response?.status ?? '')),
  );
  expect(refused).toEqual([]);
  expect(statuses.filter((status) => status === '201 Created')).toHaveLength(5);
  expect(statuses.filter((status) => status === '200 OK')).toHaveLength(95);

  const headers = { Authorization: `Bearer ${await home.clinicianToken(person)}` };
  const first = (await (await fetch(`${bases[0]}/Observation?_count=3`, { headers })).json()) as fhir4.Bundle;
  const next = first.link?.find(({ relation }) => relation === 'next')?.url ?? '';
  const elsewhereNext = next.replace(`${origin}/fhir`, bases[1] as string);
  const second = (await (await fetch(elsewhereNext, { headers })).json()) as fhir4.Bundle;
  expect([first.entry?.length, second.entry?.length]).toEqual([3, 2]);
});
