import type { Language } from '../language/language.svelte.ts';
import { comparatorCodes } from '../fhir/series.ts';
import { partName, persistenceWords, unitOf, valueWords } from '../flags/wording.ts';
import { countGaps, gapLimit } from './gap.ts';
import { momentWords } from './moment-words.ts';
import type { SignTrend } from './sign-trend.ts';
import { countRanks, statisticsOf } from './statistics.ts';

/**
 * The trend in words: how many, the latest, lowest and highest with dates, how many red, yellow, not assessed and
 * improbable, and how often the line breaks. Empty when there is nothing to tell.
 */
export function summaryOf(
  language: Pick<Language, 'words' | 'format'>,
  trend: SignTrend,
  period: string,
): string {
  const { format, words } = language;
  const { summary } = words.trend;
  const { moments, parts, vitalSign } = trend;
  if (moments.count === 0) return '';
  const latest = momentWords(language, trend, moments.count - 1);
  const { red, yellow, unjudged } = countRanks(moments.ranks);
  const sentences = [
    moments.count === 1 ? summary.one(period) : summary.count(format.number(moments.count), period),
    summary.latest(latest.value, latest.time),
    ...parts.flatMap(({ part, series: { persistence } }) =>
      persistence ? `${persistenceWords(language, part, persistence)}.` : [],
    ),
  ];
  for (const { part, series } of parts) {
    const statistics = statisticsOf(series);
    if (!statistics || moments.count === 1) continue;
    const value = (index: number) => {
      const told = valueWords(
        language,
        part,
        series.values[index] ?? 0,
        comparatorCodes[series.comparators[index] ?? 0],
      );
      return `${told} ${unitOf(vitalSign)}`.trim();
    };
    const day = (index: number) => format.date(series.times[index] ?? 0);
    const { lowest, highest } = statistics;
    sentences.push(
      [
        summary.lowest(partName(language, part), value(lowest), day(lowest)),
        summary.highest(value(highest), day(highest)),
      ].join(', '),
    );
  }
  sentences.push(summary.flagged(format.number(red), format.number(yellow)));
  if (unjudged > 0) sentences.push(summary.unjudged(format.number(unjudged)));
  const improbable = improbableCount(trend);
  if (improbable > 0) sentences.push(summary.improbable(format.number(improbable)));
  const gaps = countGaps(moments.times, gapLimit(vitalSign.key, moments.times));
  if (gaps > 0) sentences.push(summary.gaps(gaps));
  return sentences.join(' ');
}

/** How many moments have an improbable value. */
export function improbableCount({ parts, moments }: SignTrend): number {
  let count = 0;
  for (let moment = 0; moment < moments.count; moment++) {
    if (parts.some(({ series }, part) => series.improbable[moments.rows[part]?.[moment] ?? -1] === 1))
      count++;
  }
  return count;
}
