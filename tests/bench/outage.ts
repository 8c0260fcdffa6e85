import { setTimeout as delay } from 'node:timers/promises';
import type { PmdFaultId } from '../../launch/pmd/faults/fault-ids.ts';
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
/** So many that an app does not come back to one within the minute that answers are kept. */
const patientsEach = 14;

/** PMD is gone for 30 s while 50 apps ask every second, and comes back. */
export async function benchOutage(stack: Stack): Promise<void> {
  print(`\nOutage: PMD is gone for 30 s under ${apps} open apps that ask for the overview every second`);
  const national = await startNational(stack, apps);
  try {
    const now = Date.now();
    for (let person = 0; person < apps * patientsEach; person++) {
      await deliverYearTo(national.target, numberOf(person), now, 2);
    }
    for (let app = 0; app < apps; app++) await national.logIn(clinician(app));
    const refused = await measure(national, ['connection-refused'], ({ ended }) => ended);
    const silent = await measure(national, ['slow'], ({ reached }) => reached);
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

function numberOf(n: number): string {
  const born = new Date(Date.UTC(1940, 0, 1 + n)).toISOString().slice(0, 10);
  return syntheticNationalId({ born, shift: 80, gender: 'male' });
}

/** Calls at a moment: ended by the facade's account, or arrived by PMD's. */
interface Calls {
  ended: number;
  reached: number;
}

/** @param begun how the calls that have begun are counted in this outage */
async function measure(
  national: NationalStack,
  faults: PmdFaultId[],
  begun: (calls: Calls) => number,
): Promise<Record<string, string>> {
  const { facade, standIns } = national;
  const open = await Promise.all(Array.from({ length: apps }, (_, app) => openApp(national, app)));
  await delay(before);
  const memoryBefore = (await memoryOf(facade.pid)).now;
  await standIns.setFaults(faults, 3600 * second);
  const began = performance.now();
  const watched = await watch(national, began + outage, begun);
  await standIns.setFaults([]);
  const returned = performance.now();
  const firstGood = (app: OpenApp) => app.looks.find(({ good, ended }) => good && ended >= returned)?.ended;
  while (!open.every(firstGood) && performance.now() - returned < longestRecovery) await delay(50);
  await Promise.all(open.map((app) => app.close()));
  const looks = open.flatMap((app) => app.looks);
  const during = looks.filter(({ ended }) => ended > began && ended <= returned);
  const seconds = (times: (number | undefined)[], pick: (...values: number[]) => number) =>
    ((pick(...times.map((time) => time ?? Infinity)) - returned) / second).toFixed(1);
  const first = open.map(firstGood);
  return {
    'answers meanwhile': answers(during),
    'refusals without since or Retry-After': String(during.filter(({ incomplete }) => incomplete).length),
    'calls until the outage was known': String(watched.known),
    'probes after that': String(watched.probes),
    'requests that reached PMD': String(watched.reached),
    'most running + waiting': String(watched.mostCalls),
    'facade’s memory before, at most, after, MB': `${memoryBefore}, ${watched.mostMemory}, ${(await memoryOf(facade.pid)).now}`,
    'from the return to the first good answer, s': seconds(first, Math.min),
    'to a good answer for all 50, s': seconds(first, Math.max),
  };
}

async function openApp({ facade, clinician: authorization }: NationalStack, app: number): Promise<OpenApp> {
  const patients = await Promise.all(
    Array.from({ length: patientsEach }, (_, n) =>
      authorization(clinician(app), numberOf(patientsEach * app + n)),
    ),
  );
  return startApp(() => overviewUrls(facade.url, Date.now()), patients, (app * second) / apps);
}

/** Looks at the facade and PMD every 100 ms. */
async function watch({ facade, standIns }: NationalStack, until: number, begun: (calls: Calls) => number) {
  const look = async () => {
    const metrics = await readStoreMetrics(facade.url);
    return { ...metrics, reached: (await standIns.received()).searches };
  };
  const first = await look();
  let now = first;
  let known: number | undefined;
  let [mostCalls, mostMemory] = [0, 0];
  while (performance.now() < until) {
    await delay(100);
    now = await look();
    mostCalls = Math.max(mostCalls, now.running + now.waiting);
    mostMemory = Math.max(mostMemory, (await memoryOf(facade.pid)).now);
    if (now.isOpen) known ??= begun(now) - begun(first);
  }
  const calls = begun(now) - begun(first);
  return {
    known: known ?? calls,
    probes: calls - (known ?? calls),
    reached: now.reached - first.reached,
    mostCalls,
    mostMemory,
  };
}

function answers(looks: readonly Look[]): string {
  const counts = new Map<string, number>();
  for (const { outcomes } of looks) {
    for (const outcome of outcomes) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  }
  return [...counts].map(([outcome, count]) => `${count} × ${outcome}`).join(', ');
}
