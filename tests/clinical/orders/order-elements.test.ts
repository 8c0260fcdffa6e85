import { describe, expect, test } from 'vitest';
import { limitsExtension, scaleExtension, toCoding, toRepeat } from '#clinical/orders/order-elements.ts';
import type { PartRule } from '#clinical/orders/order.ts';
import { partOf } from '../parts.ts';

/** HL7 FHIR R4: Extension, Timing.repeat, Coding and Quantity; units by UCUM, codes by LOINC and SNOMED CT. */
const UCUM = 'http://unitsofmeasure.org';
const mmHg = (value: number) => ({ value, unit: 'mmHg', system: UCUM, code: 'mm[Hg]' });
const kilogram = (value: number) => ({ value, unit: 'kg', system: UCUM, code: 'kg' });
const systolicPart = {
  url: 'part',
  valueCoding: { system: 'http://loinc.org', code: '8480-6', display: 'Systolic blood pressure' },
};

const written = (part: PartRule['part'], rule: Partial<PartRule>) =>
  limitsExtension(partOf(part), { part, limits: {}, ...rule }).extension;
const systolic = (rule: Partial<PartRule>) => written('systolic', rule);

describe('what is asked of a part, as an extension', () => {
  test('its address, and which part', () => {
    expect(limitsExtension(partOf('systolic'), { part: 'systolic', limits: {} })).toEqual({
      url: 'https://hjemmekurve.example/fhir/StructureDefinition/monitoring-limits',
      extension: [systolicPart],
    });
  });

  test('limits in their unit, from low to high whatever the order they are set in, and only those that are set', () => {
    expect(systolic({ limits: { redHigh: 170, yellowHigh: 150, yellowLow: 100, redLow: 90 } })).toEqual([
      systolicPart,
      { url: 'redLow', valueQuantity: mmHg(90) },
      { url: 'yellowLow', valueQuantity: mmHg(100) },
      { url: 'yellowHigh', valueQuantity: mmHg(150) },
      { url: 'redHigh', valueQuantity: mmHg(170) },
    ]);
    expect(systolic({ limits: { yellowHigh: 150 } })).toEqual([
      systolicPart,
      { url: 'yellowHigh', valueQuantity: mmHg(150) },
    ]);
  });

  test('a limit of a score is a number without unit, also 0', () => {
    expect(written('news2', { limits: { redLow: 0, yellowHigh: 5 } })?.slice(1)).toEqual([
      { url: 'redLow', valueQuantity: { value: 0 } },
      { url: 'yellowHigh', valueQuantity: { value: 5 } },
    ]);
  });

  test.each<[NonNullable<PartRule['target']>, object]>([
    [
      { low: 120, high: 129 },
      { low: mmHg(120), high: mmHg(129) },
    ],
    [{ low: 120 }, { low: mmHg(120) }],
    [{ high: 129 }, { high: mmHg(129) }],
  ])('a target %j: an end that is not set is not there', (target, valueRange) => {
    expect(systolic({ target })).toStrictEqual([systolicPart, { url: 'target', valueRange }]);
  });

  test('changes, each with its level, direction, size and days', () => {
    const found = written('body-weight', {
      changes: [
        { level: 'yellow', direction: 'rise', by: 2, days: 3 },
        { level: 'red', direction: 'fall', by: 4.5, days: 7 },
      ],
    });
    const change = (level: string, direction: string, by: number, days: number) => ({
      url: 'change',
      extension: [
        { url: 'level', valueCode: level },
        { url: 'direction', valueCode: direction },
        { url: 'by', valueQuantity: kilogram(by) },
        { url: 'days', valuePositiveInt: days },
      ],
    });
    expect(found?.slice(1)).toEqual([change('yellow', 'rise', 2, 3), change('red', 'fall', 4.5, 7)]);
  });

  test('how many of the latest must be beyond', () => {
    expect(systolic({ persistence: { needed: 2, of: 3 } })?.slice(1)).toEqual([
      {
        url: 'persistence',
        extension: [
          { url: 'needed', valuePositiveInt: 2 },
          { url: 'of', valuePositiveInt: 3 },
        ],
      },
    ]);
  });
});

test('how often, as Timing.repeat: what is not said is not there', () => {
  expect(toRepeat(undefined)).toEqual({});
  expect(toRepeat({ frequency: 2, period: 1, unit: 'd' })).toStrictEqual({
    frequency: 2,
    period: 1,
    periodUnit: 'd',
  });
  expect(
    toRepeat({ frequency: 2, period: 3, unit: 'wk', weekdays: ['mon', 'thu'], timesOfDay: ['08:00:00'] }),
  ).toStrictEqual({
    frequency: 2,
    period: 3,
    periodUnit: 'wk',
    dayOfWeek: ['mon', 'thu'],
    timeOfDay: ['08:00:00'],
  });
});

test('a coding has what is known of it', () => {
  const whole = { system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' };
  expect(toCoding({ ...whole, version: '2.77' } as typeof whole)).toStrictEqual(whole);
  expect(toCoding({ system: undefined, code: '1', display: '' })).toStrictEqual({ code: '1' });
  expect(toCoding({})).toStrictEqual({});
});

test('the scale of NEWS2: the one that was decided, and nothing where none was', () => {
  expect(scaleExtension({})).toEqual([]);
  for (const news2Scale of [1, 2] as const) {
    expect(scaleExtension({ news2Scale })).toEqual([
      {
        url: 'https://hjemmekurve.example/fhir/StructureDefinition/news2-scale',
        valuePositiveInt: news2Scale,
      },
    ]);
  }
});
