import { describe, expect, test } from 'vitest';
import type { OrderVersion, Schedule } from '#clinical/orders/order.ts';
import { drawnDays, weeksOf } from '../../../app/expected/calendar.ts';
import { decodeExpected } from '../../../app/expected/expected.ts';
import { expectedWords } from '../../../app/expected/language/expected-words.ts';
import { cellCount, dayWords, sensorWords, symbols, weekWords } from '../../../app/expected/wording.ts';
import { Format } from '../../../app/language/format.ts';
import { nb as appNb } from '../../../app/language/nb.ts';
import type { Lacking } from '../../../app/summaries/answer.ts';
import { isoWeek, mondayOf } from '../../../app/time/iso-week.ts';
import { expectedMeasurementsSummary } from '../../../server/summaries/expected-measurements.ts';
import { order } from '../../clinical/orders/orders.ts';
import { answerOf, type Point } from '../summaries/facade-answers.ts';

const code = '85354-9';
const { nb } = expectedWords;
const language = { format: new Format(appNb) };
const at = (time: string, values: (number | null)[] = [131, 81]): Point => ({ time, values });

/** 1 June 2026 is a Monday; now is 20 June. */
const points = [
  at('2026-06-01T07:00:00+02:00'),
  at('2026-06-01T20:00:00+02:00'),
  at('2026-06-02T07:00:00+02:00', [null, 80]),
];

async function ask(schedule: Schedule | undefined, start: string, end: string) {
  const versions: OrderVersion[] = [order({ ...(schedule && { schedule }) })];
  const { parameter = [] } = await answerOf(expectedMeasurementsSummary, { code, start, end }, points, {
    orders: versions,
  });
  return parameter;
}
const twiceDaily: Schedule = { frequency: 2, period: 1, unit: 'd' };

describe('decodeExpected', () => {
  test('days, totals and the order’s versions, as the facade says them', async () => {
    const found = decodeExpected(await ask(twiceDaily, '2026-06-01', '2026-06-03'), code);
    expect(found).toEqual({
      days: [
        { date: '2026-06-01', state: 'complete', expected: 2, received: 2, unusable: 0 },
        { date: '2026-06-02', state: 'partial', expected: 2, received: 1, unusable: 1 },
        { date: '2026-06-03', state: 'missing', expected: 2, received: 0, unusable: 0 },
      ],
      spans: [],
      totals: { complete: 1, partial: 1, missing: 1, expected: 6, received: 3 },
      orders: ['ServiceRequest/order-1/_history/1'],
    });
  });

  test('without a schedule there is no order, and nothing is missing', async () => {
    const found = decodeExpected(await ask(undefined, '2026-06-01', '2026-06-02'), code);
    expect(found.orders).toEqual([]);
    expect(found.days.map(({ state }) => state)).toEqual(['no-schedule', 'no-schedule']);
  });

  test('an unknown state, another vital sign or a missing total is refused whole', async () => {
    const parts = await ask(twiceDaily, '2026-06-01', '2026-06-03');
    const broken = (from: string, to: string) =>
      JSON.parse(JSON.stringify(parts).replace(from, to)) as typeof parts;
    expect(() => decodeExpected(broken('"partial"},', '"fine"},'), code)).toThrow(/day.state/);
    expect(() => decodeExpected(broken('"totals"', '"total"'), code)).toThrow(/totals/);
    expect(() => decodeExpected(parts, '29463-7')).toThrow(/vitalSign/);
    expect(() => decodeExpected([], code)).toThrow(/vitalSign/);
  });
});

describe('the calendar', () => {
  test('weeks from Monday, the newest first; days outside the period have no cell', async () => {
    const found = decodeExpected(await ask(twiceDaily, '2026-05-31', '2026-06-03'), code);
    const weeks = weeksOf(found);
    expect(weeks.map(({ monday, number, due, complete }) => [monday, number, due, complete])).toEqual([
      ['2026-06-01', 23, 3, 1],
      ['2026-05-25', 22, 1, 0],
    ]);
    expect(weeks[1]?.days.map((day) => day?.date)).toEqual([
      ...Array.from({ length: 6 }, () => undefined),
      '2026-05-31',
    ]);
    expect(weekWords(language, nb, weeks[0] ?? { due: 0, complete: 0, spans: [] })).toBe('1 av 3 dager');
  });

  test('a week that counts as one is told by its measurements', async () => {
    const weekly: Schedule = { frequency: 3, period: 1, unit: 'wk' };
    const weeks = weeksOf(decodeExpected(await ask(weekly, '2026-06-01', '2026-06-21'), code));
    expect(weeks.map((week) => weekWords(language, nb, week))).toEqual([
      '0 av 3 så langt',
      '0 av 3 målinger',
      '3 av 3 målinger',
    ]);
    const thirds: Schedule = { frequency: 1, period: 3, unit: 'd' };
    const [week] = weeksOf(decodeExpected(await ask(thirds, '2026-06-01', '2026-06-07'), code));
    expect(week && weekWords(language, nb, week)).toMatch(/^1 av [23] perioder$/);
  });

  test.each([
    [{ from: '2026-06-01', to: '2026-06-30' }, ['2026-06-01', '2026-06-30', false]],
    [{ from: '2026-04-02', to: '2026-06-30' }, ['2026-04-02', '2026-06-30', false]],
    [{ from: '2026-04-01', to: '2026-06-30' }, ['2026-04-02', '2026-06-30', true]],
    [{}, ['2026-03-23', '2026-06-20', true]],
  ])('of %o the last 90 days are drawn', (days, [from, to, cut]) => {
    expect(drawnDays(days, Date.parse('2026-06-20T12:00:00Z'))).toEqual({ from, to, cut });
  });

  // ISO 8601: https://en.wikipedia.org/wiki/ISO_week_date, examples of contemporary dates around New Year's Day
  test.each([
    ['2005-01-01', 53],
    ['2006-01-01', 52],
    ['2008-12-29', 1],
    ['2010-01-03', 53],
    ['2026-11-02', 45],
    ['1969-12-28', 52],
  ])('%s is in week %i', (date, week) => {
    expect(isoWeek(date)).toBe(week);
    expect(new Date(`${mondayOf(date)}T00:00:00Z`).getUTCDay()).toBe(1);
  });
});

describe('words', () => {
  const day = { date: '2026-11-03', state: 'missing', expected: 2, received: 0, unusable: 0 } as const;

  test.each([
    [day, '3. nov. 2026: mangler, 0 av 2 mottatt', '0/2'],
    [
      { ...day, state: 'partial', received: 1, unusable: 1 },
      '3. nov. 2026: noe mangler, 1 av 2 mottatt, 1 kan ikke brukes',
      '1/2',
    ],
    [
      { ...day, expected: 288, received: 280, state: 'partial' },
      '3. nov. 2026: noe mangler, 280 av 288 mottatt',
      '280',
    ],
    [
      { date: day.date, state: 'sensor', received: 280, unusable: 0, activePercent: 97.2 },
      '3. nov. 2026: sensoren ga verdier, aktiv 97,2 % av døgnet',
      '97%',
    ],
    [
      { date: day.date, state: 'missing', received: 0, unusable: 0, activePercent: 0 },
      '3. nov. 2026: mangler, aktiv 0,0 % av døgnet',
      '0%',
    ],
    [
      { date: day.date, state: 'not-expected', received: 0, unusable: 0 },
      '3. nov. 2026: ikke forventet denne dagen',
      '',
    ],
    [
      { date: day.date, state: 'in-span', received: 1, unusable: 0 },
      '3. nov. 2026: forventes i løpet av flere dager, 1 mottatt',
      '1',
    ],
  ] as const)('%o', (each, told, count) => {
    expect(dayWords(language, nb, each)).toBe(told);
    expect(cellCount(each)).toBe(count);
  });

  test('a sensor is told by its share, and what time in ranges lacks', () => {
    const sensor = { first: '2026-11-03', last: '2026-11-16', source: 'x' };
    const told = (days: number, activePercent: number, lacking: Lacking[]) =>
      sensorWords(language, nb, { ...sensor, days, activePercent, lacking });
    expect(told(14, 69.9, [{ need: 'active-share', least: 70, found: 69.9 }])).toBe(
      'Fra 3. nov. 2026 til 16. nov. 2026 ba planen om sensor på 14 dager. Da var sensoren aktiv 69,9 % av tiden. Tid i område krever at den er aktiv 70 % av tiden.',
    );
    expect(told(5, 90, [{ need: 'days', least: 14, found: 5 }])).toMatch(/på 5 dager.*krever 14 dager\.$/);
    expect(told(14, 70, [])).not.toContain('krever');
  });

  test.each(['heading', 'basis', 'noSchedule', 'late'] as const)('nynorsk of %s is not bokmål', (each) => {
    expect(expectedWords.nn[each]).not.toBe(nb[each]);
  });

  test('every state has a symbol of its own or none is expected, and words in each language', () => {
    for (const words of Object.values(expectedWords)) {
      expect(Object.keys(words.states)).toEqual(Object.keys(symbols));
      expect(words.weekdays).toHaveLength(7);
    }
    const { complete, partial, missing } = symbols;
    expect(new Set([complete, partial, missing, symbols['not-yet']]).size).toBe(4);
  });
});
