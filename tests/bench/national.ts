import { personOf } from '#fixtures/patients.ts';
import { syntheticNationalId } from '#fixtures/synthetic-identifier.ts';
import { vitalSigns } from '../../server/clinical/vital-signs.ts';
import { decodeTrend } from '../../app/fhir/trend.ts';
import { daysOf } from '../../app/time/period.ts';
import { exchange } from './load.ts';
import { median, percentile } from './measure.ts';
import { memoryOf, restartPeak } from './memory.ts';
import { startNational, type NationalStack } from './national-stack.ts';
import { print, table } from './report.ts';
import type { Stack } from './stack.ts';
import { cgmPatient, deliverCgm, deliverYearTo, trendUrl } from './views.ts';

type Headers = Record<string, string>;

const persons = Array.from({ length: 4 }, (_, n) =>
  syntheticNationalId({ born: `1951-03-0${n + 1}`, shift: 80, gender: 'female' }),
);
const rounds = Number(process.env.ROUNDS ?? 60);
const goal = 1.5;

/** The same views through a facade on PMD and one on its own store, in turn. */
export async function benchNational(stack: Stack): Promise<void> {
  print(
    '\nNational store: a facade on PMD (stand-in, through HelseID) and one on its own PostgreSQL, in turn',
  );
  const national = await startNational(stack);
  try {
    const now = Date.now();
    for (const person of persons) {
      await deliverYearTo(stack, person, now);
      await deliverYearTo(national.target, person, now);
    }
    await stack.pool.query('vacuum analyze');
    await national.logIn('gp');
    const rows: string[][] = [];
    for (const view of viewsOf(now)) rows.push(await compare(stack, national, view));
    print(table(head, rows));
    print(
      '  PMD, first: the clinician has just changed patient, nothing is kept. (first − upstream) / own store: goal ≤ 1.5.\n' +
        '  The overview is asked of the own store at once; of PMD its values of 30 days first, which are shown, and then the rest.',
    );
    await cgm(stack, national, now);
  } finally {
    await national.stop();
  }
}

type Ask = (facade: string, headers: Headers) => Promise<unknown>;

interface View {
  what: string;
  ofOwn: Ask;
  ofPmd: Ask;
  /** What of the person PMD is asked for: from when. */
  since?: number;
}

function viewsOf(now: number): View[] {
  const all: Ask = (facade, headers) =>
    Promise.all(overviewUrls(facade, now).map((url) => exchange(url, headers)));
  const first: Ask = (facade, headers) => exchange(firstLookUrl(facade, now), headers);
  const since = new Date(now - 366 * 86_400_000).toISOString();
  const year: Ask = (facade, headers) =>
    exchange(`${facade}/fhir/Observation?_count=5000&date=ge${since}`, headers);
  return [
    { what: 'overview, first values', ofOwn: all, ofPmd: first, since: now - 32 * 86_400_000 },
    {
      what: 'overview, whole',
      ofOwn: all,
      ofPmd: async (facade, headers) => {
        await first(facade, headers);
        await all(facade, headers);
      },
    },
    { what: 'year (4,015)', ofOwn: year, ofPmd: year },
  ];
}

/** What the app asks a store elsewhere for before anything else: the latest values of 30 days. */
function firstLookUrl(facade: string, now: number): string {
  const codes = vitalSigns.map(({ code }) => `${code.system}|${code.code}`);
  const { from } = daysOf({ kind: '30d' }, now);
  return `${facade}/fhir/Observation/$lastn?${new URLSearchParams({ code: codes.join(','), max: '2', date: `ge${from}` })}`;
}

/** What the app asks for the overview: the latest values and the trend of 30 days, side by side. */
export function overviewUrls(facade: string, now: number): string[] {
  const codes = vitalSigns.map(({ code }) => `${code.system}|${code.code}`);
  const latest = new URLSearchParams({ code: codes.join(','), max: '2' });
  const { from = '', to = '' } = daysOf({ kind: '30d' }, now);
  const trend = new URLSearchParams({ start: from, end: to });
  for (const code of codes) trend.append('code', code);
  return [`${facade}/fhir/Observation/$lastn?${latest}`, `${facade}/fhir/Observation/$trend?${trend}`];
}

const head = [
  'view',
  'own store p50/p95 ms',
  'PMD, first',
  'HelseID + PMD themselves p50',
  'beyond upstream / own store',
  `goal (≤ ${goal} ×)`,
  'PMD, within the minute',
];

async function compare(
  stack: Stack,
  national: NationalStack,
  { what, ofOwn, ofPmd, since }: View,
): Promise<string[]> {
  const own: number[] = [];
  const first: number[] = [];
  const kept: number[] = [];
  const helseid: number[] = [];
  const pmd: number[] = [];
  const ratios: number[] = [];
  for (let round = -persons.length; round < rounds; round++) {
    const person = persons[(round + persons.length) % persons.length] as string;
    const ownHeaders = await stack.clinician(person);
    const headers = await national.clinician('gp', person);
    const times = [
      await timed(() => ofOwn(stack.facade, ownHeaders)),
      await timed(() => ofPmd(national.facade.url, headers)),
      await timed(() => ofPmd(national.facade.url, headers)),
    ] as const;
    const upstream = await national.askDirectly(person, since);
    if (round < 0) continue;
    own.push(times[0]);
    first.push(times[1]);
    kept.push(times[2]);
    helseid.push(upstream.helseid);
    pmd.push(upstream.pmd);
    ratios.push((times[1] - upstream.helseid - upstream.pmd) / times[0]);
  }
  const spread = (values: number[]) =>
    `${median(values).toFixed(1)} / ${percentile(values, 0.95).toFixed(1)}`;
  const bound = goal * median(own) + median(helseid) + median(pmd);
  return [
    what,
    spread(own),
    spread(first),
    `${median(helseid).toFixed(1)} + ${median(pmd).toFixed(1)}`,
    median(ratios).toFixed(2),
    `${median(first) <= bound ? 'met' : 'missed'}: ≤ ${bound.toFixed(1)} ms`,
    spread(kept),
  ];
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await run();
  return performance.now() - began;
}

/** A year of CGM in one answer of PMD: how long, how much memory, and whether all of it arrives. */
async function cgm(stack: Stack, national: NationalStack, now: number): Promise<void> {
  const person = personOf(cgmPatient).value;
  await deliverCgm(stack, now);
  await deliverCgm(national.target, now);
  const headers = await national.clinician('gp', person);
  const before = await restartPeak(national.facade.pid);
  const url = trendUrl(national.facade.url, ['15074-8']);
  const first = (await timed(() => exchange(firstLookUrl(national.facade.url, now), headers))) / 1000;
  const seconds = (await timed(() => exchange(url, headers))) / 1000;
  const { peak } = await memoryOf(national.facade.pid);
  const again = (await timed(() => exchange(url, headers))) / 1000;
  const upstream = await national.askDirectly(person);
  const [count, ownCount] = [
    await valuesIn(url, headers),
    await valuesIn(trendUrl(stack.facade, ['15074-8']), await stack.clinician(person)),
  ];
  print(
    `  a year of CGM: values of 30 days after ${first.toFixed(1)} s, then $trend of all: ${seconds.toFixed(1)} s (PMD itself ${((upstream.helseid + upstream.pmd) / 1000).toFixed(1)} s for ${(upstream.bytes / 1e6).toFixed(0)} MB), ${again.toFixed(1)} s again; ` +
      `facade ${before} → at most ${peak} MB; ${count} values, ${count === ownCount ? 'as many as in the own store' : `NOT WHOLE: the own store has ${ownCount}`}`,
  );
}

async function valuesIn(url: string, headers: Headers): Promise<number> {
  const trend = decodeTrend(await (await fetch(url, { headers })).json());
  return trend.series.reduce((sum, { times }) => sum + times.length, 0);
}
