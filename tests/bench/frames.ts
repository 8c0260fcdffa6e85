import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { decodeTrend } from '../../app/fhir/trend.ts';
import { startProcess } from '../launch/support/sandbox-process.ts';
import { installedBrowser } from '../runner/browser.mjs';
import { traceFrames } from './frame-trace.ts';
import { percentile } from './measure.ts';
import { print, table } from './report.ts';

/** The whole of it in one script, which the app never loads. */
const chartJs = new URL('../../node_modules/chart.js/dist/chart.umd.js', import.meta.url);
const patient = 'type-1-diabetes';
const goal = 50;
const rounds = 3;

/**
 * A year of CGM panned and zoomed by keys in a real browser: how long each frame lasts in the app, and in the same page with the
 * same values drawn as one plain Chart.js line, without decimation, moved over the same periods.
 */
export async function benchFrames(): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'frames-'));
  const sandbox = await startProcess({ DATA_DIR: dataDir, SANDBOX_PATIENTS: patient });
  const executablePath = installedBrowser();
  try {
    const { ehr = '' } = await sandbox.ready;
    const browser = await chromium.launch({
      ...(executablePath && { executablePath }),
      chromiumSandbox: process.getuid?.() !== 0,
    });
    try {
      const page = await browser.newPage({ locale: 'nb-NO', viewport: { width: 1280, height: 900 } });
      page.setDefaultTimeout(120_000);
      await inTurn(page, await openYear(page, ehr));
      await traced(browser, page);
    } finally {
      await browser.close();
    }
  } finally {
    sandbox.child.kill('SIGTERM');
    await sandbox.ended;
    await rm(dataDir, { recursive: true, force: true });
  }
}

interface Values {
  times: number[];
  values: number[];
}

/** The trend of a year on the page; answers what is drawn there. */
async function openYear(page: Page, ehr: string): Promise<Values> {
  const answer = await fetch(`${ehr}/launches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ patient, practitioner: 'gp' }),
  });
  const { url } = (await answer.json()) as { url: string };
  await page.goto(url);
  await page.locator('tr[data-sign="glucose"]').getByRole('link').click();
  await page.locator('.plot canvas').waitFor();
  const answered = page.waitForResponse((response) => response.url().includes('$trend'));
  await page.getByText('1 år', { exact: true }).click();
  const [series] = decodeTrend(await (await answered).json()).series;
  await page.getByRole('radio', { name: '1 år', checked: true }).waitFor();
  await page.locator('.plot canvas').waitFor();
  if (!series) throw new Error('There is no year of glucose');
  return { times: [...series.times], values: [...series.values] };
}

/** App and plain line in turn, so that a busy machine is as unkind to one as to the other. */
async function inTurn(page: Page, values: Values): Promise<void> {
  await page.evaluate(await readFile(chartJs, 'utf8'));
  await page.evaluate(inPage);
  await page.evaluate('bench.prepare(' + JSON.stringify(values) + ')');
  const [app, plain]: [number[], number[]] = [[], []];
  for (let round = 0; round <= rounds; round++) {
    const [a, b] = (await page.evaluate('bench.run()')) as [number[], number[]];
    if (round === 0) continue;
    app.push(...a);
    plain.push(...b);
  }
  print(`\nA year of CGM, ${values.times.length} values: zoomed and panned by keys at 1280 px, ms per frame`);
  print(
    table(
      ['drawn by', 'frames', 'median', '95 %', 'longest', `over ${goal} ms`],
      [row('the app', app), row('plain Chart.js line', plain)],
    ),
  );
}

function row(name: string, frames: number[]): string[] {
  const ms = (share: number) => percentile(frames, share).toFixed(1);
  const over = frames.filter((each) => each > goal).length;
  return [name, `${frames.length}`, ms(0.5), ms(0.95), Math.max(...frames).toFixed(1), `${over}`];
}

/** The same keys once more each, as the browser's own trace has them. */
async function traced(browser: Browser, page: Page): Promise<void> {
  const rows = [];
  for (const [name, what] of [
    ['the app', 'app'],
    ['plain Chart.js line', 'plain'],
  ] as const) {
    const { frames, dropped, tasks } = await traceFrames(browser, page, () =>
      page.evaluate(`bench.${what}()`),
    );
    const [whole, late, longest, over] = row(name, frames).slice(2);
    const task = Math.max(...tasks).toFixed(1);
    rows.push([name, `${frames.length}`, whole, late, longest, over, `${dropped}`, task].map(String));
  }
  print('\nThe same in a trace of the browser: ms from one frame drawn to the next');
  print(
    table(
      ['drawn by', 'frames', 'median', '95 %', 'longest', `over ${goal} ms`, 'dropped', 'longest task'],
      rows,
    ),
  );
}

/**
 * Runs in the page. One key per frame; the frame's length is from one animation frame to the next, so that script, style,
 * layout and paint are all in it. The plain line is in a canvas as large as the app's.
 */
const inPage = `globalThis.bench = (() => {
  const keys = [...Array(4).fill('+'), ...Array(20).fill('left'), ...Array(20).fill('right'),
    ...Array(4).fill('+'), ...Array(20).fill('left'), ...Array(20).fill('right'), ...Array(8).fill('-')];
  const nextFrame = () => new Promise(requestAnimationFrame);
  let plain;

  async function frames(press) {
    const lengths = [];
    let before = await nextFrame();
    for (const key of keys) {
      press(key);
      const now = await nextFrame();
      lengths.push(now - before);
      before = now;
    }
    return lengths;
  }

  function pressApp(key) {
    const plot = document.querySelector('.plot');
    const shift = key === 'left' || key === 'right';
    const name = key === 'left' ? 'ArrowLeft' : key === 'right' ? 'ArrowRight' : key;
    plot.dispatchEvent(new KeyboardEvent('keydown', { key: name, shiftKey: shift, bubbles: true }));
  }

  function pressPlain(key) {
    const { x } = plain.options.scales;
    const [span, middle] = [x.max - x.min, (x.max + x.min) / 2];
    const size = key === '+' ? span / 2 : key === '-' ? span * 2 : span;
    const moved = middle + (key === 'left' ? -0.25 : key === 'right' ? 0.25 : 0) * span;
    [x.min, x.max] = [moved - size / 2, moved + size / 2];
    plain.update('none');
  }

  return {
    prepare({ times, values }) {
      const { width, height } = document.querySelector('.plot').getBoundingClientRect();
      const holder = document.createElement('div');
      holder.style.width = width + 'px';
      holder.style.height = height + 'px';
      const canvas = holder.appendChild(document.createElement('canvas'));
      document.querySelector('main').prepend(holder);
      const data = times.map((at, index) => ({ x: at, y: values[index] }));
      plain = new Chart(canvas, {
        type: 'line',
        data: { datasets: [{ data, pointRadius: 0, borderWidth: 1 }] },
        options: {
          animation: false, parsing: false, normalized: true, maintainAspectRatio: false, events: [],
          plugins: { legend: { display: false } },
          scales: { x: { type: 'linear', min: times[0], max: times[times.length - 1] }, y: { type: 'linear' } },
        },
      });
    },
    run: async () => [await frames(pressApp), await frames(pressPlain)],
    app: () => frames(pressApp),
    plain: () => frames(pressPlain),
  };
})(); undefined`;
