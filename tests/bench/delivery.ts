import { randomUUID } from 'node:crypto';
import { syntheticNationalId } from '#fixtures/synthetic-identifier.ts';
import { exchange } from './load.ts';
import { sideBySide } from './measure.ts';
import { print, table } from './report.ts';
import type { Stack } from './stack.ts';
import { yearOfObservations } from './year.ts';

const entriesPerBundle = 100;
const bundlesPerRound = 32;
const rounds = 21;

/** Bundles of 100 delivered to the facade and to the bare route, in turn within one run, to tables that grow alike. */
export async function benchDelivery(stack: Stack): Promise<void> {
  print(
    '\nDelivery: Bundles of 100 to the facade and to a bare hapi route that only parses and inserts them, fsync on',
  );
  const source = await stack.source();
  const rows: string[][] = [];
  for (const persons of [1, 10]) {
    for (const clients of [1, 8]) rows.push(await compare(stack, source, persons, clients));
  }
  rows.push(await repeated(stack, source));
  print(
    table(['Bundles about', 'clients', 'facade obs/s', 'bare obs/s', 'facade / bare (goal ≥ 0.40)'], rows),
  );
  await sizes(stack);
}

async function compare(
  { facade, bareDelivery }: Stack,
  source: Record<string, string>,
  persons: number,
  clients: number,
): Promise<string[]> {
  let bundles: string[] = [];
  const { a, b, ratio } = await sideBySide(
    () => {
      bundles = makeBundles(bundlesPerRound, persons);
      return deliverAll(`${facade}/fhir`, source, bundles, clients);
    },
    () => deliverAll(bareDelivery, {}, bundles, clients),
    rounds,
  );
  return [
    persons === 1 ? 'one person' : `${persons} persons`,
    String(clients),
    a.toFixed(0),
    b.toFixed(0),
    ratio.toFixed(2),
  ];
}

/** The same Bundles again, by one client. */
async function repeated({ facade, bareDelivery }: Stack, source: Record<string, string>): Promise<string[]> {
  const bundles = makeBundles(bundlesPerRound, 1);
  const { a, b, ratio } = await sideBySide(
    () => deliverAll(`${facade}/fhir`, source, bundles, 1),
    () => deliverAll(bareDelivery, {}, bundles, 1),
    rounds,
  );
  return ['one person, all there already', '1', a.toFixed(0), b.toFixed(0), ratio.toFixed(2)];
}

/** Observations a second. */
async function deliverAll(
  url: string,
  headers: Record<string, string>,
  bundles: readonly string[],
  clients: number,
): Promise<number> {
  const waiting = [...bundles];
  const began = performance.now();
  const client = async () => {
    for (let bundle = waiting.pop(); bundle !== undefined; bundle = waiting.pop()) {
      await exchange(url, { 'Content-Type': 'application/fhir+json', ...headers }, bundle);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  return (bundles.length * entriesPerBundle * 1000) / (performance.now() - began);
}

/** The persons who are measured, each with measurements that go on through a year. They are known after the first rounds. */
const people = Array.from({ length: 64 }, (_, n) => {
  const born = new Date(Date.UTC(1930, 0, 1 + n)).toISOString().slice(0, 10);
  const number = syntheticNationalId({ born, shift: 65, gender: 'female' });
  return { number, year: yearOfObservations(number, Date.now()) };
});
let turn = 0;

/** The next measurements of the person whose turn it is. */
function nextOf(many: number): fhir4.Observation[] {
  const person = people[turn++ % people.length] as (typeof people)[number];
  return Array.from({ length: many }, () => {
    const next = person.year.next();
    if (!next.done) return next.value;
    person.year = yearOfObservations(person.number, Date.now());
    return person.year.next().value as fhir4.Observation;
  });
}

/** Bundles whose Observations have a uuid each, as sources give them. */
function makeBundles(number: number, personsPerBundle: number): string[] {
  return Array.from({ length: number }, () => {
    const each = entriesPerBundle / personsPerBundle;
    const observations = Array.from({ length: personsPerBundle }, () => nextOf(each)).flat();
    return bundleText(observations);
  });
}

export function bundleText(observations: readonly fhir4.Observation[]): string {
  const entry = observations.map((resource) => ({
    fullUrl: `urn:uuid:${randomUUID()}`,
    resource: {
      ...resource,
      identifier: [{ system: 'https://bench.example/measurement', value: randomUUID() }],
    },
    request: { method: 'POST', url: 'Observation' },
  }));
  return JSON.stringify({ resourceType: 'Bundle', type: 'batch', entry });
}

/** What the same Observations take on disk, indexes and history included. */
async function sizes({ pool }: Stack): Promise<void> {
  const { rows } = await pool.query<{ ours: number; bare: number }>(
    `select (pg_total_relation_size('measurement') + pg_total_relation_size('measurement_version')
             + pg_total_relation_size('measurement_context') + pg_total_relation_size('measurement_series')
             + pg_total_relation_size('person'))::float8 / (select count(*) from measurement) as ours,
            pg_total_relation_size('bare')::float8 / (select count(*) from bare) as bare`,
  );
  const { ours = NaN, bare = NaN } = rows[0] ?? {};
  print(
    `On disk after this, with indexes and history: ${ours.toFixed(0)} bytes an Observation, as bare text ${bare.toFixed(0)}`,
  );
}
