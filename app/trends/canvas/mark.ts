import type { Comparator } from '#clinical/types.ts';
import { flagRank, flagTone, type FlagLevel } from '../../flags/flag.ts';
import type { Tokens } from './tokens.ts';

export interface Mark {
  x: number;
  y: number;
  level: FlagLevel;
  /** Half the width in pixels. */
  size: number;
  /** Improbable: outline only. */
  hollow: boolean;
  /** The device could not show more: an arrow the way the truth lies. */
  comparator: Comparator | undefined;
  /** Colour of the part's line, for values that are well. */
  line: string;
  tokens: Tokens;
}

function colorOf({ level, line, tokens }: Pick<Mark, 'level' | 'line' | 'tokens'>): string {
  const tone = flagTone(level);
  return tone === 'red' || tone === 'yellow' || tone === 'none' ? tokens[tone] : line;
}

/** Smaller than this (half the width in pixels) a shape cannot be seen: a dot stands for it. */
export const smallestShape = 2;

/** Many marks that are too small for shapes, in their own colours: the worst are drawn last, so that none is hidden. */
export function drawDots(ctx: CanvasRenderingContext2D, dots: readonly Mark[]): void {
  const byRank: Mark[][] = [[], [], [], []];
  for (const dot of dots) byRank[flagRank(dot.level)]?.push(dot);
  for (const ranked of byRank) {
    for (const dot of ranked) {
      const half = Math.max(dot.size * 0.8, 1.2);
      ctx.fillStyle = colorOf(dot);
      ctx.fillRect(dot.x - half, dot.y - half, 2 * half, 2 * half);
    }
  }
}

/** The same shapes as the flags in text: one triangle yellow, two red, up high, down low, disc normal, diamond not assessed. */
export function drawMark(ctx: CanvasRenderingContext2D, mark: Mark): void {
  const { level, tokens, hollow, size } = mark;
  const tone = flagTone(level);
  const color = colorOf(mark);
  ctx.beginPath();
  trace(ctx, mark);
  ctx.setLineDash([]);
  ctx.lineWidth = hollow ? 1.75 : size > 3 ? 1.25 : 0;
  ctx.fillStyle = hollow || (tone === 'none' && size > 3) ? tokens.paper : color;
  ctx.strokeStyle = hollow || tone === 'none' ? color : tokens.paper;
  ctx.fill();
  if (ctx.lineWidth > 0 && (hollow || size > 3)) ctx.stroke();
  if (mark.comparator && size > 2) arrow(ctx, mark, color);
}

function trace(ctx: CanvasRenderingContext2D, { x, y, level, size }: Mark): void {
  if (level === 'normal' || size < smallestShape) {
    ctx.arc(x, y, Math.max(size * 0.8, 1.2), 0, 2 * Math.PI);
  } else if (level === 'none' || level === 'invalid') {
    ctx.moveTo(x, y - size * 1.1);
    ctx.lineTo(x + size * 1.1, y);
    ctx.lineTo(x, y + size * 1.1);
    ctx.lineTo(x - size * 1.1, y);
    ctx.closePath();
  } else {
    const way = level.endsWith('high') ? -1 : 1;
    if (!level.startsWith('red')) triangle(ctx, x, y, size * 1.25, way);
    else {
      triangle(ctx, x, y - size * 0.75, size * 1.25, way);
      triangle(ctx, x, y + size * 0.75, size * 1.25, way);
    }
  }
}

function triangle(ctx: CanvasRenderingContext2D, x: number, y: number, size: number, way: 1 | -1): void {
  ctx.moveTo(x, y + way * size * 0.8);
  ctx.lineTo(x + size, y - way * size * 0.7);
  ctx.lineTo(x - size, y - way * size * 0.7);
  ctx.closePath();
}

function arrow(ctx: CanvasRenderingContext2D, { x, y, size, comparator }: Mark, color: string): void {
  const way = comparator?.startsWith('<') ? 1 : -1;
  const [start, end] = [y + way * (size + 3), y + way * (size + 13)];
  ctx.strokeStyle = color;
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x, start);
  ctx.lineTo(x, end);
  ctx.moveTo(x - 3, end - way * 4);
  ctx.lineTo(x, end);
  ctx.lineTo(x + 3, end - way * 4);
  ctx.stroke();
}
