import { vitalSigns } from '#clinical/vital-signs.ts';
import type { Facade, Latest } from '../fhir/facade.ts';
import { isAbort } from '../fhir/fhir-error.ts';
import type { Trend } from '../fhir/trend.ts';
import { toFailure, type FailureKind } from '../smart/failure.ts';
import { daysOf, intervalOf } from '../time/period.ts';
import { newestOf, toRows, type OverviewRow } from './rows.ts';

/** What was fetched for the overview. A part that failed is named, never left out in silence. */
export interface OverviewData {
  rows: OverviewRow[];
  /** When the data were fetched, and the 30 days they are shown for. */
  fetched: number;
  interval: { start: number; end: number };
  lastReceived?: number;
  /** Newest measurement of any vital sign. */
  newest?: number;
  failed?: 'trend' | 'latest';
  /** Observations of a code outside the catalogue. */
  unknown: number;
}

/** These mean that nothing may be shown, even if the other half arrived. */
const whole: readonly FailureKind[] = [
  'expired',
  'other-patient',
  'scope-insufficient',
  'access-blocked',
  'access-restricted',
  'national-login-required',
];

/** Fetches the latest values and the last 30 days side by side. Throws when both fail, or one for a reason in `whole`. */
export async function loadOverview(facade: Facade, now: number, signal: AbortSignal): Promise<OverviewData> {
  const days = daysOf({ kind: '30d' }, now);
  const [latest, trend] = await Promise.allSettled([
    facade.latest(vitalSigns, 2, signal),
    facade.trend(vitalSigns, days, signal),
  ]);
  for (const each of [latest, trend]) {
    if (each.status === 'fulfilled') continue;
    if (isAbort(each.reason) || whole.includes(toFailure(each.reason).kind)) throw each.reason;
  }
  if (latest.status === 'rejected' && trend.status === 'rejected') throw latest.reason;
  return assemble(valueOf(latest), valueOf(trend), now, intervalOf(days));
}

function valueOf<T>(result: PromiseSettledResult<T>): T | undefined {
  return result.status === 'fulfilled' ? result.value : undefined;
}

function assemble(
  latest: Latest | undefined,
  trend: Trend | undefined,
  now: number,
  interval: OverviewData['interval'],
): OverviewData {
  const rows = toRows(latest?.measurements, trend);
  const newest = newestOf(rows);
  return {
    rows,
    fetched: now,
    interval,
    ...(trend?.lastReceived !== undefined && { lastReceived: trend.lastReceived }),
    ...(newest !== undefined && { newest }),
    ...(!trend && { failed: 'trend' as const }),
    ...(!latest && { failed: 'latest' as const }),
    unknown: latest?.unknown ?? 0,
  };
}
