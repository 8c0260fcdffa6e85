import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { vitalSigns } from '#clinical/vital-signs.ts';
import { FhirConnection } from '../../../app/fhir/connection.ts';
import { Facade } from '../../../app/fhir/facade.ts';
import { parametersOf, seriesOf } from './parameters-of.ts';

let server: Server;
let answer: RequestListener;
let seen: { url: string; authorization: string | undefined }[];
let renewed: string[];

beforeEach(async () => {
  seen = [];
  renewed = [];
  server = createServer((request, response) => {
    seen.push({ url: request.url ?? '', authorization: request.headers.authorization });
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

const json =
  (body: unknown, status = 200): RequestListener =>
  (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/fhir+json' });
    response.end(JSON.stringify(body));
  };

const outcome = (code: string) => ({
  resourceType: 'OperationOutcome',
  issue: [{ severity: 'error', code: 'exception', details: { coding: [{ code }] }, diagnostics: 'why' }],
});

function facade(timeout?: number, port = (server.address() as AddressInfo).port): Facade {
  const tokens = {
    bearer: () => Promise.resolve('first'),
    renew: (rejected: string) => {
      renewed.push(rejected);
      return Promise.resolve('second');
    },
  };
  return new Facade(new FhirConnection(`http://127.0.0.1:${port}/fhir`, tokens, timeout), 'p1');
}

const never = () => new AbortController().signal;
const pulse = vitalSigns.filter(({ key }) => key === 'heart-rate');
const observation = (patient: string) => ({
  resourceType: 'Observation',
  id: 'k-1',
  status: 'final',
  code: { coding: [{ system: 'http://loinc.org', code: '8867-4' }] },
  subject: { reference: `Patient/${patient}` },
  effectiveDateTime: '2026-11-22T07:00:00Z',
  valueQuantity: { value: 70, system: 'http://unitsofmeasure.org', code: '/min' },
});
const bundle = (...patients: string[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: patients.map((patient) => ({ resource: observation(patient) })),
});

test('a trend is asked for by code and calendar days, with the facade’s token', async () => {
  answer = json(parametersOf(seriesOf({ values: '70' })));
  const trend = await facade().trend(pulse, { from: '2026-10-25', to: '2026-11-23' }, never());
  expect(trend.series[0]?.values[0]).toBe(70);
  const url = new URL(seen[0]?.url ?? '', 'http://x');
  expect(url.pathname).toBe('/fhir/Observation/$trend');
  expect(url.searchParams.getAll('code')).toEqual(['http://loinc.org|8867-4']);
  expect(url.searchParams.get('start')).toBe('2026-10-25');
  expect(url.searchParams.get('end')).toBe('2026-11-23');
  expect(seen[0]?.authorization).toBe('Bearer first');
});

describe('another patient’s answer is refused whole', () => {
  test('trend', async () => {
    const foreign = parametersOf();
    foreign.parameter?.splice(0, 1, { name: 'patient', valueReference: { reference: 'Patient/p2' } });
    answer = json(foreign);
    await expect(facade().trend(pulse, {}, never())).rejects.toMatchObject({ reason: 'other-patient' });
  });

  test.each([[['p2']], [['p1', 'p2']]])('latest values of %j', async (patients) => {
    answer = json(bundle(...patients));
    await expect(facade().latest(pulse, 2, never())).rejects.toMatchObject({ reason: 'other-patient' });
  });

  test('its own is shown', async () => {
    answer = json(bundle('p1', 'p1'));
    expect((await facade().latest(pulse, 2, never())).measurements).toHaveLength(2);
  });
});

describe('tokens', () => {
  test('after a 401 the token is renewed once and the request made again', async () => {
    answer = (request, response) =>
      request.headers.authorization === 'Bearer second'
        ? json(bundle('p1'))(request, response)
        : json(outcome('token-expired'), 401)(request, response);
    expect((await facade().latest(pulse, 1, never())).measurements).toHaveLength(1);
    expect(renewed).toEqual(['first']);
  });

  test('a second 401 is given up', async () => {
    answer = json(outcome('token-expired'), 401);
    await expect(facade().latest(pulse, 1, never())).rejects.toMatchObject({
      status: 401,
      reason: 'token-expired',
    });
    expect(seen).toHaveLength(2);
  });
});

describe('what goes wrong has a reason', () => {
  test.each([
    [503, outcome('store-unavailable'), 'store-unavailable'],
    [403, outcome('other-patient'), 'other-patient'],
    [500, { error: 'x' }, 'malformed'],
    [200, { resourceType: 'OperationOutcome' }, 'malformed'],
    [200, null, 'malformed'],
  ])('%i %j: %s', async (status, body, reason) => {
    answer = json(body, status);
    await expect(facade().latest(pulse, 1, never())).rejects.toMatchObject({ status, reason });
    expect(seen).toHaveLength(1);
  });

  test('HTML with 200', async () => {
    answer = (_request, response) => response.end('<html>');
    await expect(facade().latest(pulse, 1, never())).rejects.toMatchObject({ reason: 'malformed' });
  });

  test('a dropped connection is tried once more, then unreachable', async () => {
    answer = (request) => request.socket.destroy();
    await expect(facade().latest(pulse, 1, never())).rejects.toMatchObject({ reason: 'unreachable' });
    expect(seen).toHaveLength(2);
  });

  test('a dropped connection that comes back is not noticed', async () => {
    answer = (request, response) =>
      seen.length === 1 ? request.socket.destroy() : json(bundle('p1'))(request, response);
    expect((await facade().latest(pulse, 1, never())).measurements).toHaveLength(1);
  });

  test('no answer in time', async () => {
    answer = () => undefined;
    await expect(facade(50).latest(pulse, 1, never())).rejects.toMatchObject({ reason: 'timeout' });
  });

  test('an abort stays an abort', async () => {
    const abort = new AbortController();
    answer = () => abort.abort();
    await expect(facade().latest(pulse, 1, abort.signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});
