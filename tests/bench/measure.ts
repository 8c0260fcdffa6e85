export function median(values: number[]): number {
  return percentile(values, 0.5);
}

/** @param share 0.95: what 95 % of the values are at most */
export function percentile(values: number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length * share)] ?? NaN;
}

/** Runs two things in turn, so that a machine whose speed drifts is as kind to one as to the other. */
export async function sideBySide(
  a: () => Promise<number>,
  b: () => Promise<number>,
  rounds: number,
): Promise<{ a: number; b: number; ratio: number }> {
  const pairs: [number, number][] = [];
  for (let round = -3; round < rounds; round++) {
    const pair: [number, number] = [await a(), await b()];
    if (round >= 0) pairs.push(pair);
  }
  return {
    a: median(pairs.map(([first]) => first)),
    b: median(pairs.map(([, second]) => second)),
    ratio: median(pairs.map(([first, second]) => first / second)),
  };
}
