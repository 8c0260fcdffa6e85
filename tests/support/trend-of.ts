import type { NationalStore, Trend, TrendAnswer, TrendPoint } from '../../server/store/national-store.ts';

type Asked = Parameters<NationalStore['trend']>;

export interface ReadTrendAnswer extends Omit<TrendAnswer, 'trends'> {
  trends: (Omit<Trend, 'points'> & { points: TrendPoint[] })[];
}

/** What the store answers, with its points read out. */
export async function trendOf(
  store: Pick<NationalStore, 'trend'>,
  ...asked: Asked
): Promise<ReadTrendAnswer> {
  const answer = await store.trend(...asked);
  return { ...answer, trends: answer.trends.map((trend) => ({ ...trend, points: [...trend.points] })) };
}
