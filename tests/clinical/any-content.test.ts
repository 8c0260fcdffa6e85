import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assess } from '#clinical/assess.ts';
import type { ObservationContent } from '#clinical/types.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';

/** Content of the right names and any shape: what a source that breaks FHIR may send. */
const junk = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(undefined));
const orJunk = <T>(wanted: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 4, arbitrary: wanted }, { weight: 1, arbitrary: junk });

const quantity = fc.record(
  {
    value: orJunk(fc.double({ noNaN: true, min: -100, max: 1000 })),
    comparator: orJunk(fc.constantFrom('<', '<=', '>', '>=', 'ad')),
    unit: orJunk(fc.constantFrom('kg', 'g', '%', 'mmHg', '/min')),
    system: orJunk(fc.constant('http://unitsofmeasure.org')),
    code: orJunk(fc.constantFrom('kg', 'g', '%', 'mm[Hg]', '/min', 'mmol/L', 'Cel', '[degF]')),
  },
  { requiredKeys: [] },
);
const coding = orJunk(
  fc.constantFrom(...vitalSigns.flatMap((sign) => [sign.code, ...sign.parts.map((part) => part.code)])),
);
const concept = orJunk(
  fc.record({ coding: orJunk(fc.array(coding, { maxLength: 2 })), text: junk }, { requiredKeys: [] }),
);
const type = orJunk(fc.constantFrom('N', 'L', 'H', 'LL', 'HH', 'X').map((code) => ({ coding: [{ code }] })));
const range = orJunk(
  fc.record({ low: orJunk(quantity), high: orJunk(quantity), type, text: junk }, { requiredKeys: [] }),
);
const measured = {
  code: concept,
  valueQuantity: orJunk(quantity),
  valueInteger: junk,
  valueCodeableConcept: concept,
  valueString: junk,
  dataAbsentReason: junk,
  interpretation: junk,
  referenceRange: orJunk(fc.array(range, { maxLength: 3 })),
};
const component = orJunk(fc.record(measured, { requiredKeys: ['code'] }));
const content = orJunk(
  fc.record(
    { ...measured, component: orJunk(fc.array(component, { maxLength: 3 })) },
    { requiredKeys: ['code'] },
  ),
);

describe('any content', () => {
  test('never throws, and is normal only inside a normal zone of the limits that are named', () => {
    fc.assert(
      fc.property(content, (observation) => {
        for (const { judgement, value, part, plausibility } of assess(observation as ObservationContent)
          .parts) {
          if (judgement.kind !== 'assessed') continue;
          expect(value).toBeTypeOf('number');
          expect(plausibility.level).not.toBe('impossible');
          if (judgement.interpretation !== 'N') continue;
          const half = 0.5 * 10 ** -part.decimals;
          const inside = judgement.limits.zones.some(
            ({ interpretation, low = -Infinity, high = Infinity }) =>
              interpretation === 'N' && (value ?? NaN) + half >= low && (value ?? NaN) - half <= high,
          );
          expect(inside).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('does not change what it was given', () => {
    fc.assert(
      fc.property(content, (observation) => {
        const before = JSON.stringify(observation);
        assess(observation as ObservationContent);
        expect(JSON.stringify(observation)).toBe(before);
      }),
    );
  });
});
