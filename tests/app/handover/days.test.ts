import { expect, test } from 'vitest';
import { dayWords } from '../../../app/handover/days.ts';
import { series } from '../trends/columns.ts';
import { trendOf } from '../trends/trend-of.ts';
import { languageOf } from './subject-of.ts';

const at = (text: string) => Date.parse(text);

test('Oslo days: lowest to highest per component, what is missing, how many outside', () => {
  const trend = trendOf('blood-pressure', [
    series([
      { time: at('2026-10-24T21:59:00Z'), value: 120, flag: 'N', reference: 1 },
      { time: at('2026-10-24T22:00:00Z'), value: 150, flag: 'H', reference: 2 },
      { time: at('2026-10-25T22:59:00Z'), value: 190, flag: 'HH', reference: 3 },
      { time: at('2026-10-25T23:00:00Z'), value: 130, reference: 4, comparator: '>' },
    ]),
    series([
      { time: at('2026-10-24T21:59:00Z'), value: 80, flag: 'N', reference: 1 },
      { time: at('2026-10-24T22:00:00Z'), value: 95, flag: 'N', reference: 2 },
      { time: at('2026-10-25T22:59:00Z'), value: 90, flag: 'N', reference: 3 },
    ]),
  ]);
  expect(dayWords(languageOf(), trend)).toEqual([
    {
      date: '24. okt. 2026',
      count: '1',
      range: '120 / 80 mmHg',
      flagged: 'røde 0, gule 0, ikke vurdert 0',
    },
    {
      date: '25. okt. 2026',
      count: '2',
      range: '150–190 / 90–95 mmHg',
      flagged: 'røde 1, gule 1, ikke vurdert 0',
    },
    {
      date: '26. okt. 2026',
      count: '1',
      range: '> 130 / – mmHg',
      flagged: 'røde 0, gule 0, ikke vurdert 1',
    },
  ]);
});

test('none: no days', () => {
  expect(dayWords(languageOf(), trendOf('heart-rate', [series([])]))).toEqual([]);
});
