import type { VitalSign } from '#clinical/types.ts';
import type { Facade } from '../fhir/facade.ts';
import { daysOf, intervalOf, openingPeriod, type Days, type Period } from '../time/period.ts';
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
  const answer = await facade.trend([vitalSign], days, signal);
  const trend = toSignTrend(answer, vitalSign);
  return {
    period,
    days,
    whole: spanOf(intervalOf(days), trend, now),
    ...(trend && { trend }),
    asOf: answer.asOf,
    unreadable: trend === undefined || answer.unreadable.length > 0,
  };
}

/** Open ends close on the data, with a little air. */
function spanOf(
  { start, end }: { start: number; end: number },
  trend: SignTrend | undefined,
  now: number,
): TrendData['whole'] {
  const times = trend?.moments.times ?? new Float64Array();
  const [first, last] = [times[0] ?? now - 86_400_000, times[times.length - 1] ?? now];
  const air = Math.max((last - first) * 0.02, 3_600_000);
  return {
    start: Number.isFinite(start) ? start : first - air,
    end: Number.isFinite(end) ? end : last + air,
  };
}
