import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { outageSinceUrl } from '../../../../server/clinical/canonical.ts';
import { FhirError } from '../../../../server/errors.ts';
import { operationOutcome } from '../../../../server/fhir/operation-outcome.ts';
import * as failures from '../../../../server/store/remote/failures.ts';

describe('the failures', () => {
  test.each<[make: () => FhirError, status: number, reason: string, transient: boolean, outage: boolean]>([
    [failures.unavailable, 503, 'store-unavailable', true, true],
    [failures.timedOut, 504, 'store-timeout', true, true],
    [failures.throttled, 503, 'store-throttled', true, false],
    [failures.overloaded, 503, 'store-overloaded', false, false],
    [() => failures.malformed('is not JSON'), 502, 'store-malformed', false, false],
    [failures.otherPatient, 502, 'other-patient', false, false],
  ])('%o: status %i, reason %s', (make, status, reason, transient, outage) => {
    expect(make()).toMatchObject({ status, reason });
    expect(failures.isTransient(make())).toBe(transient);
    expect(failures.isOutage(make())).toBe(outage);
  });

  test.each([undefined, new Error('store-timeout'), new FhirError(503, 'transient', 'x')])(
    '%s is none of them',
    (error) => {
      expect([failures.isTransient(error), failures.isOutage(error)]).toEqual([false, false]);
    },
  );
});

describe('failureOfStatus', () => {
  const now = Date.parse('2026-11-27T08:00:00Z');

  test.each<[status: number, reason: string | undefined]>([
    ...([200, 201, 302, 400, 401, 403, 404, 412, 422] as const).map((status): [number, undefined] => [
      status,
      undefined,
    ]),
    [408, 'store-timeout'],
    [429, 'store-throttled'],
    [500, 'store-unavailable'],
    [502, 'store-unavailable'],
    [503, 'store-unavailable'],
    [504, 'store-timeout'],
  ])('%i: %s', (status, reason) => {
    expect(failures.failureOfStatus(status, null)?.reason).toBe(reason);
  });

  test.each<[header: string | null | undefined, seconds: number | undefined]>([
    ['7', 7],
    [' 0 ', 0],
    ['Fri, 27 Nov 2026 08:01:30 GMT', 90],
    ['Fri, 27 Nov 2026 07:00:00 GMT', 0],
    ['-5', undefined],
    ['1e3', undefined],
    ['12345678901', undefined],
    ['soon', undefined],
    ['Fri, soon', undefined],
    ['', undefined],
    [null, undefined],
    [undefined, undefined],
  ])('Retry-After %j: %s', (header, seconds) => {
    expect(failures.failureOfStatus(503, header, now)?.retryAfter).toBe(seconds);
  });
});

describe('toStoreFailure, of what fetch itself throws', () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  async function listen(listener: RequestListener): Promise<string> {
    const listening = createServer(listener);
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(listening.address() as AddressInfo).port}`;
  }

  const failureOf = (work: Promise<unknown>) => work.then(() => 'answered', failures.toStoreFailure);

  test('nobody listens', async () => {
    const url = await listen(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    expect(await failureOf(fetch(url))).toMatchObject({ reason: 'store-unavailable' });
  });

  test('no such host', async () => {
    expect(await failureOf(fetch('http://store.invalid'))).toMatchObject({ reason: 'store-unavailable' });
  });

  test('the connection breaks in the middle of a body', async () => {
    const url = await listen((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"resourceType":');
      setTimeout(() => response.destroy(), 20);
    });
    const response = await fetch(url);
    expect(await failureOf(response.text())).toMatchObject({ reason: 'store-unavailable' });
  });

  test('a time limit of the adapter', async () => {
    const url = await listen(() => undefined);
    expect(await failureOf(fetch(url, { signal: AbortSignal.timeout(20) }))).toMatchObject({
      reason: 'store-timeout',
    });
  });

  test.each([new TypeError('x is not a function'), new RangeError('bug'), 'text', undefined])(
    'what is no failure of the store stays what it is: %s',
    (error) => {
      expect(failures.toStoreFailure(error)).toBe(error);
    },
  );
});

describe('as an OperationOutcome', () => {
  const issueOf = (error: FhirError) => operationOutcome(error).issue[0];

  test('an outage says since when', () => {
    const since = Date.parse('2026-11-27T08:00:00.250Z');
    const error = new FhirError(503, 'transient', 'Away', { reason: 'store-unavailable', since });
    expect(issueOf(error)?.extension).toEqual([
      { url: outageSinceUrl, valueInstant: '2026-11-27T08:00:00.250Z' },
    ]);
  });

  test('a refusal that is part of none does not', () => {
    expect(issueOf(failures.throttled())).not.toHaveProperty('extension');
  });
});
