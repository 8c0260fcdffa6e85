import type { VitalSign } from '#clinical/types.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import type { Facade } from '../../fhir/facade.ts';
import { daysOf, intervalOf, type Period } from '../../time/period.ts';
import { toSignTrend, type SignTrend } from '../sign-trend.ts';

/** Every sign of the catalogue in one period, in the catalogue's order. */
export interface SignsData {
  period: Period;
  /** What every time axis spans: the period, or from the first to the last measurement of any sign when it is open. */
  whole: { start: number; end: number };
  /** Those with something measured in the period, also when none of it can be drawn. */
  trends: SignTrend[];
  /** Those without. */
  none: VitalSign[];
  /** Those of which the facade's series could not be read. */
  unreadable: VitalSign[];
}

export async function loadSigns(
  facade: Pick<Facade, 'trend'>,
  period: Period,
  now: number,
  signal: AbortSignal,
): Promise<SignsData> {
  const days = daysOf(period, now);
  const answer = await facade.trend(vitalSigns, days, signal);
  const found = vitalSigns.map((vitalSign) => ({ vitalSign, trend: toSignTrend(answer, vitalSign) }));
  const isMeasured = ({ moments, setAside }: SignTrend) => moments.count > 0 || setAside.length > 0;
  const trends = found.flatMap(({ trend }) => (trend && isMeasured(trend) ? [trend] : []));
  return {
    period,
    whole: spanOf(intervalOf(days), trends, now),
    trends,
    none: found.flatMap(({ vitalSign, trend }) => (trend && !isMeasured(trend) ? [vitalSign] : [])),
    unreadable: found.flatMap(({ vitalSign, trend }) => (trend ? [] : [vitalSign])),
  };
}

function spanOf(
  { start, end }: SignsData['whole'],
  trends: readonly SignTrend[],
  now: number,
): SignsData['whole'] {
  const firsts = trends.flatMap(({ moments }) => moments.times[0] ?? []);
  const lasts = trends.flatMap(({ moments }) => moments.times.at(-1) ?? []);
  const first = Math.min(...firsts, now);
  const last = Math.max(...lasts, first + 86_400_000);
  return { start: Number.isFinite(start) ? start : first, end: Number.isFinite(end) ? end : last };
}
