import { describe, expect, test } from 'vitest';
import { Collector } from '../../../../server/store/remote/collect.ts';
import { trendOf } from '../../../../server/store/remote/trend.ts';
import { matching } from '../../../../server/store/remote/ask.ts';
import { measuredStatuses } from '../../../../server/clinical/measured-statuses.ts';
import { nobodyElse } from '../../../../server/store/embedded/twins.ts';
import { heartRate, newPerson, orgnrSystem, quantity } from '../../../support/observation-builders.ts';

const person = newPerson();
const time = '2026-03-01T08:00:00Z';
const everything = { dates: [], lastUpdated: [], sort: 'date' as const };

function collect(...observations: unknown[]) {
  const collector = new Collector('Lageret');
  for (const each of observations) collector.take(each as fhir4.Observation, JSON.stringify(each));
  return collector.end();
}

const from = (orgnr: string) => ({
  performer: [{ type: 'Organization', identifier: { system: orgnrSystem, value: orgnr }, display: orgnr }],
});
const valuesOf = (collection: ReturnType<typeof collect>) =>
  matching(collection, everything).map(({ point }) => point.values[0]);
const sent = heartRate(person, time, 70, from('958935420'));

describe('the same source and identifier is the same measurement', () => {
  test('the same answer twice, with whatever ids, is one', () => {
    expect(valuesOf(collect(sent, sent, { ...sent, id: 'a' }, { ...sent, id: 'b' }))).toEqual([70]);
  });

  test.each([
    [
      'the later arrival stands',
      { meta: { lastUpdated: '2026-03-02T00:00:00Z' } },
      { meta: { lastUpdated: '2026-03-01T00:00:00Z' } },
    ],
    ['a correction stands', { status: 'corrected' }, { status: 'final' }],
    ['the later issued stands', { issued: '2026-03-01T09:00:00Z' }, { issued: '2026-03-01T08:00:00Z' }],
  ])('%s, whichever comes first', (_, stands, falls) => {
    const [a, b] = [
      { ...sent, ...stands, valueQuantity: quantity(71, '/min') },
      { ...sent, ...falls },
    ];
    expect(valuesOf(collect(a, b))).toEqual([71]);
    expect(valuesOf(collect(b, a))).toEqual([71]);
  });

  test('a withdrawal takes the measurement out of view, in whichever order they come', () => {
    const withdrawn = { ...sent, status: 'entered-in-error' };
    expect(valuesOf(collect(sent, withdrawn))).toEqual([]);
    expect(valuesOf(collect(withdrawn, sent))).toEqual([]);
  });

  test('two that nothing tells apart but their values are both shown', () => {
    expect(valuesOf(collect(sent, { ...sent, valueQuantity: quantity(71, '/min') })).sort()).toEqual([
      70, 71,
    ]);
  });

  test('another source with the same identifier is another measurement', () => {
    expect(
      valuesOf(collect(sent, { ...sent, ...from('310518778'), valueQuantity: quantity(71, '/min') })).sort(),
    ).toEqual([70, 71]);
  });
});

describe('what delivery would refuse is not hidden', () => {
  const asides = (observation: object) => {
    const collection = collect(observation);
    const { trends } = trendOf(collection, { codes: ['8867-4'], period: {} }, nobodyElse, 'p');
    return [...(trends[0]?.points ?? [])].map(({ values, aside }) => ({
      values,
      aside: JSON.parse(aside ?? 'null') as unknown,
    }));
  };

  test.each([
    ['no time', { effectiveDateTime: undefined }],
    ['a time that is none', { effectiveDateTime: 'yesterday' }],
    ['two times', { effectiveInstant: '2026-03-01T09:00:00Z' }],
    ['a Timing', { effectiveDateTime: undefined, effectiveTiming: { event: [time] } }],
  ])('%s is a time unknown: listed, never drawn', (_, changes) => {
    expect(asides({ ...sent, ...changes })).toMatchObject([
      { values: [null], aside: [expect.objectContaining({ reason: 'time-missing' })] },
    ]);
  });

  test.each([
    ['a performer that is no list', { performer: { display: 'x' } }],
    ['a status that is none', { status: 7 }],
    ['a component that is a text', { component: 'x' }],
    ['an identifier that is too long', { identifier: [{ system: 'urn:x', value: 'v'.repeat(2000) }] }],
    [
      'a category that is too long',
      { category: [{ coding: [{ system: 'urn:x', code: 'c'.repeat(2000) }] }] },
    ],
    ['a modifier extension', { modifierExtension: [{ url: 'urn:x', valueBoolean: true }] }],
  ])('%s breaks the structure: listed under its code, never drawn or judged', (_, changes) => {
    expect(asides({ ...sent, ...changes })).toMatchObject([
      { values: [null], aside: [expect.objectContaining({ reason: 'structure' })] },
    ]);
    expect(matching(collect({ ...sent, ...changes }), everything)).toHaveLength(1);
  });

  test.each([7, 'finale', '', undefined])(
    'a status that is none (%j) is found among those that may hold a value',
    (status) => {
      const found = matching(collect({ ...sent, status }), {
        ...everything,
        statuses: [...measuredStatuses],
      });
      expect(found).toHaveLength(1);
    },
  );

  test('without any code it is still found by time', () => {
    expect(matching(collect({ ...sent, code: { coding: [{ display: 'Puls' }] } }), everything)).toHaveLength(
      1,
    );
  });

  test('characters that mark places in stored texts come out as the same JSON', () => {
    const note = 'a\uFFFFb\uFFFEc\uFDD0d';
    const [kept] = matching(collect({ ...sent, note: [{ text: note }] }), everything);
    expect(JSON.parse(`"${kept?.variables.split('\n').at(-1)}"`)).toBe(note);
  });
});

describe('numbers of measurements', () => {
  test('follow the ids of the store, not the order or company they come in', () => {
    const many = Array.from({ length: 50 }, (_, n) => ({ ...heartRate(person, time, n), id: `m-${n}` }));
    const numbers = (list: unknown[]) =>
      new Map(collect(...list).shown.map(({ point }) => [point.values[0], point.number]));
    const all = numbers(many);
    expect(new Set(all.values()).size).toBe(50);
    expect(numbers([...many].reverse())).toEqual(new Map([...all].reverse()));
    expect(numbers(many.slice(10, 20)).get(15)).toBe(all.get(15));
  });
});

describe('when the store received', () => {
  test('the newest is said only when it is known of all', () => {
    const known = { ...sent, meta: { lastUpdated: '2026-03-02T00:00:00Z' } };
    const answer = (...list: unknown[]) =>
      trendOf(collect(...list), { codes: ['8867-4'], period: {} }, nobodyElse, 'p');
    expect(answer(known).lastReceived).toBe(Date.parse('2026-03-02T00:00:00Z'));
    expect(answer(known, heartRate(person, time, 80)).lastReceived).toBeUndefined();
  });

  test('_lastUpdated is refused where it is not known', () => {
    const filter = { prefix: 'ge' as const, from: 0, to: 1 };
    expect(() => matching(collect(sent), { ...everything, lastUpdated: [filter] })).toThrow(
      expect.objectContaining({ status: 400, reason: 'parameter-not-supported' }),
    );
  });
});
