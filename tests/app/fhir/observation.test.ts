import { describe, expect, test } from 'vitest';
import { canonicalValueUrl, limitOriginUrl, plausibilityUrl } from '#clinical/canonical.ts';
import { toMeasurement } from '../../../app/fhir/observation.ts';
import { parseWhen, type When } from '../../../app/fhir/date-time.ts';

const UCUM = 'http://unitsofmeasure.org';
const loinc = (code: string) => ({ coding: [{ system: 'http://loinc.org', code }] });
const interpreted = (code: string, origin = 'default') => [
  { extension: [{ url: limitOriginUrl, valueCode: origin }], coding: [{ code }] },
];
const base = { resourceType: 'Observation', id: 'k-1', status: 'final' } as const;
const at = (text: string, dateOnly = false): When => ({ instant: Date.parse(text), dateOnly });
const mmHg = (value: number) => ({ value, unit: 'mmHg', system: UCUM, code: 'mm[Hg]' });

describe('blood pressure', () => {
  const measured = (...component: fhir4.ObservationComponent[]) =>
    toMeasurement({ ...base, code: loinc('85354-9'), effectiveInstant: '2026-11-22T06:00:00Z', component });

  test('components are matched by code, whatever their order', () => {
    const measurement = measured(
      { code: loinc('8462-4'), valueQuantity: mmHg(83), interpretation: interpreted('N') },
      { code: loinc('8480-6'), valueQuantity: mmHg(182), interpretation: interpreted('HH') },
    );
    expect(
      measurement?.parts.map(({ part, value, interpretation }) => [part.key, value, interpretation]),
    ).toEqual([
      ['systolic', 182, 'HH'],
      ['diastolic', 83, 'N'],
    ]);
  });

  test('a missing component stays missing', () => {
    const measurement = measured({ code: loinc('8480-6'), valueQuantity: mmHg(128) });
    expect(measurement?.parts[1]).toMatchObject({ text: '', plausibility: 'plausible' });
    expect(measurement?.parts[1]).not.toHaveProperty('value');
  });
});

test('grams: the canonical value is shown, what was sent is kept as text', () => {
  const measurement = toMeasurement({
    ...base,
    code: loinc('29463-7'),
    effectiveDateTime: '2026-11-22',
    valueQuantity: { value: 49000, unit: 'g', system: UCUM, code: 'g' },
    extension: [{ url: canonicalValueUrl, valueQuantity: { value: 49, system: UCUM, code: 'kg' } }],
  });
  expect(measurement?.parts[0]).toMatchObject({ value: 49, text: '49000 g' });
  expect(measurement?.when).toEqual({ instant: Date.parse('2026-11-21T23:00:00Z'), dateOnly: true });
});

test.each<[string, Partial<fhir4.Observation>, When | undefined]>([
  ['a dateTime', { effectiveDateTime: '2026-11-22T07:00:00+01:00' }, at('2026-11-22T06:00:00Z')],
  ['an instant', { effectiveInstant: '2026-11-22T06:00:00Z' }, at('2026-11-22T06:00:00Z')],
  [
    'the start of a period',
    { effectivePeriod: { start: '2026-11-22T06:00:00Z', end: '2026-11-22T06:15:00Z' } },
    at('2026-11-22T06:00:00Z'),
  ],
  [
    'the end of one without a start',
    { effectivePeriod: { end: '2026-11-22T06:15:00Z' } },
    at('2026-11-22T06:15:00Z'),
  ],
  [
    'a day that a period starts with',
    { effectivePeriod: { start: '2026-11-22' } },
    at('2026-11-21T23:00:00Z', true),
  ],
  [
    'the first time of a timing',
    { effectiveTiming: { event: ['2026-11-22T06:00:00Z', '2026-11-22T07:00:00Z'] } },
    at('2026-11-22T06:00:00Z'),
  ],
  ['nothing', {}, undefined],
])('when it was measured: %s (T4)', (_, effective, when) => {
  const heartRate = { ...base, code: loinc('8867-4'), ...effective };
  expect(toMeasurement(heartRate)?.when).toEqual(when);
});

test.each(['1104051000000101', '763264000'])('a score (%s) that has no value is no 0', (code) => {
  const measurement = toMeasurement({
    ...base,
    code: { coding: [{ system: 'http://snomed.info/sct', code }] },
  });
  expect(measurement?.parts).toHaveLength(1);
  expect(measurement?.parts[0]).not.toHaveProperty('value');
});

test('a unit that is not the catalogue’s is no value: only what was sent is told', () => {
  const measurement = toMeasurement({
    ...base,
    code: loinc('8310-5'),
    valueQuantity: { value: 36.9, unit: 'grader' },
  });
  expect(measurement?.parts[0]).not.toHaveProperty('value');
  expect(measurement?.parts[0]?.text).toBe('36.9 grader');
  expect(measurement).not.toHaveProperty('when');
});

test.each([
  [undefined, undefined],
  ['N', 'N'],
  ['HX', undefined],
  ['normal', undefined],
])('interpretation %s is read as %s: unknown is never normal (T14)', (code, expected) => {
  const measurement = toMeasurement({
    ...base,
    code: loinc('8867-4'),
    valueQuantity: { value: 70, system: UCUM, code: '/min' },
    ...(code && { interpretation: interpreted(code) }),
  });
  expect(measurement?.parts[0]?.interpretation).toBe(expected);
});

test('an interpretation of the source is no flag, alone or before ours', () => {
  const heartRate = (...interpretation: fhir4.CodeableConcept[]) =>
    toMeasurement({
      ...base,
      code: loinc('8867-4'),
      valueQuantity: { value: 140, system: UCUM, code: '/min' },
      interpretation,
    })?.parts[0]?.interpretation;
  expect(heartRate({ coding: [{ code: 'N' }] })).toBeUndefined();
  expect(heartRate({ coding: [{ code: 'N' }] }, ...interpreted('HH'))).toBe('HH');
});

test("a measurement's own ranges are its limits when the facade judged by them", () => {
  const zone = (code: string, ends: Partial<fhir4.ObservationReferenceRange>) => ({
    type: { coding: [{ system: 'https://nhn.example/a-page.html', code }] },
    ...ends,
  });
  const measurement = toMeasurement({
    ...base,
    code: loinc('2708-6'),
    valueQuantity: { value: 85, system: UCUM, code: '%' },
    interpretation: interpreted('LL', 'measurement'),
    referenceRange: [zone('N', { low: { value: 85.0000000001 } }), zone('LL', { high: { value: 85 } })],
  });
  expect(measurement?.parts[0]).toMatchObject({
    interpretation: 'LL',
    limits: {
      origin: 'measurement',
      zones: expect.arrayContaining([
        { interpretation: 'N', low: 85.0000000001 },
        { interpretation: 'LL', high: 85 },
      ]),
    },
  });
});

test('limits are those the facade marked as used, not others that came along', () => {
  const range = (low: number, used: boolean): fhir4.ObservationReferenceRange => ({
    low: { value: low },
    text: 'Satt av fastlege',
    type: { coding: [{ code: 'N' }] },
    ...(used && { extension: [{ url: limitOriginUrl, valueCode: 'order' }] }),
  });
  const measurement = toMeasurement({
    ...base,
    code: loinc('2708-6'),
    valueQuantity: { value: 90, system: UCUM, code: '%' },
    referenceRange: [range(70, false), range(88, true)],
  });
  expect(measurement?.parts[0]?.limits).toEqual({
    origin: 'order',
    source: 'Satt av fastlege',
    zones: [{ interpretation: 'N', low: 88 }],
  });
});

test('plausibility with its reason', () => {
  const measurement = toMeasurement({
    ...base,
    code: loinc('2708-6'),
    valueQuantity: { value: 101, system: UCUM, code: '%' },
    extension: [{ url: plausibilityUrl, valueCode: 'impossible' }],
  });
  expect(measurement?.parts[0]?.plausibility).toBe('impossible');
});

test('a coded value keeps its words; who and where are told apart', () => {
  const measurement = toMeasurement({
    ...base,
    code: { coding: [{ system: 'http://snomed.info/sct', code: '1104441000000107' }] },
    valueCodeableConcept: { text: 'Våken' },
    performer: [
      { type: 'Practitioner', display: 'Jørn Ærøy' },
      { type: 'Organization', display: 'Fjordvik kommune' },
    ],
  });
  expect(measurement?.concept).toBe('Våken');
  expect(measurement?.context).toMatchObject({ performer: 'Jørn Ærøy', organization: 'Fjordvik kommune' });
});

test('a code outside the catalogue is no measurement', () => {
  expect(toMeasurement({ ...base, code: loinc('12345-6') })).toBeUndefined();
});

test.each([
  ['2026-11-22T06:00:00+01:00', '2026-11-22T05:00:00Z', false],
  ['2026-03-16', '2026-03-15T23:00:00Z', true],
  ['2026-07', '2026-06-30T22:00:00Z', true],
  ['2026', '2025-12-31T23:00:00Z', true],
])('%s', (text, instant, dateOnly) => {
  expect(parseWhen(text)).toEqual({ instant: Date.parse(instant), dateOnly });
});

test.each([undefined, '', 'yesterday', '2026-13-45T00:00:00Z'])('%s is no time', (text) => {
  expect(parseWhen(text)).toBeUndefined();
});
