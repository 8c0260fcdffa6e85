import { describe, expect, test } from 'vitest';
import { cataloguedCode, findVitalSign, vitalSignByCode, vitalSigns } from '#clinical/vital-signs.ts';

const LOINC = 'http://loinc.org';
const SNOMED = 'http://snomed.info/sct';
const NPU = 'urn:oid:2.16.578.1.12.4.1.1.7280';

/** Codes of FHIR R4's vital-signs profiles and of the national VkpObservation profiles. */
const inbound: [string, string, string][] = [
  [LOINC, '85354-9', 'blood-pressure'],
  [SNOMED, '75367002', 'blood-pressure'],
  [LOINC, '8867-4', 'heart-rate'],
  [SNOMED, '364075005', 'heart-rate'],
  [LOINC, '2708-6', 'oxygen-saturation'],
  [LOINC, '59408-5', 'oxygen-saturation'],
  [SNOMED, '431314004', 'oxygen-saturation'],
  [LOINC, '9279-1', 'respiratory-rate'],
  [SNOMED, '86290005', 'respiratory-rate'],
  [LOINC, '8310-5', 'body-temperature'],
  [SNOMED, '276885007', 'body-temperature'],
  [LOINC, '29463-7', 'body-weight'],
  [SNOMED, '27113001', 'body-weight'],
  [LOINC, '29563-7', 'body-weight'],
  [LOINC, '8302-2', 'body-height'],
  [LOINC, '39156-5', 'bmi'],
  [LOINC, '15074-8', 'glucose'],
  [SNOMED, '434912009', 'glucose'],
  [NPU, 'NPU02187', 'glucose'],
  [SNOMED, '1104051000000101', 'news2'],
  [SNOMED, '763264000', 'cfs'],
  [SNOMED, '1104441000000107', 'acvpu'],
];

/** LOINC's check digit: the Luhn sum over the digits before the hyphen. */
function loincCheckDigitHolds(code: string): boolean {
  const [body = '', check = ''] = code.split('-');
  const sum = [...body].reverse().reduce((total, digit, index) => {
    const weighted = Number(digit) * (index % 2 === 0 ? 2 : 1);
    return total + (weighted > 9 ? weighted - 9 : weighted);
  }, 0);
  return (10 - (sum % 10)) % 10 === Number(check);
}

/** SNOMED CT's check digit: Verhoeff over all digits gives 0. */
function verhoeffHolds(code: string): boolean {
  const permute = [1, 5, 7, 6, 2, 8, 3, 0, 9, 4];
  const permuted = (digit: number, times: number): number =>
    times === 0 ? digit : permuted(permute[digit] ?? 0, times - 1);
  const multiply = (a: number, b: number) =>
    a < 5 ? (b < 5 ? (a + b) % 5 : 5 + ((a + b) % 5)) : b < 5 ? 5 + ((a - b) % 5) : (a - b + 5) % 5;
  return (
    [...code]
      .reverse()
      .reduce((check, digit, index) => multiply(check, permuted(Number(digit), index % 8)), 0) === 0
  );
}

describe('catalogue', () => {
  test('lists the vital signs in display order', () => {
    expect(vitalSigns.map((sign) => sign.key)).toEqual([
      'blood-pressure',
      'heart-rate',
      'oxygen-saturation',
      'respiratory-rate',
      'body-temperature',
      'body-weight',
      'body-height',
      'bmi',
      'glucose',
      'news2',
      'cfs',
      'acvpu',
    ]);
  });

  const listed = vitalSigns.flatMap((sign) => [
    sign.code,
    ...sign.translations,
    ...sign.parts.flatMap((part) => (part.code === sign.code ? [] : [part.code, ...part.translations])),
  ]);

  test('no code is listed twice', () => {
    const codes = listed.map((coding) => coding.code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  test.each(listed.filter((coding) => coding.system === LOINC))(
    'LOINC $code has its check digit',
    ({ code }) => {
      expect(loincCheckDigitHolds(code ?? '')).toBe(true);
    },
  );

  test.each(listed.filter((coding) => coding.system === SNOMED))(
    'SNOMED CT $code has its check digit',
    ({ code }) => {
      expect(verhoeffHolds(code ?? '')).toBe(true);
    },
  );

  test('a digit changed breaks the check digit of SNOMED CT', () => {
    expect(verhoeffHolds('364075005')).toBe(true);
    expect(verhoeffHolds('364075015')).toBe(false);
    expect(verhoeffHolds('346075005')).toBe(false);
  });

  test('the tolerated misprint fails the check digit and is never a code that is emitted', () => {
    expect(loincCheckDigitHolds('29563-7')).toBe(false);
    expect(listed.some((coding) => coding.code === '29563-7')).toBe(false);
  });

  test('a part of a single-valued sign carries the codes of the sign', () => {
    for (const sign of vitalSigns.filter((each) => each.parts.length === 1)) {
      expect(sign.parts[0]).toMatchObject({
        key: sign.key,
        code: sign.code,
        translations: sign.translations,
      });
    }
  });

  test('weight, height, BMI and CFS have no default limit; every default names a general limit and its source', () => {
    const parts = vitalSigns.flatMap((sign) => sign.parts);
    expect(parts.filter((part) => !part.defaultLimits).map((part) => part.key)).toEqual([
      'body-weight',
      'body-height',
      'bmi',
      'cfs',
    ]);
    for (const { defaultLimits } of parts.filter((part) => part.defaultLimits)) {
      expect(defaultLimits?.origin).toBe('default');
      expect(defaultLimits?.source).toMatch(/^Generell grense: .+\(.+\)/);
    }
  });

  test.each(vitalSigns.flatMap((sign) => sign.parts))(
    'default limits of $key leave no printed value between two zones',
    ({ defaultLimits, decimals, key }) => {
      const zones = [...(defaultLimits?.zones ?? [])].sort((a, b) => (a.low ?? -1) - (b.low ?? -1));
      const gaps = zones.slice(1).map((zone, index) => (zone.low ?? 0) - (zones[index]?.high ?? 0));
      expect(
        gaps.map((gap) => gap.toFixed(decimals)),
        key,
      ).toEqual(gaps.map(() => (10 ** -decimals).toFixed(decimals)));
    },
  );
});

describe('finding a vital sign', () => {
  test.each(inbound)('%s|%s is %s', (system, code, key) => {
    expect(vitalSignByCode(system, code)?.key).toBe(key);
    expect(vitalSignByCode(undefined, code)?.key).toBe(key);
    expect(findVitalSign([{ system, code }])).toMatchObject({
      vitalSign: { key },
      alias: code === '29563-7',
    });
  });

  test('the OID of a code system is the code system', () => {
    expect(vitalSignByCode('urn:oid:2.16.840.1.113883.6.1', '8867-4')?.key).toBe('heart-rate');
    expect(vitalSignByCode('urn:oid:2.16.840.1.113883.6.96', '364075005')?.key).toBe('heart-rate');
  });

  test.each([
    ['8867-4', 'http://loinc.org|8867-4'],
    ['1104051000000101', 'http://snomed.info/sct|1104051000000101'],
    ['http://snomed.info/sct|364075005', 'http://snomed.info/sct|364075005'],
    ['99999-9', '|99999-9'],
  ])('a stored code %s is %s', (code, whole) => {
    expect(cataloguedCode(code)).toBe(whole);
  });

  test('a code under another system, a component code and an unknown code are no vital sign', () => {
    expect(vitalSignByCode(SNOMED, '8867-4')).toBeUndefined();
    expect(vitalSignByCode('http://local.example', '8867-4')).toBeUndefined();
    expect(vitalSignByCode(LOINC, '8480-6')).toBeUndefined();
    expect(vitalSignByCode(LOINC, '29563-4')).toBeUndefined();
    expect(findVitalSign([])).toBeUndefined();
    expect(findVitalSign(undefined)).toBeUndefined();
    expect(findVitalSign([{ system: LOINC }])).toBeUndefined();
  });

  test('a local coding beside a known one does not hide it; the misprint beside the right code is no alias', () => {
    const local = { system: 'http://local.example', code: 'PULS' };
    expect(findVitalSign([local, { system: LOINC, code: '8867-4' }])?.vitalSign.key).toBe('heart-rate');
    expect(
      findVitalSign([
        { system: LOINC, code: '29563-7' },
        { system: SNOMED, code: '27113001' },
      ]),
    ).toMatchObject({ vitalSign: { key: 'body-weight' }, alias: false });
  });

  test('codings that mean different vital signs mean none', () => {
    expect(
      findVitalSign([
        { system: LOINC, code: '8867-4' },
        { system: SNOMED, code: '431314004' },
      ]),
    ).toBeUndefined();
  });
});
