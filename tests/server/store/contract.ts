import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { prepareDelivery } from '../../../server/delivery/prepare.ts';
import { FhirError } from '../../../server/errors.ts';
import { unknownTime, type Deliverable, type DeliveryResult } from '../../../server/store/deliverable.ts';
import { decodeJudgement } from '../../../server/store/judgement.ts';
import type {
  DateFilter,
  DatePrefix,
  DeliveredCursor,
  DeliveringSource,
  NationalStore,
  ObservationQuery,
  SearchCursor,
  StoredObservation,
} from '../../../server/store/national-store.ts';
import { originOf } from '../../support/delivery-origin.ts';
import {
  bloodPressure,
  categorySystem,
  coding,
  fjordvik,
  heartRate,
  loinc,
  newPerson,
  observation,
  oslo,
  quantity,
  snomed,
  weight,
} from '../../support/observation-builders.ts';
import { trendOf, type ReadTrendAnswer } from '../../support/trend-of.ts';

export interface StoreUnderTest {
  store: NationalStore;
  stop(): Promise<void>;
}

const everything: ObservationQuery = { dates: [], lastUpdated: [], sort: 'date' };
const prefixes: readonly DatePrefix[] = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'];
const minute = 60_000;
const at = (text: string) => Date.parse(text);

export function prepared(
  resource: fhir4.Observation,
  changes: Partial<Deliverable> = {},
  source: DeliveringSource = oslo,
): Deliverable {
  const text = JSON.stringify(resource);
  return { ...prepareDelivery({ resource, text, start: 0 }, source, Date.now(), 'accept'), ...changes };
}

export function contentOf({ text }: StoredObservation): fhir4.Observation {
  return JSON.parse(`{${text}`) as fhir4.Observation;
}

/** FHIR R4 search, "prefixes" (https://hl7.org/fhir/R4/search.html#prefix), word by word. */
function matches({ prefix, from, to }: DateFilter, target: { from: number; to: number }): boolean {
  const searchContainsTarget = from <= target.from && target.to <= to;
  const aboveIntersects = target.to > to;
  const belowIntersects = target.from < from;
  const overlap = target.from < to && target.to > from;
  const rules: Record<DatePrefix, boolean> = {
    eq: searchContainsTarget,
    ne: !searchContainsTarget,
    gt: aboveIntersects,
    lt: belowIntersects,
    ge: aboveIntersects || searchContainsTarget,
    le: belowIntersects || searchContainsTarget,
    sa: !overlap && target.from >= to,
    eb: !overlap && target.to <= from,
  };
  return rules[prefix];
}

/** What every adapter of the national store must keep; `start` gives one that is empty. */
export function describeStore(name: string, start: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let under: StoreUnderTest;
    let store: NationalStore;
    beforeAll(async () => {
      under = await start();
      store = under.store;
    });
    afterAll(() => under.stop());

    async function deliver(
      measurements: Deliverable[],
      source: DeliveringSource = oslo,
    ): Promise<DeliveryResult[]> {
      const results = await store.deliver(originOf(source), measurements);
      return results.map((result) => {
        if (result instanceof FhirError) throw result;
        return result;
      });
    }
    const search = (person: PersonIdentifier, changes: Partial<ObservationQuery> = {}) =>
      store.search(person, { ...everything, ...changes }, { count: 1000 });
    const valuesOf = (found: { observations: StoredObservation[] }) =>
      found.observations.map((each) => contentOf(each).valueQuantity?.value);

    describe('a person nobody has delivered about', () => {
      const unknown = newPerson();
      test('is empty, not an error', async () => {
        expect(await search(unknown)).toEqual({ observations: [] });
        expect(await store.count(unknown, everything)).toBe(0);
        expect(await store.read(unknown, 'abc-1')).toBeUndefined();
        expect(await store.lastn(unknown, { codes: [{ code: '8867-4' }], dates: [], max: 1 })).toEqual([]);
        expect(await trendOf(store, unknown, { codes: ['8867-4', '85354-9'], period: {} })).toEqual({
          trends: [
            { code: '8867-4', points: [] },
            { code: '85354-9', points: [] },
          ],
          contexts: new Map(),
        });
      });
    });

    describe('delivery', () => {
      test('created, unchanged, changed: one measurement with versions', async () => {
        const person = newPerson();
        const sent = heartRate(person, '2026-03-01T08:00:00Z', 70);
        const [created] = await deliver([prepared(sent)]);
        const [again] = await deliver([prepared({ ...sent, id: 'another', meta: { source: 'x' } })]);
        const [changed] = await deliver([
          prepared({ ...sent, status: 'corrected', valueQuantity: quantity(71, '/min') }),
        ]);
        expect([created?.outcome, again?.outcome, changed?.outcome]).toEqual([
          'created',
          'unchanged',
          'changed',
        ]);
        expect([created?.version, again?.version, changed?.version]).toEqual([1, 1, 2]);
        expect(new Set([created?.id, again?.id, changed?.id]).size).toBe(1);
        const found = await search(person);
        expect(valuesOf(found)).toEqual([71]);
        expect(contentOf(found.observations[0] as StoredObservation)).toMatchObject({
          id: created?.id,
          meta: { versionId: '2' },
          status: 'corrected',
        });
      });

      test('the same identifier twice in one delivery is one measurement, the last content wins', async () => {
        const person = newPerson();
        const sent = heartRate(person, '2026-03-01T08:00:00Z', 70);
        const other = { ...sent, valueQuantity: quantity(72, '/min') };
        const results = await deliver([prepared(sent), prepared(sent), prepared(other)]);
        expect(results.map(({ outcome, version }) => [outcome, version])).toEqual([
          ['created', 1],
          ['unchanged', 1],
          ['changed', 2],
        ]);
        expect(valuesOf(await search(person))).toEqual([72]);
      });

      test('the same identifier from another source is another measurement', async () => {
        const person = newPerson();
        const sent = prepared(heartRate(person, '2026-03-01T08:00:00Z', 70));
        await deliver([sent]);
        const other = prepared(heartRate(person, '2026-03-01T08:00:00Z', 71), {
          identifier: sent.identifier,
        });
        expect((await deliver([other], fjordvik))[0]?.outcome).toBe('created');
        expect(valuesOf(await search(person))).toEqual([70, 71]);
      });

      test('results stand in the order of the input, whoever they are about', async () => {
        const [a, b, c] = [newPerson(), newPerson(), newPerson()];
        const known = prepared(heartRate(b, '2026-03-01T08:00:00Z', 1));
        await deliver([known]);
        const input = [a, c, a, b, c].map((person, n) =>
          prepared(heartRate(person, '2026-03-02T08:00:00Z', 50 + n)),
        );
        const results = await deliver([...input, known]);
        expect(results.map(({ outcome }) => outcome)).toEqual([
          ...Array<string>(5).fill('created'),
          'unchanged',
        ]);
        for (const [index, { person }] of input.entries()) {
          const stored = await store.read(person, results[index]?.id ?? '');
          expect(stored && contentOf(stored).valueQuantity?.value).toBe(50 + index);
        }
      });

      test.each([
        ['a new person', []],
        ['a known person', ['2026-02-01T08:00:00Z']],
      ])('20 deliveries of the same at once give each measurement once: %s', async (_, before) => {
        const person = newPerson();
        await deliver(before.map((time) => prepared(heartRate(person, time, 50))));
        const same = Array.from({ length: 5 }, (_, n) =>
          prepared(heartRate(person, `2026-03-0${n + 1}T08:00:00Z`, 60 + n)),
        );
        const all = await Promise.all(Array.from({ length: 20 }, () => deliver(same)));
        expect(all.flat().filter(({ outcome }) => outcome === 'created')).toHaveLength(5);
        expect(all.flat().filter(({ outcome }) => outcome === 'changed')).toHaveLength(0);
        const dates = [{ prefix: 'ge' as const, from: at('2026-03-01'), to: at('2026-03-02') }];
        expect(valuesOf(await search(person, { dates }))).toEqual([60, 61, 62, 63, 64]);
        expect(await store.count(person, everything)).toBe(5 + before.length);
      });

      test('20 deliveries at once, each of another kind and about the same new person, lose nothing', async () => {
        const person = newPerson();
        const kinds = Array.from({ length: 20 }, (_, n) =>
          observation(person, {
            code: coding('https://local.example', `kind-${n}`),
            category: [coding('https://local.example', `category-${n}`)],
            performer: [{ display: `Måler ${n}` }],
          }),
        );
        const all = await Promise.all(kinds.map((each) => deliver([prepared(each)])));
        expect(all.flat().map(({ outcome }) => outcome)).toEqual(Array(20).fill('created'));
        for (const [n, kind] of kinds.entries()) {
          const { observations } = await search(person, { codes: [{ code: `kind-${n}` }] });
          expect(observations.map((each) => contentOf(each))).toMatchObject([
            { performer: kind.performer, category: kind.category, identifier: kind.identifier },
          ]);
        }
      });

      test('deliveries about the same persons in opposite orders do not wait for each other in a ring', async () => {
        const persons = Array.from({ length: 12 }, () => newPerson());
        const about = (order: PersonIdentifier[], n: number) =>
          order.map((person) => prepared(heartRate(person, `2026-03-01T08:00:${10 + n}Z`, 60 + n)));
        await Promise.all(
          Array.from({ length: 16 }, (_, n) => deliver(about(n % 2 ? persons : [...persons].reverse(), n))),
        );
        for (const person of persons) expect(await store.count(person, everything)).toBe(16);
      });

      test('If-Match: only the version that is named is changed, and 412 changes nothing', async () => {
        const person = newPerson();
        const sent = heartRate(person, '2026-03-01T08:00:00Z', 70);
        const value = (number: number, ifMatch?: number) =>
          prepared(
            { ...sent, valueQuantity: quantity(number, '/min') },
            ifMatch === undefined ? {} : { ifMatch },
          );
        const conflict = expect.objectContaining({ status: 412, reason: 'version-conflict' });
        expect(await store.deliver(originOf(oslo), [value(70, 1)])).toEqual([conflict]);
        await deliver([value(70)]);
        expect(await deliver([value(71, 1)])).toMatchObject([{ outcome: 'changed', version: 2 }]);
        expect(await store.deliver(originOf(oslo), [value(72, 1), value(73, 2), value(74, 2)])).toEqual([
          conflict,
          expect.objectContaining({ outcome: 'changed', version: 3 }),
          conflict,
        ]);
        expect(valuesOf(await search(person))).toEqual([73]);
      });

      test('history: every version as it was, newest first; a withdrawal is one of them', async () => {
        const person = newPerson();
        const sent = heartRate(person, '2026-03-01T08:00:00Z', 70, { note: [{ text: 'første' }] });
        const [created] = await deliver([prepared(sent)]);
        const corrected = {
          ...sent,
          status: 'corrected',
          code: coding(snomed, '364075005'),
          effectiveDateTime: '2026-02-01T08:00:00Z',
          valueQuantity: quantity(81, '/min'),
        } as fhir4.Observation;
        await deliver([prepared(corrected), prepared({ ...corrected, valueQuantity: quantity(82, '/min') })]);
        await deliver([prepared({ ...sent, status: 'entered-in-error' })]);
        const versions = await store.history(person, created?.id ?? '');
        expect(versions?.map((each) => contentOf(each))).toMatchObject([
          { meta: { versionId: '4' }, status: 'entered-in-error', valueQuantity: { value: 70 } },
          { meta: { versionId: '3' }, status: 'corrected', valueQuantity: { value: 82 } },
          { meta: { versionId: '2' }, status: 'corrected', effectiveDateTime: '2026-02-01T08:00:00Z' },
          { meta: { versionId: '1' }, status: 'final', note: [{ text: 'første' }] },
        ]);
        expect(versions?.[0]).toEqual(await store.read(person, created?.id ?? ''));
        expect(await store.count(person, everything)).toBe(0);
        expect(await store.history(person, created?.id ?? '', [{ code: 'survey' }])).toBeUndefined();
        expect(await store.history(newPerson(), created?.id ?? '')).toBeUndefined();
        const other = newPerson();
        await deliver([prepared(heartRate(other, '2026-03-01T08:00:00Z', 1))]);
        expect(await store.history(other, created?.id ?? '')).toBeUndefined();
      });

      test('without an identifier: the same content again is the same measurement, other content another', async () => {
        const person = newPerson();
        const bare = (value: number) =>
          prepared(heartRate(person, '2026-03-01T08:00:00Z', value, { identifier: undefined }));
        expect(await deliver([bare(70), bare(70), bare(71)])).toMatchObject([
          { outcome: 'created' },
          { outcome: 'unchanged' },
          { outcome: 'created' },
        ]);
        expect(await deliver([bare(71), bare(70)])).toMatchObject([
          { outcome: 'unchanged' },
          { outcome: 'unchanged' },
        ]);
        expect(valuesOf(await search(person))).toEqual([70, 71]);
      });

      test('the same text with its members in another order is unchanged', async () => {
        const person = newPerson();
        const sent = heartRate(person, '2026-03-01T08:00:00Z', 70);
        const reversed = Object.fromEntries(Object.entries(sent).reverse()) as unknown as fhir4.Observation;
        await deliver([prepared(sent)]);
        expect(await deliver([prepared(reversed), prepared(sent)])).toMatchObject([
          { outcome: 'unchanged', version: 1 },
          { outcome: 'unchanged', version: 1 },
        ]);
      });

      test('the number of one person is never told of another: not in texts that measurements share', async () => {
        const [one, other] = [newPerson(), newPerson()];
        const about = (person: PersonIdentifier) =>
          heartRate(person, '2026-03-01T08:00:00Z', 70, {
            performer: [{ display: `Egenmåling ${person.value}` }],
            device: { display: `Apparat til ${person.value}` },
            code: { text: `Puls ${person.value}` },
          });
        const known = (person: PersonIdentifier) =>
          heartRate(person, '2026-03-01T08:00:00Z', 70, {
            device: { display: `Apparat til ${person.value}` },
          });
        await deliver([one, other].flatMap((person) => [prepared(about(person)), prepared(known(person))]));
        for (const person of [one, other]) {
          const { contexts } = await trendOf(store, person, { codes: ['8867-4'], period: {} });
          expect([...contexts.values()].map(({ device }) => device)).toEqual([`Apparat til ${person.value}`]);
          const { observations } = await search(person, {
            codes: [{ system: '', code: `Puls ${person.value}` }],
          });
          expect(observations.map((each) => contentOf(each).performer)).toEqual([
            [{ display: `Egenmåling ${person.value}` }],
          ]);
        }
      });

      test('what persons of one delivery share comes back as each sent it, whoever’s number stands in it', async () => {
        const plain = (number: string) => `til ${number}`;
        const escaped = (number: string) => String.raw`til \u003${number.slice(0, 1)}${number.slice(1)}`;
        for (const turn of [0, 1]) {
          const persons = [newPerson(), newPerson()];
          const sent = persons.flatMap((person) =>
            persons.flatMap(({ value: number }) =>
              [plain, escaped].map((write, n) => {
                const resource = heartRate(person, `2026-03-01T08:00:0${n}Z`, 70, {
                  device: { display: `Apparat ${plain(number)}` },
                });
                const text = JSON.stringify(resource).replace(plain(number), write(number));
                const told = { resource, text, start: 0 };
                return { person, number, written: write(number), told };
              }),
            ),
          );
          if (turn === 1) sent.reverse();
          await deliver(sent.map(({ told }) => prepareDelivery(told, oslo, Date.now(), 'accept')));
          for (const person of persons) {
            const own = sent.filter((each) => each.person === person);
            const texts = (await search(person)).observations.map(
              ({ text }) => /"Apparat (.*?)"/.exec(text)?.[1],
            );
            expect(texts.sort()).toEqual(own.map(({ written }) => written).sort());
            const { trends, contexts } = await trendOf(store, person, { codes: ['8867-4'], period: {} });
            const devices = trends[0]?.points.map(({ context }) => contexts.get(context)?.device);
            expect(devices?.sort()).toEqual(own.map(({ number }) => `Apparat ${plain(number)}`).sort());
          }
        }
      });

      test('a key written with escapes stays as it was written, and never makes a second member', async () => {
        const person = newPerson();
        const sent = bloodPressure(person, '2026-03-01T08:00:00Z', 215, 80, {
          identifier: [{ value: 'interpretation' }],
        });
        const text = JSON.stringify(sent).replace(
          '"component":[{',
          String.raw`"component":[{"\uFFFF\uE000":[],`,
        );
        const resource = JSON.parse(text) as fhir4.Observation;
        const measurement = prepareDelivery({ resource, text, start: 0 }, oslo, Date.now(), 'accept');
        await deliver([measurement]);
        const [found] = (await search(person)).observations;
        expect(found?.text.match(/"interpretation":\[/g)).toHaveLength(2);
        expect(found?.text).toContain(String.raw`"\uFFFF\uE000":[]`);
        expect(
          contentOf(found as StoredObservation).component?.[0]?.interpretation?.[0]?.coding?.[0]?.code,
        ).toBe('HH');
      });

      test('odd texts are stored as sent', async () => {
        const person = newPerson();
        const text = `"quotes" \\back\\ {braces, } '; drop table measurement; -- 😀 \u0000`;
        const note = heartRate(person, '2026-03-01T08:00:00Z', 70, {
          identifier: [{ system: 'a"b\\c', value: "{x,'y'}" }],
          category: [coding('urn:x"\\{}', 'a,b}"')],
          note: undefined,
          future: text,
        } as object);
        await deliver([prepared(note)]);
        const [found] = (await search(person, { categories: [{ system: 'urn:x"\\{}', code: 'a,b}"' }] }))
          .observations;
        expect(found && contentOf(found)).toMatchObject({ future: text });
        expect((await deliver([prepared(note)]))[0]?.outcome).toBe('unchanged');
      });
    });

    describe('the same measurement by two sources', () => {
      const time = '2026-03-01T08:00:00Z';
      const pressure = (person: PersonIdentifier, systolic: number, changes: object = {}, source = oslo) =>
        prepared(bloodPressure(person, time, systolic, 80, changes), {}, source);
      const alsoFrom = ({ observations }: { observations: StoredObservation[] }) =>
        observations.map((each) =>
          (contentOf(each).extension ?? []).map(({ valueReference }) => valueReference?.display),
        );

      test('is shown once, with both: in search, count, $lastn and $trend', async () => {
        const person = newPerson();
        await deliver([pressure(person, 120)]);
        await deliver([prepared(bloodPressure(person, time, 120, 80), {}, fjordvik)], fjordvik);
        const found = await search(person);
        expect(alsoFrom(found)).toEqual([[oslo.name]]);
        expect(await store.count(person, everything)).toBe(1);
        const latest = await store.lastn(person, { codes: [{ code: '85354-9' }], dates: [], max: 1 });
        expect(latest).toEqual(found.observations);
        const { trends, contexts } = await trendOf(store, person, { codes: ['85354-9'], period: {} });
        const [point] = trends[0]?.points ?? [];
        expect(trends[0]).toMatchObject({ points: [{ values: [120, 80] }], available: { count: 1 } });
        expect(contexts.get(point?.context ?? 0)).toMatchObject({
          source: fjordvik.name,
          alsoFrom: oslo.name,
        });
      });

      test('each source finds its own, and nothing of the other', async () => {
        const person = newPerson();
        await deliver([pressure(person, 120), pressure(person, 121)]);
        await deliver([pressure(person, 120)], fjordvik);
        const own = (source: DeliveringSource) => search(person, { source: source.orgnr });
        expect((await own(oslo)).observations).toHaveLength(2);
        expect((await own(fjordvik)).observations).toHaveLength(1);
        expect(await store.count(person, { ...everything, source: oslo.orgnr })).toBe(2);
        expect(await store.count(person, { ...everything, source: '999999999' })).toBe(0);
        expect(await store.count(person, everything)).toBe(2);
      });

      test('a correction parts them, another joins them, a withdrawal leaves the other', async () => {
        const person = newPerson();
        const first = pressure(person, 120, { identifier: [{ value: 'a' }] });
        const b = (systolic: number, changes: object = {}) =>
          pressure(person, systolic, { identifier: [{ value: 'b' }], ...changes }, fjordvik);
        const second = b(120);
        await deliver([first]);
        await deliver([second], fjordvik);
        await deliver([b(125)], fjordvik);
        expect(alsoFrom(await search(person))).toEqual([[], []]);
        await deliver([pressure(person, 125, { identifier: [{ value: 'a' }] })]);
        expect(alsoFrom(await search(person))).toEqual([[oslo.name]]);
        await deliver([b(125, { status: 'entered-in-error' })], fjordvik);
        expect(alsoFrom(await search(person))).toEqual([[]]);
        expect((await search(person, { source: oslo.orgnr })).observations).toHaveLength(1);
      });

      test('a red flag by limits of its own is never hidden behind a measurement without them', async () => {
        const person = newPerson();
        const plain = heartRate(person, time, 88);
        const own = heartRate(person, time, 88, {
          referenceRange: [
            {
              low: quantity(85, '/min'),
              type: coding('http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation', 'HH'),
            },
          ],
        });
        for (const [first, second] of [
          [plain, own],
          [own, plain],
        ] as const) {
          const someone = newPerson();
          await deliver([prepared(first, { person: someone })], fjordvik);
          await deliver([prepared(second, { person: someone })]);
          const { observations } = await search(someone);
          expect(observations.map((each) => contentOf(each).referenceRange?.[0]?.low?.value)).toEqual([85]);
        }
      });

      test('what a filter finds is not hidden by what it does not find', async () => {
        const person = newPerson();
        await deliver([prepared(heartRate(person, time, 88, { status: 'preliminary' }))], fjordvik);
        await deliver([
          prepared(heartRate(person, time, 88, { category: [coding('https://local.example', 'home')] })),
        ]);
        expect(valuesOf(await search(person, { statuses: ['final'] }))).toEqual([88]);
        expect(valuesOf(await search(person, { statuses: ['preliminary'] }))).toEqual([88]);
        expect(valuesOf(await search(person, { categories: [{ code: 'home' }] }))).toEqual([88]);
      });

      test('a source is not told of the others, and none is named as its own second', async () => {
        const person = newPerson();
        await deliver([prepared(heartRate(person, time, 88)), prepared(heartRate(person, time, 88))]);
        await deliver([prepared(heartRate(person, time, 88), {}, fjordvik)], fjordvik);
        for (const source of [oslo, fjordvik]) {
          expect(alsoFrom(await search(person, { source: source.orgnr })).flat()).toEqual([]);
        }
        expect(alsoFrom(await search(person)).flat()).not.toContain(fjordvik.name);
        expect(await store.count(person, everything)).toBe(2);
      });

      test('other persons, codes and times are never taken for it', async () => {
        const [person, other] = [newPerson(), newPerson()];
        await deliver([pressure(person, 120), prepared(heartRate(person, time, 80))]);
        await deliver(
          [pressure(other, 120), prepared(bloodPressure(person, '2026-03-01T08:00:01Z', 120, 80))],
          fjordvik,
        );
        expect(await store.count(person, everything)).toBe(3);
        expect(await store.count(other, everything)).toBe(1);
      });
    });

    test('what a source delivered about everybody: each once, whatever the size of the page', async () => {
      const source = { orgnr: '971045698', name: 'Solvik sykehus' };
      const persons = Array.from({ length: 7 }, () => newPerson());
      const sent = persons.flatMap((person, n) =>
        Array.from({ length: n }, (_, m) =>
          prepared(heartRate(person, `2026-03-0${m + 1}T08:00:00Z`, 10 * n + m)),
        ),
      );
      await deliver(sent, source);
      await deliver([prepared(heartRate(persons[3] as PersonIdentifier, '2026-03-01T08:00:00Z', 30))]);
      const query = { dates: [], lastUpdated: [] };
      const expected = sent.map(({ person, values }) => `${person.value} ${values[0]}`).sort();
      for (const count of [1, 2, 5, 21, 22]) {
        const found: string[] = [];
        let after: DeliveredCursor | undefined;
        do {
          const page = await store.deliveredBy(source.orgnr, query, { count, ...(after && { after }) });
          for (const { person, observations } of page.found) {
            for (const each of observations)
              found.push(`${person.value} ${contentOf(each).valueQuantity?.value}`);
          }
          after = page.next;
        } while (after);
        expect(found.sort()).toEqual(expected);
      }
      expect(await store.deliveredBy('999999999', query, { count: 5 })).toEqual({ found: [] });
    });

    test('whatever the order of arrival, the result is the same', async () => {
      type Sent = {
        source: DeliveringSource;
        identifier: string;
        values: number[];
        withdrawn: boolean;
        day: number;
      };
      const one: fc.Arbitrary<Sent> = fc.record({
        source: fc.constantFrom(oslo, fjordvik),
        identifier: fc.constantFrom('1', '2', '3'),
        values: fc.array(fc.constantFrom(60, 61), { minLength: 1, maxLength: 3 }),
        withdrawn: fc.boolean(),
        day: fc.constantFrom(1, 2),
      });
      /** Versions of one measurement stay in their order; everything else may come in any. */
      const interleave = (sequences: [DeliveringSource, fhir4.Observation][][], picks: number[]) => {
        const queues = sequences.map((each) => [...each]);
        const order: [DeliveringSource, fhir4.Observation][] = [];
        for (let at = 0; queues.some(({ length }) => length > 0); at++) {
          const filled = queues.filter(({ length }) => length > 0);
          const next = filled[(picks[at % picks.length] ?? 0) % filled.length]?.shift();
          if (next) order.push(next);
        }
        return order;
      };
      await fc.assert(
        fc.asyncProperty(
          fc.uniqueArray(one, {
            selector: ({ source, identifier }) => source.orgnr + identifier,
            maxLength: 6,
          }),
          fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 12 }), { minLength: 2, maxLength: 2 }),
          async (all, orders) => {
            const results: unknown[] = [];
            for (const picks of orders) {
              const person = newPerson();
              const sequences = all.map(({ source, identifier, values, withdrawn, day }) => {
                const version = (value: number, status: string): [DeliveringSource, fhir4.Observation] => [
                  source,
                  heartRate(person, `2026-03-0${day}T08:00:00Z`, value, {
                    identifier: [{ value: identifier }],
                    status,
                  }),
                ];
                const versions = values.map((value) => version(value, 'final'));
                return withdrawn ? [...versions, version(values.at(-1) ?? 0, 'entered-in-error')] : versions;
              });
              for (const [source, sent] of interleave(sequences, picks))
                await deliver([prepared(sent)], source);
              const shown = (await search(person)).observations.map((each) => {
                const { identifier, valueQuantity, effectiveDateTime, extension } = contentOf(each);
                return JSON.stringify([identifier, valueQuantity, effectiveDateTime, extension]);
              });
              const { trends } = await trendOf(store, person, { codes: ['8867-4'], period: {} });
              const points = trends[0]?.points.map(({ effective, values }) =>
                JSON.stringify([effective, values]),
              );
              results.push([shown.sort(), points?.sort(), await store.count(person, everything)]);
            }
            expect(results[1]).toEqual(results[0]);
          },
        ),
        { numRuns: 60 },
      );
    });

    describe('a time that is not known', () => {
      const person = newPerson();
      const period = { from: at('2026-01-01'), to: at('2026-12-31') };
      beforeAll(async () => {
        await deliver([
          prepared(heartRate(person, '', 70)),
          prepared(heartRate(person, '2026-03-01T08:00:00Z', 71)),
        ]);
      });

      test('is found without a date and by none, and comes after those that are known', async () => {
        expect(valuesOf(await search(person, { sort: '-date' }))).toEqual([71, 70]);
        for (const prefix of prefixes) {
          const span = { from: at('2026-03-01'), to: at('2026-03-02') };
          const found = valuesOf(await search(person, { dates: [{ prefix, ...span }] }));
          expect(found).not.toContain(70);
        }
        expect(
          valuesOf(
            await search(person, { dates: [{ prefix: 'lt', from: at('2030-01-01'), to: at('2030-01-02') }] }),
          ),
        ).toEqual([71]);
      });

      test('is never the latest where there is another', async () => {
        const latest = await store.lastn(person, { codes: [{ code: '8867-4' }], dates: [], max: 1 });
        expect(latest.map((each) => contentOf(each).valueQuantity?.value)).toEqual([71]);
      });

      test.each([
        ['the whole', {}],
        ['a period', period],
      ])('is listed beside the line of %s, and no part of its extent', async (_, asked) => {
        const { trends } = await trendOf(store, person, { codes: ['8867-4'], period: asked });
        expect(trends[0]?.points.map(({ values, aside }) => [values[0], aside !== null])).toEqual([
          [null, true],
          [71, false],
        ]);
        const time = at('2026-03-01T08:00:00Z');
        expect(trends[0]?.available).toMatchObject({ first: time, last: time });
      });
    });

    describe('search', () => {
      const person = newPerson();
      const time = (day: number) => `2026-03-${String(day).padStart(2, '0')}T08:00:00Z`;
      beforeAll(async () => {
        await deliver(
          [
            heartRate(person, time(1), 1),
            heartRate(person, time(2), 2, { code: coding(snomed, '364075005') }),
            heartRate(person, time(3), 3, {
              code: {
                coding: [
                  { system: 'https://local.example', code: 'P' },
                  { system: loinc, code: '8867-4' },
                ],
              },
            }),
            weight(person, time(4), 4),
            weight(person, time(5), 5, 'kg', { code: coding(loinc, '29563-7') }),
            heartRate(person, time(6), 6, { status: 'entered-in-error' }),
            heartRate(person, time(7), 7, { status: 'registered' }),
            observation(person, {
              code: coding(snomed, '763264000'),
              effectiveDateTime: time(8),
              valueQuantity: { value: 8 },
            }),
            heartRate(person, time(9), 9, {
              code: { text: 'Humør' },
              category: [coding('https://local.example', 'mood')],
            }),
            heartRate(person, time(10), 10, {
              code: {
                coding: [
                  { system: 'https://a.example', code: 'x' },
                  { system: 'https://b.example', code: 'y' },
                  { code: 'bare' },
                ],
              },
            }),
          ].map((each) => prepared(each)),
        );
      });

      test.each<[string, Partial<ObservationQuery>, number[]]>([
        ['everything but what is withdrawn', {}, [1, 2, 3, 4, 5, 7, 8, 9, 10]],
        ['newest first', { sort: '-date' }, [10, 9, 8, 7, 5, 4, 3, 2, 1]],
        ['a code finds its translations', { codes: [{ system: loinc, code: '8867-4' }] }, [1, 2, 3, 7]],
        ['a translation finds the code', { codes: [{ system: snomed, code: '364075005' }] }, [1, 2, 3, 7]],
        ['a code of any system', { codes: [{ code: '8867-4' }] }, [1, 2, 3, 7]],
        ['an alias', { codes: [{ system: loinc, code: '29463-7' }] }, [4, 5]],
        ['codes are or', { codes: [{ code: '8867-4' }, { code: '29463-7' }] }, [1, 2, 3, 4, 5, 7]],
        [
          'a code beside the catalogue code',
          { codes: [{ system: 'https://local.example', code: 'P' }] },
          [3],
        ],
        ['a code of a wrong system', { codes: [{ system: snomed, code: '8867-4' }] }, []],
        ['a code without system', { codes: [{ system: '', code: 'bare' }] }, [10]],
        ['no system does not mean any', { codes: [{ system: '', code: '8867-4' }] }, []],
        ['the second of two unknown codings', { codes: [{ system: 'https://b.example', code: 'y' }] }, [10]],
        ['an unknown code of any system', { codes: [{ code: 'y' }] }, [10]],
        ['an unknown code', { codes: [{ code: 'z' }] }, []],
        ['a category', { categories: [{ system: categorySystem, code: 'survey' }] }, [8]],
        ['a category of any system', { categories: [{ code: 'mood' }] }, [9]],
        ['categories are or', { categories: [{ code: 'mood' }, { code: 'survey' }] }, [8, 9]],
        ['a category of a wrong system', { categories: [{ system: 'x', code: 'survey' }] }, []],
        ['what the scopes allow', { allowedCategories: [{ code: 'survey' }] }, [8]],
        [
          'asked and allowed are and',
          { categories: [{ code: 'mood' }], allowedCategories: [{ code: 'survey' }] },
          [],
        ],
        ['nothing allowed is nothing', { allowedCategories: [] }, []],
        ['a status', { statuses: ['registered'] }, [7]],
        ['withdrawn, when asked for', { statuses: ['entered-in-error'] }, [6]],
        ['both', { statuses: ['registered', 'entered-in-error'] }, [6, 7]],
        [
          'code and date',
          {
            codes: [{ code: '8867-4' }],
            dates: [{ prefix: 'ge', from: at(time(2)), to: at(time(2)) + 1000 }],
          },
          [2, 3, 7],
        ],
        [
          'two dates are and',
          {
            dates: [
              { prefix: 'gt', from: at(time(1)), to: at(time(1)) + 1000 },
              { prefix: 'lt', from: at(time(4)), to: at(time(4)) + 1000 },
            ],
          },
          [2, 3],
        ],
        [
          'received in the future',
          { lastUpdated: [{ prefix: 'gt', from: at('2999-01-01'), to: at('2999-01-02') }] },
          [],
        ],
        [
          'received not before 2000',
          { lastUpdated: [{ prefix: 'ge', from: at('2000-01-01'), to: at('2000-01-02') }] },
          [1, 2, 3, 4, 5, 7, 8, 9, 10],
        ],
      ])('%s', async (_, changes, expected) => {
        expect(valuesOf(await search(person, changes))).toEqual(expected);
        expect(await store.count(person, { ...everything, ...changes })).toBe(expected.length);
      });

      test('received: a measurement is found by the time it says it was last updated', async () => {
        const [first] = (await search(person)).observations;
        const received = at(contentOf(first as StoredObservation).meta?.lastUpdated ?? '');
        expect(first?.received).toBe(received);
        const span = { from: received, to: received + 1 };
        for (const [prefix, found] of [
          ['eq', true],
          ['ne', false],
          ['gt', false],
          ['lt', false],
          ['ge', true],
          ['le', true],
          ['sa', false],
          ['eb', false],
        ] as const) {
          const { observations } = await search(person, { lastUpdated: [{ prefix, ...span }] });
          expect([prefix, observations.some(({ id }) => id === first?.id)]).toEqual([prefix, found]);
        }
      });

      test('read by id: what was found, withdrawn too; not of another person, nor beyond the scopes', async () => {
        const [withdrawn] = (await search(person, { statuses: ['entered-in-error'] })).observations;
        const id = withdrawn?.id ?? '';
        expect(await store.read(person, id)).toEqual(withdrawn);
        expect(await store.read(person, id, [{ code: 'vital-signs' }])).toEqual(withdrawn);
        expect(await store.read(person, id, [{ code: 'survey' }])).toBeUndefined();
        const other = newPerson();
        await deliver([prepared(heartRate(other, time(1), 99))]);
        expect(await store.read(other, id)).toBeUndefined();
        const [key = ''] = id.split('-');
        for (const junk of [
          '',
          '-',
          key,
          `${key}-`,
          `${key}-0`,
          `${key}-zzzzzzzzzz`,
          `${id}-1`,
          `${key}-1.5`,
          ` ${id}`,
          `${id}\0`,
          "1' or '1'='1",
        ]) {
          expect(await store.read(person, junk), junk).toBeUndefined();
        }
      });
    });

    test('date prefixes mean what R4 says, for any spans', async () => {
      const person = newPerson();
      const origin = at('2026-03-01T00:00:00Z');
      const span = fc
        .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 8 }))
        .map(([start, length]) => ({
          from: origin + start * minute,
          to: origin + (start + length) * minute,
        }));
      const [targets = []] = fc.sample(fc.array(span, { minLength: 40, maxLength: 40 }), {
        numRuns: 1,
        seed: 7,
      });
      await deliver(
        targets.map((target, n) =>
          prepared(heartRate(person, '2026-03-01T00:00:00Z', n), {
            effective: { ...target, precision: 'period' },
          }),
        ),
      );
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.tuple(fc.constantFrom(...prefixes), span), { minLength: 1, maxLength: 2 }),
          async (filters) => {
            const dates = filters.map(([prefix, each]) => ({ prefix, ...each }));
            const found = valuesOf(await search(person, { dates })).sort((a = 0, b = 0) => a - b);
            const expected = targets.flatMap((target, n) =>
              dates.every((filter) => matches(filter, target)) ? n : [],
            );
            expect(found).toEqual(expected);
          },
        ),
        { numRuns: 120 },
      );
    });

    describe('paging', () => {
      async function pages(
        person: PersonIdentifier,
        sort: 'date' | '-date',
        count: number,
        between?: () => Promise<unknown>,
      ) {
        const found: StoredObservation[] = [];
        let after: SearchCursor | undefined;
        do {
          const page = await store.search(
            person,
            { ...everything, sort },
            { count, ...(after && { after }) },
          );
          expect(page.observations.length).toBeLessThanOrEqual(count);
          found.push(...page.observations);
          after = page.next;
          await between?.();
        } while (after);
        return found;
      }

      test('every page size, both ways, ties and milliseconds too: all, once, in order', async () => {
        const person = newPerson();
        const times = ['1983-05-01T10:11:12.131Z', '1999-12-31T23:59:59.999Z', '2004-03-01T08:00:00.57Z'];
        const sent = Array.from({ length: 23 }, (_, n) => heartRate(person, times[n % 3] ?? '', n));
        await deliver(sent.map((each) => prepared(each)));
        for (const sort of ['date', '-date'] as const) {
          const whole = (await search(person, { sort })).observations.map(({ id }) => id);
          expect(new Set(whole).size).toBe(23);
          for (let count = 1; count <= 24; count++) {
            expect((await pages(person, sort, count)).map(({ id }) => id)).toEqual(whole);
          }
        }
      });

      test('many within a minute: every page size, both ways, each once and in order to the millisecond', async () => {
        const person = newPerson();
        const start = at('2026-03-01T08:00:58Z');
        const places = Array.from({ length: 36 }, (_, n) => ({ n, time: start + ((n * 7919) % 2003) * 2 }));
        const results = await deliver(
          places.map(({ n, time }) => {
            const text = new Date(time).toISOString();
            return prepared(n % 3 === 0 ? weight(person, text, 80) : heartRate(person, text, 70));
          }),
        );
        const inOrder = places
          .map((place) => ({ ...place, id: results[place.n]?.id }))
          .sort((a, b) => a.time - b.time || a.n - b.n)
          .map(({ id }) => id);
        for (const sort of ['date', '-date'] as const) {
          const expected = sort === 'date' ? inOrder : [...inOrder].reverse();
          for (let count = 1; count <= 37; count++) {
            expect((await pages(person, sort, count)).map(({ id }) => id)).toEqual(expected);
          }
        }
      });

      test('deliveries in between, back-dated too, never cost or repeat one that was there', async () => {
        const random = fc.sample(
          fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom('date' as const, '-date' as const)),
          { numRuns: 6, seed: 3 },
        );
        for (const [count, sort] of random) {
          const person = newPerson();
          const day = (n: number) => new Date(at('2026-01-01T08:00:00Z') + n * 86_400_000).toISOString();
          const originals = await deliver(
            Array.from({ length: 30 }, (_, n) => prepared(heartRate(person, day(n % 10), n))),
          );
          let added = 0;
          const found = await pages(person, sort, count, () =>
            added > 60
              ? Promise.resolve()
              : deliver(
                  [-1, 3, 5, 20].map((offset) => prepared(heartRate(person, day(offset), 1000 + added++))),
                ),
          );
          const ids = found.map(({ id }) => id);
          expect(new Set(ids).size).toBe(ids.length);
          expect(originals.filter(({ id }) => !ids.includes(id ?? ''))).toEqual([]);
        }
      });
    });

    describe('$lastn', () => {
      const person = newPerson();
      const all = {
        dates: [],
        max: 1,
        categories: [{ code: 'vital-signs' }, { code: 'survey' }, { code: 'laboratory' }],
      };
      const values = async (query: Partial<Parameters<NationalStore['lastn']>[1]>) =>
        (await store.lastn(person, { ...all, ...query })).map((each) => contentOf(each).valueQuantity?.value);
      beforeAll(async () => {
        await deliver(
          [
            heartRate(person, '2026-03-01T08:00:00Z', 1),
            heartRate(person, '2026-03-02T08:00:00Z', 2, { code: coding(snomed, '364075005') }),
            heartRate(person, '2026-03-02T08:00:00Z', 3),
            heartRate(person, '2026-03-03T08:00:00Z', 4, { status: 'entered-in-error' }),
            weight(person, '2026-02-01T08:00:00Z', 80),
            weight(person, '2026-02-02T08:00:00Z', 81000, 'g'),
            bloodPressure(person, '2026-01-01T08:00:00Z', 120, 80),
            observation(person, {
              code: coding(snomed, '763264000'),
              effectiveDateTime: '2026-01-01',
              valueQuantity: { value: 5 },
            }),
            heartRate(person, '2026-03-05T08:00:00Z', 9, {
              code: coding('https://a.example', 'x'),
              category: [coding(categorySystem, 'survey')],
            }),
            heartRate(person, '2026-03-05T08:00:00Z', 10, {
              code: coding('https://a.example', 'not-asked-for'),
            }),
          ].map((each) => prepared(each)),
        );
      });

      test.each<[string, Partial<Parameters<NationalStore['lastn']>[1]>, (number | undefined)[]]>([
        [
          'the newest of each, ties all, in the catalogue’s order, unknown codes after',
          {},
          [undefined, 3, 2, 81000, 5, 9],
        ],
        ['max 2', { max: 2 }, [undefined, 3, 2, 81000, 80, 5, 9]],
        ['max 3', { max: 3 }, [undefined, 3, 2, 1, 81000, 80, 5, 9]],
        [
          'one code, with its translations',
          { categories: undefined, codes: [{ system: snomed, code: '364075005' }] } as object,
          [3, 2],
        ],
        ['one category', { categories: [{ code: 'survey' }] }, [5, 9]],
        [
          'a date',
          { dates: [{ prefix: 'lt', from: at('2026-03-02T00:00:00Z'), to: at('2026-03-03T00:00:00Z') }] },
          [undefined, 1, 81000, 5],
        ],
        ['withdrawn, when asked for', { statuses: ['entered-in-error'] }, [4]],
        ['what the scopes allow', { allowedCategories: [{ code: 'laboratory' }] }, []],
      ])('%s', async (_, query, expected) => {
        expect(await values(query)).toEqual(expected);
      });
    });

    describe('$trend', () => {
      const person = newPerson();
      let answer: ReadTrendAnswer;
      beforeAll(async () => {
        await deliver(
          [
            bloodPressure(person, '2026-03-03T08:00:00.250Z', 185, 80),
            bloodPressure(person, '1983-05-01T10:11:12.131Z', 120, 80, { device: { display: 'Mansjett' } }),
            bloodPressure(person, '2026-03-02', 130, 90),
            bloodPressure(person, '2026-03-04T08:00:00Z', 80, 120),
            bloodPressure(person, '2026-03-05T08:00:00Z', 120, 80, { status: 'entered-in-error' }),
            weight(person, '2026-03-04T08:00:00Z', 49000, 'g'),
          ].map((each) => prepared(each)),
        );
        answer = await trendOf(store, person, { codes: ['85354-9', '29463-7', '8867-4'], period: {} });
      });

      test('points in time order, exact to the millisecond, without what is withdrawn', () => {
        const [pressure] = answer.trends;
        expect(
          pressure?.points.map(({ effective, dateOnly, values }) => [effective, dateOnly, values]),
        ).toEqual([
          [at('1983-05-01T10:11:12.131Z'), false, [120, 80]],
          [at('2026-03-01T23:00:00Z'), true, [130, 90]],
          [at('2026-03-03T08:00:00.250Z'), false, [185, 80]],
          [at('2026-03-04T08:00:00Z'), false, [null, null]],
        ]);
        expect(
          pressure?.points.map(({ judgements }) =>
            judgements.map((each) => each && decodeJudgement(each).interpretation),
          ),
        ).toEqual([
          ['N', 'N'],
          ['N', 'H'],
          ['HH', 'N'],
          [null, null],
        ]);
        expect(pressure?.points.map(({ aside }) => aside !== null)).toEqual([false, false, false, true]);
        expect(pressure?.available).toEqual({
          first: at('1983-05-01T10:11:12.131Z'),
          last: at('2026-03-04T08:00:00Z'),
          count: 4,
        });
      });

      test('contexts say who and by what limits; codes without data say so', () => {
        const first = answer.trends[0]?.points[0];
        const context = answer.contexts.get(first?.context ?? 0);
        expect(context).toMatchObject({ status: 'final', source: oslo.name, device: 'Mansjett' });
        expect(context?.limits.map((limits) => limits?.origin)).toEqual(['default', 'default']);
        expect(answer.trends[1]?.points.map(({ values }) => values[0])).toEqual([49]);
        expect(answer.contexts.get(answer.trends[1]?.points[0]?.context ?? 0)?.limits).toEqual([null]);
        expect(answer.trends[2]).toEqual({ code: '8867-4', points: [] });
      });

      test('a period is half-open, and available stays that of the whole history', async () => {
        const {
          trends,
          person: key,
          lastReceived,
        } = await trendOf(store, person, {
          codes: ['85354-9'],
          period: { from: at('2026-03-01T23:00:00Z'), to: at('2026-03-03T08:00:00.250Z') },
        });
        expect(trends[0]?.points.map(({ values }) => values[0])).toEqual([130]);
        expect(trends[0]?.available?.count).toBe(4);
        expect(key).toBe(answer.person);
        expect(lastReceived).toBe(answer.lastReceived);
        expect(Math.abs(Date.now() - (lastReceived ?? 0))).toBeLessThan(10 * minute);
      });

      test('ids are the key and the number', async () => {
        const point = answer.trends[1]?.points[0];
        const stored = await store.read(person, `${answer.person}-${point?.number.toString(36)}`);
        expect(stored && contentOf(stored).valueQuantity?.value).toBe(49000);
      });

      test('scopes for another category: nothing, not even that there is something', async () => {
        const { trends } = await trendOf(store, person, {
          codes: ['85354-9'],
          period: {},
          allowedCategories: [{ code: 'laboratory' }],
        });
        expect(trends).toEqual([{ code: '85354-9', points: [] }]);
      });

      test('a withdrawal takes the point away', async () => {
        const other = newPerson();
        const sent = heartRate(other, '2026-03-01T08:00:00Z', 70);
        await deliver([prepared(sent)]);
        const [withdrawn] = await deliver([prepared({ ...sent, status: 'entered-in-error' })]);
        expect((await trendOf(store, other, { codes: ['8867-4'], period: {} })).trends).toEqual([
          { code: '8867-4', points: [] },
        ]);
        expect(await store.count(other, everything)).toBe(0);
        expect(await store.lastn(other, { codes: [{ code: '8867-4' }], dates: [], max: 1 })).toEqual([]);
        expect((await store.read(other, withdrawn?.id ?? ''))?.version).toBe(2);
      });
    });

    test('within one minute every read tells milliseconds apart', async () => {
      const person = newPerson();
      const times = [
        '08:00:59.999',
        '08:00:00.000',
        '08:00:30.000',
        '08:00:30.001',
        '08:01:00.000',
        '07:59:59.999',
      ];
      const time = (text: string) => `2026-03-01T${text}Z`;
      await deliver([
        ...times.map((text, n) => prepared(heartRate(person, time(text), 60 + n))),
        prepared(heartRate(person, '', 99)),
      ]);
      const between = async (from: string, to: string) => {
        const period = { from: at(time(from)), to: at(time(to)) };
        const { trends } = await trendOf(store, person, { codes: ['8867-4'], period });
        const dates = (['ge', 'lt'] as const).map((prefix, n) => {
          const instant = n === 0 ? period.from : period.to;
          return { prefix, from: instant, to: instant + 1 };
        });
        const found = valuesOf(await search(person, { dates }));
        expect(trends[0]?.points.slice(1).map(({ values }) => values[0])).toEqual(found);
        expect(trends[0]?.points[0]?.effective).toBe(unknownTime);
        expect(await store.count(person, { ...everything, dates })).toBe(found.length);
        expect(trends[0]?.available).toEqual({
          first: at(time('07:59:59.999')),
          last: at(time('08:01:00.000')),
          count: 7,
        });
        return found;
      };
      expect(await between('08:00:00.000', '08:01:00.000')).toEqual([61, 62, 63, 60]);
      expect(await between('08:00:00.001', '08:00:59.999')).toEqual([62, 63]);
      expect(await between('08:00:30.000', '08:00:30.001')).toEqual([62]);
      expect(await between('07:59:59.999', '08:00:00.000')).toEqual([65]);
      expect(await between('08:00:59.999', '08:01:00.001')).toEqual([60, 64]);
      const latest = async (to: string, max: number) => {
        const dates = [{ prefix: 'lt' as const, from: at(time(to)), to: at(time(to)) + 1 }];
        const found = await store.lastn(person, { codes: [{ code: '8867-4' }], dates, max });
        return found.map((each) => contentOf(each).valueQuantity?.value);
      };
      expect(await latest('08:00:59.999', 1)).toEqual([63]);
      expect(await latest('08:00:30.001', 2)).toEqual([62, 61]);
      expect(await latest('09:00:00.000', 3)).toEqual([64, 60, 63]);
    });

    test('the same value by two sources in one minute is two measurements, unless the instant is the same', async () => {
      const person = newPerson();
      const sent = (second: number, source: DeliveringSource) =>
        prepared(heartRate(person, `2026-03-01T08:00:${10 + second}Z`, 70), {}, source);
      await deliver([sent(0, oslo), sent(1, oslo), sent(2, oslo)]);
      await deliver([sent(3, fjordvik), sent(1, fjordvik), sent(1, fjordvik)], fjordvik);
      expect(await store.count(person, everything)).toBe(5);
    });

    test('two persons are never mixed', async () => {
      const persons = [
        newPerson(),
        newPerson(),
        { system: 'urn:oid:2.16.578.1.12.4.1.4.3', value: '80000000000' },
      ];
      const mixed = Array.from({ length: 30 }, (_, n) => {
        const person = persons[n % 3] as PersonIdentifier;
        return prepared(heartRate(newPerson(), '2026-03-01T08:00:00Z', 100 + (n % 3)), { person });
      });
      await deliver(mixed);
      for (const [index, person] of persons.entries()) {
        const own = Array<number>(10).fill(100 + index);
        expect(valuesOf(await search(person))).toEqual(own);
        expect(await store.count(person, everything)).toBe(10);
        const { trends } = await trendOf(store, person, { codes: ['8867-4'], period: {} });
        expect(trends[0]?.points.map(({ values }) => values[0])).toEqual(own);
        const latest = await store.lastn(person, { codes: [{ code: '8867-4' }], dates: [], max: 1 });
        expect(latest.map((each) => contentOf(each).valueQuantity?.value)).toEqual(own);
      }
      const sameValueOtherSystem = {
        system: 'urn:oid:2.16.578.1.12.4.1.4.2',
        value: persons[0]?.value ?? '',
      };
      expect(await store.count(sameValueOtherSystem, everything)).toBe(0);
    });

    test('health is quiet when all is well', async () => {
      await expect(store.health()).resolves.toBeUndefined();
    });
  });
}
