import { Chart, LinearScale, LineController, LineElement, PointElement } from 'chart.js';
import type { ChartConfiguration } from 'chart.js';
import { ticksBetween, type Tick } from '../../time/ticks.ts';
import { axisRange } from '../axis.ts';
import { bandPlugin, labelRoom } from './band-plugin.ts';
import { lineData, type LinePoint } from './line-data.ts';
import { markPlugin } from './mark-plugin.ts';
import type { Picture } from './picture.ts';
import { MARK_ROOM, timeMarkPlugin } from './time-mark-plugin.ts';

Chart.register(LineController, LineElement, LinearScale, PointElement);

const PIXELS_PER_TICK = 84;
/** Between an axis and its words, in pixels. */
const TICK_PADDING = 3;

/** Up to this many values of the period that is compared with have a dot each. */
const DOTTED = 400;

/** A trend on a canvas. `draw` shows another picture; `timeAt` turns a pixel into an instant. */
export interface TrendCanvas {
  draw(picture: Picture): void;
  timeAt(x: number): number;
  xOf(instant: number): number;
  area(): { left: number; right: number; top: number; bottom: number };
  destroy(): void;
}

/** For a small chart among others: the same room at its sides as theirs, so that one time is at one place in all. */
export interface Aligned {
  /** Pixels. */
  left: number;
  right: number;
  /** At most so many numbers on the y-axis. */
  numbers: number;
}

interface Options {
  aligned?: Aligned;
  /** Told each time pixels and instants belong together anew: after `draw`, and when the container has another size. */
  laidOut?: () => void;
}

/** Chart.js lays out, scales and draws the lines; bands and marks are this project's own plugins. */
export function createTrendCanvas(
  canvas: HTMLCanvasElement,
  first: Picture,
  { aligned, laidOut }: Options = {},
): TrendCanvas {
  let picture = first;
  let ticks: Tick[] = [];

  const configuration: ChartConfiguration<'line', LinePoint[]> = {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      parsing: false,
      normalized: true,
      responsive: true,
      maintainAspectRatio: false,
      events: [],
      layout: { padding: { top: 10, right: aligned?.right ?? labelRoom(first.trend.parts.length) } },
      scales: {
        x: {
          type: 'linear',
          afterBuildTicks: (scale) => {
            ticks = ticksBetween(scale.min, scale.max, scale.width / PIXELS_PER_TICK);
            scale.ticks = ticks.map(({ instant }) => ({ value: instant }));
          },
          ticks: {
            autoSkip: false,
            maxRotation: 0,
            callback: (_value, index) => {
              const tick = ticks[index];
              return tick ? picture.language.format.tick(tick) : '';
            },
          },
        },
        y: {
          type: 'linear',
          ...(aligned && { afterFit: (scale) => (scale.width = aligned.left) }),
          ticks: {
            maxTicksLimit: aligned?.numbers ?? 8,
            includeBounds: false,
            callback: (value) => picture.language.format.number(Number(value), Number(value) % 1 ? 1 : 0),
          },
        },
      },
      onResize: (chart, { width }) => {
        fill(chart as Chart<'line', LinePoint[]>, picture, width);
      },
    },
    plugins: [
      bandPlugin(() => picture),
      markPlugin(() => picture),
      timeMarkPlugin(() => picture),
      { id: 'laid-out', afterUpdate: () => laidOut?.() },
    ],
  };
  const chart = new Chart(canvas, configuration);
  chart.resize();
  show();

  function show(): void {
    fill(chart, picture, chart.width);
    chart.update('none');
  }

  const scale = () => chart.scales['x'];
  return {
    draw(next) {
      picture = next;
      show();
    },
    timeAt: (x) => scale()?.getValueForPixel(x) ?? NaN,
    xOf: (instant) => scale()?.getPixelForValue(instant) ?? NaN,
    area: () => chart.chartArea,
    destroy: () => chart.destroy(),
  };
}

function fill(chart: Chart<'line', LinePoint[]>, picture: Picture, width: number): void {
  const { trend, earlier, view, tokens } = picture;
  const common = {
    stepped: trend.vitalSign.valueKind === 'score',
    tension: 0,
    spanGaps: false,
  };
  const present = lineData(trend, view, width).map((data, index) => ({
    ...common,
    data,
    borderColor: tokens.lines[index === 0 ? 0 : 1],
    borderWidth: data.length > 1000 ? 1 : 1.75,
    borderDash: index === 0 ? [] : [5, 3],
    pointRadius: 0,
  }));
  const behind = (earlier ? lineData(earlier, view, width) : []).map((data) => ({
    ...common,
    data,
    borderColor: tokens.earlier,
    borderWidth: 1,
    borderDash: [2, 3],
    // A value between two gaps has no line: a dot that is smaller than any mark.
    pointRadius: data.length > DOTTED ? 0 : 1.5,
    pointBorderWidth: 0,
    pointBackgroundColor: tokens.earlier,
  }));
  // Chart.js draws the first last.
  chart.data.datasets = [...present, ...behind];
  const { x, y } = chart.options.scales ?? {};
  if (!x || !y) return;
  Object.assign(x, { min: view.from, max: view.to });
  Object.assign(y, axisRange(trend, earlier));
  for (const axis of [x, y]) {
    axis.grid = { color: tokens.grid, tickLength: 4 };
    axis.border = { color: tokens.ink };
    axis.ticks = { ...axis.ticks, color: tokens.ink, font: { family: tokens.font, size: 12 } } as never;
  }
  Object.assign(x.ticks ?? {}, { padding: picture.marks?.length ? MARK_ROOM : TICK_PADDING });
}
