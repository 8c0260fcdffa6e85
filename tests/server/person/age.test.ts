import { describe, expect, test } from 'vitest';
import { ageAt } from '../../../server/person/age.ts';
import { agreesWithBirthDate } from '../../../server/person/person-identifier.ts';
import { fhirOid } from '../ehr/stand-in-ehr.ts';

describe('age, by the day in Oslo', () => {
  test.each([
    ['2014-06-15', '2026-06-14T21:59:59.999Z', 11, 'summer time: the last millisecond of the day before'],
    ['2014-06-15', '2026-06-14T22:00:00Z', 12, 'midnight in Oslo, two hours before UTC'],
    ['2014-12-01', '2026-11-30T22:59:59.999Z', 11, 'winter time'],
    ['2014-12-01', '2026-11-30T23:00:00Z', 12, 'midnight in Oslo, one hour before UTC'],
    ['2014-01-01', '2025-12-31T22:59:59Z', 11, 'the last second of the year'],
    ['2014-01-01', '2025-12-31T23:00:00Z', 12, 'the year has turned in Oslo only'],
    ['2012-02-29', '2023-02-27T12:00:00Z', 10, 'born on 29 February: two days before, in a common year'],
    ['2012-02-29', '2023-02-28T12:00:00Z', 11, '… older on the 28th of a common year'],
    ['2012-02-29', '2024-02-28T12:00:00Z', 11, '… not on the 28th of a leap year'],
    ['2012-02-29', '2024-02-28T23:00:00Z', 12, '… but on the 29th'],
    ['2012-02-28', '2024-02-27T23:00:00Z', 12, 'born on the 28th: the 28th, also in a leap year'],
    ['1896-02-29', '1900-02-28T12:00:00Z', 4, '1900 was no leap year'],
    ['1936-11-11', '2026-11-11T12:00:00Z', 90, 'an old person'],
    ['2026-06-15', '2026-06-15T12:00:00Z', 0, 'born today'],
  ])('%s is at %s %i: %s', (born, instant, age) => {
    expect(ageAt(born, Date.parse(instant))).toBe(age);
  });

  test.each([
    '2026-06-16',
    '2014-06',
    '2014',
    '2014-02-30',
    '2014-06-15T00:00:00Z',
    'x',
    '',
    undefined,
    20140615,
  ])('%s tells no age', (born) => {
    expect(ageAt(born, Date.parse('2026-06-15T12:00:00Z'))).toBeUndefined();
  });
});

describe('the date in a number, against a birth date', () => {
  const synthetic = '13717404089';
  test.each([
    ['1', synthetic, '1974-06-13', true, 'month raised by 65'],
    ['1', synthetic, '1974-07-13', false, 'another month'],
    ['1', synthetic, '1974-06-12', false, 'another day'],
    ['1', synthetic, '1974-71-13', false, 'the month as it stands'],
    ['1', '12835830061', '1958-03-12', true, 'month raised by 80'],
    ['1', '12835830061', '1958-03-21', false, 'digits swapped'],
    ['1', '12835830061', '1959-03-12', false, 'another year'],
    ['2', '53717400050', '1974-06-13', true, 'day raised by 40'],
    ['2', '53717400050', '1974-06-14', false, 'a D-number of another day'],
    ['3', '80000000000', '1974-06-13', true, 'an FHN holds no date'],
  ])('…4.%s %s and %s: %s (%s)', (last, value, birthDate, agrees) => {
    expect(agreesWithBirthDate({ system: fhirOid(last), value }, birthDate)).toBe(agrees);
  });

  test('every way of making a number for tests, and a D-number', () => {
    for (const [last, value] of [
      ['1', '13067400000'],
      ['1', '13467400000'],
      ['1', '13717400000'],
      ['1', '13867400000'],
      ['2', '53067400000'],
      ['2', '53867400000'],
    ]) {
      expect([
        value,
        agreesWithBirthDate({ system: fhirOid(String(last)), value: String(value) }, '1974-06-13'),
      ]).toEqual([value, true]);
    }
  });
});
