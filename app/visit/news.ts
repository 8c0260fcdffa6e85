import type { SignTrend } from '../trends/sign-trend.ts';

/** How many measurements are new; `unknown`: the store does not say of all when they arrived. */
export type News = { count: number; outsidePeriod: number } | 'unknown';

/** Of all signs together. Undefined: nothing was asked about any of them. */
export function newsOf(all: readonly (News | undefined)[]): News | undefined {
  const told = all.filter((news) => news !== undefined);
  if (told.length === 0) return undefined;
  if (told.includes('unknown')) return 'unknown';
  return (told as Exclude<News, 'unknown'>[]).reduce(
    (sum, { count, outsidePeriod }) => ({
      count: sum.count + count,
      outsidePeriod: sum.outsidePeriod + outsidePeriod,
    }),
    { count: 0, outsidePeriod: 0 },
  );
}

/** Whether the measurement of a moment was received since the last visit, as the facade marked it. */
export function isNew({ parts, moments }: Pick<SignTrend, 'parts' | 'moments'>, moment: number): boolean {
  return parts.some(({ series }, part) => series.news?.at[moments.rows[part]?.[moment] ?? -1] === 1);
}
