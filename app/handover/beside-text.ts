import { markWords } from '../trends/marks/mark-words.ts';
import type { TimeMark } from '../trends/marks/time-marks.ts';
import type { HandoverLanguage, Subject } from './subject.ts';

/** So many of a kind, the newest, stand one by one in the text; how many there are is always said. */
const mostListed = 10;

/**
 * What stands beside the numbers in the period: measurements that their source has withdrawn, notes, and received scores. Scores
 * stand with their number alone: what they were judged as belongs to their own trend.
 */
export function besideLines(language: HandoverLanguage, { trend, marks }: Subject): string[] {
  const { words, handover, format } = language;
  const { summary } = handover;
  const all: TimeMark[] = [...[...marks.placed].reverse(), ...marks.undated];
  const ofKind = (kind: TimeMark['kind']) => all.filter((mark) => mark.kind === kind);
  const markLine = (mark: TimeMark) => {
    const { time, title, text, by } = markWords(language, mark);
    return summary.beside(time, title, mark.kind === 'note' ? `«${text}»` : text, by || words.unknown);
  };
  return [
    ...listed(
      language,
      summary.withdrawn,
      trend.withdrawn.map(({ when, text, source }) =>
        summary.beside(
          when ? format.when(when) : words.timeUnknown,
          words.trend.withdrawn.state,
          text,
          source ?? words.unknown,
        ),
      ),
    ),
    ...listed(language, summary.notes, ofKind('note').map(markLine)),
    ...listed(language, summary.scores, ofKind('score').map(markLine)),
    ...marks.unreadable.map(({ key }) => summary.scoreUnreadable(words.signs[key])),
  ];
}

function listed(
  { handover, format }: HandoverLanguage,
  heading: (count: string) => string,
  lines: readonly string[],
): string[] {
  if (lines.length === 0) return [];
  const others = lines.length - mostListed;
  return [
    heading(format.number(lines.length)),
    ...lines.slice(0, mostListed).map((line) => `- ${line}`),
    ...(others > 0 ? [handover.summary.others(format.number(others))] : []),
  ];
}
