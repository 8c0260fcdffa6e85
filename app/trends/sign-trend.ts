import type { Limits, Part, VitalSign } from '#clinical/types.ts';
import type { When } from '../fhir/date-time.ts';
import type { Series, SetAside } from '../fhir/series.ts';
import type { Context, Trend, Withdrawn } from '../fhir/trend.ts';
import type { News } from '../visit/news.ts';
import { toMoments, type Moments } from './moments.ts';

/** One vital sign's trend: a series per part, and the moments at which something was measured. */
export interface SignTrend {
  vitalSign: VitalSign;
  parts: { part: Part; series: Series }[];
  moments: Moments;
  setAside: SetAside[];
  /** Newest first; counted and drawn nowhere. */
  withdrawn: Withdrawn[];
  available?: { first: When; last: When; count: number };
  limits: Limits[];
  contexts: Context[];
  /** An order says in the period how often to measure. */
  scheduled?: true;
  /** The order that holds at the end of the period sets a limit on changes of some part. */
  changeLimit?: true;
  /** Since the clinician's last visit; absent: nothing was asked about it. */
  news?: News;
}

/** Picks a vital sign's series out of a trend by code; undefined when a part is missing, so that it can be named. */
export function toSignTrend(trend: Trend, vitalSign: VitalSign): SignTrend | undefined {
  const own = trend.series.filter(({ code }) => isCode(code.code, vitalSign));
  const parts: SignTrend['parts'] = [];
  for (const part of vitalSign.parts) {
    const series =
      vitalSign.parts.length === 1 ? own[0] : own.find(({ component }) => isCode(component?.code, part));
    if (!series) return undefined;
    parts.push({ part, series });
  }
  const all = parts.length > 0 ? parts.map(({ series }) => series) : own;
  if (all.length === 0) return undefined;
  const available = widest(all);
  const news = trend.receivedSince === undefined ? undefined : (all[0]?.news ?? 'unknown');
  return {
    vitalSign,
    parts,
    moments: toMoments(parts.map(({ series }) => series)),
    setAside: mergeSetAside(all),
    withdrawn: trend.withdrawn
      .filter(({ code }) => isCode(code?.code, vitalSign))
      .sort((a, b) => instantOf(b) - instantOf(a)),
    ...(available && { available }),
    limits: trend.limits,
    contexts: trend.contexts,
    ...(all.some(({ scheduled }) => scheduled) && { scheduled: true as const }),
    ...(all.some(({ changeLimit }) => changeLimit) && { changeLimit: true as const }),
    ...(news && { news }),
  };
}

function isCode(
  code: string | undefined,
  { code: own, translations }: Pick<Part, 'code' | 'translations'>,
): boolean {
  return code !== undefined && [own, ...translations].some((coding) => coding.code === code);
}

/** A pressure whose both components are set aside is one measurement, told once with both texts. */
function mergeSetAside(all: readonly Series[]): SetAside[] {
  const byReference = new Map<string, SetAside>();
  for (const each of all.flatMap(({ setAside }) => setAside)) {
    const same = byReference.get(each.reference);
    if (!same || each.reference === '') byReference.set(each.reference || `#${byReference.size}`, each);
    else if (!same.text.includes(each.text)) {
      byReference.set(each.reference, { ...same, text: `${same.text} / ${each.text}` });
    }
  }
  return [...byReference.values()].sort((a, b) => instantOf(b) - instantOf(a));
}

/** What has no time comes last. */
function instantOf({ when }: Pick<SetAside, 'when'>): number {
  return when?.instant ?? -Number.MAX_VALUE;
}

function widest(all: readonly Series[]): SignTrend['available'] {
  return all
    .flatMap(({ available }) => available ?? [])
    .reduce<SignTrend['available']>((widest, each) => {
      if (!widest) return each;
      return {
        first: each.first.instant < widest.first.instant ? each.first : widest.first,
        last: each.last.instant > widest.last.instant ? each.last : widest.last,
        count: Math.max(each.count, widest.count),
      };
    }, undefined);
}
