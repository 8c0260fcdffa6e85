import { describe, expect, test } from 'vitest';
import { parseLastn } from '../../../server/observation/lastn-query.ts';

const parse = (query: string, strict = false) => parseLastn(new URLSearchParams(query), strict);

describe('$lastn', () => {
  test.each([
    ['category=vital-signs', { query: { max: 1, dates: [], categories: [{ code: 'vital-signs' }] } }],
    ['code=8867-4&max=3', { query: { max: 3, dates: [], codes: [{ code: '8867-4' }] } }],
    ['code=8867-4&max=1000', { query: expect.objectContaining({ max: 1000 }) }],
    ['code=8867-4&status=final', { query: expect.objectContaining({ statuses: ['final'] }) }],
    [
      'code=8867-4&date=ge2026',
      { query: expect.objectContaining({ dates: [expect.objectContaining({ prefix: 'ge' })] }) },
    ],
    [
      'code=8867-4&patient=x',
      {
        patients: ['x'],
        applied: [
          ['code', '8867-4'],
          ['max', '1'],
        ],
      },
    ],
    ['code=8867-4&foo=1', { ignored: ['foo'] }],
    [
      'code=8867-4&_lastUpdated=gt2026&_count=1&_sort=date&_summary=count',
      { ignored: ['_lastUpdated', '_count', '_sort', '_summary'] },
    ],
  ])('%s', (query, expected) => {
    expect(parse(query)).toMatchObject(expected);
  });

  test.each([
    ['', 'parameter-missing'],
    ['status=final', 'parameter-missing'],
    ['category=', 'parameter-invalid'],
    ['code=8867-4&max=0', 'parameter-invalid'],
    ['code=8867-4&max=-1', 'parameter-invalid'],
    ['code=8867-4&max=1e3', 'parameter-invalid'],
    ['code=8867-4&max=1001', 'parameter-invalid'],
    ['code=8867-4&max=', 'parameter-invalid'],
    ['code=8867-4&max=1.5', 'parameter-invalid'],
    ['code=8867-4&max=2&max=3', 'parameter-invalid'],
    ['code=x|8867-4', 'code-system-unknown'],
    ['code=8867-4&date=x', 'parameter-invalid'],
    ['code:not=8867-4', 'parameter-modifier'],
  ])('%s is refused', (query, reason) => {
    expect(() => parse(query)).toThrow(expect.objectContaining({ status: 400, reason }));
  });

  test.each(['foo=1', '_lastUpdated=gt2026', '_count=1'])('%s is refused when strict', (query) => {
    expect(() => parse(`code=8867-4&${query}`, true)).toThrow(
      expect.objectContaining({
        status: 400,
        reason: 'parameter-unknown',
        expression: [query.split('=')[0]],
      }),
    );
  });
});
