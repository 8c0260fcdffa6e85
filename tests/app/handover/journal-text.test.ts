import { describe, expect, test } from 'vitest';
import type { Limits } from '#clinical/types.ts';
import { journalText } from '../../../app/handover/journal-text.ts';
import { en } from '../../../app/language/en.ts';
import { nn } from '../../../app/language/nn.ts';
import { series } from '../trends/columns.ts';
import { trendOf } from '../trends/trend-of.ts';
import { languageOf, subjectOf } from './subject-of.ts';

const language = languageOf();
const now = Date.parse('2026-11-27T08:00:00Z');
const day = (date: number, hour = 6) => Date.UTC(2026, 10, date, hour);
const band = (low: number, high: number, source = 'fastlege'): Limits => ({
  origin: 'order',
  source,
  zones: [{ interpretation: 'N', low, high }],
});
const limits = [band(101, 134), band(60, 84)];

const pressure = () =>
  trendOf(
    'blood-pressure',
    [
      series([
        { time: day(2), value: 120, flag: 'N', limits: 0, reference: 1 },
        { time: day(3), value: 190, flag: 'HH', limits: 0, reference: 2 },
        { time: day(4), value: 140, flag: 'H', limits: 0, reference: 3 },
        { time: day(5), value: 95, flag: 'L', limits: 0, reference: 4 },
      ]),
      series([
        { time: day(2), value: 80, flag: 'N', limits: 1, reference: 1 },
        { time: day(3), value: 250, reference: 2, improbable: true },
        { time: day(5), value: 50, flag: 'LL', limits: 1, reference: 4 },
      ]),
    ],
    { limits },
  );

test('a pressure, whole: each component, each kind of flag, the limits and where they came from', () => {
  expect(journalText(language, subjectOf(pressure()), now)).toBe(
    [
      'Hjemmekurve – Blodtrykk',
      'Pasient: Nora Testesen, født 12.03.1950',
      'Periode: 1. nov. 2026 til 30. nov. 2026 (norsk tid)',
      '',
      'Antall målinger i kurven: 4',
      'Siste: 95/50 mmHg, 5. nov. 2026 kl. 07:00. Diastolisk: Rød – under grense 60. Systolisk: Gul – under grense 101.',
      'Systolisk: gjennomsnitt 136 mmHg, median 130 mmHg, lavest 95 mmHg (5. nov. 2026), høyest 190 mmHg (3. nov. 2026).',
      'Diastolisk: gjennomsnitt 65 mmHg, median 65 mmHg, lavest 50 mmHg (5. nov. 2026), høyest 250 mmHg (3. nov. 2026, usannsynlig).',
      'Gjennomsnitt og median er av 2 av 3 verdier; usannsynlige verdier og verdier med < eller > er holdt utenfor.',
      'Målt mot grensene, systolisk: rød høy 1, gul høy 1, innenfor 1, gul lav 1, rød lav 0, ikke vurdert 0',
      'Målt mot grensene, diastolisk: rød høy 0, gul høy 0, innenfor 1, gul lav 0, rød lav 1, ikke vurdert 1, mangler 1',
      'Hver måling etter sin alvorligste del: Røde: 2, gule: 1. Ikke vurdert: 0.',
      'Usannsynlige verdier som bør kontrolleres: 1',
      'Grenser brukt:',
      '- Systolisk 101–134 (Satt for pasienten: fastlege)',
      '- Diastolisk 60–84 (Satt for pasienten: fastlege)',
      '',
      'Hentet 27. nov. 2026 kl. 08:58. Laget 27. nov. 2026 kl. 09:00 (norsk tid).',
      'Verdiene er målt mot grensene over. Teksten er ikke en medisinsk vurdering.',
    ].join('\n'),
  );
});

describe('edges', () => {
  const linesOf = (...of: Parameters<typeof subjectOf>) =>
    journalText(language, subjectOf(...of), now).split('\n');

  test('none: said, without statistics, flags or limits', () => {
    expect(linesOf(trendOf('heart-rate', [series([])])).slice(3)).toEqual([
      '',
      'Ingen målinger i perioden.',
      '',
      'Hentet 27. nov. 2026 kl. 08:58. Laget 27. nov. 2026 kl. 09:00 (norsk tid).',
      'Teksten er ikke en medisinsk vurdering.',
    ]);
  });

  test('one, on a day without a time, with a comparator: no mean of one, no time made up', () => {
    const one = series([
      { time: Date.parse('2026-11-21T23:00:00Z'), value: 4, comparator: '<', dateOnly: true },
    ]);
    expect(linesOf(trendOf('glucose', [one])).slice(4, 8)).toEqual([
      'Antall målinger i kurven: 1',
      'Siste: < 4,0 mmol/L, 22. nov. 2026. Ikke vurdert.',
      'Målt mot grensene: rød høy 0, gul høy 0, innenfor 0, gul lav 0, rød lav 0, ikke vurdert 1',
      'Grenser brukt: ingen grense er satt.',
    ]);
  });

  test('a comparator counts as an extreme and is told, and never in the mean', () => {
    const values = series([
      { time: day(1), value: 2.2, comparator: '<' },
      { time: day(2), value: 5 },
      { time: day(3), value: 8 },
    ]);
    const text = linesOf(trendOf('glucose', [values])).join('\n');
    expect(text).toContain('gjennomsnitt 6,5 mmol/L, median 6,5 mmol/L, lavest < 2,2 mmol/L (1. nov. 2026)');
    expect(text).toContain('av 2 av 3 verdier');
  });

  test('a score has no mean', () => {
    const scores = series([
      { time: day(1), value: 2 },
      { time: day(2), value: 5 },
    ]);
    const text = linesOf(trendOf('news2', [scores])).join('\n');
    expect(text).toContain('NEWS2: median ');
    expect(text).not.toContain('gjennomsnitt');
  });

  test('set aside and unreadable are said, by reason', () => {
    const trend = trendOf('heart-rate', [series([{ time: day(1), value: 70, flag: 'N' }])]);
    const aside = (reason: string) => ({ reference: '', text: '999', reason });
    trend.setAside = [aside('impossible'), aside('impossible'), aside('from-the-future')];
    const lines = linesOf(trend, { unreadable: true });
    expect(lines).toContain('Ikke med i kurven: 3 (Umulig verdi: 2, from-the-future: 1)');
    expect(lines[3]).toBe('Deler av svaret kunne ikke leses og er ikke med her.');
  });

  test('who is not known is said, and a name cannot make lines of its own', () => {
    const trend = trendOf('heart-rate', [series([])]);
    expect(linesOf(trend, { patient: { id: 'p', name: '' } })[1]).toBe(
      'Pasient: Navn ikke oppgitt, fødselsdato ukjent',
    );
    expect(linesOf(trend, { patient: { id: 'p', name: 'A\nB', birthDate: '1950' } })[1]).toBe(
      'Pasient: A B, født 1950',
    );
  });

  test('limits that changed: each with its day; one that paused is told once', () => {
    const values = series([
      { time: day(1), value: 70, flag: 'N', limits: 0 },
      { time: day(9), value: 71, flag: 'N', limits: 1 },
      { time: day(12), value: 71 },
      { time: day(13), value: 71, flag: 'N', limits: 1 },
      { time: day(15), value: 71, flag: 'N', limits: 2 },
      { time: day(16), value: 71, flag: 'N', limits: 3 },
    ]);
    const lines = linesOf(
      trendOf('heart-rate', [values], {
        limits: [band(50, 100), band(60, 90, 'sykehuset'), band(60, 95, 'sykehuset'), band(60, 95)],
      }),
    );
    expect(lines.filter((line) => line.startsWith('- '))).toEqual([
      '- 50–100 (Satt for pasienten: fastlege)',
      '- 60–90 fra 9. nov. 2026 (Satt for pasienten: sykehuset)',
      '- 60–95 fra 15. nov. 2026 (Satt for pasienten: sykehuset)',
      '- 60–95 fra 16. nov. 2026 (Satt for pasienten: fastlege)',
    ]);
  });

  test('assessments in words: how many, and the newest', () => {
    const trend = trendOf('acvpu', []);
    trend.setAside = [
      { reference: 'a', text: 'Alert', reason: 'concept', when: { instant: day(3), dateOnly: false } },
    ];
    expect(linesOf(trend).slice(4, 6)).toEqual([
      'Mottatte vurderinger i ord: 1',
      'Siste: Alert, 3. nov. 2026 kl. 07:00.',
    ]);
  });
});

test('no space that a journal may not have: thousands and units are set with ordinary ones', () => {
  const many = series(
    Array.from({ length: 1200 }, (_, index) => ({ time: day(1) + index * 300_000, value: 6 })),
  );
  const text = journalText(language, subjectOf(trendOf('glucose', [many])), now);
  expect(text).toContain('i kurven: 1 200');
  expect(text).not.toMatch(/[\u00a0\u202f\u2212]/);
});

test.each([nn, en])('in $name: as many lines, other words', (words) => {
  const nb = journalText(language, subjectOf(pressure()), now).split('\n');
  const other = journalText(languageOf(words), subjectOf(pressure()), now).split('\n');
  expect(other).toHaveLength(nb.length);
  expect(other[4]).not.toBe(nb[4]);
});
