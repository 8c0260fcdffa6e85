import type { Chart, Plugin } from 'chart.js';
import { flagShape, flagTone } from '../../flags/flag.ts';
import { partName } from '../../flags/wording.ts';
import type { LimitPeriod } from '../bands.ts';
import { limitLines, limitPeriods, shadedStretch } from '../bands.ts';
import type { Picture } from './picture.ts';
import type { Tokens } from './tokens.ts';

/** Room to the right of the picture for the limits' numbers and their shapes. */
export function labelRoom(parts: number): number {
  return parts > 1 ? 70 : 54;
}

/** For the shape before a number, in pixels: two triangles. */
const SHAPE_ROOM = 14;

/** Numbers closer than this would cover each other. */
const LABEL_HEIGHT = 12;

interface Label {
  /** Says yellow or red, high or low, without colour: in greyscale and in forced colours. */
  shape: string;
  text: string;
  y: number;
  color: string;
}

/** Narrower than this, a stretch has no room for the words that say where its limits come from. */
const ORIGIN_ROOM = 8;

/**
 * Draws the limits as they held over time, behind everything: shaded zones where the sign has one number, and a line
 * at each limit so that it is seen in greyscale. Two components share one picture: lines only, dashed like their
 * component, for their zones overlap. Where the limits step, a line stands and each stretch says where its limits come from;
 * those that somebody set for the patient are drawn thicker than a general default.
 */
export function bandPlugin(picture: () => Picture): Plugin<'line'> {
  // Each step of a pan is a drawing of the same trend, whose values are gone through once.
  let known: (Pick<Picture, 'trend' | 'whole'> & { periods: LimitPeriod[][] }) | undefined;
  const periodsOf = ({ trend, whole }: Picture) => {
    if (known?.trend !== trend || known.whole !== whole) {
      const periods = trend.parts.map(({ series }) => limitPeriods(series, trend.limits, whole));
      known = { trend, whole, periods };
    }
    return known.periods;
  };
  return {
    id: 'limit-bands',
    beforeDatasetsDraw(chart) {
      const { trend, tokens, language } = picture();
      const allPeriods = periodsOf(picture());
      const { ctx, chartArea } = chart;
      const labels: Label[] = [];
      ctx.save();
      ctx.beginPath();
      ctx.rect(chartArea.left, chartArea.top, chartArea.width, chartArea.height);
      ctx.clip();
      trend.parts.forEach(({ part }, index) => {
        const name = trend.parts.length > 1 ? `${partName(language, part).slice(0, 3)} ` : '';
        const periods = allPeriods[index] ?? [];
        for (const period of periods) {
          const stretch = { left: xOf(chart, period.from), right: xOf(chart, period.to) };
          if (stretch.right <= chartArea.left || stretch.left >= chartArea.right) continue;
          if (trend.parts.length === 1 && !tokens.forced) shade(chart, period, stretch, tokens);
          if (index === 0 && periods.length > 1) {
            drawStep(chart, language.words.limits.origin[period.limits.origin], stretch, tokens);
          }
          for (const { value, ...line } of drawLines(chart, period, stretch, tokens, index)) {
            if (stretch.right < chartArea.right - 1) continue;
            labels.push({ ...line, text: name + language.format.number(value, part.decimals) });
          }
        }
      });
      ctx.restore();
      drawLabels(chart, labels, tokens.font);
    },
  };
}

interface Stretch {
  left: number;
  right: number;
}

function shade(
  chart: Chart<'line'>,
  { limits }: LimitPeriod,
  { left, right }: Stretch,
  tokens: Tokens,
): void {
  for (const zone of limits.zones) {
    const { low, high } = shadedStretch(zone, limits.zones);
    const [top, bottom] = [yOf(chart, high), yOf(chart, low)];
    const alarm = zone.interpretation.length === 2 ? tokens.bandRed : tokens.bandYellow;
    chart.ctx.fillStyle = zone.interpretation === 'N' ? tokens.band : alarm;
    chart.ctx.fillRect(left, top, right - left, bottom - top);
  }
}

/** A line where the stretch begins, and from where its limits come, as far as there is room. */
function drawStep(
  { ctx, chartArea }: Chart<'line'>,
  origin: string,
  { left, right }: Stretch,
  tokens: Tokens,
): void {
  if (left > chartArea.left + 1) {
    ctx.strokeStyle = tokens.ink;
    ctx.lineWidth = 1;
    ctx.setLineDash([1, 3]);
    ctx.beginPath();
    ctx.moveTo(left, chartArea.top);
    ctx.lineTo(left, chartArea.bottom);
    ctx.stroke();
  }
  ctx.font = `11px ${tokens.font}`;
  const start = Math.max(left, chartArea.left) + 4;
  if (start + ctx.measureText(origin).width > Math.min(right, chartArea.right) - ORIGIN_ROOM) return;
  ctx.textAlign = 'left';
  ctx.textBaseline = 'top';
  ctx.fillStyle = tokens.ink;
  ctx.fillText(origin, start, chartArea.top + 2);
}

function drawLines(
  chart: Chart<'line'>,
  { limits }: LimitPeriod,
  { left, right }: Stretch,
  tokens: Tokens,
  part: number,
): { value: number; shape: string; y: number; color: string }[] {
  const { ctx } = chart;
  ctx.lineWidth = limits.origin === 'order' ? 2 : 1;
  ctx.setLineDash(part === 0 ? [6, 4] : [2, 3]);
  return limitLines(limits).map(({ value, level }) => {
    const y = yOf(chart, value);
    const color = flagTone(level) === 'red' ? tokens.red : tokens.yellow;
    ctx.strokeStyle = color;
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(right, y);
    ctx.stroke();
    return { value, shape: flagShape[level], y, color };
  });
}

/** The limits' shapes and numbers beside the picture, pushed down where two would cover each other. */
function drawLabels({ ctx, chartArea }: Chart<'line'>, labels: readonly Label[], font: string): void {
  ctx.save();
  ctx.textAlign = 'left';
  ctx.textBaseline = 'middle';
  let lowest = -Infinity;
  for (const { shape, text, y, color } of labels.toSorted((one, other) => one.y - other.y)) {
    if (y < chartArea.top - 1 || y > chartArea.bottom + 1) continue;
    lowest = Math.max(y, lowest + LABEL_HEIGHT);
    ctx.fillStyle = color;
    ctx.font = `8px ${font}`;
    ctx.fillText(shape, chartArea.right + 3, lowest);
    ctx.font = `600 11px ${font}`;
    ctx.fillText(text, chartArea.right + SHAPE_ROOM + 4, lowest);
  }
  ctx.restore();
}

function xOf({ scales }: Chart<'line'>, instant: number): number {
  return scales['x']?.getPixelForValue(instant) ?? 0;
}

/** Open ends reach the edge of the picture. */
function yOf({ scales, chartArea }: Chart<'line'>, value: number): number {
  if (value === Infinity) return chartArea.top;
  if (value === -Infinity) return chartArea.bottom;
  return scales['y']?.getPixelForValue(value) ?? 0;
}
