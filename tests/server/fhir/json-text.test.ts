import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FhirError } from '../../../server/errors.ts';
import { arrayElements, compactJson, objectMembers, parseJson } from '../../../server/fhir/json-text.ts';

function refusal(text: string): FhirError {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof FhirError) return error;
    throw error;
  }
  throw new Error('was accepted');
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('parseJson', () => {
  test.each([
    ['{"a":1,"b":{"a":2},"c":[{"a":3},{"a":4}]}'],
    ['"a string"'],
    [' [1, 2.50, -0, 1e2] '],
    ['{"a":"\\"a\\":","b":"}{]["}'],
    ['{"a":"x","A":"x","ａ":"x"}'],
    [nested(60)],
    ['{"value":"a","x":["value","value"]}'],
  ])('accepts %s', (text) => {
    expect(parseJson(text)).toEqual(JSON.parse(text));
  });

  test.each([
    ['a member twice', '{"status":"final","status":"amended"}', 'json-duplicate-member'],
    ['twice, with space before the colon', '{"status" :1,"status"\n:2}', 'json-duplicate-member'],
    ['twice, once escaped', '{"status":1,"st\\u0061tus":2}', 'json-duplicate-member'],
    ['twice, inside an array', '[{"a":1},{"b":1,"b":2}]', 'json-duplicate-member'],
    ['twice, with an object between', '{"a":{"a":{}},"b":[],"a":1}', 'json-duplicate-member'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}', 'json-duplicate-member'],
    ['arrays 61 deep', nested(61), 'json-too-deep'],
    ['objects 100 000 deep', '{"a":'.repeat(100_000), 'json-too-deep'],
    ['nothing', '', 'json-invalid'],
    ['a stray comma', '{"a":1,}', 'json-invalid'],
    ['an end too early', '{"a":[1,2', 'json-invalid'],
    ['an open string', '{"a":"b', 'json-invalid'],
    ['a bad escape', '{"\\x":1,"b":"\\u12"}', 'json-invalid'],
    ['two values', '{} {}', 'json-invalid'],
    ['XML', '<Bundle xmlns="http://hl7.org/fhir"/>', 'json-invalid'],
    ['NaN', '{"a":NaN}', 'json-invalid'],
    ['a closing bracket first', ']', 'json-invalid'],
  ])('refuses %s', (_, text, reason) => {
    expect(refusal(text)).toMatchObject({ status: 400, issueCode: 'structure', reason });
  });

  test.each([
    ['a syntax error in an identifier', '{"value":"12835830061",,}'],
    ['a syntax error after it', '{"value":12835830061 12835830061}'],
    ['an unquoted identifier', '12835830061x'],
    ['an identifier as a member given twice', '{"12835830061":1,"12835830061":2}'],
    ['one inside the member', '{"x12835830061":1,"x12835830061":2}'],
    ['prose as a member', '{"Ærlig Bjørk":1,"Ærlig Bjørk":2}'],
  ])('never quotes content: %s', (_, text) => {
    const { message, expression } = refusal(text);
    expect(message + expression.join()).not.toMatch(/\d{5}|Bjørk/);
  });

  test('names the element given twice', () => {
    expect(refusal('{"valueQuantity":1,"valueQuantity":2}').message).toContain('"valueQuantity"');
  });
});

describe('compactJson', () => {
  test('keeps content, numbers and strings, and drops the space between', () => {
    const sent = '{ "a" : [ 36.0 ,\n\t1e2, -0.10 ] , "b c" : "  two  spaces \\" } " }\r\n';
    expect(compactJson(sent)).toBe('{"a":[36.0,1e2,-0.10],"b c":"  two  spaces \\" } "}');
  });

  test('any JSON, indented, becomes what it was', () => {
    fc.assert(
      fc.property(fc.json(), fc.integer({ min: 1, max: 4 }), (json, indent) => {
        const value: unknown = JSON.parse(json);
        expect(compactJson(JSON.stringify(value, null, indent))).toBe(JSON.stringify(value));
      }),
    );
  });

  test.each([
    ['a string of 9 million characters', `{"a": "${'x'.repeat(9_000_000)}"}`],
    ['9 million spaces', `{"a":${' '.repeat(9_000_000)}1}`],
    ['a million escaped quotes', `{"a": "${'\\"'.repeat(1_000_000)}"}`],
  ])('takes %s', (_, text) => {
    expect(JSON.parse(compactJson(text))).toEqual(JSON.parse(text));
  });
});

describe('objectMembers and arrayElements', () => {
  const texts = (sent: string) =>
    objectMembers(sent).map(({ key, valueStart, valueEnd }) => [key, sent.slice(valueStart, valueEnd)]);

  test.each([
    ['{}', []],
    [' { } ', []],
    ['{"a":1}', [['a', '1']]],
    [
      '{ "a" : 36.0 , "b" : [1, {"c":"]"}] , "d":"}" }',
      [
        ['a', '36.0'],
        ['b', '[1, {"c":"]"}]'],
        ['d', '"}"'],
      ],
    ],
    [
      '{"st\\u0061tus":null,"":true}',
      [
        ['status', 'null'],
        ['', 'true'],
      ],
    ],
    [
      '{"a":"\\\\","b":"\\\\\\""}',
      [
        ['a', '"\\\\"'],
        ['b', '"\\\\\\""'],
      ],
    ],
  ])('members of %s', (sent, expected) => {
    expect(texts(sent)).toEqual(expected);
  });

  test('members and elements are those that JSON.parse sees, whatever the JSON', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.integer({ min: 0, max: 2 }),
        (object, indent) => {
          const sent = JSON.stringify(object, null, indent);
          const found = objectMembers(sent);
          expect(found.map(({ key }) => key)).toEqual(Object.keys(JSON.parse(sent) as object));
          for (const { key, valueStart, valueEnd } of found) {
            const own: unknown = JSON.parse(sent.slice(valueStart, valueEnd));
            expect(own).toEqual((JSON.parse(sent) as Record<string, unknown>)[key]);
            if (Array.isArray(own)) {
              const elements = arrayElements(sent, valueStart).map(
                ({ start, end }) => JSON.parse(sent.slice(start, end)) as unknown,
              );
              expect(elements).toEqual(own);
            }
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
