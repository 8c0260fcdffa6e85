import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { deliveriesAbout } from '#fixtures/deliveries.ts';
import { personOf } from '#fixtures/patients.ts';
import { sources } from '#fixtures/sources.ts';
import type { PersonIdentifier, ReaderGrant } from '../../../server/access/grant.ts';
import { individualLimits } from '../../../server/clinical/orders/limits-at.ts';
import { vitalSigns } from '../../../server/clinical/vital-signs.ts';
import { migrate } from '../../../server/database/migrate.ts';
import { prepareDelivery } from '../../../server/delivery/prepare.ts';
import { FhirError } from '../../../server/errors.ts';
import { readWithdrawn } from '../../../server/reading/withdrawn.ts';
import { statsParameters } from '../../../server/stats/answer.ts';
import { parseStats } from '../../../server/stats/query.ts';
import { statistics } from '../../../server/stats/statistics.ts';
import { createEmbeddedStore } from '../../../server/store/embedded/store.ts';
import type {
  DateFilter,
  DatePrefix,
  DeliveringSource,
  Interval,
  NationalStore,
  ObservationQuery,
  StoredObservation,
} from '../../../server/store/national-store.ts';
import { accessLogKeys } from '../../support/citizen-rights.ts';
import { freshDatabase } from '../../support/database.ts';
import { originOf } from '../../support/delivery-origin.ts';
import {
  bloodPressure,
  coding,
  fjordvik,
  heartRate,
  newPerson,
  orgnrSystem,
  oslo,
  snomed,
} from '../../support/observation-builders.ts';
import { order } from '../../clinical/orders/orders.ts';
import { trendOf, type ReadTrendAnswer } from '../../support/trend-of.ts';

export interface AnsweringStore {
  /** As a clinician in a launch with this person uses it. */
  storeAbout(person: PersonIdentifier): NationalStore;
  /** As a source uses it. */
  storeOf(source: DeliveringSource): NationalStore;
  stop(): Promise<void>;
}

const day = 86_400_000;
const now = new Date('2026-03-02T12:00:00Z');
const patients = ['copd', 'frail', 'hypertension', 'heart-failure', 'multimorbid', 'odd-data'];
const everything: ObservationQuery = { dates: [], lastUpdated: [], sort: 'date' };
const codes = vitalSigns.map(({ code }) => code.code ?? '');

const from = (source: DeliveringSource) => ({
  performer: [
    {
      type: 'Organization',
      identifier: { system: orgnrSystem, value: source.orgnr },
      display: source.name,
    },
  ],
});

/**
 * What two sources deliver about one person: the same measurement, other ones, and one that is withdrawn. The newest pressures are two of
 * one time, by the code and by its translation: $lastn answers both.
 */
function bySources(person: PersonIdentifier): [DeliveringSource, fhir4.Observation[]][] {
  const time = '2026-02-01T08:00:00Z';
  const withdrawn = [
    heartRate(person, '2026-02-02T08:00:00Z', 99, from(oslo)),
    heartRate(person, '', 98, from(oslo)),
    heartRate(person, '2025-02-02T08:00:00Z', 97, from(oslo)),
  ];
  return [
    [oslo, [bloodPressure(person, time, 135, 85, from(oslo)), ...withdrawn]],
    [
      fjordvik,
      [
        bloodPressure(person, time, 135, 85, from(fjordvik)),
        bloodPressure(person, '2026-02-04T08:00:00Z', 141, 91, from(fjordvik)),
        bloodPressure(person, '2026-02-04T08:00:00Z', 128, 82, {
          ...from(fjordvik),
          code: coding(snomed, '75367002'),
        }),
        heartRate(person, '2026-02-03T08:00:00Z', 61, {
          ...from(fjordvik),
          note: [
            { text: 'Etter trappen "3. etasje"\nikke hvilt' },
            { text: 'Ny måler', authorString: 'Kari' },
          ],
        }),
        heartRate(person, '2026-02-03', 62, from(fjordvik)),
        heartRate(person, '2026-02-03T09:00:00Z', 150, { ...from(fjordvik), status: 'cancelled' }),
        heartRate(person, '2026-02', 63, from(fjordvik)),
      ],
    ],
    [oslo, withdrawn.map((each) => ({ ...each, status: 'entered-in-error' as const }))],
  ];
}

/** Of up to 500 measurements; the whole year is read through PMD in the bench. */
const cgmDeliveries = 40;

/**
 * The sandbox's past as its sources sent it; of the year of CGM some months are asked about once. Which of several organisations
 * delivered, a store elsewhere does not say: measurements that name more than one are left out.
 */
function* past(person: string): Generator<[DeliveringSource, fhir4.Observation[]]> {
  for (const { source, bundle } of deliveriesAbout(person, now)) {
    const name = sources.find(({ orgnr }) => orgnr === source)?.name ?? '';
    yield [
      { orgnr: source, name },
      (bundle.entry ?? []).flatMap(({ resource }) => {
        const observation = resource as fhir4.Observation;
        const named = observation.performer?.filter(({ identifier }) => identifier?.system === orgnrSystem);
        return named?.length === 1 ? [observation] : [];
      }),
    ];
  }
}

async function deliver(store: NationalStore, source: DeliveringSource, observations: fhir4.Observation[]) {
  const prepared = observations.map((resource) =>
    prepareDelivery({ resource, text: JSON.stringify(resource), start: 0 }, source, now.getTime(), 'accept'),
  );
  const failed = (await store.deliver(originOf(source), prepared)).filter(
    (result) => result instanceof FhirError,
  );
  expect(failed).toEqual([]);
}

/** Without what each store gives of its own: id, version, when it was received; and a time said to be unknown, which a FHIR server leaves out. */
function content(found: StoredObservation | undefined): string | undefined {
  return found?.text
    .replace(/^"id":"[^"]*","meta":\{"versionId":"\d+"(,"lastUpdated":"[^"]*")?/, '"meta":{')
    .replace('"effectiveDateTime":"",', '');
}

function curve({ trends, contexts }: ReadTrendAnswer) {
  return trends.map(({ code, points, available }) => ({
    code,
    available,
    points: sortTies(
      points.map(({ number: _, context, ...point }) => ({
        ...point,
        context: contexts.get(context),
        ...('version' in point && { version: undefined }),
      })),
      ({ effective }) => effective,
      ({ values }) => values.join(),
    ),
  }));
}

function inOrder(found: readonly (string | undefined)[]): string[] {
  const time = (text: string) => /"effective\w*":("[^"]*"|\{[^}]*\})/.exec(text)?.[1] ?? '';
  return sortTies(found as string[], time, (text) => text);
}

/** Measurements of one time have no order that two stores share. */
function sortTies<T>(
  found: readonly T[],
  timeOf: (each: T) => string | number,
  textOf: (each: T) => string,
): T[] {
  const runs: T[][] = [];
  for (const each of found) {
    const run = runs.at(-1);
    if (run?.[0] !== undefined && timeOf(run[0]) === timeOf(each)) run.push(each);
    else runs.push([each]);
  }
  return runs.flatMap((run) => run.sort((a, b) => (textOf(a) < textOf(b) ? -1 : 1)));
}

async function allPages(
  store: NationalStore,
  person: PersonIdentifier,
  query: ObservationQuery,
  count: number,
) {
  const found: (string | undefined)[] = [];
  let after: { effective: number; number: number } | undefined;
  do {
    const page = await store.search(person, query, { count, ...(after && { after }) });
    found.push(...page.observations.map(content));
    after = page.next;
  } while (after);
  return inOrder(found);
}

const prefixes: readonly DatePrefix[] = ['eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb'];
const dateFilters = prefixes.map((prefix): DateFilter => {
  const start = Date.parse('2026-02-03T00:00:00+01:00');
  return { prefix, from: start, to: start + day };
});

/** From a day on, and on a day in the past: nothing else is kept of the person when these are asked. */
const recently: readonly DateFilter[] = [
  { prefix: 'ge', from: now.getTime() - 30 * day, to: now.getTime() - 29 * day },
  ...dateFilters.filter(({ prefix }) => ['eq', 'gt', 'sa'].includes(prefix)),
];

/** Of blood pressure, stricter from 2026 on; of weight, which has no default. */
const individual = individualLimits([
  order({ from: now.getTime() - 300 * day }),
  order({
    version: 2,
    from: Date.parse('2026-01-01T00:00:00+01:00'),
    rules: [{ part: 'systolic', limits: { yellowLow: 115, yellowHigh: 130, redHigh: 140 } }],
  }),
  order({
    id: 'order-2',
    code: '29463-7',
    from: now.getTime() - 300 * day,
    rules: [{ part: 'body-weight', limits: { yellowHigh: 80 } }],
  }),
]);

/** Of numbers: $stats. */
const summedCodes = ['85354-9', '8867-4', '2708-6', '8310-5', '29463-7', '15074-8'];

/** The questions that a clinician's views and an EHR ask, as name and answer. */
const questions: [string, (store: NationalStore, person: PersonIdentifier) => Promise<unknown>][] = [
  ...recently.map((filter): (typeof questions)[number] => [
    `before anything else, the newest two of each, date ${filter.prefix}`,
    async (store, person) =>
      (await store.lastn(person, { codes: codes.map((code) => ({ code })), dates: [filter], max: 2 }))
        .map(content)
        .sort(),
  ]),
  ['everything, oldest first', (store, person) => allPages(store, person, everything, 10_000)],
  [
    'everything, newest first',
    (store, person) => allPages(store, person, { ...everything, sort: '-date' }, 10_000),
  ],
  [
    'in pages of 7, newest first',
    (store, person) =>
      allPages(store, person, { ...everything, sort: '-date', codes: [{ code: '85354-9' }] }, 7),
  ],
  ['how many', (store, person) => store.count(person, everything)],
  ...dateFilters.flatMap((filter): typeof questions => [
    [
      `date ${filter.prefix} a day`,
      (store, person) => allPages(store, person, { ...everything, dates: [filter] }, 10_000),
    ],
    [
      `how many, date ${filter.prefix}`,
      (store, person) => store.count(person, { ...everything, dates: [filter] }),
    ],
  ]),
  [
    'by a translation of the code',
    (store, person) =>
      allPages(
        store,
        person,
        { ...everything, codes: [{ system: 'http://snomed.info/sct', code: '75367002' }] },
        500,
      ),
  ],
  [
    'by category',
    (store, person) => allPages(store, person, { ...everything, categories: [{ code: 'survey' }] }, 500),
  ],
  [
    'what was withdrawn',
    (store, person) => allPages(store, person, { ...everything, statuses: ['entered-in-error'] }, 500),
  ],
  [
    'notes of all, each with its measurement, and of 60 days',
    async (store, person) => {
      const notesOf = async (period: Interval) => {
        const { trends } = await store.trend(person, { codes, period, notes: true });
        return trends.map(({ code, noted = [] }) => ({
          code,
          noted: noted.map(
            ({ observation: { id: _, meta: __, subject: ___, ...observation } }) => observation,
          ),
        }));
      };
      return [await notesOf({}), await notesOf({ from: now.getTime() - 60 * day, to: now.getTime() })];
    },
  ],
  [
    'what was withdrawn in a period, or at a time that is not known, and who delivered it',
    async (store, person) => {
      const period = { from: now.getTime() - 60 * day, to: now.getTime() };
      const found = await readWithdrawn({ grant: { person } as ReaderGrant, store }, vitalSigns, period);
      return found.map(
        ({
          vitalSign: { key },
          observation: { id: _, meta: __, effectiveDateTime, ...observation },
          source,
        }) => ({
          key,
          observation,
          time: effectiveDateTime || undefined,
          source,
        }),
      );
    },
  ],
  ...[1, 3].map((max): (typeof questions)[number] => [
    `the newest ${max} of each`,
    async (store, person) =>
      (await store.lastn(person, { codes: codes.map((code) => ({ code })), dates: [], max }))
        .map(content)
        .sort(),
  ]),
  ['curves of all', async (store, person) => curve(await trendOf(store, person, { codes, period: {} }))],
  [
    'curves of 30 days',
    async (store, person) =>
      curve(
        await trendOf(store, person, {
          codes,
          period: { from: now.getTime() - 30 * day, to: now.getTime() },
        }),
      ),
  ],
  [
    'curves within what a scope allows',
    async (store, person) =>
      curve(
        await trendOf(store, person, {
          codes,
          period: {},
          allowedCategories: [
            { system: 'http://terminology.hl7.org/CodeSystem/observation-category', code: 'vital-signs' },
          ],
        }),
      ),
  ],
  ...['', '&start=2026-02-01&end=2026-03-02'].map((period): (typeof questions)[number] => [
    `every statistic of the numbers${period && ', in a period'}`,
    async (store, person) => {
      const reader = { grant: { person, patient: 'p' } as ReaderGrant, store };
      const given = [
        ...summedCodes.map((code): [string, string] => ['code', code]),
        ...Object.keys(statistics).map((code): [string, string] => ['statistic', code]),
      ];
      const asked = new URLSearchParams(`${new URLSearchParams(given)}${period}`);
      return statsParameters(reader, parseStats(asked, true, now.getTime()));
    },
  ]),
  [
    'judged by orders: everything, the newest of each, curves, each by its id',
    async (store, person) => {
      const { observations } = await store.search(person, everything, { count: 10_000 }, individual);
      const newest = { codes: codes.map((code) => ({ code })), dates: [], max: 1 };
      const [first] = observations;
      return {
        all: inOrder(observations.map(content)),
        newest: (await store.lastn(person, newest, individual)).map(content).sort(),
        curves: curve(await trendOf(store, person, { codes, period: {} }, individual)),
        one: first && content(await store.read(person, first.id, undefined, individual)) === content(first),
      };
    },
  ],
  [
    'each by its id',
    async (store, person) => {
      const query = { ...everything, codes: [{ code: '8867-4' }] };
      const { observations } = await store.search(person, query, { count: 50 });
      return inOrder(
        await Promise.all(observations.map(async ({ id }) => content(await store.read(person, id)))),
      );
    },
  ],
];

/**
 * A store elsewhere answers as the embedded one does when the same was delivered to both.
 * @param monthsOfCgm false where the server beneath is too slow to be given 20,000 Observations in a test
 */
export function describeSameAnswers(
  name: string,
  start: () => Promise<AnsweringStore>,
  { monthsOfCgm = true }: { monthsOfCgm?: boolean } = {},
): void {
  describe(`${name} answers as the embedded store`, () => {
    let stop: (() => Promise<unknown>)[] = [];
    let embedded: NationalStore;
    let other: AnsweringStore;
    const shared = newPerson();
    const nobody = newPerson();
    const persons: [string, PersonIdentifier][] = [
      ...patients.map((id): [string, PersonIdentifier] => [id, personOf(id)]),
      ['of two sources', shared],
      ['nobody delivered about', nobody],
    ];

    beforeAll(async () => {
      const database = await freshDatabase();
      await migrate(database.pool);
      embedded = createEmbeddedStore(database.pool, accessLogKeys, database.writers);
      other = await start();
      stop = [() => database.drop(), () => other.stop()];
      for (const each of [...patients.map(past), bySources(shared)]) {
        for (const [source, observations] of each) {
          await deliver(embedded, source, observations);
          await deliver(other.storeOf(source), source, observations);
        }
      }
    }, 120_000);
    afterAll(() => Promise.all(stop.map((end) => end())));

    describe.each(persons)('%s', (_, person) => {
      test.each(questions)('%s', async (_name, ask) => {
        const expected = await ask(embedded, person);
        expect(await ask(other.storeAbout(person), person)).toEqual(expected);
      });
    });

    if (monthsOfCgm) {
      test('months of CGM come whole, value by value', { timeout: 240_000 }, async () => {
        let left = cgmDeliveries;
        for (const [source, observations] of past('type-1-diabetes')) {
          if (left-- === 0) break;
          await deliver(embedded, source, observations);
          await deliver(other.storeOf(source), source, observations);
        }
        const person = personOf('type-1-diabetes');
        const glucose = async (store: NationalStore) =>
          (await trendOf(store, person, { codes: ['15074-8'], period: {} })).trends[0];
        const [expected, found] = [await glucose(embedded), await glucose(other.storeAbout(person))];
        expect(expected?.points.length).toBeGreaterThan(15_000);
        expect(found?.available).toEqual(expected?.available);
        const drawn = (trend: typeof found) =>
          trend?.points.map(({ effective, values, judgements }) => [effective, values, judgements].join());
        expect(drawn(found)?.join('\n')).toBe(drawn(expected)?.join('\n'));
      });
    }

    test('orders judge something, and nothing is left of it in what is asked without them', async () => {
      const query = { codes: ['85354-9', '29463-7'], period: {} };
      const originsOf = async (limits?: typeof individual) => {
        const { trends, contexts } = await trendOf(embedded, shared, query, limits);
        const used = trends.flatMap(({ points }) => points.map(({ context }) => contexts.get(context)));
        return new Set(used.flatMap((context) => context?.limits.map((each) => each?.origin) ?? []));
      };
      expect(await originsOf(individual)).toContain('order');
      expect(await originsOf()).not.toContain('order');
    });

    test('what is asked about has something to answer with', async () => {
      for (const [, person] of persons.slice(0, -1))
        expect(await embedded.count(person, everything)).toBeGreaterThan(2);
    });
  });
}
