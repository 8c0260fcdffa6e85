import { Agent } from 'node:http';
import { randomFrom, type Random } from '#fixtures/random.ts';
import { syntheticNationalId } from '#fixtures/synthetic-identifier.ts';
import { sentConsent } from '../server/blocks/consents.ts';
import { exchangeRaw, type RawAnswer } from '../support/raw-exchange.ts';
import { waysToMeasurements, type Way } from '../support/ways-to-measurements.ts';
import { exchange } from './load.ts';
import { median, percentile } from './measure.ts';
import { print, table } from './report.ts';
import { authorizationAt, citizenGrant, clinicianGrant, type Stack } from './stack.ts';
import { compareSamples } from './two-samples.ts';
import { deliverYearTo } from './views.ts';

/** BLOCKED_REQUESTS: of each kind and each of the two groups. */
const requests = Number(process.env['BLOCKED_REQUESTS'] ?? 1000);
const seed = process.env['BENCH_SEED'] ?? String(Date.now());
const kinds = ['search', 'read', '_history', '$lastn', '$trend'];
const me = { id: 'blocked', hpr: '9999999' };
const colleague = { id: 'colleague', hpr: '2' };
const agent = new Agent({ keepAlive: true });

/** Who is asked about, in the two groups that nobody shall be able to tell apart: with measurements, and without. */
type Groups = [string[], string[]];

/**
 * What a blocked clinician could learn from how long refusals take: requests about persons with a year of measurements and
 * persons without any, in random order over one connection.
 */
export async function benchBlocked(stack: Stack): Promise<void> {
  print(`\nA blocked clinician: with measurements and without (seed ${seed}, ${requests} requests each)`);
  const random = randomFrom(seed);
  const other = await stack.startFacade({});
  const block = (persons: readonly string[]) => blockAt(other.url, persons);
  const few: Groups = [people(2), people(2)];
  for (const person of few[0]) await deliverYearTo(stack, person, Date.now());
  const rows: string[][] = [];
  const ids = await idsOf(stack, few);
  const unblocked = waysToMeasurements.find(({ name }) => name === 'search') as Way;
  rows.push(
    row('search, not blocked', await inTurn(stack, random, unblocked, few, ids, Math.min(requests, 100))),
  );
  await block(few.flat());
  for (const kind of kinds) {
    const way = waysToMeasurements.find(({ name }) => name === kind) as Way;
    await inTurn(stack, random, way, few, ids, 50);
    const samples = await inTurn(stack, random, way, few, ids, requests);
    rows.push(row(`${kind}, blocked`, samples));
  }
  rows.push(row('first request about a person', await firstRequests(stack, random, block)));
  await other.stop();
  print(
    table(
      [
        'request',
        'with: median, p95 ms',
        'without: median, p95 ms',
        'AUC (95 %)',
        'KS (by chance)',
        'requests to tell',
        'content',
      ],
      rows,
    ),
  );
}

/** A person each, whom this facade is asked about by the blocked clinician for the first time; a colleague has looked at those with measurements. */
async function firstRequests(
  stack: Stack,
  random: Random,
  block: (persons: readonly string[]) => Promise<void>,
): Promise<[RawAnswer[], RawAnswer[]]> {
  const each = Math.min(requests, 300);
  const many: Groups = [people(each), people(each)];
  for (const person of many[0]) await deliverYearTo(stack, person, Date.now(), 1);
  await block(many.flat());
  for (const person of many[0]) {
    const headers = await authorizationAt(stack.facade)(clinicianGrant(person, colleague));
    await exchange(`${stack.facade}/fhir/Observation?_count=1`, headers);
  }
  const samples: [RawAnswer[], RawAnswer[]] = [[], []];
  const order = many.flatMap((persons, group) =>
    persons.map((person) => ({ person, group, at: random.uniform() })),
  );
  for (const { person, group } of order.sort((a, b) => a.at - b.at)) {
    const headers = await authorizationAt(stack.facade)(clinicianGrant(person, me));
    samples[group]?.push(await exchangeRaw(`${stack.facade}/fhir/Observation`, { headers }, agent));
  }
  return samples;
}

async function inTurn(
  { facade }: Stack,
  random: Random,
  { path, question }: Way,
  groups: Groups,
  ids: ReadonlyMap<string, string>,
  count: number,
): Promise<[RawAnswer[], RawAnswer[]]> {
  const issue = authorizationAt(facade);
  const asking = groups.map((persons) =>
    persons.map(async (person) => ({
      url: `${facade}/fhir${path(ids.get(person) ?? '')}`,
      headers: { ...question.headers, ...(await issue(clinicianGrant(person, me))) },
    })),
  );
  const ready = await Promise.all(asking.map((group) => Promise.all(group)));
  const samples: [RawAnswer[], RawAnswer[]] = [[], []];
  while (samples.some(({ length }) => length < count)) {
    const group = random.integer(0, 1) as 0 | 1;
    const of = ready[group]?.[random.integer(0, (ready[group]?.length ?? 1) - 1)];
    if (of) samples[group].push(await exchangeRaw(of.url, { ...question, headers: of.headers }, agent));
  }
  return samples;
}

function row(name: string, [withData, without]: [RawAnswer[], RawAnswer[]]): string[] {
  const times = [withData, without].map((answers) => answers.map(({ ms }) => ms)) as [number[], number[]];
  const { auc, low, high, ks, chance, requests: needed } = compareSamples(...times);
  const spread = (ms: number[]) => `${median(ms).toFixed(2)}, ${percentile(ms, 0.95).toFixed(2)}`;
  const contents = new Set([...withData, ...without].map(contentOf));
  return [
    name,
    ...times.map(spread),
    `${auc.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`,
    `${ks.toFixed(3)} (${chance.toFixed(3)})`,
    String(needed),
    contents.size === 1 ? 'equal' : `${contents.size} kinds`,
  ];
}

/** Status, headers and bytes; of the headers that differ at every answer, the length. */
function contentOf({ status, rawHeaders, body }: RawAnswer): string {
  const headers = rawHeaders.map((text, index) =>
    /^(x-request-id|date)$/i.test(rawHeaders[index - 1] ?? '') ? text.length : text,
  );
  return `${status} ${headers.join('\n')}\n${body.toString('latin1')}`;
}

/** An Observation's id for each: their own, or one as theirs would be. */
async function idsOf(stack: Stack, groups: Groups): Promise<Map<string, string>> {
  const ids = new Map<string, string>();
  for (const person of groups[0]) {
    const headers = await stack.clinician(person);
    const { body } = await exchangeRaw(`${stack.facade}/fhir/Observation?_count=1`, { headers });
    const bundle = JSON.parse(body.toString()) as fhir4.Bundle;
    ids.set(person, bundle.entry?.[0]?.resource?.id ?? '');
  }
  groups[1].forEach((person, index) => ids.set(person, ids.get(groups[0][index] ?? '') ?? ''));
  return ids;
}

/** Each person blocks the clinician, at another facade than the one that is asked. */
async function blockAt(facade: string, persons: readonly string[]): Promise<void> {
  const issue = authorizationAt(facade);
  const consent = JSON.stringify(sentConsent({ patient: { reference: 'Patient/bench' } }));
  for (const person of persons) {
    const headers = { ...(await issue(citizenGrant(person))), 'Content-Type': 'application/fhir+json' };
    const { status } = await exchangeRaw(`${facade}/fhir/Consent`, {
      method: 'POST',
      headers,
      body: consent,
    });
    if (status !== 201) throw new Error(`A block was answered ${status}`);
  }
}

let born = 0;
function people(count: number): string[] {
  return Array.from({ length: count }, () => {
    const day = new Date(Date.UTC(1940, 0, 1 + born++)).toISOString().slice(0, 10);
    return syntheticNationalId({ born: day, shift: 80, gender: 'female' });
  });
}
