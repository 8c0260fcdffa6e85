import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FhirConnection } from '../../../app/fhir/connection.ts';
import { Facade } from '../../../app/fhir/facade.ts';
import { outageSinceUrl } from '../../../server/clinical/canonical.ts';
import { loadOverview, type OverviewData } from '../../../app/overview/overview-data.ts';
import { parametersOf, seriesOf } from '../fhir/parameters-of.ts';

const now = Date.parse('2026-11-27T12:00:00Z');
const hour = 3_600_000;

let server: Server;
let asked: string[];
let answers: { recent: [number, unknown]; latest: [number, unknown]; trend: [number, unknown] };

const pulse = (days: number, value: number, patient = 'p1') => ({
  resourceType: 'Observation',
  id: `k-${days}`,
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
  subject: { reference: `Patient/${patient}` },
  effectiveDateTime: new Date(now - days * 24 * hour).toISOString(),
  valueQuantity: { value, system: 'http://unitsofmeasure.org', code: '/min' },
});
const weight = {
  ...pulse(90, 71),
  code: { coding: [{ system: 'http://loinc.org', code: '29463-7' }] },
  valueQuantity: { value: 71, system: 'http://unitsofmeasure.org', code: 'kg' },
};
const bundle = (...observations: object[]): [number, unknown] => [
  200,
  { resourceType: 'Bundle', type: 'searchset', entry: observations.map((resource) => ({ resource })) },
];
const failure = (reason: string, since?: string): [number, unknown] => [
  reason === 'access-blocked' ? 403 : 503,
  {
    resourceType: 'OperationOutcome',
    issue: [
      {
        ...(since !== undefined && { extension: [{ url: outageSinceUrl, valueInstant: since }] }),
        severity: 'error',
        code: 'exception',
        details: { coding: [{ code: reason }] },
      },
    ],
  },
];

beforeEach(async () => {
  asked = [];
  answers = {
    recent: bundle(pulse(1, 70)),
    latest: bundle(pulse(1, 70), pulse(40, 64), weight),
    trend: [200, parametersOf(seriesOf({ values: '70 72' }))],
  };
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://facade');
    const kind = pathname.endsWith('$trend') ? 'trend' : searchParams.has('date') ? 'recent' : 'latest';
    asked.push(kind === 'recent' ? `recent ${searchParams.get('date')}` : kind);
    const [status, body] = answers[kind];
    response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(() => void server.close());

function load(showFirst?: (data: OverviewData) => void): Promise<OverviewData> {
  const tokens = { bearer: () => Promise.resolve('t'), renew: () => Promise.resolve('t') };
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/fhir`;
  const facade = new Facade(new FhirConnection(base, tokens), 'p1');
  return loadOverview(facade, now, new AbortController().signal, showFirst);
}

const valuesOf = ({ rows }: OverviewData) =>
  rows.flatMap(({ vitalSign, latest }) => (latest ? [`${vitalSign.key} ${latest.parts[0]?.value}`] : []));

test('what was measured in the last 30 days is shown first, said to be a part, and then everything', async () => {
  const shown: OverviewData[] = [];
  const data = await load((first) => {
    expect(asked).toEqual(['recent ge2026-10-29']);
    shown.push(first);
  });
  expect(shown.map(valuesOf)).toEqual([['heart-rate 70']]);
  expect(shown[0]).toMatchObject({ partial: true, newest: now - 24 * hour });
  expect(shown[0]).not.toHaveProperty('failed');
  expect(valuesOf(data)).toEqual(['heart-rate 70', 'body-weight 71']);
  expect(data).not.toHaveProperty('partial');
  expect([...asked].sort()).toEqual(['latest', 'recent ge2026-10-29', 'trend']);
});

test('a store at hand is asked for everything at once', async () => {
  expect(valuesOf(await load())).toEqual(['heart-rate 70', 'body-weight 71']);
  expect([...asked].sort()).toEqual(['latest', 'trend']);
});

test('nothing measured lately is not shown as nothing at all', async () => {
  answers.recent = bundle();
  const shown: OverviewData[] = [];
  expect(valuesOf(await load((first) => shown.push(first)))).toContain('body-weight 71');
  expect(shown).toEqual([]);
});

test('a first look that fails is not told: the whole is asked for', async () => {
  answers.recent = failure('store-unavailable');
  const shown: OverviewData[] = [];
  expect(valuesOf(await load((first) => shown.push(first)))).toContain('heart-rate 70');
  expect(shown).toEqual([]);
});

test('a first look that takes too long is told: years would take no less, and nobody waits twice', async () => {
  answers.recent = failure('store-timeout');
  await expect(load(() => expect.fail('was shown'))).rejects.toMatchObject({ reason: 'store-timeout' });
  expect(asked).toEqual(['recent ge2026-10-29']);
});

test('a first look that is refused, or is about another patient, ends everything', async () => {
  const refuseToShow = () => expect.fail('was shown');
  answers.recent = failure('access-blocked');
  await expect(load(refuseToShow)).rejects.toMatchObject({ reason: 'access-blocked' });
  answers.recent = bundle(pulse(1, 70, 'p2'));
  await expect(load(refuseToShow)).rejects.toMatchObject({ reason: 'other-patient' });
  expect(asked).toEqual(['recent ge2026-10-29', 'recent ge2026-10-29']);
});

test('a refusal after the first look is thrown, and so is a failure of all the rest', async () => {
  answers.latest = failure('access-blocked');
  await expect(load(() => undefined)).rejects.toMatchObject({ reason: 'access-blocked' });
  answers.latest = answers.trend = failure('store-unavailable');
  await expect(load(() => undefined)).rejects.toMatchObject({ reason: 'store-unavailable' });
});

test.each(['trend', 'latest'] as const)(
  'when %s alone is missing it is said which, and since when if that is known',
  async (part) => {
    answers[part] = failure('store-unavailable', '2026-11-27T11:40:00Z');
    expect(await load()).toMatchObject({ failed: part, failedSince: now - 20 * 60_000 });
    answers[part] = failure('store-unavailable');
    const data = await load();
    expect(data.failed).toBe(part);
    expect(data).not.toHaveProperty('failedSince');
  },
);
