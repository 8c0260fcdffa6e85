import { describe, expect, test } from 'vitest';
import { syntheticNationalId } from '#fixtures/synthetic-identifier.ts';
import { OAuthError } from '../../../server/access/oauth-error.ts';
import { representationOf } from '../../../server/access/representation.ts';
import { fhirOid } from '../ehr/stand-in-ehr.ts';

const now = '2026-06-15T12:00:00Z';
const roleCode = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';
const relationship = (...codes: string[]) => codes.map((code) => ({ coding: [{ system: roleCode, code }] }));
const since2020 = { start: '2020-01-01' };

interface Case {
  born?: string | undefined;
  related?: object;
  at?: string;
}

/** The relation, or the reason of the refusal. */
function outcome(given: Case): string {
  return outcomeOf(...represents(given));
}

/** When the right ends, if anything says so. */
function endOf(given: Case): string | undefined {
  const [related, represented, at] = represents(given);
  const { until } = representationOf(related, represented, Date.parse(at));
  return until === Infinity ? undefined : new Date(until).toISOString();
}

function represents({ born = '1936-11-11', related = {}, at = now }: Case): Parameters<typeof outcomeOf> {
  const value = syntheticNationalId({ born, shift: 80, gender: 'female' });
  const represented = { resource: { birthDate: born }, person: { system: fhirOid('1'), value } };
  return [{ active: true, relationship: relationship('PRN'), ...related }, represented, at];
}

function outcomeOf(
  related: Record<string, unknown>,
  represented: Parameters<typeof representationOf>[1],
  at: string,
) {
  try {
    return representationOf(related, represented, Date.parse(at)).relation;
  } catch (error) {
    if (error instanceof OAuthError) return error.reason;
    throw error;
  }
}

const proxy = { relationship: relationship('POWATT'), period: since2020 };

describe('age decides what a parent and a proxy may', () => {
  test.each([
    ['2026-06-15', 'parent', 'proxy', 'born today'],
    ['2014-06-16', 'parent', 'proxy', 'the day before the 12th birthday'],
    ['2014-06-15', 'parent-limited', 'proxy-not-allowed', 'the 12th birthday'],
    ['2010-06-16', 'parent-limited', 'proxy-not-allowed', 'the day before the 16th birthday'],
    ['2010-06-15', 'parent-not-allowed', 'proxy', 'the 16th birthday'],
    ['1936-11-11', 'parent-not-allowed', 'proxy', 'an old person'],
  ])('born %s: %s, %s (%s)', (born, asParent, asProxy) => {
    expect(outcome({ born })).toBe(asParent);
    expect(outcome({ born, related: proxy })).toBe(asProxy);
  });

  test("the day is Oslo's: access ends at midnight there", () => {
    const born = '2014-06-15';
    expect(outcome({ born, at: '2026-06-14T21:59:59Z' })).toBe('parent');
    expect(outcome({ born, at: '2026-06-14T22:00:00Z' })).toBe('parent-limited');
  });

  test('born on 29 February: 12 on the 29th of a leap year, 16 likewise, 13 years later on the 28th', () => {
    const born = '2012-02-29';
    expect(outcome({ born, at: '2024-02-28T12:00:00Z' })).toBe('parent');
    expect(outcome({ born, at: '2024-02-29T12:00:00Z' })).toBe('parent-limited');
    expect(outcome({ born, at: '2028-02-28T12:00:00Z' })).toBe('parent-limited');
    expect(outcome({ born, at: '2028-02-29T12:00:00Z' })).toBe('parent-not-allowed');
    const bornBefore = { born: '2016-02-29' };
    expect(outcome({ ...bornBefore, at: '2028-02-28T12:00:00Z' })).toBe('parent');
  });

  test('a parent with a power of attorney is a proxy from 16, and a parent before 12', () => {
    const related = { relationship: relationship('MTH', 'POWATT'), period: since2020 };
    expect(outcome({ born: '2000-01-01', related })).toBe('proxy');
    expect(outcome({ born: '2020-01-01', related })).toBe('parent');
    expect(outcome({ born: '2013-01-01', related })).toBe('parent-limited');
  });
});

describe('the right ends', () => {
  test.each([
    ['2026-06-15', '2038-06-14T22:00:00.000Z', 'born today: at 12'],
    ['2014-06-16', '2026-06-15T22:00:00.000Z', 'the day before the 12th birthday: at midnight'],
    ['2014-06-15', '2030-06-14T22:00:00.000Z', 'the 12th birthday: at 16'],
    ['2010-06-16', '2026-06-15T22:00:00.000Z', 'the day before the 16th birthday: at midnight'],
    ['2014-12-15', '2026-12-14T23:00:00.000Z', 'in winter time'],
    ['2016-02-29', '2028-02-28T23:00:00.000Z', 'on 29 February of a leap year'],
    ['2015-02-28', '2027-02-27T23:00:00.000Z', 'on 28 February'],
  ])('born %s: a parent’s at %s (%s)', (born, end) => expect(endOf({ born })).toBe(end));

  test('of a proxy for a child at 12, and for an adult with the period', () => {
    expect(endOf({ born: '2020-01-01', related: proxy })).toBe('2031-12-31T23:00:00.000Z');
    expect(endOf({ related: proxy })).toBeUndefined();
    const related = { ...proxy, period: { start: '2020', end: '2026-06-15' } };
    expect(endOf({ related })).toBe('2026-06-15T22:00:00.000Z');
  });

  test('with the period of a parent, where that is first', () => {
    const born = '2020-01-01';
    expect(endOf({ born, related: { period: { end: '2026-12-31' } } })).toBe('2026-12-31T23:00:00.000Z');
    expect(endOf({ born, related: { period: { end: '2040' } } })).toBe('2031-12-31T23:00:00.000Z');
  });
});

describe('the birth date must be known', () => {
  const person = {
    system: fhirOid('1'),
    value: syntheticNationalId({ born: '2020-03-04', shift: 65, gender: 'male' }),
  };
  test.each([
    undefined,
    '2020-03',
    '2020',
    '2020-02-30',
    '2027-03-04',
    '2020-03-05',
    '2019-03-04',
    null,
    2020,
  ])('%s does not do', (birthDate) => {
    const related = { active: true, relationship: relationship('FTH') };
    expect(outcomeOf(related, { resource: { birthDate }, person }, now)).toBe('patient-age-unknown');
  });

  test('an FHN has no date to compare with', () => {
    const related = { active: true, relationship: relationship('FTH') };
    const fhn = { system: fhirOid('3'), value: '89999999999' };
    expect(outcomeOf(related, { resource: { birthDate: '2020-03-05' }, person: fhn }, now)).toBe('parent');
  });
});

describe('the relationship', () => {
  const born = '2020-01-01';
  test.each(['PRN', 'MTH', 'FTH', 'NPRN', 'NMTH', 'NFTH', 'ADOPTP', 'ADOPTM', 'ADOPTF'])(
    '%s is a parent',
    (code) => {
      expect(outcome({ born, related: { relationship: relationship(code) } })).toBe('parent');
    },
  );

  test.each(['POWATT', 'DPOWATT', 'GUARD'])('%s is a proxy', (code) => {
    expect(outcome({ related: { relationship: relationship(code), period: since2020 } })).toBe('proxy');
  });

  test.each([
    ['a step-parent', relationship('STPPRN')],
    ['a sibling', relationship('SIB', 'NBOR')],
    ['a parent of another system', [{ coding: [{ system: 'urn:x', code: 'PRN' }] }]],
    ['words only', [{ text: 'mor' }]],
    ['a concept that is none', [null, 'PRN', { coding: 'PRN' }]],
    ['no list', { coding: [{ system: roleCode, code: 'PRN' }] }],
    ['nothing', undefined],
  ])('%s is not enough', (_what, value) => {
    expect(outcome({ born, related: { relationship: value } })).toBe('relationship-insufficient');
  });
});

describe('active and in its period', () => {
  const born = '2020-01-01';
  test.each([
    ['not active', { active: false }],
    ['active not said', { active: undefined }],
    ['active as a word', { active: 'true' }],
    ['over yesterday', { period: { end: '2026-06-14' } }],
    ['over a second ago', { period: { end: '2026-06-15T11:59:58Z' } }],
    ['not begun', { period: { start: '2026-06-16' } }],
    ['an end that is no date', { period: { end: 'never' } }],
    ['a start that is no date', { period: { start: 20200101 } }],
    ['a period that is null', { period: null }],
    ['a period that is a text', { period: '2020/2030' }],
  ])('%s: not in force', (_what, related) => {
    expect(outcome({ born, related })).toBe('related-person-not-in-force');
    expect(outcome({ related: { ...proxy, ...related } })).toBe('related-person-not-in-force');
  });

  test.each([
    ['today is the last day', { start: '2020', end: '2026-06-15' }],
    ['this year is the last', { start: '2020', end: '2026' }],
    ['begins today', { start: '2026-06-15' }],
  ])('%s: in force', (_what, period) => {
    expect(outcome({ born, related: { period } })).toBe('parent');
    expect(outcome({ related: { ...proxy, period } })).toBe('proxy');
  });

  test.each([{}, { end: '2030-01-01' }])('a proxy needs a period with a start: %j', (period) => {
    expect(outcome({ related: { ...proxy, period } })).toBe('proxy-without-period');
    expect(outcome({ born, related: { period } })).toBe('parent');
  });

  test('a proxy without any period', () => {
    expect(outcome({ related: { relationship: relationship('GUARD') } })).toBe('proxy-without-period');
  });
});
