import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createFacadeHome, type FacadeHome, type FacadeProcess } from '../../support/facade-process.ts';
import { batch, heartRate, newPerson } from '../../support/observation-builders.ts';

/** For a container of 512 MB that has the facade alone. */
const options = ['--max-semi-space-size=32', '--max-old-space-size=256'];
const mostMemory = 512;
const deliveries = 200;
/** Every other delivery is the first one's. */
const sources = ['958935420', '310518778', '964338531', '971045698'];

let home: FacadeHome;
let facade: FacadeProcess;
let tokens: string[];
beforeAll(async () => {
  home = await createFacadeHome();
  facade = await home.start({ options });
  tokens = await Promise.all(sources.map((orgnr) => home.sourceToken(orgnr)));
});
afterAll(() => home.remove());

const deliver = (token: string | undefined, body: string) =>
  fetch(home.fhirBase, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/fhir+json' },
    body,
  });

/** A Bundle of five megabytes about one person. */
function fiveMegabytes(): string {
  const person = newPerson();
  const start = Date.parse('2026-01-01T00:00:00Z');
  const at = (n: number) => heartRate(person, new Date(start + n * 60_000).toISOString(), 50 + (n % 60));
  const size = JSON.stringify(batch(at(0), at(1))).length - JSON.stringify(batch(at(0))).length;
  return JSON.stringify(batch(...Array.from({ length: Math.ceil(5_000_000 / size) }, (_, n) => at(n))));
}

/** Highest resident memory so far, in MB. */
async function peakMemory(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/VmHWM:\s*(\d+) kB/.exec(status)?.[1]) / 1024;
}

test('200 deliveries of 5 MB at once are taken or sent away, within bounded memory', async () => {
  const bodies = sources.map(fiveMegabytes);
  expect(Math.min(...bodies.map(({ length }) => length))).toBeGreaterThan(5_000_000);
  const answers = await Promise.all(
    Array.from({ length: deliveries }, async (_, n) => {
      const source = n % 2 === 0 ? 0 : n % 4;
      const response = await deliver(tokens[source], bodies[source] as string);
      const answer = (await response.json()) as fhir4.Bundle | fhir4.OperationOutcome;
      return { status: response.status, retryAfter: response.headers.get('retry-after'), answer };
    }),
  );
  const counts = Object.fromEntries(
    [200, 429, 503].map((status) => [status, answers.filter((answer) => answer.status === status).length]),
  );
  const memory = await peakMemory(facade.pid);
  process.stdout.write(`Answers ${JSON.stringify(counts)}, peak memory ${Math.round(memory)} MB\n`);

  expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(deliveries);
  expect(Math.min(...Object.values(counts))).toBeGreaterThan(0);
  for (const { status, retryAfter, answer } of answers) {
    if (status === 200) {
      const entries = (answer as fhir4.Bundle).entry ?? [];
      expect(entries.filter(({ response }) => !response?.status.startsWith('20'))).toEqual([]);
    } else {
      expect(answer.resourceType).toBe('OperationOutcome');
      expect(Number(retryAfter)).toBeGreaterThan(0);
    }
  }
  expect(memory).toBeLessThan(mostMemory);

  const person = newPerson();
  const began = performance.now();
  const small = await deliver(
    tokens[0],
    JSON.stringify(batch(heartRate(person, '2026-03-01T08:00:00Z', 70))),
  );
  expect(((await small.json()) as fhir4.Bundle).entry?.[0]?.response?.status).toBe('201 Created');
  const read = await fetch(`${home.fhirBase}/Observation`, {
    headers: { Authorization: `Bearer ${await home.clinicianToken(person)}` },
  });
  expect(((await read.json()) as fhir4.Bundle).entry).toHaveLength(1);
  expect(performance.now() - began).toBeLessThan(1000);
  expect(facade.alive()).toBe(true);
});
