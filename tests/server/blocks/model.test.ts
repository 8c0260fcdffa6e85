import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import type { Block, BlockChange, Blocked, Blocks } from '../../../server/blocks/blocks.ts';
import { createBlocks } from '../../../server/blocks/create-blocks.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { createPool, type Pool } from '../../../server/database/pool.ts';
import { FhirError } from '../../../server/errors.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';
import { newPerson } from '../../support/observation-builders.ts';

let database: TestDatabase;
let otherPool: Pool;
let facades: [Blocks, Blocks];
beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.pool);
  otherPool = createPool(database.url);
  facades = [createBlocks(database.pool), createBlocks(otherPool)];
});
afterAll(async () => {
  await otherPool.end();
  await database.drop();
});

/** Times lie far ahead, so that the allowance for clocks plays no part. */
const day = 86_400_000;
const start = Date.UTC(2100, 0, 1);
const when = fc.integer({ min: 0, max: 20 }).map((days) => start + days * day);
const madeBy = { relation: 'self', name: 'Vakker Blomst' } as const;

const blocked: fc.Arbitrary<Blocked> = fc.constantFrom(
  { kind: 'clinician', hpr: '1', name: 'Åse' } as const,
  { kind: 'organization', orgnr: '312774100', name: 'Bjørkelia' } as const,
  { kind: 'everyone' } as const,
);
const content = fc
  .record({ blocked, from: when, days: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }) })
  .map(({ blocked, from, days }) => ({ blocked, from, ...(days && { to: from + days * day }), madeBy }));
const status = fc.constantFrom('active' as const, 'withdrawn' as const);

/** What somebody does: at which facade, for which of two persons, to which of the blocks made so far. */
const where = { facade: fc.nat(1), person: fc.nat(1), failing: fc.nat(4).map((n) => n === 0) };
const which = {
  strange: fc.nat(4).map((n) => n === 0),
  block: fc.nat(5),
  version: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
};
const step = fc.oneof(
  fc.record({ act: fc.constant('make' as const), ...where, content }),
  fc.record({ act: fc.constant('change' as const), ...where, ...which, content, status }),
  fc.record({ act: fc.constant('withdraw' as const), ...where, ...which }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** By person: every version of each of their blocks, oldest first. */
type Model = [Block[][], Block[][]];

const full = () => Promise.reject(new FhirError(503, 'transient', 'full', { reason: 'log-unavailable' }));
const outcome = (work: Promise<Block | undefined>): Promise<Block | string | undefined> =>
  work.catch((error: FhirError) => error.reason);

async function take(step: Step, persons: PersonIdentifier[], model: Model): Promise<void> {
  const facade = facades[step.facade] as Blocks;
  const person = persons[step.person] as PersonIdentifier;
  const own = model[step.person] as Block[][];
  const commit = step.failing ? full : () => Promise.resolve();
  if (step.act === 'make') {
    const made = await outcome(facade.make(person, step.content, commit));
    if (step.failing) expect(made).toBe('log-unavailable');
    else {
      expect(made).toMatchObject({ ...step.content, version: 1, status: 'active' });
      own.push([made as Block]);
    }
    return;
  }
  const theirs = model[step.strange ? 1 - step.person : step.person] as Block[][];
  const versions = theirs[step.block % Math.max(1, theirs.length)];
  const standing = versions?.at(-1);
  const id = standing?.id ?? '0b4e4f5c-1f6a-4a52-9b5e-6f1f0d3c2b1a';
  const change: BlockChange | undefined =
    step.act === 'change'
      ? { ...step.content, status: step.status }
      : standing && { ...standing, status: 'withdrawn', madeBy };
  const result = await outcome(
    step.act === 'change'
      ? facade.change(person, id, step.version, change as BlockChange, commit)
      : facade.withdraw(person, id, step.version, madeBy, commit),
  );
  const stays = step.act === 'withdraw' && standing?.status === 'withdrawn';
  if (!standing || !versions || step.strange) expect(result).toBeUndefined();
  else if (step.version !== undefined && step.version !== standing.version)
    expect(result).toBe('version-conflict');
  else if (stays) expect(result).toEqual(standing);
  else if (step.failing) expect(result).toBe('log-unavailable');
  else {
    const { blocked, from, to, status } = change as BlockChange;
    const { lastUpdated } = result as Block;
    const expected = {
      id,
      version: standing.version + 1,
      blocked,
      from,
      ...(to !== undefined && { to }),
      status,
      madeBy,
      lastUpdated,
    };
    expect(result).toEqual(expected);
    versions.push(expected);
  }
}

const holds = (block: Block | undefined, at: number) =>
  block?.status === 'active' && block.from <= at && (block.to === undefined || block.to > at);
const byId = (blocks: readonly (Block | undefined)[]) =>
  blocks.filter((block) => block !== undefined).sort((a, b) => (a.id < b.id ? -1 : 1));

test('whatever is made, changed, withdrawn or refused, at whichever facade, all say the same as the model', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 30, size: 'max' }),
      fc.array(when, { minLength: 3, maxLength: 5, size: 'max' }),
      async (steps, instants) => {
        const persons = [newPerson(), newPerson()];
        const model: Model = [[], []];
        for (const step of steps) await take(step, persons, model);
        for (const [index, person] of persons.entries()) {
          const own = model[index] as Block[][];
          const standing = own.map((versions) => versions.at(-1));
          for (const facade of facades) {
            expect(byId(await facade.all(person))).toEqual(byId(standing));
            for (const at of instants) {
              const expected = standing.filter((block) => holds(block, at));
              expect(byId(await facade.inForce(person, at))).toEqual(byId(expected));
            }
            for (const versions of own) {
              expect(await facade.history(person, versions[0]?.id ?? '')).toEqual([...versions].reverse());
            }
          }
        }
      },
    ),
    { numRuns: 60 },
  );
});
