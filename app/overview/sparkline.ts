import type { SignTrend } from '../trends/sign-trend.ts';
import { axisRange } from '../trends/axis.ts';
import { limitPeriods, shadedStretch } from '../trends/bands.ts';
import { BREAK, decimate, mustBeDrawn } from '../trends/decimate.ts';
import { gapLimit } from '../trends/gap.ts';
import { flagCodes } from '../fhir/series.ts';
import { flagLevel, flagTone } from '../flags/flag.ts';

/** What the small SVG draws: real time from left to right, the limit band, the line, the flagged points. */
export interface Sparkline {
  bands: { x: number; y: number; width: number; height: number }[];
  lines: string[];
  marks: { x: number; y: number; tone: 'red' | 'yellow' }[];
  last?: { x: number; y: number };
}

export interface Size {
  width: number;
  height: number;
}

const PAD = 3;

export function toSparkline(
  trend: SignTrend,
  interval: { start: number; end: number },
  size: Size,
): Sparkline {
  const range = narrowed(trend);
  const x = (time: number) => (size.width * (time - interval.start)) / (interval.end - interval.start);
  const y = (value: number) =>
    PAD + (size.height - 2 * PAD) * (1 - (clamp(value, range) - range.min) / (range.max - range.min || 1));
  const sparkline: Sparkline = { bands: [], lines: [], marks: [] };
  trend.parts.forEach(({ series }, index) => {
    for (const { from, to, limits } of limitPeriods(series, trend.limits, interval)) {
      const normal = limits.zones.find(({ interpretation }) => interpretation === 'N');
      if (!normal) continue;
      const { low, high } = shadedStretch(normal, limits.zones);
      const [top, bottom] = [y(Math.min(high, range.max)), y(Math.max(low, range.min))];
      sparkline.bands.push({ x: x(from), y: top, width: Math.max(0, x(to) - x(from)), height: bottom - top });
    }
    const window = { from: interval.start, to: interval.end, pixels: size.width };
    let path = '';
    let pen = 'M';
    for (const kept of decimate(series, window, gapLimit(trend.vitalSign.key, series.times))) {
      if (kept === BREAK) {
        pen = 'M';
        continue;
      }
      const point = { x: x(series.times[kept] ?? 0), y: y(series.values[kept] ?? 0) };
      path += `${pen}${point.x.toFixed(1)} ${point.y.toFixed(1)}`;
      if (pen === 'M') path += 'h0';
      pen = 'L';
      const tone = flagTone(flagLevel(flagCodes[series.flags[kept] ?? 0]));
      if (mustBeDrawn(series, kept) && (tone === 'red' || tone === 'yellow'))
        sparkline.marks.push({ ...point, tone });
      if (index === 0) sparkline.last = point;
    }
    sparkline.lines.push(path);
  });
  return sparkline;
}

/** A sparkline has no room for the whole axis: the data and a third of the axis around them. */
function narrowed(trend: SignTrend): { min: number; max: number } {
  const axis = axisRange(trend);
  let [min, max] = [Infinity, -Infinity];
  for (const { series } of trend.parts) {
    for (const value of series.values) [min, max] = [Math.min(min, value), Math.max(max, value)];
  }
  if (min > max) return axis;
  const room = (axis.max - axis.min) * 0.12;
  return { min: min - room, max: max + room };
}

function clamp(value: number, { min, max }: { min: number; max: number }): number {
  return Math.min(Math.max(value, min), max);
}
