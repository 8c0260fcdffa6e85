import { describe, expect, test } from 'vitest';
import { vitalSigns } from '#clinical/vital-signs.ts';
import type { VitalSignKey } from '#clinical/types.ts';
import { decodeTrend } from '../../../app/fhir/trend.ts';
import { Format } from '../../../app/language/format.ts';
import { nb } from '../../../app/language/nb.ts';
import { markSentence, markWords, tooltipText } from '../../../app/trends/marks/mark-words.ts';
import { markTarget, scoresBeside, toTimeMarks } from '../../../app/trends/marks/time-marks.ts';
import { heartRate, parametersOf, seriesOf } from '../fhir/parameters-of.ts';

type Parameter = fhir4.ParametersParameter;

const sign = (key: VitalSignKey) => {
  const found = vitalSigns.find((each) => each.key === key);
  if (!found) throw new Error(key);
  return found;
};
const codeOf = (key: VitalSignKey): fhir4.Coding => {
  const { system, code } = sign(key).code;
  return { ...(system && { system }), ...(code && { code }) };
};
const note = (text: string, time?: string, ...more: Parameter[]): Parameter => ({
  name: 'note',
  part: [
    { name: 'code', valueCoding: heartRate },
    { name: 'reference', valueReference: { reference: 'Observation/a-1' } },
    ...(time ? [{ name: 'time', valueDateTime: time }] : []),
    { name: 'text', valueString: text },
    ...more,
  ],
});
const news2 = seriesOf({
  code: codeOf('news2'),
  start: '2026-11-02T08:00:00Z',
  values: '3 7',
  flags: 'N HH',
});
const cfs = seriesOf({ code: codeOf('cfs'), values: '' });
const scores = scoresBeside(sign('heart-rate'));
const pulse = seriesOf({ values: '70 71' });
const marksOf = (...parameters: Parameter[]) =>
  toTimeMarks(decodeTrend(parametersOf(pulse, ...parameters)), scores);
const language = { words: nb, format: new Format(nb) };

describe('marks along the time axis', () => {
  test('the scores of the catalogue stand beside every other sign', () => {
    expect(scores.map(({ key }) => key)).toEqual(['news2', 'cfs']);
    expect(scoresBeside(sign('news2')).map(({ key }) => key)).toEqual(['cfs']);
    expect(scoresBeside(sign('acvpu')).map(({ key }) => key)).toEqual(['news2', 'cfs']);
  });

  test('notes and scores in one order of time; a note without a time has no place', () => {
    const { placed, undated, unreadable } = marksOf(
      news2,
      cfs,
      note('tredje', '2026-11-03'),
      note('uten tid'),
      note('første', '2026-11-01T06:00:00Z'),
    );
    expect(placed.map((mark) => markWords(language, mark).text)).toEqual(['første', '3', 'tredje', '7']);
    expect(undated.map((mark) => markWords(language, mark))).toMatchObject([
      { text: 'uten tid', time: 'tid ukjent' },
    ]);
    expect(unreadable).toEqual([]);
  });

  test('a score that cannot be read is named, and the notes stand', () => {
    const broken = seriesOf({ code: codeOf('news2'), values: '3 7', flags: 'N' });
    const { placed, unreadable } = marksOf(broken, cfs, note('første', '2026-11-01T06:00:00Z'));
    expect(placed).toHaveLength(1);
    expect(unreadable.map(({ key }) => key)).toEqual(['news2']);
  });

  test('without notes and scores there is nothing', () => {
    expect(marksOf(cfs, seriesOf({ code: codeOf('news2'), values: '' }))).toEqual({
      placed: [],
      undated: [],
      unreadable: [],
    });
  });
});

describe('the words of a mark', () => {
  test('a note is told whole, as text, with who wrote it', () => {
    const long = `<b>Svimmel</b>\n${'å'.repeat(5000)}`;
    const [mark] = marksOf(
      news2,
      cfs,
      note(long, '2026-11-01T06:00:00Z', { name: 'author', valueString: 'Kari' }),
    ).placed;
    if (!mark) throw new Error('no mark');
    expect(markWords(language, mark)).toMatchObject({ title: 'Merknad – Puls', text: long, by: 'Kari' });
    expect(markSentence(language, mark)).toContain(long);
  });

  test('a score is told with its flag', () => {
    const worst = marksOf(news2, cfs).placed.at(-1);
    if (!worst) throw new Error('no mark');
    expect(markWords(language, worst)).toMatchObject({ title: 'NEWS2', text: '7' });
    expect(markSentence(language, worst)).toMatch(/NEWS2\. 7\. Rød/);
  });

  test('what a tooltip has no room for is said to go on', () => {
    expect(tooltipText('å'.repeat(240))).toEqual({ text: 'å'.repeat(240), cut: false });
    expect(tooltipText('😀'.repeat(241))).toEqual({ text: `${'😀'.repeat(240)}…`, cut: true });
  });
});

describe('arrow keys between marks', () => {
  const times = [10, 20, 20, 40];
  test.each<[string, string, number, number | undefined, number | undefined]>([
    ['the next', 'ArrowDown', 1, undefined, 2],
    ['not beyond the last', 'ArrowDown', 3, undefined, 3],
    ['the one before', 'ArrowUp', 1, undefined, 0],
    ['not before the first', 'ArrowUp', 0, undefined, 0],
    ['from nothing down to the first', 'ArrowDown', -1, undefined, 0],
    ['from nothing up to the last', 'ArrowUp', -1, undefined, 3],
    ['from a measurement to the first at its time or after', 'ArrowDown', -1, 20, 1],
    ['from a measurement to the last at its time or before', 'ArrowUp', -1, 20, 2],
    ['after a measurement later than all: the last', 'ArrowDown', -1, 41, 3],
    ['before a measurement earlier than all: the first', 'ArrowUp', -1, 9, 0],
    ['other keys mean nothing', 'ArrowLeft', 1, undefined, undefined],
  ])('%s', (_, key, current, around, target) => {
    expect(markTarget(key, times, current, around)).toBe(target);
  });

  test('without marks the keys are free', () => {
    expect(markTarget('ArrowDown', [], -1, 20)).toBeUndefined();
  });
});
