import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { limitPersistenceUrl, monitoringLimitsUrl } from '#clinical/canonical.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import type { VitalSignKey } from '#clinical/types.ts';
import { flagCodes } from '../../../app/fhir/series.ts';
import { decodeTrend } from '../../../app/fhir/trend.ts';
import { limitPeriods } from '../../../app/trends/bands.ts';
import { toSignTrend } from '../../../app/trends/sign-trend.ts';
import { countRanks } from '../../../app/trends/statistics.ts';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { patientId, startFacade, type RunningFacade } from '../../support/facade.ts';
import {
  bloodPressure,
  coding,
  heartRate,
  loinc,
  newPerson,
  observation,
  quantity,
  weight,
} from '../../support/observation-builders.ts';
import { undefinedParts } from '../../support/operation-definition.ts';
import { bloodPressureLimits, bloodPressureOrder, period, weightOrder } from '../orders/sent-orders.ts';

type Parts = fhir4.ParametersParameter[];

let facade: RunningFacade;
let person: PersonIdentifier;
let token: string;

beforeAll(async () => {
  facade = await startFacade();
});
afterAll(() => facade.stop());
beforeEach(async () => {
  person = newPerson();
  token = await facade.clinician(person, {
    scopes: ['patient/Observation.rs', 'patient/ServiceRequest.crus'],
  });
});

const ask = async (path: string) => {
  const answer = await facade.ask(`/Observation${path.startsWith('?') ? '' : '/'}${path}`, { token });
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body as fhir4.Parameters;
};
const bundle = async (path: string) => (await ask(path)) as unknown as fhir4.Bundle<fhir4.Observation>;
const write = async (method: string, path: string, body: fhir4.ServiceRequest, version?: string) => {
  const answer = await facade.ask(path, {
    method,
    token,
    headers: { 'Content-Type': 'application/fhir+json', ...(version && { 'If-Match': `W/"${version}"` }) },
    body: JSON.stringify(body),
  });
  if (answer.status > 201) throw new Error(answer.text);
  return answer.body as fhir4.ServiceRequest;
};
const set = (order: fhir4.ServiceRequest) => write('POST', '/ServiceRequest', order);
const change = (order: fhir4.ServiceRequest, changes: Partial<fhir4.ServiceRequest>) =>
  write('PUT', `/ServiceRequest/${order.id ?? ''}`, { ...order, ...changes }, order.meta?.versionId);

const signOf = (key: VitalSignKey) => {
  const found = vitalSigns.find((each) => each.key === key);
  if (!found) throw new Error(key);
  return found;
};
const codeOf = (key: VitalSignKey) => `${signOf(key).code.system ?? ''}|${signOf(key).code.code ?? ''}`;
/** The facade's answer as the app reads it. */
async function trendOf(key: VitalSignKey, question = '') {
  const trend = toSignTrend(decodeTrend(await ask(`$trend?code=${codeOf(key)}${question}`)), signOf(key));
  if (!trend) throw new Error('The trend cannot be read');
  return trend;
}
const flagsOf = (trend: Awaited<ReturnType<typeof trendOf>>, part = 0) =>
  [...(trend.parts[part]?.series.flags ?? [])].map((flag) => flagCodes[flag]);
const all = (parts: Parts | undefined, name: string) => (parts ?? []).filter((each) => each.name === name);
const inside = (parts: Parts | undefined, name: string) => all(parts, name)[0]?.part;
const value = (parts: Parts | undefined, name: string): unknown => {
  const found = all(parts, name)[0];
  return (
    found &&
    (found.valueQuantity?.value ??
      found.valueBoolean ??
      found.valueInteger ??
      found.valueDateTime ??
      found.valueReference?.reference ??
      found.valueCode ??
      found.valueString)
  );
};

describe('an order that is changed in the middle of a series', () => {
  const whole = {
    start: Date.parse('2025-12-01T00:00:00+01:00'),
    end: Date.parse('2026-05-01T00:00:00+02:00'),
  };
  const stricter = {
    occurrenceTiming: period('2026-03-01', '2026-04-01'),
    extension: [bloodPressureLimits('8480-6', { yellowHigh: 140, redHigh: 160 })],
  };

  beforeEach(async () => {
    await facade.deliver(
      ...['2025-12-20', '2026-02-10', '2026-03-10', '2026-04-10'].map((day) =>
        bloodPressure(person, `${day}T08:00:00Z`, 145, 70),
      ),
    );
    const order = await set(bloodPressureOrder(patientId(person)));
    await change(order, stricter);
  });

  test('old points keep the old limit, in flag and words (T16)', async () => {
    const trend = await trendOf('blood-pressure');
    expect(flagsOf(trend)).toEqual(['H', 'N', 'H', 'H']);
    const judgedBy = trend.parts.map(({ series }) =>
      [...series.limits].map((used) => {
        const { origin, setBy } = trend.limits[used] ?? {};
        return [
          origin,
          setBy && `${setBy.name}, ${setBy.organization}, ${new Date(setBy.from).toISOString()}`,
        ];
      }),
    );
    const general = ['default', undefined];
    const set = (from: string) => ['order', `Åse Fjellsjø, Bjørkelia legesenter, ${from}T23:00:00.000Z`];
    expect(judgedBy).toEqual([
      [general, set('2025-12-31'), set('2026-02-28'), general],
      [general, set('2025-12-31'), general, general],
    ]);
    const { entry = [] } = await bundle(`?code=${codeOf('blood-pressure')}&_sort=date`);
    const ranges = entry.map(({ resource }) => {
      const found = resource?.component?.[0]?.referenceRange?.[0];
      return [found?.high?.value, found?.text?.split(',')[0]];
    });
    expect(ranges).toEqual([
      [134, expect.stringContaining('Generell grense')],
      [149, 'Individuell grense satt av Åse Fjellsjø'],
      [139, 'Individuell grense satt av Åse Fjellsjø'],
      [134, expect.stringContaining('Generell grense')],
    ]);
  });

  test('the steps stand when they came, also where nothing was measured; the default around them', async () => {
    const steps = async (question: string) => {
      const trend = await trendOf('blood-pressure', question);
      return trend.parts.map(({ series }) =>
        limitPeriods(series, trend.limits, whole).map(({ from, limits }) => [
          new Date(from).toISOString().slice(0, 10),
          limits.origin,
          limits.zones.find(({ interpretation }) => interpretation === 'N')?.high,
        ]),
      );
    };
    const systolic = [
      ['2025-11-30', 'default', 134],
      ['2025-12-31', 'order', 149],
      ['2026-02-28', 'order', 139],
      ['2026-04-01', 'default', 134],
    ];
    const diastolic = [
      ['2025-11-30', 'default', 84],
      ['2025-12-31', 'order', 89],
      ['2026-02-28', 'default', 84],
    ];
    expect(await steps('')).toEqual([systolic, diastolic]);
    expect((await steps('&start=2026-03-15&end=2026-03-20'))[0]).toEqual([['2026-02-28', 'order', 139]]);
    expect((await steps('&points=2'))[0]).toEqual(systolic);
  });

  test('what the answers hold is in the OperationDefinition', async () => {
    const definition = (await facade.ask('/OperationDefinition/Observation-trend')).body;
    expect(undefinedParts(definition, await ask(`$trend?code=${codeOf('blood-pressure')}`))).toEqual([]);
  });

  test('what is drawn, what is counted and what a search finds are the same (T17)', async () => {
    const trend = await trendOf('blood-pressure');
    const search = await facade.ask(`/Observation?code=${codeOf('blood-pressure')}&_summary=count`, {
      token,
    });
    const drawn = trend.parts.map(({ series }) => series.count);
    expect([trend.moments.count, ...drawn, search.body.total]).toEqual([4, 4, 4, 4]);
    expect(countRanks(trend.moments.ranks)).toMatchObject({ red: 0, yellow: 3 });
  });
});

describe('persistence: yellow counts when 2 of the last 3 are beyond a limit', () => {
  const bpm = (number: number) => ({ ...quantity(number, '/min'), unit: '/min' });
  const part = { url: 'part', valueCoding: { system: loinc, code: '8867-4' } };
  const order = () =>
    bloodPressureOrder(patientId(person), {
      code: coding(loinc, '8867-4'),
      extension: [
        {
          url: monitoringLimitsUrl,
          extension: [
            part,
            { url: 'yellowHigh', valueQuantity: bpm(100) },
            { url: 'redHigh', valueQuantity: bpm(120) },
            {
              url: 'persistence',
              extension: [
                { url: 'needed', valuePositiveInt: 2 },
                { url: 'of', valuePositiveInt: 3 },
              ],
            },
          ],
        },
      ],
    });
  const deliver = (...values: number[]) =>
    facade.deliver(
      ...values.map((each, index) => heartRate(person, `2026-02-0${index + 1}T08:00:00Z`, each)),
    );
  /** Flag of the latest, and what $lastn and $trend say of it: they say the same. */
  async function told(question = '') {
    const trend = await ask(`$trend?code=${codeOf('heart-rate')}${question}`);
    const series = inside(trend.parameter, 'series');
    const group = inside(series, 'persistence');
    const inTrend = group && [value(group, 'beyond'), value(group, 'counts')];
    const [entry] = (await bundle(`$lastn?code=${codeOf('heart-rate')}&max=2`)).entry ?? [];
    const extension = entry?.extension?.find(({ url }) => url === limitPersistenceUrl)?.extension;
    const inLastn =
      extension &&
      (['beyond', 'counts'] as const).map((name) => {
        const found = extension.find(({ url }) => url === name);
        return found?.valueInteger ?? found?.valueBoolean;
      });
    if (question === '') expect(inLastn).toEqual(inTrend);
    return [value(series, 'flags'), inTrend];
  }

  test.each([
    ['the first', [101], ['H', [1, false]]],
    ['one of three', [80, 80, 101], ['N N H', [1, false]]],
    ['two of three', [101, 80, 101], ['H N H', [2, true]]],
    ['the fourth last is too long ago', [101, 80, 80, 101], ['H N N H', [1, false]]],
    ['red counts in it, and is never held back', [121, 101], ['HH H', [2, true]]],
    ['red has no tally', [80, 80, 121], ['N N HH', undefined]],
    ['neither has one within its limit', [101, 80], ['H N', undefined]],
    ['a fall below the default limit counts beside a rise', [101, 38, 101], ['H LL H', [3, true]]],
  ])('%s', async (_, values, expected) => {
    await set(order());
    await deliver(...values);
    expect(await told()).toEqual(expected);
  });

  test('the readings before the period count too', async () => {
    await set(order());
    await deliver(101, 80, 101, 101);
    expect(await told('&start=2026-02-03&end=2026-02-03')).toEqual(['H', [2, true]]);
  });

  test('without persistence there is no tally, and a withdrawn reading is in none', async () => {
    const first = heartRate(person, '2026-02-01T08:00:00Z', 101);
    await facade.deliver(
      first,
      heartRate(person, '2026-02-02T08:00:00Z', 80),
      heartRate(person, '2026-02-03T08:00:00Z', 101),
    );
    expect(await told()).toEqual(['H N H', undefined]);
    await set(order());
    expect(await told()).toEqual(['H N H', [2, true]]);
    await facade.deliver({ ...first, status: 'entered-in-error' });
    expect(await told()).toEqual(['N H', [1, false]]);
  });

  test('the log has what was disclosed, and not the readings that were counted', async () => {
    await set(order());
    await deliver(101, 80, 101);
    await told();
    const citizen = await facade.citizen(person);
    const { body } = await facade.ask('/AuditEvent?_count=1', { token: citizen });
    expect(JSON.stringify(body)).toContain('"valueString":"2"');
  });
});

describe('change limits', () => {
  test('of an order take the place of the general ones in $weight-summary, across a change of clocks (T12)', async () => {
    await facade.deliver(
      weight(person, '2026-03-28T07:00:00+01:00', 80),
      weight(person, '2026-03-31T07:00:00+02:00', 82.1),
    );
    const rules = async () => {
      const { parameter } = await ask('$weight-summary?start=2026-03-31&end=2026-03-31');
      return all(parameter, 'change').map(({ part }) =>
        ['days', 'gainOver', 'level', 'origin', 'gain', 'exceeded'].map((name) => value(part, name)),
      );
    };
    expect(await rules()).toEqual([
      [3, 2, undefined, 'default', 2.1, true],
      [7, 2, undefined, 'default', 2.1, true],
    ]);
    const order = await set(weightOrder(patientId(person)));
    expect(await rules()).toEqual([[3, 2, 'yellow', 'order', 2.1, true]]);
    const { parameter } = await ask('$weight-summary');
    const [first] = all(parameter, 'change');
    expect(value(first?.part, 'order')).toBe(`ServiceRequest/${order.id ?? ''}/_history/1`);
    expect(value(inside(first?.part, 'lightest'), 'time')).toBe('2026-03-28T06:00:00.000Z');
    expect(value(inside(first?.part, 'latest'), 'time')).toBe('2026-03-31T05:00:00.000Z');
    const target = inside(parameter, 'target');
    expect([value(target, 'low'), value(target, 'high'), value(target, 'place')]).toEqual([
      79,
      80.5,
      'above',
    ]);
    const definition = (await facade.ask('/OperationDefinition/Observation-weight-summary')).body;
    expect(undefinedParts(definition, await ask('$weight-summary'))).toEqual([]);
  });

  test('another scale is said, and nothing is compared (T12)', async () => {
    await facade.deliver(
      { ...weight(person, '2026-03-28T07:00:00+01:00', 80), device: { display: 'Vekt A' } },
      { ...weight(person, '2026-03-29T07:00:00+02:00', 83), device: { display: 'Vekt B' } },
    );
    await set(weightOrder(patientId(person)));
    const { parameter } = await ask('$weight-summary');
    const [found] = all(parameter, 'change');
    expect(value(found?.part, 'notCompared')).toBe('device-changed');
    expect(value(found?.part, 'exceeded')).toBeUndefined();
  });

  test('of any vital sign are answered by $change-summary, and $trend says that there are some', async () => {
    await facade.deliver(
      bloodPressure(person, '2026-02-01T08:00:00Z', 150, 80),
      bloodPressure(person, '2026-02-03T08:00:00Z', 125, 81),
    );
    const question = `$change-summary?code=${codeOf('blood-pressure')}`;
    expect(all((await ask(question)).parameter, 'change')).toEqual([]);
    const limits = bloodPressureLimits('8480-6', {});
    const fall = {
      url: 'change',
      extension: [
        { url: 'level', valueCode: 'red' },
        { url: 'direction', valueCode: 'fall' },
        { url: 'by', valueQuantity: { ...quantity(20, 'mm[Hg]'), unit: 'mmHg' } },
        { url: 'days', valuePositiveInt: 2 },
      ],
    };
    await set(
      bloodPressureOrder(patientId(person), {
        extension: [{ ...limits, extension: [...(limits.extension ?? []), fall] }],
      }),
    );
    const answer = await ask(`${question}&start=2026-02-03`);
    const [found] = all(answer.parameter, 'change');
    expect(
      ['direction', 'level', 'by', 'days', 'change', 'exceeded'].map((name) => value(found?.part, name)),
    ).toEqual(['fall', 'red', 20, 2, -25, true]);
    expect(value(inside(found?.part, 'before'), 'value')).toBe(150);
    expect(all(answer.parameter, 'used')).toHaveLength(2);
    const definition = (await facade.ask('/OperationDefinition/Observation-change-summary')).body;
    expect(undefinedParts(definition, answer)).toEqual([]);
    const trend = await ask(`$trend?code=${codeOf('blood-pressure')}`);
    expect(all(inside(trend.parameter, 'series'), 'changeLimit')).toHaveLength(1);
    const refused = await facade.ask('/Observation/$change-summary?code=x|y', { token });
    expect(refused.status).toBe(400);
  });
});

test('home blood pressure is compared with the order’s target, and what is given in the request comes first', async () => {
  await facade.deliver(
    ...[118, 125, 129, 132].map((systolic, index) =>
      bloodPressure(person, `2026-02-0${index + 1}T07:00:00Z`, systolic, 84),
    ),
  );
  const summary = async (question = '') => {
    const { parameter } = await ask(`$home-blood-pressure${question}`);
    const target = inside(parameter, 'target');
    const share = inside(parameter, 'withinTarget');
    return [
      ...['origin', 'systolicLow', 'systolicHigh', 'diastolicHigh'].map((name) => value(target, name)),
      value(share, 'within'),
    ];
  };
  expect(await summary()).toEqual(['default', undefined, 134, 84, 4]);
  const limits = bloodPressureLimits('8480-6', { yellowHigh: 140 });
  const mmHg = (number: number) => ({ ...quantity(number, 'mm[Hg]'), unit: 'mmHg' });
  const target = { url: 'target', valueRange: { low: mmHg(120), high: mmHg(129) } };
  await set(
    bloodPressureOrder(patientId(person), {
      extension: [{ ...limits, extension: [...(limits.extension ?? []), target] }],
    }),
  );
  expect(await summary()).toEqual(['order', 120, 129, 84, 2]);
  expect(await summary('?systolicHigh=131&diastolicHigh=90')).toEqual(['given', undefined, 131, 90, 3]);
});

test('a measurement of a day that is left out of a summary is told by its day', async () => {
  await facade.deliver(
    bloodPressure(person, '2026-02-02T07:00:00Z', 131, 81),
    bloodPressure(person, '2026-02-03', 131, 81),
  );
  const { parameter } = await ask('$home-blood-pressure');
  const [, excluded] = all(inside(parameter, 'window'), 'excluded');
  expect([value(excluded?.part, 'reason'), value(excluded?.part, 'time')]).toEqual([
    'time-of-day-unknown',
    '2026-02-03',
  ]);
});

describe('glucose is rounded as it is printed and then judged, in either unit (T9)', () => {
  // Diabetes Care 2019;42:1593: 3.9–10.0 mmol/L, below 3.0, above 13.9; 18.016 mg/dL per mmol/L.
  const edges: [number, string, string][] = [
    [3.84, 'mmol/L', 'L'],
    [3.85, 'mmol/L', 'N'],
    [3.9, 'mmol/L', 'N'],
    [3.94, 'mmol/L', 'N'],
    [3.95, 'mmol/L', 'N'],
    [10.0, 'mmol/L', 'N'],
    [10.04, 'mmol/L', 'N'],
    [10.05, 'mmol/L', 'H'],
    [53, 'mg/dL', 'LL'],
    [54, 'mg/dL', 'L'],
    [69, 'mg/dL', 'L'],
    [70, 'mg/dL', 'N'],
    [180, 'mg/dL', 'N'],
    // 10.047 mmol/L: printed 10.0, and judged as it is printed.
    [181, 'mg/dL', 'N'],
    [182, 'mg/dL', 'H'],
    [250, 'mg/dL', 'H'],
    [252, 'mg/dL', 'HH'],
  ];
  const glucoseOrder = () => {
    const mmol = (number: number) => quantity(number, 'mmol/L');
    return bloodPressureOrder(patientId(person), {
      code: coding(loinc, '15074-8'),
      extension: [
        {
          url: monitoringLimitsUrl,
          extension: [
            { url: 'part', valueCoding: { system: loinc, code: '15074-8' } },
            { url: 'redLow', valueQuantity: mmol(2.9) },
            { url: 'yellowLow', valueQuantity: mmol(3.8) },
            { url: 'yellowHigh', valueQuantity: mmol(10.1) },
            { url: 'redHigh', valueQuantity: mmol(14) },
          ],
        },
      ],
    });
  };

  test('by the general default and by an order with the same limits, in trend and search alike', async () => {
    await facade.deliver(
      ...edges.map(([sent, unit], index) =>
        observation(person, {
          code: coding(loinc, '15074-8'),
          category: undefined,
          effectiveDateTime: `2026-02-${String(index + 1).padStart(2, '0')}T08:00:00Z`,
          valueQuantity: quantity(sent, unit),
        }),
      ),
    );
    const expected = edges.map(([, , flag]) => flag);
    const found = async () => {
      const { entry = [] } = await bundle(`?code=${codeOf('glucose')}&_sort=date&_count=50`);
      const inSearch = entry.map(({ resource }) => resource?.interpretation?.[0]?.coding?.[0]?.code);
      expect(inSearch).toEqual(flagsOf(await trendOf('glucose')));
      return inSearch;
    };
    expect(await found()).toEqual(expected);
    await set(glucoseOrder());
    expect(await found()).toEqual(expected);
  });
});
