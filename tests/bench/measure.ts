/** Milliseconds until the whole body is there, and its size as it travelled. */
export async function timed(url: string, headers: Record<string, string> = {}): Promise<number> {
  const start = performance.now();
  const response = await fetch(url, { headers: { 'Accept-Encoding': 'identity', ...headers } });
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${response.status} from ${new URL(url).pathname}`);
  return performance.now() - start;
}

export function median(values: number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
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
