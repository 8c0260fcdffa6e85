import type { Chart, Plugin } from 'chart.js';
import { comparatorCodes, flagCodes, type Series } from '../../fhir/series.ts';
import { flagLevel, type FlagLevel } from '../../flags/flag.ts';
import { mustBeDrawn } from '../decimate.ts';
import { firstAtOrAfter } from '../moments.ts';
import { drawDots, drawMark, smallestShape, type Mark } from './mark.ts';
import type { Picture } from './picture.ts';

/** Up to this many values in the picture all of them have a mark; beyond it those that must be drawn. */
const ALL = 400;

/** Beyond this many marks their shapes would cover the curve: they become dots, each still at its own time. */
const SHAPED = 1500;

/**
 * Draws the points, each at its own time and value straight from the series: every one when they are few; always every
 * flagged, improbable and comparator value. Then the current moment.
 */
export function markPlugin(picture: () => Picture): Plugin<'line'> {
  return {
    id: 'marks',
    afterDatasetsDraw(chart) {
      const { trend, view, tokens, current, cursor } = picture();
      const { ctx, chartArea } = chart;
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left - 8, chartArea.top - 8, chartArea.width + 16, chartArea.height + 16);
      ctx.clip();
      const time = cursor ?? trend.moments.times[current];
      if (time !== undefined) drawCursor(chart, time, tokens.focus);
      trend.parts.forEach(({ series }, index) => {
        const [from, to] = [firstAtOrAfter(series.times, view.from), firstAtOrAfter(series.times, view.to)];
        const visible = to - from;
        const size = visible <= 60 ? 5 : visible <= ALL ? 4 : visible <= SHAPED * 4 ? 3 : 1.2;
        const dots: Mark[] = [];
        // Times ascend: what lies on what was drawn already is in the same half pixel of time.
        const drawn = new Set<number>();
        let column = NaN;
        for (let at = from; at < to; at++) {
          if (visible > ALL && !mustBeDrawn(series, at)) continue;
          const x = chart.scales['x']?.getPixelForValue(series.times[at] ?? 0) ?? 0;
          const y = chart.scales['y']?.getPixelForValue(series.values[at] ?? 0) ?? 0;
          const half = Math.round(x * 2);
          if (half !== column) drawn.clear();
          column = half;
          const key =
            (Math.round(y * 2) * flagCodes.length + (series.flags[at] ?? 0)) * 2 +
            (series.improbable[at] ?? 0);
          if (drawn.has(key)) continue;
          drawn.add(key);
          const mark: Mark = {
            x,
            y,
            level: levelAt(series, at),
            size,
            hollow: series.improbable[at] === 1,
            comparator: comparatorCodes[series.comparators[at] ?? 0],
            line: tokens.lines[index === 0 ? 0 : 1],
            tokens,
          };
          if (size < smallestShape && !mark.hollow) dots.push(mark);
          else drawMark(ctx, mark);
        }
        drawDots(ctx, dots);
        const row = trend.moments.rows[index]?.[current] ?? -1;
        if (row >= 0) drawRing(chart, series, row, tokens.focus);
      });
      ctx.restore();
    },
  };
}

function levelAt(series: Series, index: number): FlagLevel {
  return flagLevel(flagCodes[series.flags[index] ?? 0]);
}

function drawCursor({ ctx, scales, chartArea }: Chart<'line'>, time: number, color: string): void {
  const x = scales['x']?.getPixelForValue(time) ?? 0;
  ctx.strokeStyle = color;
  ctx.lineWidth = 1;
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.moveTo(x, chartArea.top);
  ctx.lineTo(x, chartArea.bottom);
  ctx.stroke();
}

function drawRing({ ctx, scales }: Chart<'line'>, series: Series, index: number, color: string): void {
  ctx.strokeStyle = color;
  ctx.lineWidth = 2;
  ctx.beginPath();
  ctx.arc(
    scales['x']?.getPixelForValue(series.times[index] ?? 0) ?? 0,
    scales['y']?.getPixelForValue(series.values[index] ?? 0) ?? 0,
    8,
    0,
    2 * Math.PI,
  );
  ctx.stroke();
}
