import { describe, expect, test } from 'vitest';
import { isDoubtful, limitsForPart } from '#clinical/limits-for-part.ts';
import { assess } from '#clinical/assess.ts';
import { bloodPressureOf, observationOf, rangeOf, systolic } from './observations.ts';
import { partOf, vitalSignOf } from './parts.ts';

const spo2 = partOf('oxygen-saturation');

/** Rounded as it is printed before it is compared: 84.5 is 85. */
describe('a doubt is about the values of its range, ends included', () => {
  test.each([
    [84, false],
    [84.4, false],
    [84.5, true],
    [85, true],
    [90, true],
    [90.4, true],
    [90.5, false],
    [91, false],
  ])('85 to 90: %d %s', (value, doubtful) => {
    const measured = { text: '', value, comparatorUnknown: false };
    expect(isDoubtful(spo2, measured, [{ low: 85, high: 90 }])).toBe(doubtful);
    expect(isDoubtful(spo2, measured, [{ low: 200 }, { low: 85, high: 90 }])).toBe(doubtful);
  });

  test('an open end reaches all the way; a comparator leaves any value open; no doubt is none', () => {
    const measured = { text: '', value: 96, comparatorUnknown: false };
    expect(isDoubtful(spo2, measured, [{ low: 85 }])).toBe(true);
    expect(isDoubtful(spo2, measured, [{ high: 85 }])).toBe(false);
    expect(isDoubtful(spo2, measured, [{}])).toBe(true);
    expect(isDoubtful(spo2, { ...measured, comparator: '>' }, [{ high: 85 }])).toBe(true);
    expect(isDoubtful(spo2, measured, [])).toBe(false);
  });
});

describe('whose limits', () => {
  const vitalSign = vitalSignOf('oxygen-saturation');
  const individual = {
    origin: 'order',
    source: 'x',
    zones: [{ interpretation: 'L', high: 87 }],
  } as const;
  const originOf = (referenceRange: object[] | undefined, given?: typeof individual) => {
    const content = { ...observationOf('oxygen-saturation', 96, '%'), referenceRange };
    const measured = { text: '', value: 96, comparatorUnknown: false, content } as Parameters<
      typeof isDoubtful
    >[1];
    return limitsForPart(vitalSign, spo2, measured, {}, given).limits?.origin;
  };

  test("the measurement's own, else the order's, else the default; else none", () => {
    expect(originOf([rangeOf('N', 90, 100)], individual)).toBe('measurement');
    expect(originOf(undefined, individual)).toBe('order');
    expect(originOf([], individual)).toBe('order');
    expect(originOf(undefined)).toBe('default');
    const weight = { text: '', value: 80, comparatorUnknown: false };
    expect(limitsForPart(vitalSignOf('body-weight'), partOf('body-weight'), weight, {}, undefined)).toEqual({
      doubts: [],
    });
  });

  test('an empty list of ranges on a panel raises no doubt, one with a range does', () => {
    const judged = (referenceRange: object[]) =>
      assess({ ...bloodPressureOf(systolic(120)), referenceRange }).parts[0]?.judgement;
    expect(judged([])).toMatchObject({ interpretation: 'N' });
    expect(judged([rangeOf('N', 100, 130)])).toMatchObject({ reason: 'limit-not-understood' });
  });
});
