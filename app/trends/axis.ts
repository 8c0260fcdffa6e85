import type { SignTrend } from './sign-trend.ts';
import { limitLines } from './bands.ts';

/**
 * The y-axis: the catalogue's clinically sensible range, widened by whatever lies outside it (a value is never
 * clipped). Signs without a common range (weight, height) are fitted to the data and the limits. What is drawn behind,
 * `earlier`, is not clipped either.
 */
export function axisRange(trend: SignTrend, earlier?: SignTrend): Range {
  const own = rangeOf(trend);
  if (!earlier || earlier.moments.count === 0) return own;
  const other = rangeOf(earlier);
  return { min: Math.min(own.min, other.min), max: Math.max(own.max, other.max) };
}

interface Range {
  min: number;
  max: number;
}

/** A picture is drawn for each step of a pan: a trend's range is worked out once. */
const known = new WeakMap<SignTrend, Range>();

function rangeOf(trend: SignTrend): Range {
  const found = known.get(trend) ?? fittedRange(trend);
  known.set(trend, found);
  return found;
}

function fittedRange({ parts, limits }: SignTrend): Range {
  let [min, max] = [Infinity, -Infinity];
  let fitted = parts.length > 0;
  let fixed = { min: Infinity, max: -Infinity };
  for (const { part, series } of parts) {
    for (const value of series.values) {
      if (value < min) min = value;
      if (value > max) max = value;
    }
    fitted &&= part.axis.fitted === true;
    fixed = { min: Math.min(fixed.min, part.axis.min), max: Math.max(fixed.max, part.axis.max) };
    if (part.axis.fitted) {
      for (const index of new Set(series.limits)) {
        for (const { value } of limits[index] ? limitLines(limits[index]) : []) {
          [min, max] = [Math.min(min, value), Math.max(max, value)];
        }
      }
    }
  }
  if (!fitted || min > max) {
    const step = roundStep((fixed.max - fixed.min) / 8);
    return {
      min: min < fixed.min ? Math.floor(min / step) * step : fixed.min,
      max: max > fixed.max ? Math.ceil(max / step) * step : fixed.max,
    };
  }
  const room = Math.max((max - min) * 0.15, 1);
  return { min: Math.floor(min - room), max: Math.ceil(max + room) };
}

/** 1, 2 or 5 times a power of ten, so that an axis widened by its data still ends at a round number. */
function roundStep(roughly: number): number {
  const power = 10 ** Math.floor(Math.log10(roughly));
  return ([1, 2, 5].find((factor) => factor * power >= roughly) ?? 10) * power;
}
