import { describe, expect, test } from 'vitest';
import { parseObservationSearch } from '../../../server/observation/query.ts';

const parse = (query: string, strict = false) => parseObservationSearch(new URLSearchParams(query), strict);
const refused = (reason: string, expression: string) =>
  expect.objectContaining({
    reason,
    expression: [expression],
    message: expect.stringContaining(`"${expression}"`),
  });

describe('what is understood', () => {
  test.each([
    ['', { count: 1000, summary: false, query: { sort: '-date', dates: [], lastUpdated: [] } }],
    ['_count=0', { count: 0, summary: true }],
    ['_count=1', { count: 1, summary: false }],
    ['_count=10000', { count: 10_000 }],
    ['_count=10001', { count: 10_000 }],
    ['_count=1000000000', { count: 10_000 }],
    ['_count=007', { count: 7 }],
    ['_summary=count', { summary: true }],
    ['_summary=false', { summary: false }],
    ['_sort=date', { query: { sort: 'date', dates: [], lastUpdated: [] } }],
    ['_format=json&_format', undefined],
    [
      'code=8867-4,http://snomed.info/sct|1',
      {
        query: expect.objectContaining({
          codes: [{ code: '8867-4' }, { system: 'http://snomed.info/sct', code: '1' }],
        }),
      },
    ],
    ['category=survey', { query: expect.objectContaining({ categories: [{ code: 'survey' }] }) }],
    ['status=final,amended', { query: expect.objectContaining({ statuses: ['final', 'amended'] }) }],
    [
      'status=http://hl7.org/fhir/observation-status|final',
      { query: expect.objectContaining({ statuses: ['final'] }) },
    ],
    [
      'date=ge2026-03-01&date=lt2026-04-01',
      {
        query: expect.objectContaining({
          dates: [expect.objectContaining({ prefix: 'ge' }), expect.objectContaining({ prefix: 'lt' })],
        }),
      },
    ],
    [
      '_lastUpdated=gt2026',
      { query: expect.objectContaining({ lastUpdated: [expect.objectContaining({ prefix: 'gt' })] }) },
    ],
    [
      'patient=a&subject=Patient/b&patient.identifier=x|y',
      { patients: ['a', 'Patient/b'], identifiers: ['x|y'] },
    ],
  ])('%s', (query, expected) => {
    if (!expected) return expect(() => parse(query)).toThrow();
    expect(parse(query)).toMatchObject(expected);
  });
});

describe('what is refused', () => {
  test.each([
    ['_count=-1', 'parameter-invalid', '_count'],
    ['_count=1e9', 'parameter-invalid', '_count'],
    ['_count=1.5', 'parameter-invalid', '_count'],
    ['_count=%2B5', 'parameter-invalid', '_count'],
    ['_count=NaN', 'parameter-invalid', '_count'],
    ['_count=99999999999999999999', 'parameter-invalid', '_count'],
    ['_count=', 'parameter-invalid', '_count'],
    ['_count=1&_count=2', 'parameter-invalid', '_count'],
    ['code=', 'parameter-invalid', 'code'],
    ['code=8867-4&code=8480-6', 'parameter-invalid', 'code'],
    ['code=x|y', 'code-system-unknown', 'code'],
    ['code=8867-4%00', 'parameter-invalid', 'code'],
    ['category=%00', 'parameter-invalid', 'category'],
    ['category=a&category=b', 'parameter-invalid', 'category'],
    ['status=done', 'parameter-invalid', 'status'],
    ['status=final,', 'parameter-invalid', 'status'],
    ['status=final&status=amended', 'parameter-invalid', 'status'],
    ['date=yesterday', 'parameter-invalid', 'date'],
    ['date=', 'parameter-invalid', 'date'],
    ['date=2026-02-30', 'parameter-invalid', 'date'],
    ['date=ap2026-03-01', 'parameter-invalid', 'date'],
    ['_lastUpdated=1', 'parameter-invalid', '_lastUpdated'],
    ['_sort=value', 'parameter-invalid', '_sort'],
    ['_sort=date,-date', 'parameter-invalid', '_sort'],
    ['_sort=', 'parameter-invalid', '_sort'],
    ['_summary=text', 'parameter-invalid', '_summary'],
    ['patient=', 'parameter-invalid', 'patient'],
    ['patient.identifier=', 'parameter-invalid', 'patient.identifier'],
    ['_format=xml', 'format', '_format'],
  ])('%s', (query, reason, expression) => {
    expect(() => parse(query)).toThrow(refused(reason, expression));
  });

  test.each([
    'patient:Patient=other',
    'patient:identifier=x|y',
    'subject:identifier=x|y',
    'patient.name=Bjork',
    'subject.identifier=x|y',
    'code:not=8867-4',
    'code:in=http://example',
    'status:not=final',
    'date:missing=true',
    '_count:x=1',
  ])('a modifier or chain that would change the meaning, strict or not: %s', (query) => {
    const [name = ''] = query.split('=');
    for (const strict of [false, true]) {
      expect(() => parse(query, strict)).toThrow(refused('parameter-modifier', name));
    }
  });
});

describe('unknown parameters', () => {
  test.each([
    'foo',
    '_include',
    '_revinclude',
    '_has:Provenance:target:agent',
    'value-quantity',
    '_elements',
    '_page',
    'Code',
    'constructor',
    '__proto__',
    'toString',
    '',
  ])('%j is ignored and named, or refused when strict', (name) => {
    const query = `${encodeURIComponent(name)}=1&${encodeURIComponent(name)}=2`;
    const shown = name === '' ? '…' : name;
    expect(parse(query).ignored).toEqual([shown]);
    expect(() => parse(query, true)).toThrow(refused('parameter-unknown', shown));
  });

  test('an identifier as a name is not repeated', () => {
    expect(parse('12835830061=1').ignored).toEqual(['…']);
    expect(() => parse('12835830061=1', true)).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('12835830061') }),
    );
  });

  test('what was applied is known for the self link, but nothing that names a person', () => {
    expect(parse('patient=p&patient.identifier=s|1&code=8867-4&_sort=date&_format=json&x=1').applied).toEqual(
      [
        ['code', '8867-4'],
        ['_sort', 'date'],
        ['_count', '1000'],
      ],
    );
  });
});
