/** The stretch of time in the picture, inside the whole period. */
export interface Viewport {
  from: number;
  to: number;
}

const SHORTEST = 60 * 60_000;

function within({ from, to }: Viewport, whole: Viewport): Viewport {
  const span = Math.min(to - from, whole.to - whole.from);
  const start = Math.min(Math.max(from, whole.from), whole.to - span);
  return { from: start, to: start + span };
}

/** Zooms around an instant: factor 2 shows half the time. Never closer than an hour, never beyond the period. */
export function zoom(view: Viewport, factor: number, around: number, whole: Viewport): Viewport {
  const span = Math.max((view.to - view.from) / factor, SHORTEST);
  const share = (around - view.from) / (view.to - view.from);
  const from = around - span * share;
  return within({ from, to: from + span }, whole);
}

/** Moves by a share of the picture; negative is earlier. */
export function pan(view: Viewport, share: number, whole: Viewport): Viewport {
  const step = (view.to - view.from) * share;
  return within({ from: view.from + step, to: view.to + step }, whole);
}

/** Moves just as far as it takes to see an instant, with a margin. */
export function reveal(view: Viewport, instant: number, whole: Viewport): Viewport {
  const margin = (view.to - view.from) * 0.1;
  if (instant >= view.from && instant <= view.to) return view;
  const shift = instant < view.from ? instant - margin - view.from : instant + margin - view.to;
  return within({ from: view.from + shift, to: view.to + shift }, whole);
}

export function isWhole(view: Viewport, whole: Viewport): boolean {
  return view.from <= whole.from && view.to >= whole.to;
}
