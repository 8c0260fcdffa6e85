import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalValueUrl, limitOriginUrl, plausibilityUrl } from '../../../server/clinical/canonical.ts';
import { prepareDelivery } from '../../../server/delivery/prepare.ts';
import { FhirError } from '../../../server/errors.ts';
import { compactJson } from '../../../server/fhir/json-text.ts';
import type { Deliverable } from '../../../server/store/deliverable.ts';
import { decodeJudgement } from '../../../server/store/judgement.ts';
import {
  bloodPressure,
  coding,
  heartRate,
  loinc,
  newPerson,
  observation,
  orgnrSystem,
  oslo,
  pressureComponent,
  quantity,
  snomed,
  weight,
} from '../../support/observation-builders.ts';
import { servedText } from '../../support/served.ts';

const now = Date.parse('2026-11-01T00:00:00Z');
const time = '2026-03-01T08:00:00+01:00';
const person = newPerson();

function prepareText(text: string) {
  return prepareDelivery(
    { resource: JSON.parse(text), text: compactJson(text), start: 0 },
    oslo,
    now,
    'accept',
  );
}
const prepare = (resource: unknown) => prepareText(JSON.stringify(resource));
const served = (prepared: Deliverable) => JSON.parse(`{${servedText(prepared)}`) as fhir4.Observation;
const extensionsOf = (element: fhir4.Element, url: string) =>
  (element.extension ?? []).filter((extension) => extension.url === url);
const asideOf = ({ aside }: { aside: string | null }) =>
  JSON.parse(aside ?? '[]') as Record<string, unknown>[];
const interpretationOf = (judgement: number | null | undefined) =>
  decodeJudgement(judgement ?? 0).interpretation;

describe('units', () => {
  test.each([
    ['49000 g', weight(person, time, 49000, 'g'), 49, true],
    ['49 kg', weight(person, time, 49), 49, false],
    ['108 lb', weight(person, time, 100, '[lb_av]'), 45.359237, true],
    [
      '98.6 °F',
      observation(person, { code: coding(loinc, '8310-5'), valueQuantity: quantity(98.6, '[degF]') }),
      37,
      true,
    ],
    [
      '180.16 mg/dL',
      observation(person, { code: coding(loinc, '15074-8'), valueQuantity: quantity(180.16, 'mg/dL') }),
      10,
      true,
    ],
    ['72 {beats}/min', heartRate(person, time, 72, { valueQuantity: quantity(72, '{beats}/min') }), 72, true],
  ])('%s is stored in the canonical unit and served as sent', (_, resource, value, converted) => {
    const prepared = prepare(resource);
    expect(prepared.values[0]).toBeCloseTo(value, 6);
    expect(served(prepared).valueQuantity).toEqual(resource.valueQuantity);
    expect(extensionsOf(served(prepared), canonicalValueUrl)).toHaveLength(converted ? 1 : 0);
  });

  test.each([
    ['weight in mmHg', weight(person, time, 80, 'mm[Hg]'), 'unknown-unit'],
    ['weight in stone', weight(person, time, 12, '[stone_av]'), 'unknown-unit'],
    [
      'weight without a unit',
      weight(person, time, 80, 'kg', { valueQuantity: { value: 80 } }),
      'missing-unit',
    ],
    ['pulse in %', heartRate(person, time, 70, { valueQuantity: quantity(70, '%') }), 'unknown-unit'],
    ['49000 kg', weight(person, time, 49000), 'impossible'],
    ['no value', heartRate(person, time, 0, { valueQuantity: undefined }), 'missing-value'],
    [
      'a reason for no value',
      heartRate(person, time, 0, {
        valueQuantity: undefined,
        dataAbsentReason: coding('http://terminology.hl7.org/CodeSystem/data-absent-reason', 'error'),
      }),
      'data-absent',
    ],
    ['a text', heartRate(person, time, 0, { valueQuantity: undefined, valueString: 'fast' }), 'not-a-number'],
  ])('%s is never drawn or interpreted, but listed with the reason', (_, resource, reason) => {
    const prepared = prepare(resource);
    expect(prepared.values).toEqual([null]);
    expect(prepared.judgements).toEqual([null]);
    expect(asideOf(prepared)).toEqual([expect.objectContaining({ part: 0, reason })]);
    expect(served(prepared).interpretation).toBeUndefined();
    expect(served(prepared).referenceRange).toBeUndefined();
  });

  test('a misprinted weight code (29563-7) is weight, and is served as sent', () => {
    const prepared = prepare(weight(person, time, 80, 'kg', { code: coding(loinc, '29563-7') }));
    expect(prepared).toMatchObject({ code: '29463-7', codings: null, values: [80] });
    expect(served(prepared).code).toEqual(coding(loinc, '29563-7'));
  });
});

describe('status and time', () => {
  test.each(['registered', 'preliminary', 'final', 'amended', 'corrected', 'entered-in-error', 'unknown'])(
    'status %s is accepted and kept',
    (status) => {
      const prepared = prepare(heartRate(person, time, 70, { status }));
      expect(prepared).toMatchObject({ status, values: [70], context: { status } });
    },
  );

  test('a cancelled measurement is kept with what was sent, and set aside: it has no value to draw or to judge', () => {
    const pulse = prepare(heartRate(person, time, 190, { status: 'cancelled' }));
    expect(pulse).toMatchObject({
      ...{ status: 'cancelled', context: { status: 'cancelled', limits: [null] } },
      ...{ values: [null], judgements: [null] },
    });
    expect(pulse.warnings.filter(({ severity }) => severity === 'warning')).toEqual([]);
    expect(JSON.parse(pulse.aside ?? '')).toEqual([{ part: 0, reason: 'cancelled', text: '190 /min' }]);
    const pressure = prepare(bloodPressure(person, time, 250, 190, { status: 'cancelled' }));
    expect(pressure).toMatchObject({ values: [null, null], judgements: [null, null] });
    expect(JSON.parse(pressure.aside ?? '')).toMatchObject([
      { part: 0, reason: 'cancelled', text: '250 mmHg' },
      { part: 1, reason: 'cancelled', text: '190 mmHg' },
    ]);
  });

  test.each([
    ['a day is drawn', { effectiveDateTime: '2026-03-01' }, 'day', [70]],
    [
      'an instant is drawn',
      { effectiveDateTime: undefined, effectiveInstant: '2026-03-01T07:00:00Z' },
      'instant',
      [70],
    ],
    ['a period is drawn', { effectiveDateTime: undefined, effectivePeriod: { start: time } }, 'period', [70]],
    ['a month is set aside', { effectiveDateTime: '2026-02' }, 'month', [null]],
    ['a year is set aside', { effectiveDateTime: '2025' }, 'year', [null]],
    ['a time that is not known is set aside', { effectiveDateTime: '' }, 'unknown', [null]],
  ])('%s', (_, effective, precision, values) => {
    const prepared = prepare(heartRate(person, time, 70, effective));
    expect(prepared.effective.precision).toBe(precision);
    expect(prepared.values).toEqual(values);
    const { effectiveDateTime: sent } = effective;
    const reason = sent ? { reason: 'time-imprecise', time: sent } : { reason: 'time-missing' };
    const expected = values[0] === null ? [{ part: 0, text: '70 /min', ...reason }] : [];
    expect(asideOf(prepared)).toEqual(expected);
  });
});

describe('ranges of the measurement', () => {
  const range = (code: string, ends: { low?: number; high?: number }) => ({
    type: { coding: [{ system: 'http://hl7.org/fhir/ValueSet/observation-interpretation', code }] },
    ...(ends.low !== undefined && { low: { value: ends.low } }),
    ...(ends.high !== undefined && { high: { value: ends.high } }),
  });
  const saturation = (value: number) =>
    observation(person, {
      code: coding(loinc, '2708-6'),
      valueQuantity: quantity(value, '%'),
      referenceRange: [range('N', { low: 85.0000000001 }), range('LL', { high: 85 })],
    });

  test.each([
    [84, 'LL'],
    [85, 'LL'],
    [86, 'N'],
  ])('%d %% against 85 and 85.0000000001 is %s by its own range', (value, interpretation) => {
    const prepared = prepare(saturation(value));
    expect(interpretationOf(prepared.judgements[0])).toBe(interpretation);
    expect(prepared.context.limits[0]?.origin).toBe('measurement');
    expect(served(prepared).referenceRange).toEqual(saturation(value).referenceRange);
    expect(servedText(prepared)).toContain('85.0000000001');
  });

  test('without ranges the general default judges, and says that it is one', () => {
    const result = served(prepare(heartRate(person, time, 131)));
    expect(result.interpretation?.[0]?.coding?.[0]?.code).toBe('HH');
    expect(extensionsOf(result.interpretation?.[0] ?? {}, limitOriginUrl)).toEqual([
      { url: limitOriginUrl, valueCode: 'default' },
    ]);
    expect(result.referenceRange?.length).toBeGreaterThan(1);
    for (const each of result.referenceRange ?? []) {
      expect(extensionsOf(each, limitOriginUrl)).toEqual([{ url: limitOriginUrl, valueCode: 'default' }]);
    }
    expect(result.referenceRange?.[0]?.text).toContain('Generell grense');
  });

  test('no limit is no interpretation: weight is not normal', () => {
    const prepared = prepare(weight(person, time, 80));
    expect(interpretationOf(prepared.judgements[0])).toBeUndefined();
    expect(served(prepared).interpretation).toBeUndefined();
  });

  test("the source's own interpretation and text ranges stay, after ours", () => {
    const own = { coding: [{ system: 'https://source.example', code: 'fine' }], text: 'Fin' };
    const result = served(prepare(heartRate(person, time, 95, { interpretation: [own] })));
    expect(result.interpretation).toHaveLength(2);
    expect(result.interpretation?.[0]?.coding?.[0]?.code).toBe('H');
    expect(result.interpretation?.[1]).toEqual(own);
    expect(extensionsOf(result.interpretation?.[1] ?? {}, limitOriginUrl)).toEqual([]);
  });
});

describe('blood pressure', () => {
  const part = (prepared: Deliverable, code: string) =>
    served(prepared).component?.find((each) => each.code.coding?.[0]?.code === code);

  test('components are told apart by code, in either order', () => {
    const reversed = bloodPressure(person, time, 0, 0, {
      component: [pressureComponent('8462-4', 80), pressureComponent('8480-6', 185)],
    });
    const prepared = prepare(reversed);
    expect(prepared.values).toEqual([185, 80]);
    expect(prepared.judgements.map(interpretationOf)).toEqual(['HH', 'N']);
    expect(part(prepared, '8480-6')?.interpretation?.[0]?.coding?.[0]?.code).toBe('HH');
    expect(part(prepared, '8462-4')?.interpretation?.[0]?.coding?.[0]?.code).toBe('N');
    expect(served(prepared).interpretation).toBeUndefined();
  });

  test('a missing diastolic is missing, and the systolic stands', () => {
    const prepared = prepare(
      bloodPressure(person, time, 0, 0, { component: [pressureComponent('8480-6', 130)] }),
    );
    expect(prepared.values).toEqual([130, null]);
    expect(asideOf(prepared)).toEqual([{ part: 1, reason: 'missing-value', text: '' }]);
  });

  test('systolic below diastolic is impossible: neither is drawn or interpreted', () => {
    const prepared = prepare(bloodPressure(person, time, 80, 120));
    expect(prepared.values).toEqual([null, null]);
    expect(asideOf(prepared).map(({ reason }) => reason)).toEqual(['impossible', 'impossible']);
    for (const code of ['8480-6', '8462-4']) {
      expect(part(prepared, code)?.interpretation).toBeUndefined();
      expect(extensionsOf(part(prepared, code) ?? {}, plausibilityUrl)).toEqual([
        { url: plausibilityUrl, valueCode: 'impossible' },
      ]);
    }
  });

  test('265 mmHg is improbable: drawn, interpreted and marked', () => {
    const prepared = prepare(bloodPressure(person, time, 265, 130));
    expect(decodeJudgement(prepared.judgements[0] ?? 0)).toMatchObject({
      interpretation: 'HH',
      improbable: true,
    });
    expect(extensionsOf(part(prepared, '8480-6') ?? {}, plausibilityUrl)).toEqual([
      { url: plausibilityUrl, valueCode: 'improbable' },
    ]);
  });

  test('unknown components stay as sent', () => {
    const mean = { code: coding(loinc, '8478-0'), valueQuantity: quantity(93, 'mm[Hg]'), oddity: [1.0] };
    const prepared = prepare(
      bloodPressure(person, time, 0, 0, {
        component: [mean, pressureComponent('8480-6', 120), pressureComponent('8462-4', 80)],
      }),
    );
    expect(served(prepared).component?.[0]).toEqual(mean);
    expect(prepared.values).toEqual([120, 80]);
  });
});

describe('what is stored', () => {
  const text = `{ "resourceType" : "Observation", "id":"own-id", "meta":{"versionId":"9","lastUpdated":"1999-01-01T00:00:00Z","tag":[{"code":"0301"}]},
    "status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8310-5"}],"text":"Kroppstemperatur"},
    "subject":{"reference":"Patient/1","identifier":{"system":"${person.system}","value":"${person.value}"},"display":"Ærlig Bjørk"},
    "effectiveDateTime":"${time}","valueQuantity":{"value":36.0,"unit":"°C","system":"http://unitsofmeasure.org","code":"Cel"},
    "futureElement":{"value":1e2,"nested":[0.10,-0]},"constructor":{"a":1.50},"_status":{"id":"s"} }`;

  test('numbers keep their digits and unknown members stay', () => {
    const prepared = prepareText(text);
    for (const kept of ['36.0', '1e2', '[0.10,-0]', '1.50', '"_status"']) {
      expect(servedText(prepared)).toContain(kept);
      expect(prepared.original).toContain(kept);
    }
    expect(served(prepared)).toMatchObject({
      futureElement: { value: 100 },
      code: { text: 'Kroppstemperatur' },
    });
  });

  test('the subject is in none of it', () => {
    const { person: named, ...stored } = prepareText(text);
    expect(named).toEqual(person);
    expect(JSON.stringify(stored)).not.toMatch(new RegExp(`${person.value}|Bjørk|Patient/1`));
  });

  test('id and version are ours, tags are theirs', () => {
    expect(served(prepareText(text))).toMatchObject({
      id: '1-1',
      meta: { versionId: '1', lastUpdated: '1970-01-01T00:00:00.000Z', tag: [{ code: '0301' }] },
    });
    expect(servedText(prepareText(text))).not.toMatch(/own-id|"versionId":"9"|resourceType|"subject"/);
  });

  test.each([
    ['no identifier: one from the content', undefined, /^urn:hjemmekurve:content\|/],
    ['system and value', [{ system: 's', value: 'v' }], /^s\|v$/],
    ['no system', [{ value: 'v' }], /^\|v$/],
    ['the first with a value', [{ system: 's' }, { system: 't', value: 'w' }], /^t\|w$/],
  ])('identifier: %s', (_, identifier, expected) => {
    expect(prepare(heartRate(person, time, 70, { identifier })).identifier).toMatch(expected);
  });

  test('codings beside the catalogue code can be searched for', () => {
    const code = {
      coding: [
        { system: 'https://local.example', code: 'PULSE' },
        { system: loinc, code: '8867-4' },
        { system: snomed, code: '364075005' },
      ],
    };
    expect(prepare(heartRate(person, time, 70, { code }))).toMatchObject({
      code: '8867-4',
      codings: ['https://local.example|PULSE'],
    });
  });

  test.each([
    ['unknown code', { coding: [{ system: loinc, code: '1-1' }] }, 'http://loinc.org|1-1'],
    ['a text only', { text: 'Humør' }, '|Humør'],
    [
      'two vital signs at once',
      {
        coding: [
          { system: loinc, code: '8867-4' },
          { system: loinc, code: '8310-5' },
        ],
      },
      'http://loinc.org|8867-4',
    ],
  ])('%s: kept, never judged', (_, code, stored) => {
    const prepared = prepare(heartRate(person, time, 70, { code }));
    expect(prepared).toMatchObject({ code: stored, values: [], judgements: [] });
    expect(served(prepared).interpretation).toBeUndefined();
  });

  test("the catalogue's category is added to what was sent", () => {
    expect(prepare(heartRate(person, time, 70)).categories).toEqual([
      'http://terminology.hl7.org/CodeSystem/observation-category|vital-signs',
    ]);
    expect(prepare(heartRate(person, time, 70, { category: [coding('x', 'y')] })).categories).toEqual([
      'x|y',
      'http://terminology.hl7.org/CodeSystem/observation-category|vital-signs',
    ]);
  });

  test('a long text is listed shortened and served whole', () => {
    const long = 'ÅÆØ "quoted" \n'.repeat(500).trim();
    const prepared = prepare(heartRate(person, time, 70, { valueQuantity: undefined, valueString: long }));
    expect(Buffer.byteLength(prepared.aside ?? '')).toBeLessThan(1200);
    expect(asideOf(prepared)[0]?.text).toMatch(/…$/);
    expect(served(prepared).valueString).toBe(long);
  });

  test('a text of 64 KB and more is refused, and named', () => {
    const note = (length: number) => [{ text: 'x'.repeat(length) }];
    expect(prepare(heartRate(person, time, 70, { note: note(64_000) })).original).toContain('xxx');
    expect(() => prepare(heartRate(person, time, 70, { note: note(66_000) }))).toThrow(
      /^Observation is longer/,
    );
  });

  test('ACVPU is kept as a concept, and nothing is concluded', () => {
    const prepared = prepare(
      observation(person, {
        code: coding(snomed, '1104441000000107'),
        valueCodeableConcept: { text: 'Våken' },
      }),
    );
    expect(prepared).toMatchObject({ code: '1104441000000107', values: [] });
    expect(asideOf(prepared)).toEqual([{ reason: 'concept', text: 'Våken' }]);
  });

  test('who, where and how are told as far as they are known', () => {
    const prepared = prepare(
      heartRate(person, time, 70, {
        performer: [
          { display: 'Sykepleier Å' },
          {
            type: 'Organization',
            identifier: { system: orgnrSystem, value: oslo.orgnr },
            display: 'Oslo kommune, hjemmetjenesten',
          },
        ],
        device: { display: 'Pulsoksymeter' },
        bodySite: coding(snomed, '7569003'),
        method: { text: 'auskultasjon' },
      }),
    );
    const { limits: _, ...context } = prepared.context;
    expect(context).toEqual({
      status: 'final',
      source: 'Oslo kommune',
      performer: 'Sykepleier Å',
      organization: 'Oslo kommune, hjemmetjenesten',
      device: 'Pulsoksymeter',
      bodySite: '7569003',
      method: 'auskultasjon',
    });
    const { limits: __, ...nothing } = prepare(heartRate(person, time, 70)).context;
    expect(nothing).toEqual({ status: 'final', source: 'Oslo kommune' });
  });
});

describe('whatever is sent, it is prepared or refused, never an exception', () => {
  const whole = bloodPressure(person, time, 120, 80, {
    referenceRange: [{ low: { value: 1 }, type: coding('x', 'N') }],
    interpretation: [coding('x', 'N')],
    performer: [{ display: 'x' }],
    category: [coding('x', 'y')],
    valueQuantity: quantity(1, '/min'),
    meta: { tag: [{ code: 'x' }] },
    effectivePeriod: undefined,
    extension: [{ url: 'x', valueCode: 'y' }],
  });
  const paths = (value: unknown, path: string[] = []): string[][] =>
    typeof value === 'object' && value !== null
      ? [path, ...Object.entries(value).flatMap(([key, each]) => paths(each, [...path, key]))]
      : [path];
  const odd = fc.oneof(
    fc.constantFrom(
      null,
      '',
      ' ',
      0,
      -1,
      1e300,
      true,
      [],
      {},
      [null],
      [[]],
      [{}],
      { coding: null },
      '\u0000',
      '\ud800',
      '__proto__',
    ),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const all = paths(whole).filter((path) => path.length > 0);

  test('one element replaced by anything', () => {
    fc.assert(
      fc.property(fc.constantFrom(...all), odd, (path, value) => {
        const broken = structuredClone(whole) as unknown as Record<string, unknown>;
        let target = broken;
        for (const key of path.slice(0, -1)) target = target[key] as Record<string, unknown>;
        target[path.at(-1) ?? ''] = value;
        try {
          const prepared = prepare(broken);
          expect(served(prepared)).toHaveProperty('code');
          expect(JSON.parse(prepared.original)).not.toHaveProperty('subject');
        } catch (error) {
          if (!(error instanceof FhirError)) throw error;
          expect([403, 422]).toContain(error.status);
          expect(error.expression[0]).toMatch(/^(Observation|Bundle\.entry)\b/);
          expect(error.message).not.toContain(person.value);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
