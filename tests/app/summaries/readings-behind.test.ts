import { expect, test } from 'vitest';
import { Format } from '../../../app/language/format.ts';
import { nb } from '../../../app/language/nb.ts';
import { readingsBehind } from '../../../app/summaries/readings-behind.ts';
import { series } from '../trends/columns.ts';
import { trendOf } from '../trends/trend-of.ts';

test('measurements that a summary names have the time and value of the table; those elsewhere have none', () => {
  const time = Date.parse('2026-11-22T06:13:00Z');
  const day = Date.parse('2026-11-22T23:00:00Z');
  const pressures = trendOf('blood-pressure', [
    series([
      { time, value: 141, reference: 10 },
      { time: day, value: 130, reference: 36, dateOnly: true },
    ]),
    series([{ time, value: 80, reference: 10 }]),
  ]);
  const trend = {
    ...pressures,
    setAside: [{ reference: 'Observation/k-x', text: '80/120', reason: 'impossible' }],
  };
  const told = readingsBehind({ words: nb, format: new Format(nb) }, trend, [
    'Observation/k-a',
    'Observation/k-10',
    'Observation/k-x',
    'Observation/k-elsewhere',
  ]);
  expect([...told]).toEqual([
    ['Observation/k-x', { time: 'tid ukjent', value: '80/120' }],
    ['Observation/k-a', { time: '22. nov. 2026 kl. 07:13', value: '141/80 mmHg' }],
    ['Observation/k-10', { time: '23. nov. 2026', value: '130/– mmHg' }],
  ]);
});
