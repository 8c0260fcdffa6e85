import type { Chart, Plugin } from 'chart.js';
import { limitLines, limitPeriods, shadedStretch } from '../bands.ts';
import { partName } from '../../flags/wording.ts';
import type { Picture } from './picture.ts';
import type { Tokens } from './tokens.ts';

const LABEL_WIDTH = 92;

/**
 * Draws the limits as they held over time, behind everything: shaded zones where the sign has one number, and a line
 * at each limit so that it is seen in greyscale. Two components share one picture: lines only, dashed like their
 * component, for their zones overlap.
 */
export function bandPlugin(picture: () => Picture): Plugin<'line'> {
  return {
    id: 'limit-bands',
    beforeDatasetsDraw(chart) {
      const { trend, whole, tokens, language } = picture();
      const { ctx, chartArea } = chart;
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
      ctx.clip();
      trend.parts.forEach(({ part, series }, index) => {
        for (const { from, to, limits } of limitPeriods(series, trend.limits, whole)) {
          const [left, right] = [from, to].map((time) => chart.scales['x']?.getPixelForValue(time) ?? 0) as [
            number,
            number,
          ];
          if (right <= chartArea.left || left >= chartArea.right) continue;
          if (trend.parts.length === 1 && !tokens.forced) {
            for (const zone of limits.zones) {
              const { low, high } = shadedStretch(zone, limits.zones);
              ctx.fillStyle =
                zone.interpretation === 'N'
                  ? tokens.band
                  : zone.interpretation.length === 2
                    ? tokens.bandRed
                    : tokens.bandYellow;
              const [top, bottom] = [yOf(chart, high), yOf(chart, low)];
              ctx.fillRect(left, top, right - left, bottom - top);
            }
          }
          for (const { value, severity } of limitLines(limits)) {
            const y = yOf(chart, value);
            ctx.strokeStyle = severity === 'red' ? tokens.red : tokens.yellow;
            ctx.lineWidth = 1;
            ctx.setLineDash(index === 0 ? [6, 4] : [2, 3]);
            ctx.beginPath();
            ctx.moveTo(left, y);
            ctx.lineTo(right, y);
            ctx.stroke();
            if (right >= chartArea.right - 1) {
              const name = trend.parts.length > 1 ? `${partName(language, part)} ` : '';
              const text = name + language.format.number(value, part.decimals);
              label(chart, { text, y, color: ctx.strokeStyle, shift: index * LABEL_WIDTH }, tokens);
            }
          }
        }
      });
      ctx.restore();
    },
  };
}

interface Label {
  text: string;
  y: number;
  color: string;
  /** Pixels from the right edge: the second component's limits stand beside the first's. */
  shift: number;
}

/** The limit's number at the right edge, on a patch of paper so that it can be read on any shade. */
function label(
  { ctx, chartArea }: Chart<'line'>,
  { text, y, color, shift }: Label,
  { font, paper }: Tokens,
): void {
  ctx.font = `600 11px ${font}`;
  ctx.textAlign = 'right';
  ctx.textBaseline = 'bottom';
  const width = ctx.measureText(text).width;
  const right = chartArea.right - 4 - shift;
  ctx.fillStyle = paper;
  ctx.fillRect(right - width - 2, y - 14, width + 4, 13);
  ctx.fillStyle = color;
  ctx.fillText(text, right, y - 1);
}

/** Open ends reach the edge of the picture. */
function yOf(chart: Chart<'line'>, value: number): number {
  if (value === Infinity) return chart.chartArea.top;
  if (value === -Infinity) return chart.chartArea.bottom;
  return chart.scales['y']?.getPixelForValue(value) ?? 0;
}
