import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readBundle } from '../../../server/fhir/bundle-stream.ts';
import { compactJson } from '../../../server/fhir/json-text.ts';

const bounds = { mostEntryBytes: 4096 };

async function* inChunks(bytes: Uint8Array, sizes: readonly number[]) {
  await Promise.resolve();
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function read(text: string | Uint8Array, sizes: readonly number[] = [7]) {
  const entries: unknown[] = [];
  const texts: string[] = [];
  const compact: boolean[] = [];
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const head = await readBundle(
    inChunks(bytes, sizes),
    (entry, own, isCompact) => {
      entries.push(entry);
      texts.push(own);
      compact.push(isCompact);
    },
    bounds,
  );
  return { head, entries, texts, compact };
}

const malformed = { status: 502, reason: 'store-malformed' };

describe('a Bundle that comes in pieces', () => {
  test('every entry byte for byte, and the members around them, wherever they stand', async () => {
    const entry = '{ "resource" : {"a":[{"entry":[1]}], "value": 1.50, "t":"æ \\"]}, 😀"} }';
    const text = ` {"type":"searchset","link":[{"url":"x","entry":[{}]}],"entry" : [ ${entry} ,\n{}\n],"total":2}\n`;
    for (const size of [1, 2, 3, 5, 1000]) {
      expect(await read(text, [size])).toEqual({
        head: { type: 'searchset', link: [{ url: 'x', entry: [{}] }], total: 2 },
        entries: [JSON.parse(entry), {}],
        texts: [entry, '{}'],
        compact: [false, true],
      });
    }
  });

  test.each([
    ['no entries', '{"resourceType":"Bundle"}', []],
    ['an empty list', '{"entry":[]}', []],
    ['an empty list with space', '{"entry": [ \n ] }', []],
    ['a byte order mark', '\uFEFF{"entry":[{}]}', [{}]],
  ])('%s', async (_, text, entries) => {
    expect((await read(text)).entries).toEqual(entries);
  });

  test.each([
    ['HTML', '<!doctype html><html></html>'],
    ['null', 'null'],
    ['a list', '[{"entry":[]}]'],
    ['a string', '"entry"'],
    ['nothing', ''],
    ['truncated in an entry', '{"entry":[{"a":1'],
    ['truncated in a string', '{"entry":[{"a":"x'],
    ['truncated between entries', '{"entry":[{},'],
    ['truncated after the entries', '{"entry":[{}]'],
    ['text after it', '{"entry":[]} x'],
    ['a second Bundle after it', '{"entry":[]}{"entry":[]}'],
    ['a comma too many', '{"entry":[{},]}'],
    ['a comma too few', '{"entry":[{}{}]}'],
    ['two commas', '{"entry":[{},,{}]}'],
    ['an entry that is null', '{"entry":[null]}'],
    ['an entry that is a string', '{"entry":["x"]}'],
    ['an entry that is a list', '{"entry":[[]]}'],
    ['entries that are no list', '{"entry":{}}'],
    ['two lists of entries', '{"entry":[{}],"entry":[{}]}'],
    ['a list whose key has an escape', '{"\\u0065ntry":[{}]}'],
    ['brackets that do not match', '{"entry":[{"a":[}]}'],
    ['an entry that is no JSON', '{"entry":[{a:1}]}'],
    ['deep nesting', `{"entry":[${'{"a":'.repeat(70)}1${'}'.repeat(70)}]}`],
    ['an entry that is too long', `{"entry":[{"a":"${'x'.repeat(5000)}"}]}`],
    ['not UTF-8', Buffer.concat([Buffer.from('{"entry":[{"a":"'), Buffer.from([0xff]), Buffer.from('"}]}')])],
  ])('%s is refused', async (_, text) => {
    for (const size of [1, 4, 1000]) await expect(read(text, [size])).rejects.toMatchObject(malformed);
  });

  test('what is taken is what JSON.parse reads, in whatever pieces it comes', async () => {
    const bundles = fc.record(
      {
        type: fc.string(),
        link: fc.jsonValue(),
        entry: fc.array(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }))),
        meta: fc.dictionary(fc.constantFrom('entry', 'tag'), fc.jsonValue()),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(
        bundles,
        fc.constantFrom(0, 1),
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }),
        async (bundle, indent, sizes) => {
          const text = JSON.stringify(bundle, undefined, indent);
          const { entry = [], ...members } = JSON.parse(text) as { entry?: unknown[] };
          const found = await read(text, sizes);
          expect(found.entries).toEqual(entry);
          expect(found.head).toEqual(members);
          expect(found.texts.map((each) => JSON.parse(each) as unknown)).toEqual(entry);
        },
      ),
      { numRuns: 500 },
    );
  });

  test('no beginning of an answer passes for a whole one', async () => {
    const text = JSON.stringify({
      type: 'searchset',
      entry: [{ a: 'x"]}' }, { b: [1, { c: null }] }],
      total: 2,
    });
    for (let length = 0; length < text.length; length++) {
      await expect(read(text.slice(0, length), [5])).rejects.toMatchObject(malformed);
    }
  });

  test('a broken answer never passes with other entries than JSON.parse reads', async () => {
    const text = JSON.stringify({
      type: 'searchset',
      entry: [{ a: 'x"]}' }, { b: [1, { c: null }] }],
      total: 2,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.nat(text.length - 1),
        fc.constantFrom('', '{', '}', '[', ']', '"', ',', ':', '\\', 'x', ' '),
        async (at, put) => {
          const broken = text.slice(0, at) + put + text.slice(at + 1);
          let expected: { entry?: unknown[] } | undefined;
          try {
            expected = JSON.parse(broken) as { entry?: unknown[] };
          } catch {
            expected = undefined;
          }
          const found = await read(broken).catch((error: unknown) => error);
          if (found instanceof Error) expect(found).toMatchObject(malformed);
          else expect((found as { entries: unknown }).entries).toEqual(expected?.entry ?? []);
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('white space between the parts of an entry', () => {
  test.each([
    ['{"a":[1,{"b":"x y\\" z"}],"c":"\\t"}', true],
    ['{"a": 1}', false],
    ['{"a":1,\n"b":2}', false],
    ['{"a":[\t1]}', false],
    ['{"a":1 }', false],
    ['{}', true],
  ])('%s: none is %s', async (entry, none) => {
    for (const size of [1, 3, 1000]) {
      const around = `{"entry": [\n${entry} ,\n ${entry}\n] }`;
      expect((await read(around, [size])).compact).toEqual([none, none]);
    }
  });

  test('what is said to have none is what compactJson would make of it, whatever it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.dictionary(fc.string(), fc.jsonValue()), fc.constantFrom(undefined, 1, '\t')), {
          maxLength: 4,
        }),
        fc.integer({ min: 1, max: 40 }),
        async (resources, size) => {
          const sent = resources.map(([resource, space]) => JSON.stringify(resource, null, space));
          const { texts, compact } = await read(`{"entry":[${sent.join(', ')}]}`, [size]);
          expect(compact).toEqual(texts.map((text) => compactJson(text) === text));
        },
      ),
      { numRuns: 300 },
    );
  });
});
