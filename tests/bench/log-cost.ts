import { exchange } from './load.ts';
import { median } from './measure.ts';
import { startProgram } from './process.ts';
import { print, table } from './report.ts';
import { authorizationAt, clinicianGrant, type Stack } from './stack.ts';
import { deliverYearTo, yearPerson } from './views.ts';

interface Asked {
  facade: string;
  headers: Record<string, string>;
}

const rounds = 9;
const seconds = 1;

/**
 * What the log costs a read: the same requests by 1 and by 32 clients at the facade and at one whose log keeps nothing, in turn
 * within one run, on one PostgreSQL with fsync on. And what it costs a read that others' are written.
 */
export async function benchLogCost(stack: Stack): Promise<void> {
  const now = Date.now();
  const day = (ago: number) => new Date(now - ago * 86_400_000).toISOString().slice(0, 10);
  await deliverYearTo(stack, yearPerson, now);
  const unlogged = await startProgram('tests/bench/unlogged-facade.ts', [stack.databaseUrl]);
  const headersAt = async (facade: string) => ({
    facade,
    headers: await authorizationAt(facade)(clinicianGrant(yearPerson)),
  });
  const [ours, bare] = [await headersAt(stack.facade), await headersAt(unlogged.url)];
  const questions = {
    'latest of a code': 'Observation/$lastn?code=8867-4',
    '90 days of a code': `Observation?_count=5000&code=8867-4&date=ge${day(90)}`,
    'a year, $trend': `Observation/$trend?code=http://loinc.org|8867-4&start=${day(365)}`,
    'a year, search': `Observation?_count=5000&date=ge${day(365)}`,
  };
  print('\nWhat the access log costs a read: reads a second, beside a facade whose log keeps nothing');
  const rows: string[][] = [];
  for (const [what, question] of Object.entries(questions)) {
    for (const clients of [1, 32]) {
      const pairs: [number, number][] = [];
      for (let round = -2; round < rounds; round++) {
        const pair: [number, number] = [
          await rate(clients, ours, question),
          await rate(clients, bare, question),
        ];
        if (round >= 0) pairs.push(pair);
      }
      rows.push([
        what,
        String(clients),
        median(pairs.map(([logged]) => logged)).toFixed(0),
        median(pairs.map(([, without]) => without)).toFixed(0),
        median(pairs.map(([logged, without]) => without / logged)).toFixed(2),
      ]);
    }
  }
  print(table(['read', 'clients', 'logged', 'not logged', 'slower by (goal ≤ 1.20)'], rows));
  await besideOthers(stack, { ours, bare }, questions);
  await unlogged.stop();
}

const written = 2000;

/**
 * How long one clinician waits while the look-ups of others are written by another process, and while none
 * is, in turn. On few cores the writer takes its share of them too: how much that is, the facade whose log keeps nothing tells.
 */
async function besideOthers(
  { databaseUrl }: Stack,
  { ours, bare }: { ours: Asked; bare: Asked },
  questions: Record<string, string>,
): Promise<void> {
  const writer = await startProgram('tests/bench/log-writer.ts', [databaseUrl, String(written)]);
  const ask = async (path: string) =>
    (await (await fetch(`${writer.url}/${path}`)).json()) as { written: number };
  print(
    `\nA read beside ${written} look-ups a second, which another process writes to the log: p50 ms of one client`,
  );
  const rows: string[][] = [];
  for (const [what, question] of Object.entries(questions)) {
    const pairs: [number, number][] = [];
    const unlogged: number[] = [];
    const rates: number[] = [];
    for (let round = -2; round < rounds; round++) {
      await ask('start');
      const beside = await wait(ours, question);
      const bareBeside = await wait(bare, question);
      const { written: done } = await ask('stop');
      const alone = await wait(ours, question);
      const bareAlone = await wait(bare, question);
      if (round < 0) continue;
      pairs.push([beside, alone]);
      unlogged.push(bareBeside / bareAlone);
      rates.push(done / (2 * seconds));
    }
    rows.push([
      what,
      median(pairs.map(([beside]) => beside)).toFixed(2),
      median(pairs.map(([, alone]) => alone)).toFixed(2),
      median(pairs.map(([beside, alone]) => beside / alone)).toFixed(2),
      median(unlogged).toFixed(2),
      median(rates).toFixed(0),
    ]);
  }
  print(
    table(
      ['read', 'beside', 'alone', 'slower by (goal ≤ 1.20)', 'without a log of its own', 'written a second'],
      rows,
    ),
  );
  await writer.stop();
}

/** p50 of a read, ms: one client, each with its next as soon as one is answered. */
async function wait({ facade, headers }: Asked, question: string): Promise<number> {
  const times: number[] = [];
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) {
    const asked = performance.now();
    await exchange(`${facade}/fhir/${question}`, headers);
    times.push(performance.now() - asked);
  }
  return median(times);
}

/** Reads a second by so many, each with its next as soon as one is answered. */
async function rate(clients: number, { facade, headers }: Asked, question: string): Promise<number> {
  let answered = 0;
  const began = performance.now();
  const client = async () => {
    while (performance.now() - began < seconds * 1000) {
      await exchange(`${facade}/fhir/${question}`, headers);
      answered += 1;
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (answered * 1000) / (performance.now() - began);
}
