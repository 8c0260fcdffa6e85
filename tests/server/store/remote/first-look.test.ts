import { expect, test } from 'vitest';
import type { FhirError } from '../../../../server/errors.ts';
import { malformed, unavailable } from '../../../../server/store/remote/failures.ts';
import { createCollections } from '../../../../server/store/remote/remote-defaults.ts';
import { createRemoteStore } from '../../../../server/store/remote/remote-store.ts';
import type { Upstream } from '../../../../server/store/remote/upstream.ts';
import type { DateFilter } from '../../../../server/store/national-store.ts';
import { heartRate, newPerson } from '../../../support/observation-builders.ts';
import { clinician } from '../fhir/asking.ts';

const day = 86_400_000;
const today = Date.parse('2026-03-31T00:00:00Z');
const month: DateFilter = { prefix: 'ge', from: today - 30 * day, to: today - 29 * day };

const open = () => openFor('s');

/** A store with a pulse of 60 a year ago and one of 70 today, which hands over only what is asked for. */
function openFor(session: string | undefined) {
  const person = newPerson();
  const all = [heartRate(person, '2025-03-30T08:00:00Z', 60), heartRate(person, '2026-03-30T08:00:00Z', 70)];
  const asked: (number | undefined)[] = [];
  const refuses = { dates: undefined as FhirError | undefined };
  const upstream: Upstream = {
    async observations(_reader, _person, begin, { since } = {}) {
      asked.push(since);
      if (since !== undefined && refuses.dates) throw refuses.dates;
      const take = begin();
      for (const each of all) {
        if (Date.parse(each.effectiveDateTime ?? '') >= (since ?? -Infinity))
          take(each, JSON.stringify(each));
      }
    },
    deliver: () => Promise.reject(new Error('is not asked')),
    health: () => Promise.resolve(),
    openSession: () => Promise.resolve(session),
  };
  const cache = createCollections();
  const key = new Uint8Array(32).fill(7);
  const store = createRemoteStore({ name: 'Lager', upstream, key, cache })(clinician(person));
  const latest = async (...dates: DateFilter[]) => (await store.lastn(person, { dates, max: 1 })).length;
  const values = async (...dates: DateFilter[]) =>
    (await store.lastn(person, { dates, max: 9 })).map(({ text }) => /"value":(\d+)/.exec(text)?.[1]);
  return { person, asked, refuses, cache, store, latest, values };
}

test('the newest of the last month are found without asking for the years before', async () => {
  const { asked, values } = open();
  expect(await values(month)).toEqual(['70']);
  expect(asked).toEqual([month.from - 2 * day]);
});

test('what is kept of a month never stands for the whole history', async () => {
  const { asked, values, store, person } = open();
  await values(month);
  expect(await values()).toEqual(['70', '60']);
  expect(await store.count(person, { dates: [], lastUpdated: [], sort: 'date' })).toBe(2);
  expect(asked).toEqual([month.from - 2 * day, undefined]);
});

test('when the whole history is kept, or on its way, nothing more is asked for', async () => {
  const { asked, values } = open();
  expect(await Promise.all([values(), values(month)])).toEqual([['70', '60'], ['70']]);
  expect(await values(month)).toEqual(['70']);
  expect(asked).toEqual([undefined]);
});

test('a month is asked for once a minute, and again when it was forgotten', async () => {
  const { asked, values, cache } = open();
  await Promise.all([values(month), values(month)]);
  await values(month);
  expect(asked).toHaveLength(1);
  cache.drop('s');
  await values(month);
  expect(asked).toHaveLength(2);
});

test('without a session nothing is kept, and no more is asked for either', async () => {
  const { asked, values } = openFor(undefined);
  await values(month);
  await values(month);
  expect(asked).toEqual([month.from - 2 * day, month.from - 2 * day]);
});

test('a store that does not understand the date is asked for everything; one that is away is not', async () => {
  const { asked, refuses, values } = open();
  refuses.dates = unavailable();
  await expect(values(month)).rejects.toBe(refuses.dates);
  refuses.dates = malformed('has the status 400');
  expect(await values(month)).toEqual(['70']);
  expect(asked).toEqual([month.from - 2 * day, month.from - 2 * day, undefined]);
});

test.each<[string, DateFilter[], number | undefined]>([
  ['eq', [{ prefix: 'eq', from: today, to: today + day }], today - 2 * day],
  ['gt', [{ prefix: 'gt', from: today, to: today + day }], today - day],
  ['sa', [{ prefix: 'sa', from: today, to: today + day }], today - day],
  ['ge and le', [month, { prefix: 'le', from: today, to: today + day }], month.from - 2 * day],
  ['two', [month, { prefix: 'ge', from: today, to: today + day }], today - 2 * day],
  ['le', [{ prefix: 'le', from: today, to: today + day }], undefined],
  ['lt', [{ prefix: 'lt', from: today, to: today + day }], undefined],
  ['eb', [{ prefix: 'eb', from: today, to: today + day }], undefined],
  ['ne', [{ prefix: 'ne', from: today, to: today + day }], undefined],
])('date %s bounds what is asked for', async (_, dates, since) => {
  const { asked, latest } = open();
  await latest(...dates);
  expect(asked).toEqual([since]);
});
