import type { Language } from '../language/language.svelte.ts';
import { bandWords, originWords, partName } from '../flags/wording.ts';
import { limitPeriods } from './bands.ts';
import type { SignTrend } from './sign-trend.ts';

export interface LimitUsed {
  /** The part of a panel; empty when there is only one. */
  name: string;
  /** What counts as within; undefined when no zone says so. */
  band: string | undefined;
  /** From when, for all but the first. */
  since: string;
  /** The kind of limit and its source. */
  origin: string;
  from: number;
}

/** Every limit that a value of the trend was judged by, in words, per part and in order of time. */
export function limitsUsed(
  language: Pick<Language, 'words' | 'format'>,
  trend: SignTrend,
  whole: { start: number; end: number },
): LimitUsed[] {
  const { words, format } = language;
  return trend.parts.flatMap(({ part, series }) =>
    limitPeriods(series, trend.limits, whole).map(({ from, limits }, index) => ({
      name: trend.parts.length > 1 ? partName(language, part) : '',
      band: bandWords(language, part, limits),
      since: index > 0 ? words.limits.from(format.date(from)) : '',
      origin: originWords(language, limits),
      from,
    })),
  );
}
