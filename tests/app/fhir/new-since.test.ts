import { describe, expect, test } from 'vitest';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { Facade } from '../../../app/fhir/facade.ts';
import { decodeTrend } from '../../../app/fhir/trend.ts';
import { toSignTrend } from '../../../app/trends/sign-trend.ts';
import { isNew, newsOf } from '../../../app/visit/news.ts';
import { parametersOf, seriesOf } from './parameters-of.ts';

const since = { name: 'receivedSince', valueInstant: '2026-11-20T08:00:00.000Z' };
const received = (count: number, outsidePeriod: number) => ({
  name: 'received',
  part: [
    { name: 'count', valueInteger: count },
    { name: 'outsidePeriod', valueInteger: outsidePeriod },
  ],
});
const pulse = vitalSigns.find(({ key }) => key === 'heart-rate') as (typeof vitalSigns)[number];
const trendOf = (...parameters: Parameters<typeof parametersOf>) =>
  toSignTrend(decodeTrend(parametersOf(...parameters)), pulse);

describe('what the facade marked as new', () => {
  test('stands at its places, and is counted with what is outside the period', () => {
    const more = [received(3, 2), { name: 'new', valueString: '1' }];
    const trend = trendOf(since, seriesOf({ values: '70 71', references: '1 1', more }));
    expect(trend?.news).toMatchObject({ count: 3, outsidePeriod: 2 });
    expect([0, 1].map((moment) => trend && isNew(trend, moment))).toEqual([false, true]);
  });

  test('a store that does not say when is unknown, never nothing', () => {
    expect(trendOf(since, seriesOf({ values: '70' }))?.news).toBe('unknown');
    expect(newsOf([{ count: 1, outsidePeriod: 0 }, 'unknown'])).toBe('unknown');
  });

  test('not asked, nothing is told', () => {
    expect(trendOf(seriesOf({ values: '70' }))?.news).toBeUndefined();
    expect(newsOf([undefined, undefined])).toBeUndefined();
  });

  test('a place outside the series makes it unreadable', () => {
    const more = [received(1, 0), { name: 'new', valueString: '1' }];
    expect(trendOf(since, seriesOf({ values: '70', more }))).toBeUndefined();
  });
});

test('the facade is asked for the last visit once, then for the instant it told, and not at all when there was none', async () => {
  const asked: (string | null)[] = [];
  let state: 'last-visit' | number | undefined = 'last-visit';
  const answer = parametersOf(since, seriesOf({ values: '70' }));
  const reads = {
    get: (path: string) => {
      asked.push(new URLSearchParams(path.split('?')[1]).get('receivedSince'));
      return Promise.resolve(answer);
    },
  };
  const visit = {
    get asked() {
      return state;
    },
    take: ({ receivedSince }: { receivedSince?: number }) => void (state = receivedSince),
  };
  const facade = new Facade(reads, 'p1', visit);
  const ask = () => facade.trend([pulse], {}, new AbortController().signal);
  await ask();
  await ask();
  state = undefined;
  await ask();
  expect(asked).toEqual(['last-visit', '2026-11-20T08:00:00.000Z', null]);
});
