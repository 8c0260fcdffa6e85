import { describe, expect, test } from 'vitest';
import { parseTrend } from '../../../server/trend/query.ts';

const parse = (query: string, strict = false) => parseTrend(new URLSearchParams(query), strict);
const utc = (text: string) => Date.parse(text);

describe('$trend', () => {
  test.each([
    ['one code', 'code=http://loinc.org|85354-9', ['blood-pressure']],
    ['a code of any system', 'code=8867-4', ['heart-rate']],
    ['a translation', 'code=http://snomed.info/sct|364075005', ['heart-rate']],
    ['NPU', 'code=urn:oid:2.16.578.1.12.4.1.1.7280|NPU02187', ['glucose']],
    ['an alias', 'code=29563-7', ['body-weight']],
    [
      'several, in the order asked',
      'code=29463-7&code=8867-4,2708-6',
      ['body-weight', 'heart-rate', 'oxygen-saturation'],
    ],
    ['the same twice is one series', 'code=8867-4&code=http://snomed.info/sct|364075005', ['heart-rate']],
  ])('%s', (_, query, keys) => {
    expect(parse(query).vitalSigns.map(({ key }) => key)).toEqual(keys);
  });

  test.each([
    ['', {}],
    [
      '&start=2026-03-29&end=2026-03-29',
      { from: utc('2026-03-28T23:00:00Z'), to: utc('2026-03-29T22:00:00Z') },
    ],
    [
      '&start=2026-10-25&end=2026-10-25',
      { from: utc('2026-10-24T22:00:00Z'), to: utc('2026-10-25T23:00:00Z') },
    ],
    ['&start=2026', { from: utc('2025-12-31T23:00:00Z') }],
    ['&end=2026-02', { to: utc('2026-02-28T23:00:00Z') }],
    [
      '&start=2026-03-01T08:00:00%2B01:00&end=2026-03-01T08:00:00Z',
      { from: utc('2026-03-01T07:00:00Z'), to: utc('2026-03-01T08:00:00Z') },
    ],
    [
      '&start=2026-03-01T08:00Z&end=2026-03-01T08:00Z',
      { from: utc('2026-03-01T08:00:00Z'), to: utc('2026-03-01T08:00:00Z') },
    ],
  ])('period %s', (query, period) => {
    expect(parse(`code=8867-4${query}`).period).toEqual(period);
  });

  test('points, patients and what was asked are passed on', () => {
    expect(parse('code=8867-4&points=600&patient=a&subject=b&patient.identifier=c&start=2026')).toMatchObject(
      {
        points: 600,
        patients: ['a', 'b'],
        identifiers: ['c'],
        asked: { start: '2026' },
      },
    );
    expect(parse('code=8867-4').points).toBeUndefined();
  });

  test.each([
    ['', 'parameter-missing', 'code'],
    ['start=2026', 'parameter-missing', 'code'],
    ['code=', 'parameter-invalid', 'code'],
    ['code=http://loinc.org|1-1', 'code-unknown', 'code'],
    ['code=8480-6', 'code-unknown', 'code'],
    ['code=http://snomed.info/sct|8867-4', 'code-unknown', 'code'],
    ['code=|8867-4%00', 'parameter-invalid', 'code'],
    ['code=x|8867-4', 'code-system-unknown', 'code'],
    ['code=__proto__', 'code-unknown', 'code'],
    ['code=8867-4&start=', 'parameter-invalid', 'start'],
    ['code=8867-4&start=ge2026', 'parameter-invalid', 'start'],
    ['code=8867-4&start=2026-02-30', 'parameter-invalid', 'start'],
    ['code=8867-4&start=2026-03-01T08:00:00', 'parameter-invalid', 'start'],
    ['code=8867-4&start=2026&start=2027', 'parameter-invalid', 'start'],
    ['code=8867-4&end=now', 'parameter-invalid', 'end'],
    ['code=8867-4&end=2026&end=2026', 'parameter-invalid', 'end'],
    ['code=8867-4&start=2026-03-02&end=2026-03-01', 'parameter-invalid', 'end'],
    ['code=8867-4&points=0', 'parameter-invalid', 'points'],
    ['code=8867-4&points=-1', 'parameter-invalid', 'points'],
    ['code=8867-4&points=1e3', 'parameter-invalid', 'points'],
    ['code=8867-4&points=10001', 'parameter-invalid', 'points'],
    ['code=8867-4&points=', 'parameter-invalid', 'points'],
    ['code=8867-4&points=1&points=2', 'parameter-invalid', 'points'],
    ['code=8867-4&patient:Patient=x', 'parameter-modifier', 'patient:Patient'],
    ['code=8867-4&subject.identifier=x', 'parameter-modifier', 'subject.identifier'],
    ['code:in=8867-4', 'parameter-modifier', 'code:in'],
  ])('%s is refused', (query, reason, expression) => {
    expect(() => parse(query)).toThrow(
      expect.objectContaining({ status: 400, reason, expression: [expression] }),
    );
  });

  test('an unknown parameter is ignored, or refused when strict', () => {
    expect(parse('code=8867-4&foo=1').vitalSigns).toHaveLength(1);
    expect(() => parse('code=8867-4&foo=1', true)).toThrow(
      expect.objectContaining({ status: 400, reason: 'parameter-unknown', expression: ['foo'] }),
    );
  });
});
