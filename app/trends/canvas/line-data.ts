import type { SignTrend } from '../sign-trend.ts';
import { BREAK, decimate } from '../decimate.ts';
import { gapLimit } from '../gap.ts';
import type { Viewport } from '../viewport.ts';

export interface LinePoint {
  x: number;
  /** NaN breaks the line. */
  y: number;
}

/** Per part, the points the line is drawn through at this width. Improbable values are not joined by the line. */
export function lineData(trend: SignTrend, view: Viewport, pixels: number): LinePoint[][] {
  return trend.parts.map(({ series }) => {
    const gap = gapLimit(trend.vitalSign.key, series.times);
    const points: LinePoint[] = [];
    for (const index of decimate(series, { ...view, pixels }, gap)) {
      if (index === BREAK) points.push({ x: points[points.length - 1]?.x ?? view.from, y: NaN });
      else if (series.improbable[index] === 0)
        points.push({ x: series.times[index] ?? 0, y: series.values[index] ?? 0 });
    }
    return points;
  });
}
