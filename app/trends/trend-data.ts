import type { VitalSign } from '#clinical/types.ts';
import type { Facade } from '../fhir/facade.ts';
import { daysOf, intervalOf, openingPeriod, type Days, type Period } from '../time/period.ts';
import { scoresBeside, toTimeMarks, type TimeMarks } from './marks/time-marks.ts';
import { toSignTrend, type SignTrend } from './sign-trend.ts';

/** A vital sign's trend for a period. Without `trend` the facade's series could not be read. */
export interface TrendData {
  period: Period;
  days: Days;
  /** What the x-axis spans: the period, or from the first to the last value when it is open. */
  whole: { start: number; end: number };
  trend?: SignTrend;
  /** The facade's clock when it answered. */
  asOf: number;
  unreadable: boolean;
  /** Notes and scores of the same period. */
  marks: TimeMarks;
}

/**
 * Fetches a trend. Without a chosen period it opens where there is data: the usual 30 days are asked for first, and
 * what the facade says is available decides whether another period suits better.
 */
export async function loadTrend(
  facade: Facade,
  vitalSign: VitalSign,
  period: Period | undefined,
  now: number,
  signal: AbortSignal,
): Promise<TrendData> {
  const asked = period ?? { kind: '30d' as const };
  const data = await fetchPeriod(facade, vitalSign, asked, now, signal);
  if (period) return data;
  const available = data.trend?.available;
  const opening = openingPeriod(
    available && { first: available.first.instant, last: available.last.instant, count: available.count },
    now,
  );
  return opening.kind === asked.kind ? data : await fetchPeriod(facade, vitalSign, opening, now, signal);
}

async function fetchPeriod(
  facade: Facade,
  vitalSign: VitalSign,
  period: Period,
  now: number,
  signal: AbortSignal,
): Promise<TrendData> {
  const days = daysOf(period, now);
  const scores = scoresBeside(vitalSign);
  const answer = await facade.trend([vitalSign, ...scores], days, signal);
  const trend = toSignTrend(answer, vitalSign);
  const marks = toTimeMarks(answer, scores);
  return {
    period,
    days,
    whole: spanOf(intervalOf(days), trend, marks, now),
    ...(trend && { trend }),
    asOf: answer.asOf,
    unreadable: trend === undefined || answer.unreadable.length > marks.unreadable.length,
    marks,
  };
}

/** Open ends close on the data, with a little air. */
function spanOf(
  { start, end }: { start: number; end: number },
  trend: SignTrend | undefined,
  { placed }: TimeMarks,
  now: number,
): TrendData['whole'] {
  const times = trend?.moments.times ?? new Float64Array();
  const [first, last] = [
    Math.min(times[0] ?? now - 86_400_000, placed[0]?.when.instant ?? Infinity),
    Math.max(times[times.length - 1] ?? now, placed.at(-1)?.when.instant ?? -Infinity),
  ];
  const air = Math.max((last - first) * 0.02, 3_600_000);
  return {
    start: Number.isFinite(start) ? start : first - air,
    end: Number.isFinite(end) ? end : last + air,
  };
}
