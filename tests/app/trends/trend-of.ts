import type { Limits, VitalSignKey } from '#clinical/types.ts';
import { vitalSigns } from '#clinical/vital-signs.ts';
import type { Series } from '../../../app/fhir/series.ts';
import type { Context } from '../../../app/fhir/trend.ts';
import { toMoments } from '../../../app/trends/moments.ts';
import type { SignTrend } from '../../../app/trends/sign-trend.ts';

/** A sign's trend of these series, one per part. */
export function trendOf(
  key: VitalSignKey,
  series: Series[],
  { limits = [], contexts = [] }: { limits?: Limits[]; contexts?: Context[] } = {},
): SignTrend {
  const vitalSign = vitalSigns.find((each) => each.key === key);
  if (!vitalSign) throw new Error(key);
  return {
    vitalSign,
    parts: vitalSign.parts.flatMap((part, index) => {
      const own = series[index];
      return own ? [{ part, series: own }] : [];
    }),
    moments: toMoments(series),
    setAside: [],
    withdrawn: [],
    limits,
    contexts,
  };
}
