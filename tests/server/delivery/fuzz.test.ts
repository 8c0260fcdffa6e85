import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbedded, type EmbeddedDatabase } from '../../../server/database/embedded/start.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { startFacade, type RunningFacade } from '../../support/facade.ts';
import { bodyOf, delivery, secrets, type Delivery } from './broken-bundles.ts';

/** Runs on a PostgreSQL of its own, once: in the database project it would run for every kind of database. */
const seed = 20260329;
const bundles = 20_000;
/** Fewer than one source may have under way. */
const bundlesAtOnce = 25;
const patience = 20_000;

let folder: string;
let server: EmbeddedDatabase;
let database: TestDatabase;
let facade: RunningFacade;
let token: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hjemmekurve-fuzz-'));
  const log = { info: () => undefined, error: () => undefined };
  server = await startEmbedded({ dataDir: folder, log });
  database = await freshDatabase(server.url);
  facade = await startFacade({ database });
  token = await facade.source();
});
afterAll(async () => {
  await facade.stop();
  await server.stop();
  await rm(folder, { recursive: true, maxRetries: 20, retryDelay: 100 });
});

/** What was answered in all, to be compared with what the database holds. */
const answered = new Map<string, number>();
let rejected = 0;

async function deliver(sent: Delivery): Promise<void> {
  const body = bodyOf(sent);
  const answer = await facade.ask('', {
    method: 'POST',
    token,
    headers: { 'Content-Type': 'application/fhir+json' },
    body: body as Uint8Array<ArrayBuffer>,
    signal: AbortSignal.timeout(patience),
  });
  if (answer.status !== 200) {
    if (![400, 413].includes(answer.status)) throw new Error(`answered ${answer.status}: ${answer.text}`);
    requireRefusal(answer.body);
    return;
  }
  const { entry: entries = [] } = JSON.parse(new TextDecoder().decode(body)) as fhir4.Bundle;
  const { entry: answers = [] } = answer.body as fhir4.Bundle;
  expect(answers).toHaveLength(entries.length);
  answers.forEach(({ fullUrl, response }, index) => {
    const own: unknown = entries[index]?.fullUrl;
    if (typeof own === 'string' && own !== '') expect(fullUrl).toBe(own);
    take(response);
  });
}

function take(response: fhir4.BundleEntryResponse | undefined): void {
  const status = Number.parseInt(response?.status ?? '', 10);
  const outcome = response?.outcome as fhir4.OperationOutcome | undefined;
  requireNoSecret(outcome);
  if (status === 200 || status === 201) {
    const [, id = '', version] =
      /^Observation\/([a-z0-9-]+)\/_history\/(\d+)$/.exec(response?.location ?? '') ?? [];
    expect(id).not.toBe('');
    answered.set(id, Math.max(answered.get(id) ?? 0, Number(version)));
    return;
  }
  if (![403, 422].includes(status))
    throw new Error(`an entry was answered ${status}: ${JSON.stringify(outcome)}`);
  rejected++;
  expect(requireRefusal(outcome).expression?.[0]).toMatch(/^(Observation|Bundle)\b/);
}

function requireRefusal(outcome: fhir4.OperationOutcome | undefined): fhir4.OperationOutcomeIssue {
  requireNoSecret(outcome);
  const [issue] = outcome?.issue ?? [];
  if (
    !issue ||
    issue.severity !== 'error' ||
    !/^\S+ \S+ \S+/.test(issue.diagnostics ?? '') ||
    !issue.details?.coding?.[0]?.code
  )
    throw new Error(`a refusal without element, rule and reason: ${JSON.stringify(outcome)}`);
  return issue;
}

function requireNoSecret(outcome: fhir4.OperationOutcome | undefined): void {
  const text = JSON.stringify(outcome ?? '');
  for (const secret of secrets) {
    if (text.includes(secret)) throw new Error(`an outcome repeats ${secret}: ${text}`);
  }
}

/** Nothing that was refused is stored, nothing that was accepted is missing, and every version of it is there. */
async function requireStored(): Promise<void> {
  const { rows } = await database.pool.query<{ measurements: number; versions: number }>(
    `select (select count(*)::int from measurement) as measurements,
            (select count(*)::int from measurement)
              + (select count(*)::int from measurement_version) as versions`,
  );
  const versions = [...answered.values()].reduce((sum, version) => sum + version, 0);
  expect(rows[0]).toEqual({ measurements: answered.size, versions });
}

test(`${bundles} broken Bundles (seed ${seed}): answered in order, never 5xx, stored or refused whole`, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(delivery, { minLength: bundlesAtOnce, maxLength: bundlesAtOnce }),
      async (deliveries) => {
        await Promise.all(deliveries.map(deliver));
        await requireStored();
      },
    ),
    { seed, numRuns: bundles / bundlesAtOnce },
  );
  const { rows } = await database.pool.query<{ person: number; number: number; version: number }>(
    `select person, number, 1 + (select count(*)::int from measurement_version as before
                                  where before.person = now.person and before.number = now.number) as version
       from measurement as now`,
  );
  const stored = rows.map(({ person, number, version }): [string, number] => [
    `${person.toString(36)}-${number.toString(36)}`,
    version,
  ]);
  expect(new Map(stored)).toEqual(answered);
  expect(answered.size).toBeGreaterThan(1000);
  expect(rejected).toBeGreaterThan(10_000);
}, 300_000);
