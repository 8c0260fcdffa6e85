import { vitalSigns } from '#clinical/vital-signs.ts';
import type { Facade, Latest } from '../fhir/facade.ts';
import { isAbort } from '../fhir/fhir-error.ts';
import type { Trend } from '../fhir/trend.ts';
import { closesAccess, toFailure, type FailureKind } from '../smart/failure.ts';
import { daysOf, intervalOf, type Days } from '../time/period.ts';
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
  /** When what kept the failed part away began, epoch milliseconds, if the facade says so. */
  failedSince?: number;
  /** Only the latest values of the last 30 days have come so far: what is older, and the curves, are on their way. */
  partial?: true;
  /** Observations of a code outside the catalogue. */
  unknown: number;
}

/** Beside what closes access, these mean that nothing may be shown, even if the other half arrived. */
const whole: readonly FailureKind[] = [
  'expired',
  'other-patient',
  'scope-insufficient',
  'log-unavailable',
  'national-login-required',
];

function concernsTheWhole(error: unknown): boolean {
  const { kind } = toFailure(error);
  return closesAccess(kind) || whole.includes(kind);
}

/**
 * Fetches the latest values and the last 30 days side by side. Throws when both fail, or one for a reason that concerns the whole.
 * @param showFirst is given what was measured in the last 30 days, which is asked for before anything else
 */
export async function loadOverview(
  facade: Facade,
  now: number,
  signal: AbortSignal,
  showFirst?: (data: OverviewData) => void,
): Promise<OverviewData> {
  const days = daysOf({ kind: '30d' }, now);
  if (showFirst) await firstLook(facade, now, signal, days, showFirst);
  const [latest, trend] = await Promise.allSettled([
    facade.latest(vitalSigns, 2, signal),
    facade.trend(vitalSigns, days, signal),
  ]);
  for (const each of [latest, trend]) {
    if (each.status === 'fulfilled') continue;
    if (isAbort(each.reason) || concernsTheWhole(each.reason)) throw each.reason;
  }
  if (latest.status === 'rejected' && trend.status === 'rejected') throw latest.reason;
  return {
    ...assemble(valueOf(latest), valueOf(trend), now, intervalOf(days)),
    ...(trend.status === 'rejected' && failedPart('trend', trend.reason)),
    ...(latest.status === 'rejected' && failedPart('latest', latest.reason)),
  };
}

/**
 * What fails here is asked for again with all the rest, and told then; but not when it took too long: the rest would too, and
 * the clinician has waited once.
 */
async function firstLook(
  facade: Facade,
  now: number,
  signal: AbortSignal,
  days: Days,
  show: (data: OverviewData) => void,
): Promise<void> {
  const latest = await facade.latest(vitalSigns, 2, signal, days.from).catch((error: unknown) => {
    if (isAbort(error) || concernsTheWhole(error) || toFailure(error).kind === 'store-timeout') throw error;
  });
  if (!latest || latest.measurements.length === 0) return;
  show({ ...assemble(latest, undefined, now, intervalOf(days)), partial: true });
}

function failedPart(
  failed: 'trend' | 'latest',
  error: unknown,
): Pick<OverviewData, 'failed' | 'failedSince'> {
  const { since } = toFailure(error);
  return { failed, ...(since !== undefined && { failedSince: since }) };
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
    unknown: latest?.unknown ?? 0,
  };
}
