import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rewriteMembers } from '../../../server/fhir/rewrite-object.ts';

describe('rewriteMembers', () => {
  test('with nothing to do the content is equal, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (object) => {
        const sent = JSON.stringify(object, null, 1);
        expect(JSON.parse(`{${rewriteMembers(sent, 0, {})}}`)).toEqual(JSON.parse(sent));
      }),
      { numRuns: 300 },
    );
  });

  test.each(['36.0', '1e2', '-0', '0.10', '100000000000000000001', '1E-7'])(
    'the number %s stays as sent',
    (text) => {
      expect(rewriteMembers(`{"value":${text},"other":[${text}]}`, 0, { append: { other: ['1'] } })).toBe(
        `"value":${text},"other":[${text},1]`,
      );
    },
  );

  test.each([
    ['omit', '{"a":1,"b":2,"c":3}', { omit: new Set(['a', 'c']) }, '"b":2'],
    ['omit all', '{"a":1}', { omit: new Set(['a']) }, ''],
    ['omit an escaped name', '{"subj\\u0065ct":1,"b":2}', { omit: new Set(['subject']) }, '"b":2'],
    ['prepend to a list', '{"a":[2, 3]}', { prepend: { a: ['1'] } }, '"a":[1,2,3]'],
    ['append to an empty list', '{"a":[]}', { append: { a: ['1'] } }, '"a":[1]'],
    ['both', '{"a":[2]}', { prepend: { a: ['1'] }, append: { a: ['3'] } }, '"a":[1,2,3]'],
    ['make the list', '{"b":1}', { prepend: { a: ['1'] }, append: { a: ['2'] } }, '"b":1,"a":[1,2]'],
    ['nothing to add makes no list', '{"b":1}', { prepend: { a: [] } }, '"b":1'],
    ['replace', '{"a":[1],"b":2}', { replace: { a: () => '9' } }, '"a":9,"b":2'],
    ['replace what is missing', '{"b":2}', { replace: { a: () => '9' } }, '"b":2'],
  ])('%s', (_, sent, rewrite, expected) => {
    expect(rewriteMembers(sent, 0, rewrite)).toBe(expected);
  });

  test.each(['constructor', 'toString', 'hasOwnProperty', '__proto__', 'valueOf'])(
    'a member called %s is content like any other',
    (name) => {
      const sent = `{"${name}":{"x":36.0},"component":[1]}`;
      const rewrite = { replace: { component: () => '[2]' }, append: { extension: ['3'] }, prepend: {} };
      expect(rewriteMembers(sent, 0, rewrite)).toBe(`"${name}":{"x":36.0},"component":[2],"extension":[3]`);
    },
  );
});
