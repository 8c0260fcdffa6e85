import { describe, expect, test } from 'vitest';
import { isOrganizationNumber } from '../../../server/person/organization-number.ts';
import { parsePersonIdentifier, personIdentifierSystems } from '../../../server/person/person-identifier.ts';

const { fnr, dnr, fhn } = personIdentifierSystems;
const wrongFirst = { reason: 'The first check digit is wrong' };
const wrongSecond = { reason: 'The second check digit is wrong' };
const real = { kind: 'fnr', synthetic: false };
const synthetic = { kind: 'fnr', synthetic: true };

/** Numbers that Skatteetaten, NHN and the national implementation guides publish as examples. */
describe('fødselsnummer', () => {
  test.each<[string, object, string]>([
    ['02013299997', real, 'rule of 2032, remainder 0'],
    ['02013299903', real, 'rule of 2032, remainder 2'],
    ['02013299806', real, 'rule of 2032, remainder 0'],
    ['30108299920', real, 'rule of 2032, remainder 0'],
    ['30108299939', real, 'rule of 2032, remainder 1'],
    ['12057900499', real, 'old NHN test person, plain month'],
    ['13116900216', real, 'old NHN test person, plain month'],
    ['20086600138', real, 'plain month'],
    ['13717404089', synthetic, 'NHN, month + 65'],
    ['02686525891', synthetic, 'NHN, month + 65'],
    ['16858399649', synthetic, 'Skatteetaten, month + 80'],
    ['05898597468', synthetic, 'Skatteetaten, month + 80'],
    ['10915596784', synthetic, 'Skatteetaten, month + 80'],
    ['12835830061', synthetic, 'Skatteetaten, month + 80'],
    ['13527248013', synthetic, 'NAV, month + 40'],
    ['05076600324', wrongFirst, 'example in a specification'],
    ['13057444850', wrongSecond, 'example in an implementation guide'],
  ])('%s: %o (%s)', (value, expected) => {
    expect(parsePersonIdentifier(fnr, value)).toEqual(expected);
  });

  test.each(['', '1371740408', '137174040890', '1371740408x', ' 13717404089', '１３７１７４０４０８９'])(
    '%o has not eleven digits',
    (value) =>
      expect(parsePersonIdentifier(fnr, value)).toEqual({ reason: 'A person identifier has 11 digits' }),
  );

  test('every single wrong digit at the end is found', () => {
    for (let digit = 0; digit <= 9; digit++) {
      const value = `1371740408${digit}`;
      expect('kind' in parsePersonIdentifier(fnr, value)).toBe(digit === 9);
    }
  });
});

/** First nine digits with check digits of remainder 0 by the published weights; undefined when there are none. */
function withCheckDigits(nine: string): string | undefined {
  const digit = (text: string, weights: number[]) =>
    (11 - (weights.reduce((sum, weight, at) => sum + weight * Number(text[at]), 0) % 11)) % 11;
  const first = digit(nine, [3, 7, 6, 1, 8, 9, 4, 5, 2]);
  const second = digit(`${nine}${first}`, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
  return first > 9 || second > 9 ? undefined : `${nine}${first}${second}`;
}

function numberFrom(six: string, serials = 1000): string {
  for (let serial = 0; serial < serials; serial++) {
    const number = withCheckDigits(`${six}${String(serial).padStart(3, '0')}`);
    if (number) return number;
  }
  throw new Error(`No number begins with ${six}`);
}

const notADate = { reason: 'The first six digits are not a date' };

describe('dates and series', () => {
  test.each([
    ['010140', real],
    ['311299', real],
    ['290200', real],
    ['290204', real],
    ['290203', notADate],
    ['310474', notADate],
    ['000174', notADate],
    ['321274', notADate],
    ['010074', notADate],
    ['011374', notADate],
    ['014074', notADate],
    ['014174', synthetic],
    ['015274', synthetic],
    ['015374', notADate],
    ['016574', notADate],
    ['016674', synthetic],
    ['017774', synthetic],
    ['017874', notADate],
    ['018074', notADate],
    ['018174', synthetic],
    ['019274', synthetic],
    ['019374', notADate],
  ])('a fødselsnummer that begins with %s: %o', (six, expected) => {
    expect(parsePersonIdentifier(fnr, numberFrom(six))).toEqual(expected);
  });

  test.each([
    ['410174', { kind: 'dnr', synthetic: false }],
    ['711274', { kind: 'dnr', synthetic: false }],
    ['536674', { kind: 'dnr', synthetic: true }],
    ['539174', { kind: 'dnr', synthetic: true }],
    ['721274', notADate],
    ['310174', { reason: 'The day of a D-number is raised by 40' }],
  ])('a D-number that begins with %s: %o', (six, expected) => {
    expect(parsePersonIdentifier(dnr, numberFrom(six))).toEqual(expected);
  });

  test("a D-number under fødselsnummer's system is refused", () => {
    expect(parsePersonIdentifier(fnr, numberFrom('410174'))).toEqual({
      reason: "A D-number stands under fødselsnummer's system",
    });
  });
});

describe('felles hjelpenummer', () => {
  test.each(['800000', '955555'])('one that begins with %s', (six) => {
    expect(parsePersonIdentifier(fhn, numberFrom(six))).toEqual({ kind: 'fhn', synthetic: false });
  });

  test('begins with 8 or 9', () => {
    expect(parsePersonIdentifier(fhn, numberFrom('010174'))).toEqual({ reason: 'An FHN begins with 8 or 9' });
  });

  test('has no check digit by the rule of 2032', () => {
    const number = numberFrom('800000');
    const first = (Number(number[9]) + 1) % 10;
    expect(parsePersonIdentifier(fhn, `${number.slice(0, 9)}${first}${number[10]}`)).toEqual(wrongFirst);
  });
});

test.each(['', 'urn:oid:2.16.578.1.12.4.1.4.4', '2.16.578.1.12.4.1.4.1'])(
  'system %o is not a person',
  (system) => {
    expect(parsePersonIdentifier(system, '13717404089')).toEqual({
      reason: 'The system is not that of a fødselsnummer, D-number or FHN',
    });
  },
);

test.each([
  ['958935420', true],
  ['994598759', true],
  ['312774100', true],
  ['958935421', false],
  ['95893542', false],
  ['95893542x', false],
  ['', false],
])('organisation number %s: %s', (value, expected) => expect(isOrganizationNumber(value)).toBe(expected));
