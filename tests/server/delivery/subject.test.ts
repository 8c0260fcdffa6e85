import { describe, expect, test } from 'vitest';
import { parseSubject } from '../../../server/delivery/subject.ts';
import { personIdentifierSystems } from '../../../server/person/person-identifier.ts';
import { syntheticNationalId, type MonthShift } from '#fixtures/synthetic-identifier.ts';

const { fnr, dnr, fhn } = personIdentifierSystems;
const subject = (system: string, value: string) => ({ identifier: { system, value } });
const made = (shift: MonthShift, dNumber = false) =>
  syntheticNationalId({ born: '1974-06-13', shift, gender: 'female', dNumber });

/** Every series a number can be of: NAV, NHN and Skatteetaten's test persons, their D-numbers, and real ones. */
const synthetic: [string, string, string][] = [
  ['NAV (+40)', fnr, made(40)],
  ['NHN (+65)', fnr, made(65)],
  ['NHN (+65), published', fnr, '13717404089'],
  ['Skatteetaten (+80)', fnr, made(80)],
  ['D-number of NAV', dnr, made(40, true)],
  ['D-number of NHN', dnr, made(65, true)],
  ['D-number of Skatteetaten', dnr, made(80, true)],
];
/** Published by Skatteetaten and NHN as examples; FHN made up with valid check digits. */
const real: [string, string, string][] = [
  ['rule of 2032, remainder 0', fnr, '02013299997'],
  ['rule of 2032, remainder 1', fnr, '30108299939'],
  ['rule of 2032, remainder 2', fnr, '02013299903'],
  ['old test person, plain month', fnr, '12057900499'],
  ['FHN', fhn, '80000000098'],
];

describe.each([...synthetic, ...real])('%s', (_, system, value) => {
  test('is the person', () => {
    expect(parseSubject(subject(system, value), 'accept')).toEqual({ system, value });
  });

  test('with any other last digit is nobody', () => {
    for (let digit = 0; digit <= 9; digit++) {
      const other = value.slice(0, 10) + digit;
      if (other !== value) expect(() => parseSubject(subject(system, other), 'accept')).toThrow(invalid);
    }
  });

  test('with two digits exchanged is nobody, or stays itself', () => {
    for (let at = 0; at < 10; at++) {
      const other = `${value.slice(0, at)}${value[at + 1]}${value[at]}${value.slice(at + 2)}`;
      if (other !== value) expect(() => parseSubject(subject(system, other), 'accept')).toThrow(invalid);
    }
  });

  test.each([fnr, dnr, fhn].filter((other) => other !== system))('under %s is nobody', (other) => {
    expect(() => parseSubject(subject(other, value), 'accept')).toThrow(invalid);
  });
});

const invalid = expect.objectContaining({
  status: 422,
  reason: 'subject-invalid',
  expression: ['Observation.subject.identifier'],
  message: expect.not.stringMatching(/\d{5}/),
}) as Error;

describe('where only real persons are taken', () => {
  test.each(synthetic)('%s is refused', (_, system, value) => {
    expect(() => parseSubject(subject(system, value), 'refuse')).toThrow(
      expect.objectContaining({
        status: 422,
        issueCode: 'business-rule',
        reason: 'subject-synthetic',
        expression: ['Observation.subject.identifier'],
        message: expect.not.stringMatching(/\d{5}/),
      }),
    );
  });

  test.each(real)('%s is taken', (_, system, value) => {
    expect(parseSubject(subject(system, value), 'refuse')).toEqual({ system, value });
  });
});
