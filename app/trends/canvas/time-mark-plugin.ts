import type { Plugin } from 'chart.js';
import type { TimeMark } from '../marks/time-marks.ts';
import type { Picture } from './picture.ts';

/** Pixels that are kept free between the time axis and its words, for the marks. */
export const MARK_ROOM = 20;

/** Pixels below the axis at which the middle of the marks lies. */
const BELOW = 14;
const HALF = 5;

/** Whether a point, in pixels, is where marks are drawn. */
export function isAmongMarks(y: number, { bottom }: { bottom: number }): boolean {
  return y > bottom && y <= bottom + BELOW + HALF + 4;
}

/** Draws marks below the time axis, each at its own time: a sheet for a note, a cross for a score. One colour: shapes tell them apart. */
export function timeMarkPlugin(picture: () => Picture): Plugin<'line'> {
  return {
    id: 'time-marks',
    afterDraw({ ctx, chartArea, scales }) {
      const { marks = [], mark: chosen = -1, view, tokens } = picture();
      const y = chartArea.bottom + BELOW;
      ctx.save();
      ctx.setLineDash([]);
      marks.forEach(({ kind, when }, index) => {
        if (when.instant < view.from || when.instant > view.to) return;
        const x = scales['x']?.getPixelForValue(when.instant) ?? 0;
        drawShape(ctx, kind, x, y, tokens.ink, tokens.paper);
        if (index !== chosen) return;
        ctx.strokeStyle = tokens.focus;
        ctx.lineWidth = 2;
        ctx.strokeRect(x - HALF - 4, y - HALF - 4, 2 * HALF + 8, 2 * HALF + 8);
        ctx.lineWidth = 1;
        ctx.beginPath();
        ctx.moveTo(x, chartArea.top);
        ctx.lineTo(x, chartArea.bottom);
        ctx.stroke();
      });
      ctx.restore();
    },
  };
}

function drawShape(
  ctx: CanvasRenderingContext2D,
  kind: TimeMark['kind'],
  x: number,
  y: number,
  ink: string,
  paper: string,
): void {
  ctx.fillStyle = kind === 'note' ? paper : ink;
  ctx.strokeStyle = ink;
  ctx.lineWidth = 1.5;
  if (kind === 'score') {
    ctx.fillRect(x - 1.75, y - HALF, 3.5, 2 * HALF);
    ctx.fillRect(x - HALF, y - 1.75, 2 * HALF, 3.5);
    return;
  }
  ctx.fillRect(x - HALF, y - HALF, 2 * HALF, 2 * HALF);
  ctx.strokeRect(x - HALF, y - HALF, 2 * HALF, 2 * HALF);
  ctx.beginPath();
  for (const line of [-1.5, 1.5]) {
    ctx.moveTo(x - HALF + 2, y + line);
    ctx.lineTo(x + HALF - 2, y + line);
  }
  ctx.stroke();
}
