import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createKnownPractitioners,
  mostFound,
  type KnownPractitioners,
} from '../../../server/blocks/known-practitioners.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { createPool, type Pool } from '../../../server/database/pool.ts';
import { freshDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let practitioners: KnownPractitioners;
beforeAll(async () => {
  database = await freshDatabase();
  await migrate(database.pool);
});
afterAll(() => database.drop());
beforeEach(async () => {
  await database.pool.query('truncate known_practitioner');
  practitioners = createKnownPractitioners(database.pool);
});

const gp = { orgnr: '312774100', name: 'Bjørkelia legesenter' };
const ward = { orgnr: '958935420', name: 'Oslo kommune' };
const noon = Date.parse('2026-03-01T12:00:00Z');
const found = async (text: string) =>
  (await practitioners.find(text)).found.map(({ name, organization }) => `${name}, ${organization.name}`);

describe('a practitioner who looked', () => {
  beforeEach(async () => {
    await practitioners.remember({ hpr: '1', name: 'Åse Fjellsjø' }, gp, noon);
    await practitioners.remember({ hpr: '2', name: 'Per-Øystein O’Hara' }, ward, noon);
    await practitioners.remember({ hpr: '1', name: 'Åse Fjellsjø' }, ward, noon);
  });

  test.each([
    ['åse', ['Åse Fjellsjø, Bjørkelia legesenter', 'Åse Fjellsjø, Oslo kommune']],
    ['FJELL ÅS', ['Åse Fjellsjø, Bjørkelia legesenter', 'Åse Fjellsjø, Oslo kommune']],
    ['fjell bjørk', ['Åse Fjellsjø, Bjørkelia legesenter']],
    ['A\u030ase  legesenter', ['Åse Fjellsjø, Bjørkelia legesenter']],
    ['øyst', ['Per-Øystein O’Hara, Oslo kommune']],
    ['hara', ['Per-Øystein O’Hara, Oslo kommune']],
    ['Oslo', ['Per-Øystein O’Hara, Oslo kommune', 'Åse Fjellsjø, Oslo kommune']],
    ['jellsjø', []],
    ['ase', []],
    ['Per Bjørkelia', []],
    ['%', []],
    ['_', []],
    ['p_r', []],
    ['\\', []],
    ['', []],
  ])('is found by %o', async (text, expected) => {
    expect((await found(text)).sort()).toEqual([...expected].sort());
  });

  test('is given with number and workplace', async () => {
    expect(await practitioners.find('bjørkelia')).toEqual({
      found: [{ hpr: '1', name: 'Åse Fjellsjø', organization: gp }],
      more: false,
    });
  });

  test('by another name than before is found by the new one alone', async () => {
    await practitioners.remember({ hpr: '1', name: 'Åse Strand' }, gp, noon + 1);
    expect(await found('strand')).toEqual(['Åse Strand, Bjørkelia legesenter']);
    expect(await found('fjellsjø')).toEqual(['Åse Fjellsjø, Oslo kommune']);
    await practitioners.remember({ hpr: '1', name: 'Åse Fjellsjø' }, gp, noon - 86_400_000);
    expect(await found('strand')).toEqual(['Åse Strand, Bjørkelia legesenter']);
  });
});

test(`no more than ${mostFound} are given, and it is said that there are more`, async () => {
  const remember = (number: number) =>
    practitioners.remember({ hpr: String(number), name: `Kari Nr${number}` }, gp, noon);
  for (let number = 1; number <= mostFound; number++) await remember(number);
  expect(await practitioners.find('kari')).toMatchObject({ more: false, found: { length: mostFound } });
  await remember(mostFound + 1);
  expect(await practitioners.find('kari')).toMatchObject({ more: true, found: { length: mostFound } });
});

test('a national number is not remembered, wherever it stands', async () => {
  await practitioners.remember({ hpr: '1', name: 'Kari 13717404089' }, gp, noon);
  await practitioners.remember({ hpr: '1', name: 'Kari' }, { ...gp, name: '131774 04089' }, noon);
  expect(await found('kari')).toEqual([]);
  const { rows } = await database.pool.query('select from known_practitioner');
  expect(rows).toEqual([]);
});

test('the database hears of each once a day, and again when something is new', async () => {
  let asked = 0;
  const query = database.pool.query.bind(database.pool) as (config: unknown) => Promise<unknown>;
  const counting = Object.create(database.pool, {
    query: { value: (config: unknown) => (asked++, query(config)) },
  }) as Pool;
  const one = createKnownPractitioners(counting);
  const other = createKnownPractitioners(counting);
  const looks = async (facade: KnownPractitioners, at: number, name = 'Kari') => {
    for (let look = 0; look < 5; look++) await facade.remember({ hpr: '1', name }, gp, at + look);
    return asked;
  };
  expect(await looks(one, noon)).toBe(1);
  expect(await looks(other, noon)).toBe(2);
  expect(await looks(one, noon + 86_400_000)).toBe(3);
  expect(await looks(one, noon + 86_400_000, 'Kari Å')).toBe(4);
  const { rows } = await database.pool.query<{ last_seen: string }>(
    'select last_seen from known_practitioner',
  );
  expect(rows).toEqual([{ last_seen: '2026-03-02' }]);
});

test('what the database did not hear is told again', async () => {
  const pool = createPool('postgres://nobody@127.0.0.1:1/none', { connectTimeout: 1000 });
  const away = createKnownPractitioners(pool);
  for (let attempt = 0; attempt < 2; attempt++) {
    await expect(away.remember({ hpr: '1', name: 'Kari' }, gp, noon)).rejects.toMatchObject({ status: 503 });
  }
  await expect(away.find('kari')).rejects.toMatchObject({ status: 503, reason: 'blocks-unavailable' });
  await pool.end();
});
