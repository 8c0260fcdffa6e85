import type { ReaderGrant } from '../access/grant.ts';
import { DisclosedVersions, numberIn } from '../access-log/digest.ts';
import { longestChangeDays, type OrderVersion } from '../clinical/orders/order.ts';
import type { Reading, ReadValue, Unread } from '../clinical/summaries/reading.ts';
import type { VitalSign } from '../clinical/types.ts';
import type { Aside } from '../delivery/set-aside.ts';
import { parseDateTime } from '../fhir/date-time.ts';
import type { ReadableStore } from '../reading/watched-store.ts';
import { readWithdrawn, type Withdrawn } from '../reading/withdrawn.ts';
import { unknownTime } from '../store/deliverable.ts';
import { decodeJudgement } from '../store/judgement.ts';
import type { CodeToken, DateFilter, Interval, TrendAnswer, TrendPoint } from '../store/national-store.ts';

/** What a summary may ask with, as `read` gives it. */
export interface SummaryReader {
  grant: ReaderGrant;
  allowedCategories?: CodeToken[];
  store: ReadableStore;
  /** Every version of the person's monitoring orders. */
  orders: readonly OrderVersion[];
}

/** A period with the days before it that a change is looked for in. */
export function longBefore({ from, ...period }: Interval): Interval {
  return { ...period, ...(from !== undefined && { from: from - (longestChangeDays + 1) * 24 * 3_600_000 }) };
}

/** Measurements whose time is not known belong to every period. */
export const isWithin =
  ({ from = -Infinity, to = Infinity }: Interval) =>
  ({ effective }: Pick<Reading, 'effective'>): boolean =>
    effective === unknownTime || (effective >= from && effective < to);

/** One vital sign's measurements, the withdrawn ones among them, in order of time. */
export interface Measurements<K extends string> {
  readings: Reading<K>[];
  /** Epoch milliseconds; absent: nothing of the patient ever arrived. */
  lastReceived?: number;
  /** Of these measurements, in their present versions; as the access log has it of an answer (access-log/README.md). */
  digestOf: (references: readonly string[]) => string;
}

/** @param keys of the vital sign's parts, in their order */
export async function readMeasurements<K extends string>(
  reader: SummaryReader,
  vitalSign: VitalSign,
  keys: readonly K[],
  period: Interval,
): Promise<Measurements<K>> {
  const { grant, allowedCategories, store } = reader;
  const code = vitalSign.code.code ?? '';
  const found = await store.trend(grant.person, {
    codes: [code],
    period,
    ...(allowedCategories && { allowedCategories }),
  });
  const versions = new Map<string, number>();
  const readings: Reading<K>[] = [];
  for (const point of found.trends[0]?.points ?? []) {
    const reading = toReading(point, found, keys);
    versions.set(reading.reference, point.version);
    readings.push(reading);
  }
  const withdrawn = (await readWithdrawn(reader, [vitalSign], period)).map((each) =>
    toWithdrawnReading(each, keys),
  );
  return {
    readings: [...readings, ...withdrawn].sort((a, b) => a.effective - b.effective),
    ...(found.lastReceived !== undefined && { lastReceived: found.lastReceived }),
    digestOf: (references) => {
      const disclosed = new DisclosedVersions();
      for (const reference of references) disclosed.add(numberIn(reference), versions.get(reference) ?? 1);
      return disclosed.digest();
    },
  };
}

/** @param keys of the vital sign's parts, in their order */
export function toReading<K extends string>(
  point: TrendPoint,
  { person = '', contexts }: TrendAnswer,
  keys: readonly K[],
): Reading<K> {
  const asides = point.aside === null ? [] : (JSON.parse(point.aside) as Aside[]);
  const context = contexts.get(point.context);
  const values = keys.map((key, index): [K, ReadValue | Unread] => {
    const value = point.values[index];
    if (typeof value === 'number') {
      const { improbable, comparator } = decodeJudgement(point.judgements[index] ?? 0);
      return [key, { value, improbable, ...(comparator && { comparator }) }];
    }
    return [key, { fault: asides.find(({ part = 0 }) => part === index)?.reason ?? 'missing-value' }];
  });
  return {
    reference: `Observation/${person}-${point.number.toString(36)}`,
    effective: point.effective,
    dateOnly: point.dateOnly,
    values: Object.fromEntries(values) as Record<K, ReadValue | Unread>,
    ...(context?.status === 'cancelled' && { fault: 'cancelled' }),
    ...(context?.device && { device: context.device }),
  };
}

function toWithdrawnReading<K extends string>(
  { id, observation }: Withdrawn,
  keys: readonly K[],
): Reading<K> {
  const values = Object.fromEntries(keys.map((key) => [key, { fault: 'withdrawn' }])) as Record<K, Unread>;
  return { reference: `Observation/${id}`, ...timeOf(observation), values, fault: 'withdrawn' };
}

/** A measurement as it was delivered, for what no trend has. */
export interface MeasuredContents {
  reference: string;
  effective: number;
  dateOnly: boolean;
  content: fhir4.Observation;
}

/** All but what was entered in error. */
export async function* readContents(
  { grant, allowedCategories, store }: SummaryReader,
  code: string,
  { from, to }: Interval,
): AsyncGenerator<MeasuredContents> {
  const dates: DateFilter[] = [
    ...(from === undefined ? [] : [{ prefix: 'ge' as const, from, to: from }]),
    ...(to === undefined ? [] : [{ prefix: 'lt' as const, from: to, to }]),
  ];
  const query = {
    codes: [{ code }],
    dates,
    lastUpdated: [],
    sort: 'date' as const,
    ...(allowedCategories && { allowedCategories }),
  };
  let after: Parameters<ReadableStore['search']>[2]['after'];
  do {
    const page = await store.search(grant.person, query, { count: 500, ...(after && { after }) });
    for (const { id, text } of page.observations) {
      const content = JSON.parse(`{${text}`) as fhir4.Observation;
      yield { reference: `Observation/${id}`, ...timeOf(content), content };
    }
    after = page.next;
  } while (after);
}

function timeOf({ effectiveDateTime, effectiveInstant, effectivePeriod }: fhir4.Observation) {
  const time = parseDateTime(effectiveDateTime ?? effectiveInstant ?? effectivePeriod?.start ?? '');
  return { effective: time?.from ?? unknownTime, dateOnly: time?.precision === 'day' };
}
