import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { about, batch, collection, found, pulse, refusal } from './support/observation-bundle.ts';
import { fodselsnummer, startPmd } from './support/pmd-sandbox.ts';
import type { PmdSandbox } from './support/pmd-sandbox.ts';

let sandbox: PmdSandbox;
/** Synthetic patients of which each test has its own. */
let serial = 0;
let person: string;
beforeAll(async () => {
  sandbox = await startPmd({ behaviour: { attestation: 'off' } });
});
beforeEach(() => {
  serial += 1;
  person = `1685839${String(serial).padStart(4, '0')}`;
});
afterAll(() => sandbox.stop());

const time = '2026-03-01T10:00:00Z';
const search = () => sandbox.search([['patient.identifier', `${fodselsnummer}|${person}`]]);
const terse = (...status: string[]) => ({
  resourceType: 'Bundle',
  type: 'batch-response',
  entry: status.map((one) => ({ response: { status: one } })),
});

describe.each([
  ['batch', batch],
  ['collection', collection],
])('a %s', (_kind, bundle) => {
  test('is saved, and answered with bare statuses', async () => {
    const response = await sandbox.deliver(bundle([pulse(time, about(person)), pulse(time, about(person))]));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    expect(await response.json()).toEqual(terse('200', '200'));
    expect(await found(await search())).toHaveLength(2);
  });

  test('delivered twice is there twice', async () => {
    const delivery = bundle([
      pulse(time, { ...about(person), identifier: [{ system: 'urn:x', value: '1' }] }),
    ]);
    await sandbox.deliver(delivery);
    await sandbox.deliver(delivery);
    expect(await found(await search())).toHaveLength(2);
  });

  test('what is not understood or not an Observation does not keep the rest from being saved', async () => {
    const response = await sandbox.deliver(
      bundle([
        { resourceType: 'Patient', identifier: [{ value: person }] },
        pulse(time, { subject: { reference: 'Patient/1' } }),
        pulse(time, { ...about(person), id: 'æ' }),
        pulse(time, about(person)),
      ]),
    );
    expect(await response.json()).toEqual(terse('200', '400', '400', '200'));
    expect(await found(await search())).toHaveLength(1);
  });

  test('without entries', async () => {
    expect(await (await sandbox.deliver(bundle([]))).json()).toEqual({
      resourceType: 'Bundle',
      type: 'batch-response',
    });
  });
});

describe('batch', () => {
  test('PUT replaces the same id, wherever it was; other ids stay', async () => {
    const moved = `${person}x`;
    await sandbox.deliver(batch([pulse(time, { ...about(moved), id: `a-${serial}` })], 'PUT'));
    await sandbox.deliver(
      batch(
        [
          pulse(time, { ...about(person), id: `a-${serial}` }),
          pulse(time, { ...about(person), id: `b-${serial}` }),
        ],
        'PUT',
      ),
    );
    const changed = { ...about(person), id: `a-${serial}`, status: 'amended' };
    await sandbox.deliver(batch([pulse(time, changed)], 'PUT'));
    const statuses = (await found(await search())).map(({ id, status }) => [id, status]).sort();
    expect(statuses).toEqual([
      [`a-${serial}`, 'amended'],
      [`b-${serial}`, 'final'],
    ]);
    expect(sandbox.pmd.observationsOf(moved)).toEqual([]);
  });

  test('PUT gives an Observation without id the one of its url', async () => {
    const entry = {
      resource: pulse(time, about(person)),
      request: { method: 'PUT', url: `Observation/own-${serial}` },
    };
    await sandbox.deliver({ resourceType: 'Bundle', type: 'batch', entry: [entry] });
    expect(await found(await search())).toMatchObject([{ id: `own-${serial}` }]);
  });

  test.each([
    ['no request', undefined],
    ['DELETE', { method: 'DELETE', url: 'Observation/1' }],
    ['an update by identifier', { method: 'PUT', url: 'Observation?identifier=1' }],
    ['another id than its own', { method: 'PUT', url: 'Observation/other' }],
    ['an id that is none', { method: 'PUT', url: 'Observation/a_b' }],
  ])('an entry with %s is not saved', async (_name, request) => {
    const entry = [{ resource: pulse(time, { ...about(person), id: 'own' }), request }];
    const response = await sandbox.deliver({ resourceType: 'Bundle', type: 'batch', entry });
    expect(await response.json()).toEqual(terse('400'));
    expect(await found(await search())).toEqual([]);
  });

  test('a conditional create creates all the same', async () => {
    const request = { method: 'POST', url: 'Observation', ifNoneExist: 'identifier=1' };
    const delivery = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [{ resource: pulse(time, about(person)), request }],
    };
    await sandbox.deliver(delivery);
    await sandbox.deliver(delivery);
    expect(await found(await search())).toHaveLength(2);
  });
});

describe('text', () => {
  test('comes back character by character, with an id where there was none', async () => {
    const own = `{ "resourceType" : "Observation",\n "id":"kept-${serial}", "subject":{"identifier":{"value":"${person}"}},
      "valueQuantity":{"value":36.0,"extra":1.10}, "note":[{"text":"{\\"æ\\": 1}, ]"}] }`;
    const bare = `{"resourceType":"Observation","subject":{"identifier":{"value":"${person}"}},"valueQuantity":{"value":1.50}}`;
    await sandbox.deliver(
      `{"type":"collection","entry":[{"fullUrl":"x","resource":${own}},{"resource":${bare}}],"resourceType":"Bundle"}`,
    );
    const text = await (await sandbox.search([['patient.identifier', person]])).text();
    expect(text).toContain(own);
    expect(text).toMatch(/\{"id":"[0-9a-f-]{36}","resourceType":"Observation","subject"/);
    expect(text).toContain(bare.slice(1));
  });

  test('meta.lastUpdated only when asked for, and never over the sender’s own', async () => {
    const sent = '2020-01-01T00:00:00Z';
    const meta = (id: string, value?: object) =>
      pulse(time, { ...about(person), id: `${id}-${serial}`, ...(value && { meta: value }) });
    await sandbox.deliver(
      collection([
        meta('none'),
        meta('empty', {}),
        meta('source', { source: 'MEDANETS' }),
        meta('own', { lastUpdated: sent }),
      ]),
    );
    const metas = async () =>
      Object.fromEntries(
        (await found(await search())).map(({ id, meta: value }) => [id?.split('-')[0], value]),
      );
    expect(await metas()).toEqual({
      none: undefined,
      empty: {},
      source: { source: 'MEDANETS' },
      own: { lastUpdated: sent },
    });
    sandbox.pmd.setBehaviour({ lastUpdated: true });
    const lastUpdated = expect.stringMatching(/^20\d\d-\d\d-\d\dT[\d:.]+Z$/) as string;
    expect(await metas()).toEqual({
      none: { lastUpdated },
      empty: { lastUpdated },
      source: { source: 'MEDANETS', lastUpdated },
      own: { lastUpdated: sent },
    });
    sandbox.pmd.setBehaviour({ lastUpdated: false });
  });
});

describe('refused whole', () => {
  test.each([
    ['not JSON', '{"resourceType":"Bundle"', /JSON/],
    ['another resource', { resourceType: 'Patient' }, /Bundle/],
    ['null', 'null', /Bundle/],
    ['a transaction', { resourceType: 'Bundle', type: 'transaction' }, /Bundle\.type/],
    ['entry not a list', { resourceType: 'Bundle', type: 'batch', entry: {} }, /Bundle\.entry/],
  ])('%s → 400', async (_name, body, rule) => {
    expect(await refusal(await sandbox.deliver(body))).toMatchObject({
      status: 400,
      code: 'invalid',
      diagnostics: expect.stringMatching(rule) as string,
    });
  });

  test('another media type → 415', async () => {
    const response = await sandbox.deliver(collection([]), { headers: { 'content-type': 'text/plain' } });
    expect(await refusal(response)).toMatchObject({ status: 415 });
  });

  test('more than 10 MB → 413, a little less is saved', async () => {
    const note = (megabytes: number) => [{ text: 'x'.repeat(megabytes * 1024 * 1024) }];
    const delivery = (megabytes: number) =>
      collection([pulse(time, { ...about(person), note: note(megabytes) })]);
    expect(await refusal(await sandbox.deliver(delivery(10)))).toMatchObject({ status: 413 });
    expect(await (await sandbox.deliver(delivery(9.9))).json()).toEqual(terse('200'));
  });

  test('more than 10 MB that came compressed → 413', async () => {
    const token = await sandbox.systemToken();
    const url = `${sandbox.pmd.url}/`;
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        authorization: `DPoP ${token}`,
        dpop: await sandbox.proof('POST', url, token),
        'content-type': 'application/fhir+json',
        'content-encoding': 'gzip',
      },
      body: gzipSync(' '.repeat(11 * 1024 * 1024)),
    });
    expect(await refusal(response)).toMatchObject({ status: 413 });
  });
});

describe('POST /Observation', () => {
  test('creates', async () => {
    const response = await sandbox.deliver(pulse(time, about(person)), { path: '/Observation' });
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as fhir4.Observation;
    expect(response.headers.get('location')).toBe(`${sandbox.pmd.url}/Observation/${id}`);
    expect(await found(await search())).toEqual([{ ...pulse(time, about(person)), id }]);
  });

  test('anything else → 400', async () => {
    const response = await sandbox.deliver({ resourceType: 'Patient' }, { path: '/Observation' });
    expect(await refusal(response)).toMatchObject({ status: 400 });
  });
});
