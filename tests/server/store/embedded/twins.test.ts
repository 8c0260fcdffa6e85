import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { encodeJudgement } from '../../../../server/store/judgement.ts';
import type { Interpretation } from '../../../../server/clinical/types.ts';
import {
  findTwins,
  likeness,
  priorityOf,
  type TwinCandidate,
} from '../../../../server/store/embedded/twins.ts';
import type { Point } from '../../../../server/store/embedded/point.ts';

const point = (changes: Partial<Point> = {}): Point => ({
  number: 1,
  version: 1,
  effective: 1000,
  effectiveTo: 2000,
  precision: 'instant',
  dateOnly: false,
  values: [70],
  judgements: [1],
  context: 1,
  aside: null,
  ...changes,
});

const candidate = (number: number, source: string, changes: Partial<TwinCandidate> = {}): TwinCandidate => ({
  number,
  source,
  rank: String(number),
  priority: 0,
  point: point({ number }),
  withdrawn: false,
  ...changes,
});

describe('twins', () => {
  test.each<[string, TwinCandidate[], number[]]>([
    ['one source is never its own twin', [candidate(1, 'a'), candidate(2, 'a')], []],
    ['two sources: shown by the lower number', [candidate(1, 'b'), candidate(2, 'a')], [1]],
    ['three sources: shown once', [candidate(1, 'c'), candidate(2, 'b'), candidate(3, 'a')], [1, 2]],
    [
      'one for one: the second of a source stays',
      [candidate(1, 'a'), candidate(2, 'b'), candidate(3, 'b')],
      [2],
    ],
    [
      'the graver stands for the other',
      [candidate(1, 'a', { priority: 13 }), candidate(2, 'b', { priority: 0 })],
      [1],
    ],
    ['withdrawn is nobody’s twin', [candidate(1, 'a', { withdrawn: true }), candidate(2, 'b')], []],
    ['another value', [candidate(1, 'a'), candidate(2, 'b', { point: point({ values: [71] }) })], []],
    ['another end', [candidate(1, 'a'), candidate(2, 'b', { point: point({ effectiveTo: 1001 }) })], []],
    [
      'a comparator is part of the value',
      [
        candidate(1, 'a'),
        candidate(2, 'b', {
          point: point({ judgements: [encodeJudgement({ improbable: false, comparator: '<' })] }),
        }),
      ],
      [],
    ],
    [
      'other limits do not make another measurement',
      [candidate(1, 'a'), candidate(2, 'b', { point: point({ judgements: [2], context: 9 }) })],
      [2],
    ],
    [
      'without a number that can be read nothing is taken for equal',
      [
        candidate(1, 'a', { point: point({ values: [null], judgements: [null] }) }),
        candidate(2, 'b', { point: point({ values: [null], judgements: [null] }) }),
      ],
      [],
    ],
    [
      'half a blood pressure is not the whole',
      [
        candidate(1, 'a', { point: point({ values: [120, null], judgements: [1, null] }) }),
        candidate(2, 'b', { point: point({ values: [120, 80], judgements: [1, 1] }) }),
      ],
      [],
    ],
  ])('%s', (_, candidates, twins) => {
    expect([...findTwins(candidates)].sort()).toEqual(twins);
  });

  test('whatever the order of arrival, the same are shown, and no value is lost', () => {
    const sent = fc.array(
      fc.record({
        source: fc.constantFrom('a', 'b', 'c'),
        value: fc.constantFrom(70, 71),
        withdrawn: fc.boolean(),
      }),
      { maxLength: 9 },
    );
    fc.assert(
      fc.property(
        sent.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length }))),
        ([one, other]) => {
          const shown = (order: typeof one) => {
            const candidates = order.map((each, index) =>
              candidate(index, each.source, {
                rank: String(one.indexOf(each)),
                withdrawn: each.withdrawn,
                point: point({ values: [each.value] }),
              }),
            );
            const twins = findTwins(candidates);
            return candidates
              .filter(({ number, withdrawn }) => !withdrawn && !twins.has(number))
              .map(({ source, rank, point: { values } }) => `${source} ${rank} ${values.join()}`)
              .sort();
          };
          expect(shown(other)).toEqual(shown(one));
          for (const value of [70, 71]) {
            const perSource = ['a', 'b', 'c'].map(
              (source) =>
                one.filter((each) => each.source === source && each.value === value && !each.withdrawn)
                  .length,
            );
            expect(shown(one).filter((text) => text.endsWith(` ${value}`))).toHaveLength(
              Math.max(...perSource),
            );
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test('limits of a measurement’s own come first, then the graver flag; not assessed is not normal', () => {
    const limits = (origin: 'measurement' | 'default') => [{ origin, source: '', zones: [] }];
    const judged = (interpretation?: Interpretation) =>
      point({
        judgements: [encodeJudgement({ improbable: false, ...(interpretation && { interpretation }) })],
      });
    const order = [
      priorityOf(judged('HH'), limits('measurement')),
      priorityOf(judged('N'), limits('measurement')),
      priorityOf(judged('LL'), limits('default')),
      priorityOf(judged('H'), limits('default')),
      priorityOf(judged(), [null]),
      priorityOf(judged('N'), limits('default')),
    ];
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(order.length);
  });

  test('likeness does not read text into numbers', () => {
    expect(likeness(point({ values: [1, 12] }))).not.toBe(likeness(point({ values: [11, 2] })));
  });
});
