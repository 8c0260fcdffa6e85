import { expect, test } from 'vitest';
import type { Limits } from '#clinical/types.ts';
import { Format } from '../../../app/language/format.ts';
import { nb } from '../../../app/language/nb.ts';
import { contextWords, momentSentence, momentWords } from '../../../app/trends/moment-words.ts';
import { summaryOf } from '../../../app/trends/summary.ts';
import { series } from './columns.ts';
import { trendOf } from './trend-of.ts';

const language = { words: nb, format: new Format(nb) };
const time = Date.parse('2026-11-22T06:13:00Z');
const band = (high: number, low: number): Limits => ({
  origin: 'order',
  source: 'fastlege',
  zones: [{ interpretation: 'N', low, high }],
});
const limits = [band(134, 101), band(84, 60)];

test('a pressure: one value, each component that is not well, the limits used', () => {
  const trend = trendOf(
    'blood-pressure',
    [
      series([{ time, value: 141, flag: 'H', limits: 0, reference: 1 }]),
      series([{ time, value: 80, flag: 'N', limits: 1, reference: 1 }]),
    ],
    { limits },
  );
  expect(momentWords(language, trend, 0)).toEqual({
    time: '22. nov. 2026 kl. 07:13',
    dateTime: '2026-11-22T06:13:00.000Z',
    value: '141/80 mmHg',
    numbers: '141/80',
    flags: [{ level: 'yellow-high', words: 'Systolisk: Gul – over grense 134' }],
    limit: 'Grense 101–134 / 60–84 · Satt for pasienten: fastlege',
    by: 'ukjent',
    improbable: false,
    isNew: false,
  });
});

test('who set a limit is named, part by part when it is not the same', () => {
  const setBy = {
    name: 'Åse Fjellsjø',
    organization: 'Bjørkelia legesenter',
    from: Date.parse('2026-03-01T12:00:00Z'),
  };
  const trend = trendOf(
    'blood-pressure',
    [
      series([{ time, value: 141, flag: 'H', limits: 0, reference: 1 }]),
      series([{ time, value: 80, flag: 'N', limits: 1, reference: 1 }]),
    ],
    {
      limits: [
        { ...band(134, 101), setBy },
        { ...band(84, 60), origin: 'default', source: 'Generell grense: x' },
      ],
    },
  );
  expect(momentWords(language, trend, 0).limit).toBe(
    'Systolisk: Grense 101–134 · Satt av Åse Fjellsjø, Bjørkelia legesenter, gjelder fra 1. mars 2026; ' +
      'Diastolisk: Grense 60–84 · Generell grense',
  );
});

test('both well: one word', () => {
  const well = [
    series([{ time, value: 120, flag: 'N', reference: 1 }]),
    series([{ time, value: 80, flag: 'N', reference: 1 }]),
  ];
  expect(momentWords(language, trendOf('blood-pressure', well), 0).flags).toEqual([
    { level: 'normal', words: 'Innenfor grensen' },
  ]);
});

test('a missing component is told, and does not hide how the other is', () => {
  const half = [series([{ time, value: 120, flag: 'N', reference: 1 }]), series([])];
  const { value, flags } = momentWords(language, trendOf('blood-pressure', half), 0);
  expect(value).toBe('120/– mmHg');
  expect(flags.map(({ words }) => words)).toEqual(['Diastolisk: mangler', 'Systolisk: Innenfor grensen']);
});

test('a calendar day has no time of day, an improbable value says so', () => {
  const day = Date.parse('2026-11-21T23:00:00Z');
  const trend = trendOf('heart-rate', [
    series([{ time: day, value: 250, flag: 'HH', improbable: true, dateOnly: true }]),
  ]);
  const told = momentWords(language, trend, 0);
  expect(told.time).toBe('22. nov. 2026');
  expect(told.dateTime).toBe('2026-11-22');
  expect(momentSentence(language, trend, 0)).toBe(
    '22. nov. 2026. 250 /min. Rød – høy. Kontroller målingen. Kan ikke vurderes mot grensen. ukjent',
  );
});

test.each([
  [{}, 'ukjent'],
  [{ performer: 'Kari' }, 'Kari'],
  [{ source: 'Oslo kommune' }, 'Oslo kommune'],
  [{ performer: 'Kari', organization: 'Sykehuset', source: 'Leverandøren' }, 'Kari, Sykehuset'],
  [{ source: 'Oslo kommune', status: 'registered', device: 'Omron' }, 'Oslo kommune · Omron · registrert'],
  [{ source: 'Oslo kommune', status: 'corrected' }, 'Oslo kommune · rettet'],
  [{ source: 'Oslo kommune', status: 'cancelled' }, 'Oslo kommune · avbrutt'],
  [{ source: 'Oslo kommune', status: 'final' }, 'Oslo kommune'],
  [{ source: 'Oslo kommune', alsoFrom: 'Ahus' }, 'Oslo kommune · også levert av Ahus'],
])('who and where of %j', (context, expected) => {
  expect(contextWords(language, context)).toBe(expected);
});

test('the trend in words', () => {
  const day = 86_400_000;
  const values = [120, 190, 110, 140].map((value, index) => ({
    time: time + index * day * (index === 3 ? 3 : 1),
    value,
    flag: value >= 180 ? ('HH' as const) : value >= 135 ? ('H' as const) : ('N' as const),
  }));
  expect(summaryOf(language, trendOf('heart-rate', [series(values)]), 'i høst')).toBe(
    '4 målinger, i høst. Siste: 140 /min, 1. des. 2026 kl. 07:13. ' +
      'Puls lavest 110 /min (24. nov. 2026), høyest 190 /min (23. nov. 2026). Røde: 1, gule: 1. 1 opphold uten målinger.',
  );
  expect(summaryOf(language, trendOf('heart-rate', [series([])]), 'x')).toBe('');
});
