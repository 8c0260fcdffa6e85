import type { VitalSign } from '#clinical/types.ts';
import { comparatorCodes, flagCodes } from '../fhir/series.ts';
import { flagLevel } from '../flags/flag.ts';
import { partName, unitOf, valueWords } from '../flags/wording.ts';
import type { SignTrend } from '../trends/sign-trend.ts';
import { statisticsOf } from '../trends/statistics.ts';
import type { HandoverLanguage } from './subject.ts';

type TrendPart = SignTrend['parts'][number];

const levels = ['red-high', 'yellow-high', 'normal', 'yellow-low', 'red-low', 'none'] as const;

/**
 * Mean, median, lowest and highest of one part, and of how many values. Scores are ranks, so they have no mean; an
 * extreme that is improbable says so.
 */
export function statisticsWords(
  language: HandoverLanguage,
  vitalSign: VitalSign,
  { part, series }: TrendPart,
): string[] {
  const { summary } = language.handover;
  const name = partName(language, part);
  const found = statisticsOf(series);
  if (!found) return [summary.notMeasured(name)];
  const { count, certain, lowest, highest, mean, median } = found;
  const score = vitalSign.valueKind === 'score';
  const withUnit = (value: string) => `${value} ${unitOf(vitalSign)}`.trim();
  const certainValue = (value: number) => withUnit(valueWords(language, part, value, undefined));
  const valueAt = (index: number) => {
    const comparator = comparatorCodes[series.comparators[index] ?? 0];
    return withUnit(valueWords(language, part, series.values[index] ?? NaN, comparator));
  };
  const whenAt = (index: number) => {
    const day = language.format.date(series.times[index] ?? NaN);
    return series.improbable[index] === 1 ? `${day}, ${summary.improbable}` : day;
  };
  const told = [
    ...(mean !== undefined && !score ? [summary.mean(certainValue(mean))] : []),
    ...(median !== undefined ? [summary.median(certainValue(median))] : []),
    summary.lowest(valueAt(lowest), whenAt(lowest)),
    summary.highest(valueAt(highest), whenAt(highest)),
  ];
  const usedFor = score ? summary.usedForScore : summary.usedFor;
  const basis = usedFor(language.format.number(certain), language.format.number(count));
  return [`${name}: ${told.join(', ')}.`, ...(certain < count ? [`${basis}; ${summary.leftOut}`] : [])];
}

/** How many values of one part have each flag; those that are missing from a measurement are counted too. */
export function flagCountWords(language: HandoverLanguage, trend: SignTrend, index: number): string {
  const { handover, format } = language;
  const { parts, moments } = trend;
  const own = parts[index];
  if (!own) return '';
  const counts = new Map<string, number>();
  for (const flag of own.series.flags) {
    const level = flagLevel(flagCodes[flag]);
    counts.set(level, (counts.get(level) ?? 0) + 1);
  }
  const missing = moments.count - own.series.count;
  const told = [
    ...levels.map((level) => handover.summary.levels[level](format.number(counts.get(level) ?? 0))),
    ...(missing > 0 ? [handover.summary.missing(format.number(missing))] : []),
  ].join(', ');
  return parts.length > 1
    ? handover.summary.judgedPart(partName(language, own.part), told)
    : handover.summary.judged(told);
}
