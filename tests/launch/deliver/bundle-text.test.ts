import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bundleText, pieces, readBundle, toJson } from '../../../launch/deliver/bundle-text.ts';
import { elementSpans, memberSpans } from '../../../launch/deliver/json-spans.ts';
import { heartRates } from './observations.ts';

describe('JSON spans', () => {
  const layouts = [undefined, 2, '\t'] as const;

  test('the members of any object are found where they stand', () =>
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.constantFrom(...layouts),
        (value, layout) => {
          const text = JSON.stringify(value, null, layout);
          const found = [...memberSpans(text, 0)].map(({ key, start, end }) => [
            key,
            text.slice(start, end).trim(),
          ]);
          expect(found.map(([key, member]) => [key, JSON.parse(member as string)])).toEqual(
            Object.entries(JSON.parse(text) as object),
          );
        },
      ),
    ));

  test('the elements of any array are found where they stand', () =>
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.constantFrom(...layouts), (value, layout) => {
        const text = JSON.stringify(value, null, layout);
        const found = [...elementSpans(text, 0)].map(({ start, end }) => JSON.parse(text.slice(start, end)));
        expect(found).toEqual(JSON.parse(text));
      }),
    ));
});

describe('reading a Bundle', () => {
  test('keeps every entry as it stands in the file', () => {
    const entry =
      '{ "resource": {"resourceType":"Observation", "valueQuantity":{"value":36.0,"unit":"\\u00b0C ]}"}} }';
    const { members, entries } = readBundle(
      `{ "resourceType":"Bundle",\n "type" : "batch",\n "entry":[ ${entry} ] }\n`,
    );
    expect(entries).toEqual([entry]);
    expect(members).toEqual(['"resourceType":"Bundle"', '"type":"batch"']);
  });

  test('what is made from a resource reads as that resource', () => {
    const bundle = heartRates(3);
    expect(JSON.parse(toJson(bundleText(bundle)))).toEqual(bundle);
    expect(readBundle(JSON.stringify(bundle))).toEqual(bundleText(bundle));
  });

  test('a Bundle without entries has none', () =>
    expect(readBundle('{"resourceType":"Bundle","type":"batch"}').entries).toEqual([]));

  test.each([
    ['', 'not JSON'],
    ['{"resourceType":"Bundle"', 'not JSON'],
    ['null', 'resourceType'],
    ['[]', 'resourceType'],
    ['{"resourceType":"Patient"}', 'resourceType'],
    ['{"resourceType":"Bundle","entry":{}}', 'entry must be an array'],
  ])('%j is refused: %s', (text, message) => expect(() => readBundle(text)).toThrow(message));
});

describe('pieces', () => {
  test.each([
    [0, [0]],
    [500, [500]],
    [501, [500, 1]],
    [1200, [500, 500, 200]],
  ])('%i entries go in Bundles of %j, in order', (count, sizes) => {
    const whole = bundleText(heartRates(count));
    const parts = [...pieces(whole)];
    expect(parts.map(({ entries }) => entries.length)).toEqual(sizes);
    expect(parts.flatMap(({ entries }) => entries)).toEqual(whole.entries);
    expect(parts.every(({ members }) => members.includes('"type":"batch"'))).toBe(true);
  });

  test.each([
    [500, true],
    [501, false],
  ])('of %i entries the Bundle’s identifier is repeated: %s', (count, kept) => {
    const bundle = {
      ...heartRates(count),
      identifier: { value: 'one' },
      timestamp: '2026-11-20T07:00:00+01:00',
    };
    for (const { members } of pieces(bundleText(bundle))) {
      expect(members.some((member) => member.startsWith('"identifier"'))).toBe(kept);
      expect(members).toContain('"timestamp":"2026-11-20T07:00:00+01:00"');
    }
  });
});
