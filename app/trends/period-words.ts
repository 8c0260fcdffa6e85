import type { Language } from '../language/language.svelte.ts';
import type { Days } from '../time/period.ts';

/** `1. nov. 2026 til 22. nov. 2026`, or all dates. */
export function periodWords(
  { words, format }: Pick<Language, 'words' | 'format'>,
  { from, to }: Days,
): string {
  if (!from || !to) return words.trend.allDates;
  return words.trend.dates(format.calendarDate(from), format.calendarDate(to));
}
