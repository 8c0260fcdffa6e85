import { describe, expect, test } from 'vitest';
import { listOf, objectOf, textOf } from '#clinical/untrusted.ts';

/** JSON that a source may send where FHIR has an element, a list or a text. */
const anything: unknown[] = [undefined, null, true, 0, 1, '', 'text', [], [1], {}, { a: 1 }];

describe('what has the wrong shape is not there', () => {
  test('an object is what has members', () => {
    expect(anything.map((each) => objectOf(each as object))).toEqual([
      ...Array<undefined>(7).fill(undefined),
      [],
      [1],
      {},
      { a: 1 },
    ]);
  });

  test('a list has its objects alone', () => {
    expect(anything.map((each) => listOf(each as object[]))).toEqual(anything.map(() => []));
    expect(listOf([undefined, null, 'text', 1, true, { a: 1 }] as object[])).toEqual([{ a: 1 }]);
  });

  test('a text is what is left without the space around it', () => {
    expect(anything.map((each) => textOf(each))).toEqual(
      anything.map((each) => (each === 'text' ? each : undefined)),
    );
    expect([textOf(' a b\t\n'), textOf(' \t\n'), textOf('\u00a0')]).toEqual(['a b', undefined, undefined]);
  });
});
