import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createAdmission, type Admission, type Place } from '../../../server/delivery/admission.ts';
import { FhirError } from '../../../server/errors.ts';

const MB = 1024 * 1024;
const bounds = { bytes: 20 * MB, deliveries: 10, share: 0.5, bytesInWork: 8 * MB };

function refusalOf(attempt: () => unknown): unknown[] {
  try {
    attempt();
  } catch (error) {
    if (error instanceof FhirError) return [error.status, error.reason, error.retryAfter];
  }
  throw new Error('It was not refused');
}

const times = (count: number, enter: () => Place) => Array.from({ length: count }, enter);

/** Asks for a turn and notes in `begun` when it comes. */
async function queue(place: Place, bytes: number, name: string, begun: string[]): Promise<void> {
  await place.turn(bytes);
  begun.push(name);
}
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('admission', () => {
  test('one source has at most its share of the bytes, and the others are let in all the same', () => {
    const admission = createAdmission(bounds);
    const places = times(2, () => admission.enter('a', 5 * MB));
    expect(refusalOf(() => admission.enter('a', 1))).toEqual([429, 'too-many-deliveries', 2]);
    places.push(...times(2, () => admission.enter('b', 5 * MB)));
    expect(refusalOf(() => admission.enter('c', 1))).toEqual([503, 'overloaded', 2]);
    places[0]?.leave();
    admission.enter('c', 5 * MB);
    expect(refusalOf(() => admission.enter('a', 1))).toEqual([503, 'overloaded', 2]);
  });

  test('the same holds for how many there are, however small', () => {
    const admission = createAdmission(bounds);
    times(5, () => admission.enter('a', 0));
    expect(refusalOf(() => admission.enter('a', 0))[0]).toBe(429);
    times(5, () => admission.enter('b', 0));
    expect(refusalOf(() => admission.enter('c', 0))[0]).toBe(503);
  });

  test('a body of unknown length reserves a megabyte at a time, and gives back what it did not need', async () => {
    const admission = createAdmission(bounds);
    const unknown = admission.enter('a', undefined);
    unknown.hold(3 * MB + 1);
    const rest = admission.enter('a', 6 * MB);
    expect(refusalOf(() => admission.enter('a', 1))[0]).toBe(429);
    expect(refusalOf(() => unknown.hold(5 * MB))).toEqual([429, 'too-many-deliveries', 2]);
    await unknown.turn(1 * MB);
    admission.enter('a', 3 * MB);
    rest.leave();
    unknown.leave();
    admission.enter('a', 7 * MB);
  });

  test('work begins in the order of arrival as far as it fits, and a large one is not overtaken', async () => {
    const admission = createAdmission(bounds);
    const begun: string[] = [];
    const [first, large, small] = [5, 4, 1].map((size) => admission.enter('a', size * MB));
    void queue(first as Place, 5 * MB, 'first', begun);
    void queue(large as Place, 4 * MB, 'large', begun);
    void queue(small as Place, 1 * MB, 'small', begun);
    await settled();
    expect(begun).toEqual(['first']);
    first?.leave();
    await settled();
    expect(begun).toEqual(['first', 'large', 'small']);
  });

  test('one that alone is more than may be in work begins when nothing else is', async () => {
    const admission = createAdmission(bounds);
    const begun: string[] = [];
    const [small, huge] = [admission.enter('a', MB), admission.enter('b', 10 * MB)];
    void queue(small, MB, 'small', begun);
    void queue(huge, 10 * MB, 'huge', begun);
    await settled();
    expect(begun).toEqual(['small']);
    small.leave();
    await settled();
    expect(begun).toEqual(['small', 'huge']);
  });

  test('the source with least in work has the next turn', async () => {
    const admission = createAdmission(bounds);
    const begun: string[] = [];
    const places = [1, 2, 3].map(() => admission.enter('a', 3 * MB));
    const other = admission.enter('b', 3 * MB);
    places.forEach((place, n) => void queue(place, 3 * MB, `a${n}`, begun));
    void queue(other, 3 * MB, 'b', begun);
    await settled();
    expect(begun).toEqual(['a0', 'a1']);
    places[0]?.leave();
    await settled();
    expect(begun).toEqual(['a0', 'a1', 'b']);
  });

  test('never holds more than its bounds, and is empty after everybody has left', async () => {
    const sizes = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c'), fc.option(fc.nat(6 * MB))), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(sizes, async (deliveries) => {
        const admission = createAdmission(bounds);
        let [held, inWork] = [0, 0];
        const work = async (source: string, size: number | null) => {
          const place = admission.enter(source, size ?? undefined);
          const bytes = size ?? 3 * MB;
          try {
            place.hold(bytes);
            held += bytes;
            expect(held).toBeLessThanOrEqual(bounds.bytes);
            await place.turn(bytes);
            inWork += bytes;
            expect(inWork).toBeLessThanOrEqual(bounds.bytesInWork);
            await settled();
            inWork -= bytes;
            held -= bytes;
          } finally {
            place.leave();
          }
        };
        const ends = await Promise.allSettled(deliveries.map(([source, size]) => work(source, size)));
        const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
        expect(reasons.filter((reason) => !(reason instanceof FhirError))).toEqual([]);
        expectEmpty(admission);
      }),
      { numRuns: 60 },
    );
  });
});

function expectEmpty(admission: Admission): void {
  for (const source of ['a', 'b']) times(5, () => admission.enter(source, 2 * MB));
  expect(refusalOf(() => admission.enter('c', 0))[0]).toBe(503);
}
