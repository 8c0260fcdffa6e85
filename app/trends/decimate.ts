import type { Series } from '../fhir/series.ts';
import { firstAtOrAfter } from './moments.ts';

/** In a decimated line: the line is broken here. */
export const BREAK = -1;

export interface Window {
  from: number;
  to: number;
  /** Width in pixels. */
  pixels: number;
}

type Columns = Pick<Series, 'times' | 'values' | 'flags' | 'improbable' | 'comparators'>;

/** Every point a clinician must see at its own time: yellow, red, improbable, or outside what the device can show. */
export function mustBeDrawn({ flags, improbable, comparators }: Columns, index: number): boolean {
  return (flags[index] ?? 0) > 1 || improbable[index] === 1 || comparators[index] !== 0;
}

/**
 * Thins a series for the screen only: of each segment (never across a gap) and pixel the first, last, lowest and
 * highest, plus every point that must be drawn. Answers indexes into the series, ascending, BREAK between segments:
 * nothing is moved, averaged or invented. One value beyond each edge is kept, so that lines run out of the picture.
 */
export function decimate(columns: Columns, { from, to, pixels }: Window, gap: number): number[] {
  const { times, values } = columns;
  const first = Math.max(0, firstAtOrAfter(times, from) - 1);
  const last = Math.min(times.length - 1, firstAtOrAfter(times, to));
  const perPixel = (to - from) / Math.max(1, pixels);
  const kept: number[] = [];
  let pixel = NaN;
  let bucket: number[] = [];
  let [lowest, highest, latest] = [-1, -1, -1];

  const flush = () => {
    if (latest < 0) return;
    bucket.push(lowest, highest, latest);
    bucket.sort((a, b) => a - b);
    for (const index of bucket) if (kept[kept.length - 1] !== index) kept.push(index);
    bucket = [];
    latest = -1;
  };

  for (let index = first; index <= last; index++) {
    const time = times[index] ?? 0;
    const broken = index > first && time - (times[index - 1] ?? 0) > gap;
    const column = Math.floor((time - from) / perPixel);
    if (broken || column !== pixel) {
      flush();
      if (broken) kept.push(BREAK);
      pixel = column;
      bucket = [index];
      lowest = highest = index;
    } else {
      if ((values[index] ?? 0) < (values[lowest] ?? 0)) lowest = index;
      if ((values[index] ?? 0) > (values[highest] ?? 0)) highest = index;
      if (mustBeDrawn(columns, index)) bucket.push(index);
    }
    latest = index;
  }
  flush();
  return kept;
}
