import { setTimeout as delay } from 'node:timers/promises';
import { syntheticNationalId } from '#fixtures/synthetic-identifier.ts';
import { memoryOf } from './memory.ts';
import { overviewUrls } from './national.ts';
import { startNational, type NationalStack } from './national-stack.ts';
import { startApp, type Look, type OpenApp } from './open-app.ts';
import { print, table } from './report.ts';
import type { Stack } from './stack.ts';
import { readStoreMetrics } from './store-metrics.ts';
import { deliverYearTo } from './views.ts';

const apps = 50;
const second = 1000;
const outage = 30 * second;
const before = 6 * second;
const longestRecovery = 60 * second;

/** PMD is gone for 30 s while 50 apps ask every second, and comes back. */
export async function benchOutage(stack: Stack): Promise<void> {
  print(`\nOutage: PMD is gone for 30 s under ${apps} open apps that ask for the overview every second`);
  const national = await startNational(stack, apps);
  try {
    const now = Date.now();
    for (const person of Array.from({ length: 2 * apps }, (_, n) => personOf(n))) {
      await deliverYearTo(national.target, person, now, 7);
    }
    for (let app = 0; app < apps; app++) await national.logIn(clinician(app));
    const refused = await measure(national, () => national.standIns.setFaults(['connection-refused']));
    const silent = await measure(national, () => national.standIns.setFaults(['slow'], 3600 * second));
    const rows = Object.keys(refused).map((name) => [name, refused[name] ?? '', silent[name] ?? '']);
    print(table(['', 'PMD refuses connections', 'PMD takes requests and is silent'], rows));
    print(
      '  goal: no crash, nothing beyond 32 running + 128 waiting, the first good answer within one probe: 5 s and one call (which a silent PMD makes 20 s)',
    );
  } finally {
    await national.stop();
  }
}

const clinician = (app: number) => `clinician-${app}`;

function personOf(n: number): string {
  const born = new Date(Date.UTC(1940, 0, 1 + n)).toISOString().slice(0, 10);
  return syntheticNationalId({ born, shift: 80, gender: 'male' });
}

async function measure(
  national: NationalStack,
  strike: () => Promise<void>,
): Promise<Record<string, string>> {
  const { facade, standIns } = national;
  const open = await Promise.all(Array.from({ length: apps }, (_, app) => openApp(national, app)));
  await delay(before);
  const memoryBefore = (await memoryOf(facade.pid)).now;
  const reachedBefore = (await standIns.received()).searches;
  await strike();
  const began = performance.now();
  const watched = await watch(national, began + outage);
  const reached = (await standIns.received()).searches - reachedBefore;
  await standIns.setFaults([]);
  const returned = performance.now();
  const goodOf = (app: OpenApp) => app.looks.find(({ good, asked }) => good && asked >= returned);
  const firstGood = (app: OpenApp) => app.looks.find(({ good, ended }) => good && ended >= returned)?.ended;
  while (!open.every(goodOf) && performance.now() - returned < longestRecovery) await delay(50);
  await Promise.all(open.map((app) => app.close()));
  const looks = open.flatMap((app) => app.looks);
  const during = looks.filter(({ ended }) => ended > began && ended <= returned);
  const seconds = (times: (number | undefined)[], pick: (...values: number[]) => number) =>
    ((pick(...times.map((time) => time ?? Infinity)) - returned) / second).toFixed(1);
  const first = open.map(firstGood);
  return {
    'answers meanwhile': answers(during),
    'refusals without since or Retry-After': String(during.filter(({ incomplete }) => incomplete).length),
    'calls that ended, of these after it was known (probes)': `${watched.calls}, ${watched.probes}`,
    'requests that reached PMD': String(reached),
    'most running + waiting': String(watched.mostCalls),
    'facade’s memory before, at most, after, MB': `${memoryBefore}, ${watched.mostMemory}, ${(await memoryOf(facade.pid)).now}`,
    'from the return to the first good answer, s': seconds(first, Math.min),
    'to a good answer for all 50, s': seconds(first, Math.max),
  };
}

async function openApp({ facade, clinician: authorization }: NationalStack, app: number): Promise<OpenApp> {
  const patients = await Promise.all(
    [personOf(2 * app), personOf(2 * app + 1)].map((person) => authorization(clinician(app), person)),
  );
  return startApp(() => overviewUrls(facade.url, Date.now()), patients, (app * second) / apps);
}

/** Looks at the facade every 100 ms. */
async function watch({ facade }: NationalStack, until: number) {
  const first = await readStoreMetrics(facade.url);
  let [mostCalls, mostMemory, calls] = [0, 0, 0];
  let known: number | undefined;
  while (performance.now() < until) {
    const now = await readStoreMetrics(facade.url);
    calls = now.ended - first.ended;
    mostCalls = Math.max(mostCalls, now.running + now.waiting);
    mostMemory = Math.max(mostMemory, (await memoryOf(facade.pid)).now);
    if (now.isOpen) known ??= calls;
    await delay(100);
  }
  return { calls, probes: calls - (known ?? calls), mostCalls, mostMemory };
}

function answers(looks: readonly Look[]): string {
  const counts = new Map<string, number>();
  for (const { outcomes } of looks) {
    for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return [...counts].map(([outcome, count]) => `${count} × ${outcome}`).join(', ');
}
