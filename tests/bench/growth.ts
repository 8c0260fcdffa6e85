import { personOf } from '#fixtures/patients.ts';
import { syntheticNationalId } from '#fixtures/synthetic-identifier.ts';
import { exchange, load, type Sample } from './load.ts';
import { median, sideBySide } from './measure.ts';
import { print, table } from './report.ts';
import { fnrSystem, startStack, type Stack } from './stack.ts';
import { cgmPatient, deliverCgm, deliverYear, trendUrl, yearPerson } from './views.ts';

/** Persons with a year of home measurements (4,015 each) that are added, beside one with a year of CGM, at each step. */
const steps = [
  { name: '0.1 M', rows: 100_000, persons: 2 },
  { name: '1 M', rows: 1_000_000, persons: 196 },
  { name: '10 M', rows: 10_000_000, persons: 2_216 },
];
const most = Number(process.env.MOST_ROWS ?? Infinity);
const secondsPerFigure = 3;
const roundsInTurn = 31;

interface Measured {
  year: string;
  cgm: string;
}

type Ask = (person: string) => Promise<Sample>;

/**
 * Reads of one person while the store grows by persons whose measurements lie between each other's, as they arrive in life.
 * A second store stays small: the two are asked in turn, so that a machine whose speed drifts is as kind to one as to the
 * other.
 */
export async function benchGrowth(stack: Stack): Promise<void> {
  print("\nGrowth: the same reads while the store grows; other persons' measurements lie between");
  const small = await startStack();
  try {
    await growBeside(stack, small);
  } finally {
    await small.stop();
  }
}

async function growBeside(stack: Stack, small: Stack): Promise<void> {
  const now = Date.now();
  for (const each of [stack, small]) {
    await deliverYear(each, now);
    await deliverCgm(each, now);
  }
  const reads = readsOf(stack, now);
  const smallReads = readsOf(small, now);
  const inSmall = await grow(small, steps[0]?.persons ?? 0);
  await small.pool.query('vacuum (analyze) measurement');
  const rows: string[][] = [];
  const ratios: string[] = [];
  const sizes: string[] = [];
  for (const { name, rows: size, persons } of steps) {
    if (size > most) break;
    const measured = await grow(stack, persons);
    await stack.pool.query('vacuum (analyze) measurement');
    sizes.push(`${name}: ${await bytesPerRow(stack)}`);
    for (const [what, { ask, of }] of Object.entries(reads)) {
      for (const clients of [1, 16]) {
        const { p50, p95, rate } = await load(clients, secondsPerFigure, () => ask(measured[of]));
        rows.push([what, name, String(clients), p50.toFixed(1), p95.toFixed(1), rate.toFixed(0)]);
      }
      const { ratio } = await sideBySide(
        async () => (await ask(measured[of])).ms,
        async () => ((await smallReads[what]?.ask(inSmall[of])) as Sample).ms,
        roundsInTurn,
      );
      ratios.push(`${what}: p50 at ${name} rows / at ${steps[0]?.name}, in turn: ${ratio.toFixed(2)}`);
    }
    await cold(stack, name, measured);
  }
  rows.sort(([a = ''], [b = '']) => Object.keys(reads).indexOf(a) - Object.keys(reads).indexOf(b));
  print(table(['read', 'rows', 'clients', 'p50 ms', 'p95 ms', 'req/s'], rows));
  for (const ratio of ratios) print(`  ${ratio} (goal ≤ 1.3)`);
  for (const size of sizes)
    print(`  bytes a row on disk, with indexes and dictionaries, ${size} (goal ≤ 200)`);
  await stack.pool.query('reindex table measurement');
  print(`  the same after a reindex: ${await bytesPerRow(stack)}`);
}

function readsOf(stack: Stack, now: number): Record<string, { of: keyof Measured; ask: Ask }> {
  const { facade } = stack;
  const day = (days: number) => new Date(now - days * 86_400_000).toISOString();
  const headers = new Map<string, Promise<Record<string, string>>>();
  const get =
    (path: string): Ask =>
    async (person) => {
      const known = headers.get(person) ?? stack.clinician(person);
      headers.set(person, known);
      return exchange(path, await known, undefined, 'br');
    };
  const fhir = `${facade}/fhir/Observation`;
  return {
    'one code, 90 days (180)': {
      of: 'year',
      ask: get(`${fhir}?_count=5000&code=http://loinc.org|8867-4&date=ge${day(90)}`),
    },
    'a year, all codes (4,015)': { of: 'year', ask: get(`${fhir}?_count=5000&date=ge${day(366)}`) },
    'latest per code': { of: 'year', ask: get(`${fhir}/$lastn?category=vital-signs,laboratory`) },
    'CGM year, $trend (104,000)': { of: 'cgm', ask: get(trendUrl(facade, ['15074-8'])) },
  };
}

let clones = 0;

/**
 * Adds persons with the same measurements under keys of their own, in the order of their times: each page of the table
 * holds many persons. Answers with two of them to read.
 */
async function grow({ pool }: Stack, persons: number): Promise<Measured> {
  const cohort = [
    { original: personOf(cgmPatient).value, clone: cloneNumber() },
    ...Array.from({ length: persons }, () => ({ original: yearPerson, clone: cloneNumber() })),
  ];
  const client = await pool.connect();
  try {
    await client.query(`set work_mem = '256MB'; set statement_timeout = 0`);
    await client.query(
      `create temp table cohort as
         select identity.person as original, $3::int + row_number() over () as clone, sent.clone as value
           from unnest($1::text[], $2::text[]) as sent (original, clone)
           join person_identity as identity on identity.value = sent.original`,
      [cohort.map(({ original }) => original), cohort.map(({ clone }) => clone), clones * 10],
    );
    await client.query(
      `insert into person_identity select '${fnrSystem}', value, clone from cohort;
       insert into person select clone, next_number, next_context, deliveries, longest_span_ms, last_received_ms, sources
         from cohort join person on person = original;
       insert into measurement_series select clone, series, code, codings, categories, status
         from cohort join measurement_series on person = original;
       insert into measurement_context select clone, context, digest, source, description, placement, template
         from cohort join measurement_context on person = original;
       insert into measurement
         select clone, number, effective_minute, received_s, identity, received_milli, series, twin, point, variables
           from cohort join measurement on person = original order by effective_minute, clone;
       drop table cohort`,
    );
  } finally {
    client.release(true);
  }
  return { cgm: cohort[0]?.clone ?? '', year: cohort[Math.ceil(cohort.length / 2)]?.clone ?? '' };
}

function cloneNumber(): string {
  const born = new Date(Date.UTC(1930, 0, 1 + clones++)).toISOString().slice(0, 10);
  return syntheticNationalId({ born, shift: 80, gender: 'male' });
}

/** The first reads after a restart of PostgreSQL against the same when they are warm. */
async function cold(stack: Stack, rows: string, { year, cgm }: Measured): Promise<void> {
  const signs = ['85354-9', '8867-4', '2708-6', '9279-1', '8310-5', '29463-7', '15074-8'];
  for (const [what, person, codes] of [
    ['year', year, signs],
    ['CGM year', cgm, ['15074-8']],
  ] as const) {
    const ask = async () =>
      (await exchange(trendUrl(stack.facade, codes), await stack.clinician(person), undefined, 'br')).ms;
    const first: number[] = [];
    for (let round = 0; round < 3; round++) {
      await stack.restartDatabase();
      await openConnections(stack);
      first.push(await ask());
    }
    const warm: number[] = [];
    for (let round = 0; round < 15; round++) warm.push(await ask());
    const [before, after] = [median(first), median(warm.slice(2))];
    print(
      `  ${rows} rows, $trend of a ${what}: after a restart ${before.toFixed(0)} ms, warm ${after.toFixed(0)} ms, ratio ${(before / after).toFixed(1)} (goal ≤ 3)`,
    );
  }
}

/** Connections are made and catalogues read before the clock starts: what is cold is the person. */
async function openConnections(stack: Stack): Promise<void> {
  const headers = await stack.clinician(yearPerson);
  const codes = ['8867-4', '2708-6', '9279-1', '8310-5'];
  const ask = () => exchange(trendUrl(stack.facade, codes), headers).catch(() => undefined);
  for (let round = 0; round < 8; round++) await Promise.all(Array.from({ length: 6 }, ask));
}

/** Bytes a row of everything that measurements take, and of which part of it. */
async function bytesPerRow({ pool }: Stack): Promise<string> {
  const { rows } = await pool.query<{ name: string; bytes: number }>(
    `select relname as name, pg_total_relation_size(oid)::float8 / (select count(*) from measurement) as bytes
       from pg_class
      where relnamespace = 'public'::regnamespace and (relname like 'measurement%' or relname = 'person')
        and relkind = any('{r,i}') and relname !~ '(version|context|series|person)_pkey|digest'
      order by relname`,
  );
  const tables = rows.filter(({ name }) => !/_(pkey|by|twin)/.test(name));
  const total = tables.reduce((sum, { bytes }) => sum + bytes, 0);
  const indexes = rows.filter((row) => !tables.includes(row));

  const parts = [...tables, ...indexes].map(({ name, bytes }) => `${name} ${bytes.toFixed(0)}`);
  return `${total.toFixed(0)} (${parts.join(', ')})`;
}
