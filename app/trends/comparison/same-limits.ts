import { limitPeriods } from '../bands.ts';
import type { SignTrend } from '../sign-trend.ts';

/** A trend and what its picture spans. */
interface Spanned {
  trend: SignTrend;
  whole: { start: number; end: number };
}

/** Whether both were judged by the same limits throughout; otherwise how many were outside tells of the limits as well. */
export function sameLimits(present: Spanned, earlier: Spanned): boolean {
  return present.trend.parts.every((_, part) => {
    const [now, then] = [present, earlier].map(({ trend, whole }) => limitsOf(trend, part, whole));
    return now === then;
  });
}

function limitsOf({ parts, limits }: SignTrend, part: number, whole: Spanned['whole']): string {
  const own = parts[part];
  if (!own) return '';
  const used = limitPeriods(own.series, limits, whole).map(({ limits: { zones, origin } }) =>
    JSON.stringify([origin, zones]),
  );
  return [...new Set(used)].sort().join('\n');
}
