import type { Withdrawn } from '../fhir/trend.ts';
import { markWords } from '../trends/marks/mark-words.ts';
import type { TimeMark } from '../trends/marks/time-marks.ts';
import type { HandoverLanguage, Subject } from './subject.ts';
import type { When } from '../fhir/date-time.ts';

/** A row of the file that is of no value in the curve. */
export interface BesideRow {
  /** Which sign, as the column has it. */
  sign: string;
  when?: When;
  reason: string;
  asSent: string;
  performer: string;
  source: string;
}

/** What the source has withdrawn, notes and received scores of the period, oldest first; those without a time last. */
export function besideRows(language: HandoverLanguage, { trend, marks }: Subject): BesideRow[] {
  const rows = [
    ...trend.withdrawn.map((each) => withdrawnRow(language, trend.vitalSign.key, each)),
    ...[...marks.placed, ...marks.undated].map((mark) => markRow(language, mark)),
  ];
  const timeOf = ({ when }: BesideRow) => when?.instant ?? Number.MAX_VALUE;
  return rows.sort((a, b) => timeOf(a) - timeOf(b));
}

function withdrawnRow(
  { words }: HandoverLanguage,
  key: Subject['trend']['vitalSign']['key'],
  { when, text, source }: Withdrawn,
): BesideRow {
  return {
    sign: words.signs[key],
    ...(when && { when }),
    reason: words.trend.withdrawn.state,
    asSent: text,
    performer: words.unknown,
    source: source ?? words.unknown,
  };
}

function markRow(language: HandoverLanguage, mark: TimeMark): BesideRow {
  const { words, handover } = language;
  const { text, by } = markWords(language, mark);
  const sign = mark.kind === 'score' ? mark.trend.vitalSign : mark.vitalSign;
  return {
    sign: sign ? words.signs[sign.key] : words.unknown,
    ...(mark.when && { when: mark.when }),
    reason: mark.kind === 'score' ? handover.score : words.trend.marks.note,
    asSent: text,
    performer: by || words.unknown,
    source: words.unknown,
  };
}
