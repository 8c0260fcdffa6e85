import { describe, expect, test } from 'vitest';
import { vitalSigns } from '#clinical/vital-signs.ts';
import type { Note, Withdrawn } from '../../../app/fhir/trend.ts';
import { journalText } from '../../../app/handover/journal-text.ts';
import { measurementCsv } from '../../../app/handover/measurement-csv.ts';
import type { Subject } from '../../../app/handover/subject.ts';
import { en } from '../../../app/language/en.ts';
import { nn } from '../../../app/language/nn.ts';
import type { PlacedMark, TimeMark } from '../../../app/trends/marks/time-marks.ts';
import { series } from '../trends/columns.ts';
import { trendOf } from '../trends/trend-of.ts';
import { languageOf, subjectOf } from './subject-of.ts';

const language = languageOf();
const now = Date.parse('2026-11-27T08:00:00Z');
const day = (date: number, hour = 6) => Date.UTC(2026, 10, date, hour);
const when = (date: number) => ({ instant: day(date), dateOnly: false });
const rate = (...values: number[]) =>
  trendOf('heart-rate', [
    series(values.map((value, index) => ({ time: day(index + 2), value, flag: 'N', reference: index + 1 }))),
  ]);

const withdrawn: Withdrawn = {
  reference: 'Observation/x-9',
  when: when(4),
  text: '310 /min',
  source: 'Oslo kommune',
};
const sign = vitalSigns.find(({ key }) => key === 'heart-rate');
const note = (date: number, text: string, more: Partial<Note> = {}): PlacedMark => ({
  kind: 'note',
  when: when(date),
  note: { reference: `Observation/x-${date}`, text, ...more },
  vitalSign: sign,
});
const score: PlacedMark = {
  kind: 'score',
  when: when(6),
  trend: trendOf('news2', [series([{ time: day(6), value: 5, flag: 'H', reference: 7 }])]),
  moment: 0,
};
const marked = (placed: PlacedMark[], undated: TimeMark[] = []): Subject['marks'] => ({
  placed,
  undated,
  unreadable: [],
});
const linesOf = (subject: Subject, of = language) => journalText(of, subject, now).split('\n');

describe('the text for the journal', () => {
  test('names what was withdrawn, notes and scores, beside numbers that have none of it', () => {
    const plain = linesOf(subjectOf(rate(70, 80)));
    const lines = linesOf(
      subjectOf(
        { ...rate(70, 80), withdrawn: [withdrawn] },
        { marks: marked([note(3, 'Svimmel\n i dag', { author: 'Nora' }), score]) },
      ),
    );
    expect(lines).toEqual([
      ...plain.slice(0, -3),
      '',
      'Trukket tilbake av kilden, ikke med i noe tall over: 1',
      '- 4. nov. 2026 kl. 07:00. Trukket tilbake: 310 /min (Oslo kommune)',
      'Merknader i perioden: 1',
      '- 3. nov. 2026 kl. 07:00. Merknad – Puls: «Svimmel i dag» (Nora)',
      'Mottatte skår i perioden: 1',
      '- 6. nov. 2026 kl. 07:00. NEWS2: 5 (ukjent)',
      ...plain.slice(-3),
    ]);
  });

  test('of a score the number alone: no flag of it is a verdict on this trend', () => {
    const text = linesOf(subjectOf(rate(70), { marks: marked([score]) })).join(' ');
    expect(text).not.toMatch(/Gul|gul høy 1|risiko/);
  });

  test.each([
    [10, 10, false],
    [11, 10, true],
  ])('of %i notes the newest %i stand one by one, and how many are not is said: %s', (count, shown, said) => {
    const notes = Array.from({ length: count }, (_, index) => note(index + 1, `nr ${index + 1}.`));
    const lines = linesOf(subjectOf(rate(70), { marks: marked(notes) }));
    expect(lines).toContain(`Merknader i perioden: ${count}`);
    expect(lines.filter((line) => line.includes('«nr '))).toHaveLength(shown);
    expect(lines.some((line) => line.includes(`«nr ${count}.»`))).toBe(true);
    expect(lines.includes('- og 1 til, som står i Hjemmekurve')).toBe(said);
  });

  test('what is not known is said: time, source, a score that cannot be read', () => {
    const [cfs] = vitalSigns.filter(({ key }) => key === 'news2');
    const { kind, note: noted, vitalSign } = note(3, 'x') as Extract<PlacedMark, { kind: 'note' }>;
    const lines = linesOf(
      subjectOf(
        { ...rate(70), withdrawn: [{ reference: 'Observation/x-9', text: '310 /min' }] },
        {
          marks: {
            ...marked([], [{ kind, note: noted, vitalSign }]),
            unreadable: cfs ? [cfs] : [],
          },
        },
      ),
    );
    expect(lines).toContain('- tid ukjent. Trukket tilbake: 310 /min (ukjent)');
    expect(lines).toContain('- tid ukjent. Merknad – Puls: «x» (ukjent)');
    expect(lines).toContain('NEWS2 kunne ikke leses og er ikke med her.');
  });

  test.each([
    [nn, 'Trekt tilbake av kjelda, ikkje med i noko tal over: 1'],
    [en, 'Withdrawn by the source, in no number above: 1'],
  ])('in the other languages', (words, line) => {
    const subject = subjectOf({ ...rate(70), withdrawn: [withdrawn] });
    expect(linesOf(subject, languageOf(words))).toContain(line);
  });
});

describe('the period before', () => {
  const before = (trend = rate(60, 64)): NonNullable<Subject['earlier']> => ({
    trend,
    data: {
      ...subjectOf(trend),
      period: { kind: 'custom', from: '2026-10-02', to: '2026-10-31' },
      days: { from: '2026-10-02', to: '2026-10-31' },
    },
  });

  test('is in the text while it is asked for, figure by figure, as in its table', () => {
    const lines = linesOf(subjectOf(rate(70, 80), { earlier: before() }));
    const start = lines.findIndex((line) => line.startsWith('Sammenlignet med perioden før'));
    expect(lines.slice(start, start + 6)).toEqual([
      'Sammenlignet med perioden før, 2. okt. 2026 til 31. okt. 2026:',
      'Denne perioden er ikke over: målinger etter 27. nov. 2026 mangler ennå.',
      '- Målinger: 2, før 2 (±0)',
      '- Lavest: 70, før 60 (+10 /min)',
      '- Høyest: 80, før 64 (+16 /min)',
      '- Median: 75, før 62 (+13 /min)',
    ]);
  });

  test('without measurements is said to be so, and there is no difference', () => {
    const lines = linesOf(subjectOf(rate(70, 80), { earlier: before(rate()) }));
    expect(lines).toContain('Ingen målinger i perioden før.');
    expect(lines).toContain('- Lavest: 70, før ingen');
  });

  test('that is asked for and not there is said to be missing; not asked for, it is not mentioned', () => {
    expect(linesOf(subjectOf(rate(70), { earlier: 'not-read' }))).toContain(
      'Sammenlignet med perioden før: perioden før er ikke lest, og er ikke med her.',
    );
    expect(linesOf(subjectOf(rate(70))).join()).not.toContain('perioden før');
  });
});

test('the file has a row for each of them, with why it is not in the curve, after the measurements', () => {
  const { text, count } = measurementCsv(
    language,
    subjectOf(
      { ...rate(70), withdrawn: [withdrawn] },
      { marks: marked([note(3, '=1+1', { author: 'Nora' }), score]) },
    ),
  );
  const [header = [], ...rows] = text
    .slice(1)
    .trimEnd()
    .split('\r\n')
    .map((line) => line.slice(1, -1).split('";"'));
  expect(count).toBe(4);
  const columns = [
    'Måling',
    'Dato',
    'Verdi',
    'Vurdering',
    'Med i kurven',
    'Grunn',
    'Som mottatt',
    'Målt av',
    'Levert av',
  ];
  expect(rows.map((row) => columns.map((name) => row[header.indexOf(name)]))).toEqual([
    ['Puls', '2026-11-02', '70', expect.any(String), 'Ja', '', '', 'ukjent', 'ukjent'],
    ['Puls', '2026-11-03', '', '', 'Nei', 'Merknad', "'=1+1", 'Nora', 'ukjent'],
    ['Puls', '2026-11-04', '', '', 'Nei', 'Trukket tilbake', '310 /min', 'ukjent', 'Oslo kommune'],
    ['NEWS2', '2026-11-06', '', '', 'Nei', 'Mottatt skår i perioden', '5', 'ukjent', 'ukjent'],
  ]);
  for (const row of rows) expect(row).toHaveLength(header.length);
});
