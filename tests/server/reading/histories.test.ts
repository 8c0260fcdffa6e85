import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAccessLog } from '../../../server/access-log/postgres-access-log.ts';
import { verifyLog } from '../../../server/access-log/verify/verify-log.ts';
import { createBlocks } from '../../../server/blocks/create-blocks.ts';
import { createKnownPractitioners } from '../../../server/blocks/known-practitioners.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { createPool, type Pool } from '../../../server/database/pool.ts';
import { createFollowUps } from '../../../server/follow-ups/create-follow-ups.ts';
import { createOrganizations } from '../../../server/organizations/organizations.ts';
import { accessLogKeys } from '../../support/citizen-rights.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { newPerson } from '../../support/observation-builders.ts';
import { enrolDelivering } from '../../support/organizations.ts';
import { History, type Replica } from './history.ts';
import { history, organizations, readableAfter } from './steps.ts';

/** HISTORIES_SEED repeats a run; HISTORIES makes it longer. */
const seed = Number(process.env['HISTORIES_SEED'] ?? Date.now() % 2 ** 30);
const histories = Number(process.env['HISTORIES'] ?? 5_000);
/** Lived at once, each with its own person, so that their entries share commits. */
const lanes = 28;

let database: TestDatabase;
const pools: Pool[] = [];
let replicas: Replica[];
beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.pool);
  for (const { orgnr, ...enrolment } of organizations) {
    await enrolDelivering(database.pool, { orgnr, name: orgnr }, enrolment);
  }
  replicas = [openReplica(), openReplica()];
});
afterAll(async () => {
  for (const pool of pools) await pool.end();
  await database.drop();
});

/** What is proved here is not durability: nothing waits for the disk. */
function open(options: Parameters<typeof createPool>[1]): Pool {
  const url = new URL(database.url);
  url.searchParams.set('options', '-c synchronous_commit=off');
  const pool = createPool(url.href, { connectTimeout: 60_000, ...options });
  pools.push(pool);
  return pool;
}

function openReplica(): Replica {
  const pool = open({ max: 14 });
  const writers = open({ max: 1, pipeline: true });
  return {
    pool,
    organizations: createOrganizations(pool),
    blocks: createBlocks(pool),
    knownPractitioners: createKnownPractitioners(pool),
    followUps: createFollowUps(pool, { readableAfterEnd: readableAfter }),
    accessLog: createAccessLog({ readers: pool, writers, keys: accessLogKeys, patience: 60_000 }),
  };
}

test(`whatever happens, what is seen is what the rules allow, and the log tells each decision once (HISTORIES_SEED=${seed})`, async () => {
  const decisions = new Map<string, number>();
  const count = (what: string) => void decisions.set(what, (decisions.get(what) ?? 0) + 1);
  let lived = 0;
  const lives = fc.asyncProperty(history, async (steps) => {
    const person = newPerson();
    const life = new History(replicas, person, count);
    for (const step of steps) await life.take(step);
    const { entries } = await (replicas[lived % 2] as Replica).accessLog.entries(person, { count: 50 });
    const expected = life.entries.map((entry, index) => ({ ...entry, sequence: index + 1 }));
    expect(entries.reverse()).toEqual(expected);
    lived += 1;
  });
  const runs = Math.ceil(histories / lanes);
  await Promise.all(
    Array.from({ length: lanes }, (_, lane) => fc.assert(lives, { seed: seed + lane, numRuns: runs })),
  );

  expect(lived).toBeGreaterThanOrEqual(histories);
  process.stdout.write(
    `Histories (seed ${seed}): ${lived}, ${JSON.stringify(Object.fromEntries(decisions))}\n`,
  );
  for (const what of everyKind) expect(decisions.get(what), what).toBeGreaterThan(histories / 100);
  expect((await verifyLog(database.pool, { keys: accessLogKeys })).faults).toEqual([]);
}, 240_000);

/** A run that does not come to all of these proves nothing about them. */
const everyKind = [
  ...[
    'scope-insufficient',
    'parent-limited',
    'organization-not-enrolled',
    'access-blocked',
    'access-restricted',
    'follow-up-ended',
  ],
  ...[
    'seen by clinician',
    'seen by citizen',
    'follow-ups seen by limited',
    'opened with consent',
    'opened with emergency',
  ],
  ...['not-found', 'log-unavailable'],
];
