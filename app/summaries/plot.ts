/** A plot's scales in pixels, from the numbers of an answer. Nothing is computed but places. */
export interface Plot {
  width: number;
  height: number;
  left: number;
  right: number;
  bottom: number;
  x(value: number): number;
  y(value: number): number;
  /** Round values inside the y-axis, lowest first. */
  yTicks: number[];
}

const margin = { left: 40, right: 10, top: 8, bottom: 24 };
const steps = [0.5, 1, 2, 5, 10, 20, 50];
const mostTicks = 6;

/** @param ys what must be seen; the axis ends at the round values around it */
export function plotOf(
  { width, height }: { width: number; height: number },
  [fromX, toX]: readonly [number, number],
  ys: readonly number[],
): Plot {
  const [least, most] = [Math.min(...ys), Math.max(...ys)];
  const step = steps.find((each) => (most - least) / each <= mostTicks - 1) ?? 100;
  const low = Math.floor(least / step) * step;
  const high = Math.max(Math.ceil(most / step) * step, low + step);
  const [left, right] = [margin.left, width - margin.right];
  const [top, bottom] = [margin.top, height - margin.bottom];
  const count = Math.round((high - low) / step);
  return {
    ...{ width, height, left, right, bottom },
    x: (value) => left + ((value - fromX) / (toX - fromX)) * (right - left),
    y: (value) => bottom - ((value - low) / (high - low)) * (bottom - top),
    yTicks: Array.from({ length: count + 1 }, (_, index) => low + index * step),
  };
}

/** Neighbours that belong together, in order: a run ends where the next is not a follower of the one before. */
export function runsOf<T>(items: readonly T[], follows: (before: T, next: T) => boolean): T[][] {
  const runs: T[][] = [];
  for (const item of items) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    if (run && before !== undefined && follows(before, item)) run.push(item);
    else runs.push([item]);
  }
  return runs;
}

/** An SVG path through the points. */
export function pathOf(points: readonly (readonly [x: number, y: number])[]): string {
  return points.map(([x, y], index) => `${index ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
}
