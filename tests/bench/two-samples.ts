/** How far apart two samples of times lie. */
export interface Difference {
  /** That a time of the first is the larger of a pair: Mann–Whitney's U / nm. 0.5: no telling. With its 95 % interval. */
  auc: number;
  low: number;
  high: number;
  /** Kolmogorov–Smirnov: largest distance between the distributions; above `chance` in one of twenty runs without a difference. */
  ks: number;
  chance: number;
  /**
   * Requests of each kind that somebody needs who would be right in 95 of 100 cases, if the difference were as large as the
   * interval allows and times were normal; all of them independent, on a machine as quiet.
   */
  requests: number;
}

export function compareSamples(first: readonly number[], second: readonly number[]): Difference {
  const [n, m] = [first.length, second.length];
  const larger = (ms: number) => second.filter((other) => other < ms).length;
  const ties = (ms: number) => second.filter((other) => other === ms).length / 2;
  const wins = first.reduce((sum, ms) => sum + larger(ms) + ties(ms), 0);
  const share = (times: readonly number[], ms: number) =>
    times.filter((each) => each <= ms).length / times.length;
  const ks = Math.max(...[...first, ...second].map((ms) => Math.abs(share(first, ms) - share(second, ms))));
  const auc = wins / (n * m);
  const error = 1.96 * Math.sqrt((n + m + 1) / (12 * n * m));
  const [low, high] = [Math.max(0, auc - error), Math.min(1, auc + error)];
  const farthest = Math.min(0.999, Math.max(high, 1 - low));
  const apart = Math.SQRT2 * quantile(farthest);
  return {
    auc,
    low,
    high,
    ks,
    chance: 1.358 * Math.sqrt((n + m) / (n * m)),
    requests: Math.ceil((2 * (1.645 / apart)) ** 2),
  };
}

/** Of the normal distribution, by bisection. */
function quantile(share: number): number {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normal(middle) < share) low = middle;
    else high = middle;
  }
  return low;
}

/** Abramowitz and Stegun 7.1.26. */
function normal(x: number): number {
  const t = 1 / (1 + (0.3275911 * Math.abs(x)) / Math.SQRT2);
  const sum =
    t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const half = (sum * Math.exp((-x * x) / 2)) / 2;
  return x > 0 ? 1 - half : half;
}
