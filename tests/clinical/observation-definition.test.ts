import { describe, expect, test } from 'vitest';
import { toObservationDefinition } from '#clinical/observation-definition.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { vitalSignOf } from './parts.ts';

const ucum = (value: number, unit: string, code: string) => ({
  value,
  unit,
  system: 'http://unitsofmeasure.org',
  code,
});

describe('ObservationDefinition', () => {
  test('fits the FHIR R4 type, one per vital sign', () => {
    const definitions: fhir4.ObservationDefinition[] = vitalSigns.map(toObservationDefinition);
    expect(definitions.map((definition) => definition.id)).toEqual(vitalSigns.map((sign) => sign.key));
  });

  test('carries codes, unit, decimals, what is possible, and the default limits with their source', () => {
    const glucose = toObservationDefinition(vitalSignOf('glucose'));
    const context = { text: expect.stringContaining('Diabetes Care 2019;42:1593') };
    expect(glucose).toMatchObject({
      resourceType: 'ObservationDefinition',
      category: [
        {
          coding: [
            {
              system: 'http://terminology.hl7.org/CodeSystem/observation-category',
              code: 'laboratory',
            },
          ],
        },
      ],
      code: { coding: [{ code: '15074-8' }, { code: '434912009' }, { code: 'NPU02187' }] },
      permittedDataType: ['Quantity'],
      quantitativeDetails: { decimalPrecision: 1, unit: { coding: [{ code: 'mmol/L' }] } },
    });
    expect(glucose.qualifiedInterval).toEqual([
      {
        category: 'absolute',
        range: { low: ucum(0.1, 'mmol/L', 'mmol/L'), high: ucum(150, 'mmol/L', 'mmol/L') },
      },
      { category: 'critical', range: { high: ucum(2.9, 'mmol/L', 'mmol/L') }, context },
      {
        category: 'reference',
        range: { low: ucum(3.9, 'mmol/L', 'mmol/L'), high: ucum(10, 'mmol/L', 'mmol/L') },
        context,
      },
      { category: 'critical', range: { low: ucum(14, 'mmol/L', 'mmol/L') }, context },
    ]);
  });

  test('never publishes a tolerated misprint', () => {
    expect(JSON.stringify(vitalSigns.map(toObservationDefinition))).not.toContain('29563-7');
  });

  test('the intervals of a panel name their component', () => {
    const { qualifiedInterval = [] } = toObservationDefinition(vitalSignOf('blood-pressure'));
    expect(new Set(qualifiedInterval.map((interval) => interval.condition))).toEqual(
      new Set(['http://loinc.org|8480-6', 'http://loinc.org|8462-4']),
    );
    expect(
      qualifiedInterval.filter((interval) => interval.category === 'reference').map((each) => each.range),
    ).toEqual([
      { low: ucum(101, 'mmHg', 'mm[Hg]'), high: ucum(134, 'mmHg', 'mm[Hg]') },
      { low: ucum(60, 'mmHg', 'mm[Hg]'), high: ucum(84, 'mmHg', 'mm[Hg]') },
    ]);
  });

  test('a score has no unit, a concept no numbers, and what has no limit gets none', () => {
    const cfs = toObservationDefinition(vitalSignOf('cfs'));
    expect(cfs.quantitativeDetails).toStrictEqual({ decimalPrecision: 0 });
    expect(cfs.qualifiedInterval).toStrictEqual([
      { category: 'absolute', range: { low: { value: 1 }, high: { value: 9 } } },
    ]);
    const acvpu = toObservationDefinition(vitalSignOf('acvpu'));
    expect(acvpu.permittedDataType).toEqual(['CodeableConcept']);
    expect(acvpu).not.toHaveProperty('quantitativeDetails');
    expect(acvpu).not.toHaveProperty('qualifiedInterval');
  });
});
