import { comparatorCodes } from '../fhir/series.ts';
import { unitOf, valueWords } from '../flags/wording.ts';
import { addDays, dateOf, startOfDate } from '../time/oslo.ts';
import type { SignTrend } from '../trends/sign-trend.ts';
import { countRanks } from '../trends/statistics.ts';
import type { HandoverLanguage } from './subject.ts';

/** One Oslo calendar day on paper, in words. */
export interface DayWords {
  date: string;
  count: string;
  /** Lowest to highest, per part. */
  range: string;
  flagged: string;
}

/** Up to this many measurements are printed one by one: about 30 pages, three months of a blood pressure four times a day. */
export const PRINTED_SINGLY = 400;

/** Every day with a measurement, oldest first: for series too long to be printed measurement by measurement. */
export function dayWords(language: HandoverLanguage, trend: SignTrend): DayWords[] {
  const { handover, format } = language;
  const { times, ranks, count } = trend.moments;
  const days: DayWords[] = [];
  for (let from = 0, to = 0; from < count; from = to) {
    const date = dateOf(times[from] ?? NaN);
    const end = startOfDate(addDays(date, 1));
    while (to < count && (times[to] ?? NaN) < end) to++;
    const { red, yellow, unjudged } = countRanks(ranks.subarray(from, to));
    days.push({
      date: format.calendarDate(date),
      count: format.number(to - from),
      range:
        `${trend.parts.map((_, index) => rangeWords(language, trend, index, { from, to })).join(' / ')} ${unitOf(trend.vitalSign)}`.trim(),
      flagged: handover.paper.flagged(format.number(red), format.number(yellow), format.number(unjudged)),
    });
  }
  return days;
}

function rangeWords(
  language: HandoverLanguage,
  { parts, moments }: SignTrend,
  index: number,
  { from, to }: { from: number; to: number },
): string {
  const own = parts[index];
  const rows = [...(moments.rows[index]?.subarray(from, to) ?? [])].filter((row) => row >= 0);
  const [first, ...others] = rows;
  if (!own || first === undefined) return '–';
  const { part, series } = own;
  const value = (row: number) => series.values[row] ?? NaN;
  let [lowest, highest] = [first, first];
  for (const row of others) {
    if (value(row) < value(lowest)) lowest = row;
    if (value(row) > value(highest)) highest = row;
  }
  const [least, most] = [lowest, highest].map((row) =>
    valueWords(language, part, value(row), comparatorCodes[series.comparators[row] ?? 0]),
  );
  return least === most ? `${least}` : `${least}–${most}`;
}
