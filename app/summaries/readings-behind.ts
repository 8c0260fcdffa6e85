import type { Language } from '../language/language.svelte.ts';
import { referenceOf } from '../fhir/series.ts';
import { momentWords } from '../trends/moment-words.ts';
import type { SignTrend } from '../trends/sign-trend.ts';

/** A measurement in words, as the table of the period has it. */
export interface ToldReading {
  time: string;
  value: string;
}

/** Those of the measurements that are in the trend, by reference; the others lie outside its period, or are withdrawn. */
export function readingsBehind(
  language: Pick<Language, 'words' | 'format'>,
  trend: SignTrend,
  references: readonly string[],
): Map<string, ToldReading> {
  const wanted = new Set(references);
  const told = new Map<string, ToldReading>();
  if (wanted.size === 0) return told;
  for (const { reference, when, text } of trend.setAside) {
    const time = when ? language.format.when(when) : language.words.timeUnknown;
    if (wanted.has(reference)) told.set(reference, { time, value: text });
  }
  for (let moment = 0; moment < trend.moments.count; moment++) {
    for (const [part, { series }] of trend.parts.entries()) {
      const row = trend.moments.rows[part]?.[moment] ?? -1;
      const reference = row < 0 ? '' : referenceOf(series, row);
      if (!wanted.has(reference)) continue;
      const { time, value } = momentWords(language, trend, moment);
      told.set(reference, { time, value });
    }
  }
  return told;
}
