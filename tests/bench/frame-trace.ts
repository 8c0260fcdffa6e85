import type { Browser, Page } from '@playwright/test';

/** What the browser's own trace tells of a stretch of time on a page, as the performance panel of its developer tools reads it. */
export interface FrameTrace {
  /** Milliseconds from one frame that was drawn to the next. */
  frames: number[];
  /** Frames that the compositor gave up. */
  dropped: number;
  /** Milliseconds of each task of the page's main thread. */
  tasks: number[];
}

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  dur?: number;
  args?: { name?: string };
}

const categories = [
  '__metadata',
  'toplevel',
  'disabled-by-default-devtools.timeline',
  'disabled-by-default-devtools.timeline.frame',
];

/** Traces while `work` runs on the page. */
export async function traceFrames(
  browser: Browser,
  page: Page,
  work: () => Promise<unknown>,
): Promise<FrameTrace> {
  await browser.startTracing(page, { categories });
  await work();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  return readTrace(traceEvents);
}

function readTrace(events: readonly TraceEvent[]): FrameTrace {
  const mains = events.filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain');
  const drawnBy = (pid: number) => events.filter((each) => each.pid === pid && each.name === 'DrawFrame');
  // The page is the renderer that drew the most; there may be others that draw nothing.
  const [main] = mains.toSorted((a, b) => drawnBy(b.pid).length - drawnBy(a.pid).length);
  if (!main) throw new Error('The trace has no main thread of a page');
  const drawn = drawnBy(main.pid)
    .map(({ ts }) => ts / 1000)
    .sort((a, b) => a - b);
  const tasks = events.filter(
    ({ pid, tid, name, ph }) =>
      pid === main.pid && tid === main.tid && ph === 'X' && name.endsWith('RunTask'),
  );
  if (drawn.length < 2 || tasks.length === 0) throw new Error('The trace has no frames, or no tasks');
  return {
    frames: drawn.slice(1).map((at, index) => at - (drawn[index] ?? at)),
    dropped: events.filter(({ pid, name }) => pid === main.pid && name === 'DroppedFrame').length,
    tasks: tasks.map(({ dur = 0 }) => dur / 1000),
  };
}
