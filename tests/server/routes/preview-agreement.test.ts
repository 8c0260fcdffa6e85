import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { monitoringLimitsUrl } from '#clinical/canonical.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { patientId, startFacade, type RunningFacade } from '../../support/facade.ts';
import { bloodPressure, loinc, newPerson, quantity, weight } from '../../support/observation-builders.ts';
import { bloodPressureOrder } from '../orders/sent-orders.ts';

type Parts = fhir4.ParametersParameter[];

const hour = 3_600_000;
const day = 24 * hour;

let facade: RunningFacade;
beforeAll(async () => {
  facade = await startFacade();
});
afterAll(() => facade.stop());

const named = (parts: Parts = [], name: string) => parts.filter((each) => each.name === name);
const group = (parts: Parts = [], name: string) => named(parts, name)[0]?.part ?? [];

/** One person with a clinician who may read and set. */
async function patient() {
  const person = newPerson();
  const token = await facade.clinician(person, {
    scopes: ['patient/Observation.rs', 'patient/ServiceRequest.crus'],
  });
  const post = async (path: string, body: object) => {
    const answer = await facade.ask(path, {
      method: 'POST',
      token,
      headers: { 'Content-Type': 'application/fhir+json' },
      body: JSON.stringify(body),
    });
    if (answer.status > 201) throw new Error(answer.text);
    return answer.body as fhir4.Parameters;
  };
  const ask = async (path: string) => {
    const answer = await facade.ask(`/Observation/${path}`, { token });
    if (answer.status !== 200) throw new Error(answer.text);
    return (answer.body as fhir4.Parameters).parameter ?? [];
  };
  return { person, post, ask };
}

/** What is found at one measurement. */
interface Found {
  /** Per part. */
  flags: (string | undefined)[];
  held: boolean[];
  /** `part direction days` of what is exceeded. */
  changes: string[];
}

const codeOf = (parts: Parts | undefined, name = 'code') => named(parts, name)[0]?.valueCoding?.code ?? '';
const changeKey = (part: Parts, code: string) =>
  [
    code,
    named(part, 'direction')[0]?.valueCode,
    named(part, 'days')[0]?.valueInteger,
    named(part, 'change')[0]?.valueQuantity?.value,
  ].join(' ');

/** What the preview tells of one measurement; of one that it does not list: nothing. */
function previewed(parts: Parts, reference: string, codes: readonly string[], side: string): Found {
  const flagged = named(parts, 'flagged').find(
    ({ part }) => named(part, 'reference')[0]?.valueReference?.reference === reference,
  )?.part;
  const values = named(flagged, 'value').map(({ part = [] }) => part);
  const of = (code: string) => values.find((each) => codeOf(each) === code);
  return {
    flags: codes.map((code) => named(of(code), side)[0]?.valueCode),
    held: codes.map((code) => named(of(code), 'heldBack').some(({ valueCode }) => valueCode === side)),
    changes: named(flagged, 'change')
      .map(({ part = [] }) => part)
      .filter((part) => named(part, 'side')[0]?.valueCode === side)
      .map((part) => changeKey(part, codeOf(part)))
      .sort(),
  };
}

/** The same of reading: the trend and the changes that end with the measurement; an instant as end is not in the period. */
async function readAt(
  ask: (path: string) => Promise<Parts>,
  code: string,
  codes: readonly string[],
  at: string,
): Promise<Found & { reference: string }> {
  const end = new Date(Date.parse(at) + 1000).toISOString();
  const asked = `code=${encodeURIComponent(`${loinc}|${code}`)}&end=${encodeURIComponent(end)}`;
  const series = named(await ask(`$trend?${asked}`), 'series').map(({ part = [] }) => part);
  const of = (each: string) => series.find((part) => (codeOf(part, 'component') || codeOf(part)) === each);
  const last = (part: Parts | undefined, name: string) =>
    (named(part, name)[0]?.valueString ?? '').split(' ').at(-1);
  const changes = named(await ask(`$change-summary?${asked}`), 'change').map(({ part = [] }) => part);
  const latest = named(group(changes[0], 'latest'), 'reference')[0]?.valueReference?.reference;
  return {
    flags: codes.map((each) => last(of(each), 'flags')),
    held: codes.map((each) => named(group(of(each), 'persistence'), 'counts')[0]?.valueBoolean === false),
    changes: changes
      .filter((part) => named(part, 'exceeded')[0]?.valueBoolean)
      .map((part) => changeKey(part, codeOf(part, 'part')))
      .sort(),
    reference: latest ?? '',
  };
}

const kg = (value: number) => quantity(value, 'kg');
const mmHg = (value: number) => quantity(value, 'mm[Hg]', 'mmHg');

interface RandomRule {
  by: number;
  days: number;
  direction: 'rise' | 'fall';
  needed: number;
  more: number;
  yellow: number;
}

const rule = fc.record({
  by: fc.integer({ min: 1, max: 4 }),
  days: fc.integer({ min: 1, max: 30 }),
  direction: fc.constantFrom('rise' as const, 'fall' as const),
  needed: fc.integer({ min: 2, max: 4 }),
  more: fc.integer({ min: 0, max: 4 }),
  yellow: fc.integer({ min: 0, max: 6 }),
});

const limits = (
  code: string,
  of: (value: number) => fhir4.Quantity,
  { by, days, direction, needed, more, yellow }: RandomRule,
  scale: { from: number; step: number },
): fhir4.Extension => ({
  url: monitoringLimitsUrl,
  extension: [
    { url: 'part', valueCoding: { system: loinc, code } },
    { url: 'yellowHigh', valueQuantity: of(scale.from + yellow * scale.step) },
    { url: 'redHigh', valueQuantity: of(scale.from + (yellow + 3) * scale.step) },
    {
      url: 'change',
      extension: [
        { url: 'level', valueCode: 'yellow' },
        { url: 'direction', valueCode: direction },
        { url: 'by', valueQuantity: of(by * scale.step) },
        { url: 'days', valuePositiveInt: days },
      ],
    },
    {
      url: 'persistence',
      extension: [
        { url: 'needed', valuePositiveInt: needed },
        { url: 'of', valuePositiveInt: needed + more },
      ],
    },
  ],
});

interface Sign {
  name: string;
  code: string;
  codes: string[];
  extension: (rule: RandomRule) => fhir4.Extension[];
  measured: (person: PersonIdentifier, time: string, level: number) => fhir4.Observation;
}

const signs: Sign[] = [
  {
    name: 'weight',
    code: '29463-7',
    codes: ['29463-7'],
    extension: (each) => [limits('29463-7', kg, each, { from: 80, step: 1 })],
    measured: (person, time, level) => weight(person, time, 78 + level),
  },
  {
    name: 'blood pressure',
    code: '85354-9',
    codes: ['8480-6', '8462-4'],
    extension: (each) => [limits('8480-6', mmHg, each, { from: 130, step: 5 })],
    measured: (person, time, level) => bloodPressure(person, time, 120 + 5 * level, 70 + 2 * level),
  },
];

const measurement = fc.record({
  /** Hours after the one before. */
  after: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 31, max: 240 })),
  level: fc.integer({ min: 0, max: 10 }),
});

describe.each(signs)('a preview and reading once the order is saved: $name', (sign) => {
  test('agree on every measurement of any series by any order: flag, persistence, change', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(measurement, { minLength: 12, maxLength: 24 }),
        rule,
        async (steps, asked) => {
          const { person, post, ask } = await patient();
          const now = Math.floor(Date.now() / 1000) * 1000;
          let time = now - hour;
          const times = [...steps].reverse().map(({ after, level }) => {
            const at = new Date(time).toISOString();
            time -= after * hour;
            return { at, level };
          });
          await facade.deliver(...times.reverse().map(({ at, level }) => sign.measured(person, at, level)));
          const order = bloodPressureOrder(patientId(person), {
            code: { coding: [{ system: loinc, code: sign.code }] },
            extension: sign.extension(asked),
            occurrenceTiming: { repeat: { boundsPeriod: { start: '2020-01-01' } } },
          });
          const before = (await post('/ServiceRequest/$preview', order)).parameter ?? [];
          const saved = await post('/ServiceRequest', order);
          const after = (await post('/ServiceRequest/$preview', saved)).parameter ?? [];
          const seen = times.filter(({ at }) => Date.parse(at) > now - 88 * day);
          for (const { at } of seen) {
            const { reference, ...read } = await readAt(ask, sign.code, sign.codes, at);
            const isListed =
              read.changes.length > 0 || read.flags.some((flag) => flag !== 'N' && flag !== '-');
            for (const [answer, side] of [
              [before, 'proposed'],
              [after, 'proposed'],
              [after, 'today'],
            ] as const) {
              const found = previewed(answer, reference, sign.codes, side);
              if (isListed) expect(found).toEqual(read);
              else expect([found.held.includes(true), found.changes]).toEqual([false, []]);
            }
          }
        },
      ),
      { numRuns: 6 },
    );
  }, 120_000);
});

/** The newest is 1 hour old; each before it a day earlier. */
async function weighed(...kilograms: number[]) {
  const each = await patient();
  const times = kilograms.map((_, index) =>
    new Date(Date.now() - hour - (kilograms.length - 1 - index) * day).toISOString(),
  );
  await facade.deliver(...kilograms.map((value, index) => weight(each.person, times[index] ?? '', value)));
  return each;
}

const heartFailure = (person: PersonIdentifier) =>
  bloodPressureOrder(patientId(person), {
    code: { coding: [{ system: loinc, code: '29463-7' }] },
    extension: [
      limits(
        '29463-7',
        kg,
        { by: 2, days: 3, direction: 'rise', needed: 2, more: 1, yellow: 2 },
        { from: 80, step: 1 },
      ),
    ],
  });

const reasons = (parts: Parts | undefined, name: string) =>
  group(parts, name).map(({ valueInteger }) => valueInteger);

describe('why measurements would call for attention is told in numbers: by value, by change, held back, in all', () => {
  // More than 2 kg in 3 days (ESC/HFA); yellow from 82 kg when 2 of the last 3 are beyond, red from 85 kg (clinical rules §3.10).
  test.each([
    ['just 2 kg', [79, 81], [0, 0, 0, 0]],
    ['2.1 kg', [79, 81.1], [0, 1, 0, 1]],
    ['the first yellow', [82], [1, 0, 1, 0]],
    ['the second yellow of three', [82, 81, 82], [2, 0, 1, 1]],
    ['red at once', [84, 85], [2, 0, 1, 1]],
    ['yellow and a change at once', [79, 82], [1, 1, 1, 1]],
  ])('%s', async (_, values, expected) => {
    const { person, post } = await weighed(...values);
    const { parameter } = await post('/ServiceRequest/$preview', heartFailure(person));
    expect(reasons(parameter, 'proposedReasons')).toEqual(expected);
    expect(reasons(parameter, 'todayReasons')).toEqual([0, 0, 0, 0]);
  });

  test('today is by the order that holds today', async () => {
    const { person, post } = await weighed(79, 82);
    const saved = await post('/ServiceRequest', heartFailure(person));
    const less = {
      ...saved,
      extension: [
        {
          url: monitoringLimitsUrl,
          extension: [
            { url: 'part', valueCoding: { system: loinc, code: '29463-7' } },
            { url: 'redHigh', valueQuantity: kg(90) },
          ],
        },
      ],
    };
    const { parameter } = await post('/ServiceRequest/$preview', less);
    expect(reasons(parameter, 'todayReasons')).toEqual([1, 1, 1, 1]);
    expect(reasons(parameter, 'proposedReasons')).toEqual([0, 0, 0, 0]);
  });
});

test('readings longer ago than the 90 days are looked back at, and are not counted', async () => {
  const { person, post } = await patient();
  const at = (days: number) => new Date(Date.now() - days * day).toISOString();
  await facade.deliver(weight(person, at(200), 82), weight(person, at(91), 82), weight(person, at(88), 85));
  const { parameter } = await post('/ServiceRequest/$preview', heartFailure(person));
  expect(named(parameter, 'count')[0]?.valueInteger).toBe(1);
  expect(reasons(parameter, 'proposedReasons')).toEqual([1, 1, 0, 1]);
});

test('another patient’s order is refused, and nothing is told', async () => {
  const { post } = await weighed(79, 82);
  await expect(post('/ServiceRequest/$preview', heartFailure(newPerson()))).rejects.toThrow('other-patient');
});
