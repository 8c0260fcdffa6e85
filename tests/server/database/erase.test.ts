import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { erasePerson } from '../../../server/database/erase.ts';
import { runProgram } from '../../support/command.ts';
import { startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import { batch, bloodPressure, heartRate, newPerson } from '../../support/observation-builders.ts';

let facade: RunningFacade;
beforeAll(async () => {
  facade = await startFacade();
});
afterAll(() => facade.stop());

const time = '2026-03-01T08:00:00+01:00';
const erase = (input: string) =>
  runProgram('server/database/erase-command.ts', [], { DATABASE_URL: facade.database.url }, input);

/** A measurement that was corrected, and another: something in every table. */
function deliverAbout(person: PersonIdentifier): Promise<Answer> {
  const first = heartRate(person, time, 70);
  return facade.deliver(first, bloodPressure(person, time, 120, 80), { ...first, status: 'corrected' });
}

/** But for those of the access log, which is kept. */
async function personTables(): Promise<string[]> {
  const { rows } = await facade.database.pool.query<{ table: string }>(
    `select table_name as table from information_schema.columns
      where column_name = 'person' and table_schema = 'public' and table_name not like 'access%' order by 1`,
  );
  return rows.map(({ table }) => table);
}

async function count(table: string, where = ''): Promise<number> {
  const { rows } = await facade.database.pool.query<{ rows: number }>(
    `select count(*)::int as rows from ${table} ${where}`,
  );
  return rows[0]?.rows ?? Number.NaN;
}

async function counts(): Promise<Record<string, number>> {
  const entries: [string, number][] = [];
  for (const table of await personTables()) entries.push([table, await count(table)]);
  return Object.fromEntries(entries);
}

const everythingAbout = async (person: PersonIdentifier) =>
  (await facade.ask('/Observation', { token: await facade.clinician(person) })).body as fhir4.Bundle;
const keyIn = (answer: Answer) =>
  /Observation\/([a-z0-9]+)-/.exec((answer.body as fhir4.Bundle).entry?.[0]?.response?.location ?? '')?.[1];

describe('npm run erase', () => {
  test('leaves nothing of the person and everything of another, and says how much it was', async () => {
    const [one, other] = [newPerson(), newPerson()];
    await deliverAbout(other);
    const before = await counts();
    const others = await everythingAbout(other);
    const delivered = await deliverAbout(one);
    const added = Object.entries(await counts()).map(([table, rows]) => [table, rows - (before[table] ?? 0)]);
    expect(Object.fromEntries(added)).toMatchObject({ person_identity: 1 });

    expect((await everythingAbout(one)).total).toBe(2);

    const { code, stdout, stderr } = await erase(`${one.value}\n`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.trim().split('\n').sort()).toEqual(
      added.map(([table, rows]) => `${table}: ${rows} rows erased`).sort(),
    );
    expect(stdout).not.toContain(one.value);
    // That somebody has looked is kept, under a key that stands for nobody and is never given again.
    expect(await counts()).toEqual({ ...before, person_identity: (before['person_identity'] ?? 0) + 1 });
    expect(await count('person_identity', `where value = '${one.value}'`)).toBe(0);
    expect((await everythingAbout(one)).total).toBe(0);
    expect((await everythingAbout(other)).entry).toEqual(others.entry);

    const again = await deliverAbout(one);
    expect(keyIn(again)).toMatch(/^[a-z0-9]+$/);
    expect(keyIn(again)).not.toBe(keyIn(delivered));
  });

  test.each([
    ['a number that is not one', '13717404080', /no fødselsnummer, D-number or FHN/],
    ['nothing', '', /no fødselsnummer, D-number or FHN/],
    ['a person nobody knows', newPerson().value, /Nothing is stored about that person/],
  ])('erases nothing for %s', async (_, input, message) => {
    const before = await counts();
    const { code, stdout, stderr } = await erase(input);
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(message);
    if (input) expect(stderr).not.toContain(input);
    expect(await counts()).toEqual(before);
  });
});

test('npm run erase does not take a number from the command line, nor repeat it', async () => {
  const person = newPerson();
  const result = await runProgram('server/database/erase-command.ts', [person.value], {
    DATABASE_URL: facade.database.url,
  });
  expect(result).toEqual({ code: 1, stdout: '', stderr: 'Not understood. Options: none.\n' });
});

test('a person erased while deliveries about them arrive leaves no rows behind that nobody would find', async () => {
  const person = newPerson();
  const token = await facade.source();
  let wanted = true;
  const statuses: number[] = [];
  const deliverOnAndOn = async () => {
    while (wanted) {
      const answer = await facade.ask('', {
        method: 'POST',
        token,
        headers: { 'Content-Type': 'application/fhir+json' },
        body: JSON.stringify(batch(heartRate(person, time, 70), heartRate(person, time, 71))),
      });
      statuses.push(answer.status);
    }
  };
  const sources = [deliverOnAndOn(), deliverOnAndOn(), deliverOnAndOn(), deliverOnAndOn()];
  for (let erased = 0; erased < 20;) {
    if (await erasePerson(facade.database.pool, person)) erased++;
  }
  wanted = false;
  await Promise.all(sources);
  expect(new Set(statuses)).toEqual(new Set([200]));
  for (const table of await personTables()) {
    const left = await count(table, 'where person not in (select person from person_identity)');
    expect([table, left]).toEqual([table, 0]);
  }
});
