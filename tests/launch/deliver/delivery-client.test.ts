import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sources } from '#fixtures/sources.ts';
import { bundleText } from '../../../launch/deliver/bundle-text.ts';
import { createDeliveryClient, deliverBundle } from '../../../launch/deliver/delivery-client.ts';
import type { EntryResult } from '../../../launch/deliver/entry-result.ts';
import { batchOf, heartRate, heartRates, withoutTime } from './observations.ts';
import { refusal, startStandInFacade, type StandInFacade } from './stand-in-facade.ts';

const oslo = sources[0] as (typeof sources)[number];
const credentials = { clientId: oslo.client_id, privateJwk: { ...oslo.private_jwk } };
let facade: StandInFacade;

beforeEach(async () => {
  facade = await startStandInFacade();
});
afterEach(() => facade.stop());

function deliver(bundle: fhir4.Bundle, onResults?: (results: EntryResult[]) => void): Promise<EntryResult[]> {
  return deliverBundle(createDeliveryClient(facade.fhirBase, credentials), bundleText(bundle), onResults);
}

describe('results', () => {
  test('tell new, unchanged, changed and rejected apart, in the Bundle’s order', async () => {
    await deliver(batchOf([heartRate(1), heartRate(2)]));
    const amended = heartRate(2, { status: 'amended' });
    const results = await deliver(batchOf([heartRate(1), amended, withoutTime(3), heartRate(4)]));
    expect(results.map(({ outcome, status }) => [outcome, status])).toEqual([
      ['unchanged', 200],
      ['changed', 200],
      ['rejected', 422],
      ['new', 201],
    ]);
    expect(results[2]).toMatchObject({
      reason: 'effective-missing',
      rule: 'Observation.effective is required',
      fullUrl: 'urn:uuid:00000000-0000-4000-8000-000000000002',
    });
    expect(results[3]?.location).toBe('Observation/hr-4');
  });

  test('of a long Bundle come piece by piece and add up', async () => {
    const heard: number[] = [];
    const results = await deliver(heartRates(1100), (piece) => heard.push(piece.length));
    expect(heard).toEqual([500, 500, 100]);
    expect(results.filter(({ outcome }) => outcome === 'new')).toHaveLength(1100);
    expect(facade.received).toHaveLength(3);
  });

  test.each([400, 413, 415, 422])(
    'a Bundle refused with %i is a refusal of each of its entries',
    async (status) => {
      facade.answers = [{ status, body: refusal('structure', 'bundle-type', 'Bundle.type must be "batch"') }];
      const results = await deliver(heartRates(2));
      expect(results).toEqual([
        { outcome: 'rejected', status, reason: 'bundle-type', rule: 'Bundle.type must be "batch"' },
        { outcome: 'rejected', status, reason: 'bundle-type', rule: 'Bundle.type must be "batch"' },
      ]);
    },
  );
});

describe('the token', () => {
  test('is asked for by an assertion of the source, once for many Bundles', async () => {
    await deliver(heartRates(1100));
    expect(facade.assertions).toHaveLength(1);
    expect(facade.assertions[0]).toMatchObject({
      iss: 'source-958935420',
      sub: 'source-958935420',
      kid: 'source-958935420-1',
      grant_type: 'client_credentials',
      scope: 'system/Observation.c',
      jti: expect.stringMatching(/.{20}/),
    });
  });

  test('is asked for anew when it nears its end, with another jti', async () => {
    facade.lifetime = 20;
    await deliver(heartRates(1100));
    expect(facade.assertions.length).toBe(3);
    expect(new Set(facade.assertions.map(({ jti }) => jti)).size).toBe(3);
  });

  test('one refusal is not remembered: the next delivery asks again', async () => {
    const client = createDeliveryClient(facade.fhirBase, credentials);
    facade.tokenAnswers = [
      { status: 400, body: { error: 'invalid_scope', error_description: 'not for you' } },
    ];
    await expect(deliverBundle(client, bundleText(heartRates(1)))).rejects.toMatchObject({
      reason: 'token-refused',
      message: expect.stringContaining('invalid_scope: not for you'),
    });
    expect(await deliverBundle(client, bundleText(heartRates(1)))).toHaveLength(1);
  });
});

describe('later', () => {
  test.each([429, 503])('%i is tried again as Retry-After says', async (status) => {
    facade.answers = [
      { status, headers: { 'retry-after': '0' } },
      { status, headers: { 'retry-after': '0' } },
    ];
    const results = await deliver(heartRates(2));
    expect(results.map(({ outcome }) => outcome)).toEqual(['new', 'new']);
    expect(facade.received).toHaveLength(3);
  });

  test('entries that the store could not take are sent again, the others not', async () => {
    facade.answers = [
      {
        status: 200,
        body: {
          resourceType: 'Bundle',
          type: 'batch-response',
          entry: [
            { response: { status: '201 Created' } },
            {
              response: {
                status: '503 Service Unavailable',
                outcome: refusal('transient', 'store-unavailable'),
              },
            },
          ],
        },
      },
    ];
    const results = await deliver(heartRates(2));
    expect(results.map(({ outcome }) => outcome)).toEqual(['new', 'new']);
    const again = JSON.parse(facade.received[1] ?? '') as fhir4.Bundle;
    expect(
      again.entry?.map(({ resource }) => (resource as fhir4.Observation).identifier?.[0]?.value),
    ).toEqual(['hr-1']);
  });

  test.each([500, 502, 504])('%i is not tried again', async (status) => {
    facade.answers = [{ status, body: '<html>' }];
    await expect(deliver(heartRates(2))).rejects.toMatchObject({ reason: `http-${status}` });
    expect(facade.received).toHaveLength(1);
  });
});

describe('an answer that cannot be trusted stops the delivery', () => {
  test.each([
    ['HTML with 200', '<html>'],
    ['null', 'null'],
    ['a searchset', { resourceType: 'Bundle', type: 'searchset', entry: [{}, {}] }],
    [
      'fewer entries',
      { resourceType: 'Bundle', type: 'batch-response', entry: [{ response: { status: '201' } }] },
    ],
  ])('%s', async (_what, body) => {
    facade.answers = [{ status: 200, body }];
    await expect(deliver(heartRates(2))).rejects.toMatchObject({ reason: 'answer-unusable' });
  });

  test('an entry without a status is rejected, never accepted', async () => {
    facade.answers = [{ status: 200, body: { resourceType: 'Bundle', type: 'batch-response', entry: [{}] } }];
    expect(await deliver(heartRates(1))).toMatchObject([{ outcome: 'rejected', status: 0 }]);
  });

  test('a facade that is not there', async () => {
    const { fhirBase } = facade;
    await facade.stop();
    await expect(
      deliverBundle(createDeliveryClient(fhirBase, credentials), bundleText(heartRates(1))),
    ).rejects.toMatchObject({ reason: 'unreachable' });
    facade = await startStandInFacade();
  });

  test('an address that is no FHIR base', async () => {
    const base = `${facade.fhirBase}/elsewhere`;
    await expect(
      deliverBundle(createDeliveryClient(base, credentials), bundleText(heartRates(1))),
    ).rejects.toMatchObject({ reason: 'no-token-endpoint' });
  });
});
