import type { VitalSign } from '#clinical/types.ts';
import type { Facade } from '../../fhir/facade.ts';
import { daysBetween } from '../../time/oslo.ts';
import { daysBefore } from '../../time/period.ts';
import type { SignTrend } from '../sign-trend.ts';
import { loadTrend, type TrendData } from '../trend-data.ts';
import { movedTrend } from './moved.ts';

/** The period before that of a trend, whole. */
export interface Earlier {
  data: TrendData;
  trend: SignTrend;
  /** The same values in the later period's time, to be drawn behind it. */
  moved: SignTrend;
  /** How many Oslo calendar days lie between a value and where it is drawn: the length of either period. */
  days: number;
}

/** Fetches it as any trend is fetched; `unreadable` when it came but not whole. Never for an open period. */
export async function loadEarlier(
  facade: Facade,
  vitalSign: VitalSign,
  days: NonNullable<ReturnType<typeof daysBefore>>,
  now: number,
  signal: AbortSignal,
): Promise<Earlier | 'unreadable'> {
  const data = await loadTrend(facade, vitalSign, { kind: 'custom', ...days }, now, signal);
  const { trend, unreadable } = data;
  if (!trend || unreadable) return 'unreadable';
  const length = daysBetween(days.from, days.to) + 1;
  return { data, trend, moved: movedTrend(trend, length), days: length };
}
