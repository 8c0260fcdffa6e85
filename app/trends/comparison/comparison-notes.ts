import type { Language } from '../../language/language.svelte.ts';
import { dateOf, daysBetween } from '../../time/oslo.ts';
import type { SignTrend } from '../sign-trend.ts';
import type { TrendData } from '../trend-data.ts';
import type { Earlier } from './earlier.ts';
import type { ComparedPart } from './figures.ts';
import type { ComparisonWords } from './language/nb.ts';
import { sameLimits } from './same-limits.ts';

/** What must be known before the figures of two periods are read. */
export function comparisonNotes(
  { format }: Pick<Language, 'format'>,
  words: ComparisonWords,
  { trend, days, whole, asOf }: Pick<TrendData, 'days' | 'whole' | 'asOf'> & { trend: SignTrend },
  earlier: Pick<Earlier, 'data' | 'trend'>,
  parts: readonly ComparedPart[],
): string[] {
  const measured = trend.moments.count > 0 && earlier.trend.moments.count > 0;
  const today = dateOf(asOf);
  const [aside = '', asideBefore = ''] = [trend, earlier.trend].map(({ setAside }) =>
    format.number(setAside.length),
  );
  return [
    ...(days.to !== undefined && daysBetween(today, days.to) > 0
      ? [words.unfinished(format.calendarDate(today))]
      : []),
    ...(earlier.trend.moments.count === 0 ? [words.nothing] : []),
    ...(parts.some(({ counts }) => counts.present === 1) ? [words.fewPresent] : []),
    ...(parts.some(({ counts }) => counts.earlier === 1) ? [words.fewEarlier] : []),
    ...(measured && !sameLimits({ trend, whole }, { trend: earlier.trend, whole: earlier.data.whole })
      ? [words.otherLimits]
      : []),
    ...(parts.some(({ leftOut }) => leftOut) ? [words.leftOut] : []),
    ...(aside !== '0' || asideBefore !== '0' ? [words.setAside(aside, asideBefore)] : []),
  ];
}
