import { comparisonNotes } from '../trends/comparison/comparison-notes.ts';
import { comparedParts } from '../trends/comparison/figures.ts';
import { comparisonWords } from '../trends/comparison/language/comparison-words.ts';
import { periodWords } from '../trends/period-words.ts';
import type { HandoverLanguage, Subject } from './subject.ts';

/** The period before, as its table on the page has it; that it is asked for and not there is said. Nothing when it is not asked for. */
export function comparisonLines(language: HandoverLanguage, subject: Subject): string[] {
  const { earlier } = subject;
  if (!earlier) return [];
  const { format, handover } = language;
  const words = comparisonWords[language.words.tag];
  if (earlier === 'not-read') return [`${words.heading}: ${handover.summary.notCompared}`];
  const parts = comparedParts({ ...language, comparison: words }, subject.trend, earlier.trend);
  return [
    `${words.heading}, ${periodWords(language, earlier.data.days)}:`,
    ...comparisonNotes({ format }, words, subject, earlier, parts),
    ...parts.flatMap(({ name, figures }) =>
      figures.map(({ key, present, earlier: before, difference }) => {
        const figure = parts.length > 1 ? `${name}, ${words.figures[key].toLowerCase()}` : words.figures[key];
        return handover.summary.compared(figure, present, before, difference);
      }),
    ),
  ];
}
