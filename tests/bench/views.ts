import { deliveriesAbout } from '#fixtures/deliveries.ts';
import { personOf } from '#fixtures/patients.ts';
import { bareRow, insertBare } from './bare-table.ts';
import { bundleText } from './delivery.ts';
import { exchange } from './load.ts';
import { median, sideBySide } from './measure.ts';
import { print } from './report.ts';
import type { Stack } from './stack.ts';
import { yearOfObservations } from './year.ts';

export const yearPerson = '13717404089';
export const cgmPatient = 'type-1-diabetes';
const year = 365 * 86_400_000;

/** What a reader waits for: searches against stored text handed out as it is, trends against their goals. */
export async function benchViews(stack: Stack): Promise<void> {
  const now = Date.now();
  print('Reading: a year of 4,015 home measurements and a year of CGM');
  await deliverYear(stack, now);
  const cgm = await deliverCgm(stack, now);
  await stack.pool.query('vacuum analyze');
  const clinician = await stack.clinician(yearPerson);
  print(
    'Against a bare node:http server that hands out stored text from the same PostgreSQL (uncompressed, in turn, medians)',
  );
  const since = new Date(now - year - 86_400_000).toISOString();
  const quarter = new Date(now - 90 * 86_400_000).toISOString();
  await compare(
    stack,
    clinician,
    'a year, all codes, 4,015 Observations',
    `date=ge${since}`,
    `from=${since}`,
    40,
  );
  await compare(
    stack,
    clinician,
    '90 days of one code, 180 Observations',
    `code=http://loinc.org|8867-4&date=ge${quarter}`,
    `code=8867-4&from=${quarter}`,
    100,
  );
  print('\nObservation/$trend, exact and complete, brotli, whole HTTP exchange');
  const signs = ['85354-9', '8867-4', '2708-6', '9279-1', '8310-5', '29463-7', '15074-8'];
  await trend(stack, 'a year of 4,015 measurements, all codes', signs, clinician, 25);
  const cgmClinician = await stack.clinician(personOf(cgmPatient).value);
  await trend(stack, `a year of CGM, ${cgm} values`, ['15074-8'], cgmClinician, 90);
}

/** Where deliveries go, and who delivers. */
type Target = Pick<Stack, 'facade' | 'source'>;

/** A year of measurements of this person. @param days the last ones of it */
export async function deliverYearTo(to: Target, person: string, now: number, days = 365): Promise<void> {
  const observations = [...yearOfObservations(person, now)].slice(-days * 11);
  for (let at = 0; at < observations.length; at += 500) {
    await deliver(to, bundleText(observations.slice(at, at + 500)));
  }
}

/** The year person's measurements to the facade, and what it serves of them to the bare table. */
export async function deliverYear(stack: Stack, now: number): Promise<void> {
  await deliverYearTo(stack, yearPerson, now);
  const response = await fetch(`${stack.facade}/fhir/Observation?_count=5000`, {
    headers: await stack.clinician(yearPerson),
  });
  const { entry = [] } = (await response.json()) as fhir4.Bundle;
  await insertBare(
    stack.pool,
    entry.map(({ resource }) => bareRow(resource as fhir4.Observation)),
  );
}

/** @returns how many values */
export async function deliverCgm(to: Target, now: number): Promise<number> {
  let number = 0;
  for (const { bundle } of deliveriesAbout(cgmPatient, new Date(now))) {
    const observations = (bundle.entry ?? []).map(({ resource }) => {
      const { performer: _performer, ...observation } = resource as fhir4.Observation;
      return observation;
    });
    await deliver(to, bundleText(observations));
    number += observations.length;
  }
  return number;
}

async function deliver({ facade, source }: Target, body: string): Promise<void> {
  await exchange(`${facade}/fhir`, { 'Content-Type': 'application/fhir+json', ...(await source()) }, body);
}

async function compare(
  { facade, bare }: Stack,
  headers: Record<string, string>,
  what: string,
  query: string,
  bareQuery: string,
  rounds: number,
): Promise<void> {
  const { a, b, ratio } = await sideBySide(
    async () => (await exchange(`${facade}/fhir/Observation?_count=5000&${query}`, headers)).ms,
    async () => (await exchange(`${bare}/?person=${yearPerson}&${bareQuery}`, {})).ms,
    rounds,
  );
  print(
    `  ${what}: facade ${a.toFixed(1)} ms, bare ${b.toFixed(1)} ms, ratio ${ratio.toFixed(2)} (goal ≤ 2.0)`,
  );
}

export function trendUrl(facade: string, codes: readonly string[]): string {
  const query = codes.map((code) => `code=${encodeURIComponent(`http://loinc.org|${code}`)}`).join('&');
  return `${facade}/fhir/Observation/$trend?${query}`;
}

async function trend(
  { facade }: Stack,
  what: string,
  codes: string[],
  headers: Record<string, string>,
  goal: number,
): Promise<void> {
  const runs: { bytes: number; ms: number }[] = [];
  for (let round = 0; round < 22; round++) {
    runs.push(await exchange(trendUrl(facade, codes), headers, undefined, 'br'));
  }
  const bytes = runs[0]?.bytes ?? NaN;
  const ms = median(runs.slice(2).map((run) => run.ms));
  print(`  ${what}: ${(bytes / 1000).toFixed(1)} kB (goal ≤ ${goal}), ${ms.toFixed(0)} ms`);
}
