import { describe, expect, test } from 'vitest';
import { csvOf } from '../../../app/csv.ts';
import { measurementCsv } from '../../../app/handover/measurement-csv.ts';
import type { Subject } from '../../../app/handover/subject.ts';
import { series } from '../trends/columns.ts';
import { trendOf } from '../trends/trend-of.ts';
import { languageOf, subjectOf } from './subject-of.ts';

const language = languageOf();
const at = (text: string) => Date.parse(text);

/** The rows of a file as objects by column; every field is quoted, and none here holds a semicolon. */
function read(subject: Subject): Record<string, string>[] {
  const { text, count } = measurementCsv(language, subject);
  expect(text.startsWith('\ufeff"Pasient";')).toBe(true);
  const lines = text.slice(1).split('\r\n');
  expect(lines.pop()).toBe('');
  const [header = [], ...rows] = lines.map((line) => line.slice(1, -1).split('";"'));
  expect(rows).toHaveLength(count);
  expect(new Set(header).size).toBe(header.length);
  return rows.map((row) => {
    expect(row).toHaveLength(header.length);
    return Object.fromEntries(header.map((name, index) => [name, row[index] ?? '']));
  });
}

describe('what a spreadsheet would run or break on', () => {
  test.each([
    ['=1+1', `"'=1+1"`],
    ['  @SUM(A1)', `"'  @SUM(A1)"`],
    ['-2', `"'-2"`],
    ['\u200b=1', `"'\u200b=1"`],
    ['＝1', `"'＝1"`],
    ['a;"b"', '"a;""b"""'],
    ['<', '"<"'],
    ['>=', '">="'],
    ['141,5', '"141,5"'],
  ])('%s', (text, expected) => {
    expect(csvOf([[text]])).toBe(`\ufeff${expected}\r\n`);
  });
});

test('none: the header alone', () => {
  expect(read(subjectOf(trendOf('heart-rate', [series([])])))).toEqual([]);
});

test('a pressure: both components, the limit that judged each, who measured and who delivered', () => {
  const time = at('2026-11-22T06:13:00Z');
  const limits = [
    {
      origin: 'order' as const,
      source: 'fastlege',
      zones: [{ interpretation: 'N' as const, low: 101, high: 134 }],
    },
  ];
  const systolic = series([{ time, value: 141, flag: 'H', limits: 0, reference: 1 }]);
  systolic.contexts[0] = 0;
  const contexts = [
    { performer: 'Kari', organization: 'Sykehuset', source: 'Oslo kommune', status: 'corrected' },
  ];
  const trend = trendOf('blood-pressure', [systolic, series([])], { limits, contexts });
  expect(read(subjectOf(trend))).toEqual([
    {
      Pasient: 'Nora Testesen',
      Født: '12.03.1950',
      Måling: 'Blodtrykk',
      Dato: '2026-11-22',
      Klokkeslett: '07:13:00',
      Tidssone: 'UTC+01:00',
      'Verdi systolisk': '141',
      'Fortegn systolisk': '',
      'Vurdering systolisk': 'Gul – over grense 134',
      'Grense systolisk': '101–134',
      'Grensens kilde systolisk': 'Satt for pasienten: fastlege',
      'Verdi diastolisk': '',
      'Fortegn diastolisk': '',
      'Vurdering diastolisk': 'mangler',
      'Grense diastolisk': '',
      'Grensens kilde diastolisk': '',
      Enhet: 'mmHg',
      Kontroller: '',
      'Med i kurven': 'Ja',
      Grunn: '',
      'Som mottatt': '',
      'Målt av': 'Kari',
      Virksomhet: 'Sykehuset',
      'Levert av': 'Oslo kommune',
      Utstyr: '',
      Status: 'rettet',
    },
  ]);
});

test('the night that has 02:30 twice, and the one that has none', () => {
  const times = [
    '2026-03-29T00:59:00Z',
    '2026-03-29T01:00:00Z',
    '2026-10-25T00:30:00Z',
    '2026-10-25T01:30:00Z',
  ];
  const rows = read(
    subjectOf(trendOf('heart-rate', [series(times.map((time) => ({ time: at(time), value: 70 })))])),
  );
  expect(rows.map((row) => [row['Dato'], row['Klokkeslett'], row['Tidssone']])).toEqual([
    ['2026-03-29', '01:59:00', 'UTC+01:00'],
    ['2026-03-29', '03:00:00', 'UTC+02:00'],
    ['2026-10-25', '02:30:00', 'UTC+02:00'],
    ['2026-10-25', '02:30:00', 'UTC+01:00'],
  ]);
});

test('decimal comma, comparator beside the number, a day without a time, what is improbable and unknown', () => {
  const values = series([
    { time: at('2026-11-21T23:00:00Z'), value: 2.2, comparator: '<', dateOnly: true },
    { time: at('2026-11-23T06:00:00Z'), value: 33.3333, improbable: true },
  ]);
  const [first, second] = read(subjectOf(trendOf('glucose', [values])));
  expect(first).toMatchObject({
    Dato: '2026-11-22',
    Klokkeslett: 'ikke oppgitt',
    Tidssone: '',
    Verdi: '2,2',
    Fortegn: '<',
    Enhet: 'mmol/L',
    Vurdering: 'Ikke vurdert',
    Kontroller: '',
    'Levert av': 'ukjent',
  });
  expect(second).toMatchObject({ Verdi: '33,3', Kontroller: 'Kontroller målingen' });
});

test('each measurement once: on the line, half set aside, set aside, and without a time', () => {
  const time = at('2026-11-22T06:00:00Z');
  const trend = trendOf('blood-pressure', [
    series([{ time, value: 120, flag: 'N', reference: 1 }]),
    series([]),
  ]);
  const aside = (reference: string, text: string) => ({ reference, text, reason: 'impossible' });
  trend.setAside = [
    { ...aside('Observation/k-1', '=8000 mmHg'), when: { instant: time, dateOnly: false } },
    {
      ...aside('Observation/k-9', '-1 mmHg'),
      when: { instant: time - 1, dateOnly: false },
      detail: 'Under null',
    },
    aside('', '77'),
    aside('', '78'),
  ];
  const rows = read(subjectOf(trend));
  expect(rows.map((row) => [row['Med i kurven'], row['Som mottatt'], row['Grunn'], row['Dato']])).toEqual([
    ['Nei', "'-1 mmHg", 'Under null', '2026-11-22'],
    ['Delvis', "'=8000 mmHg", 'Umulig verdi', '2026-11-22'],
    ['Nei', '77', 'Umulig verdi', 'tid ukjent'],
    ['Nei', '78', 'Umulig verdi', 'tid ukjent'],
  ]);
  expect(rows[0]).toMatchObject({ 'Verdi systolisk': '', 'Vurdering systolisk': '', Enhet: '' });
});
