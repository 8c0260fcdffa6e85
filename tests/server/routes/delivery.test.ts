import { randomBytes } from 'node:crypto';
import { createConnection } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { endEnrolment } from '../../../server/organizations/end.ts';
import { startFacade, type Answer, type RunningFacade } from '../../support/facade.ts';
import {
  batch,
  bloodPressure,
  collection,
  coding,
  fjordvik,
  heartRate,
  loinc,
  newPerson,
  orgnrSystem,
  weight,
} from '../../support/observation-builders.ts';
import { enrolDelivering } from '../../support/organizations.ts';

let facade: RunningFacade;
let source: string;
beforeAll(async () => {
  facade = await startFacade();
  source = await facade.source();
});
afterAll(() => facade.stop());

const time = '2026-03-01T08:00:00+01:00';
const json = { 'Content-Type': 'application/fhir+json' };

function send(
  body: string | Uint8Array | object,
  headers: Record<string, string> = json,
  path = '',
): Promise<Answer> {
  const payload = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
  return facade.ask(path, {
    method: 'POST',
    token: source,
    headers,
    body: payload as RequestInit['body'] & string,
  });
}
const statuses = ({ body }: Answer) =>
  (body as fhir4.Bundle).entry?.map(({ response }) => response?.status.slice(0, 3));
const reasons = ({ body }: Answer) =>
  (body as fhir4.Bundle).entry?.map(
    ({ response }) =>
      (response?.outcome as fhir4.OperationOutcome | undefined)?.issue[0]?.details?.coding?.[0]?.code,
  );

describe('a Bundle', () => {
  test('is answered entry by entry, in order and with fullUrl: 201, then 200 unchanged, then 200 changed', async () => {
    const person = newPerson();
    const sent = [
      heartRate(person, time, 70),
      weight(person, time, 80),
      bloodPressure(person, time, 120, 80),
    ];
    const first = await send(batch(...sent));
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    expect(first.body).toMatchObject({ resourceType: 'Bundle', type: 'batch-response' });
    expect(statuses(first)).toEqual(['201', '201', '201']);
    expect(first.body.entry.map(({ fullUrl }: fhir4.BundleEntry) => fullUrl)).toEqual(
      sent.map((_, n) => `urn:uuid:00000000-0000-4000-8000-00000000000${n}`),
    );
    const second = await send(batch(...sent.reverse()));
    expect(reasons(second)).toEqual(['unchanged', 'unchanged', 'unchanged']);
    const locations = (answer: Answer) =>
      answer.body.entry.map(({ response }: fhir4.BundleEntry) => response?.location);
    expect(locations(second)).toEqual(locations(first).reverse());
    const third = await send(batch({ ...sent[0], status: 'corrected' }));
    expect([statuses(third), reasons(third)]).toEqual([['200'], ['changed']]);
    expect(third.body.entry[0].response).toMatchObject({
      etag: 'W/"2"',
      location: expect.stringMatching(/^Observation\/[a-z0-9-]+\/_history\/2$/),
    });
  });

  test('as a collection without requests and fullUrls, as in published examples', async () => {
    const answer = await send(
      collection(
        heartRate(newPerson(), time, 70, {
          status: 'registered',
          performer: [{ identifier: { value: 'NHN testdatagenerator' } }],
        }),
      ),
    );
    expect(statuses(answer)).toEqual(['201']);
    expect(answer.body.entry[0]).not.toHaveProperty('fullUrl');
  });

  test('without entries is answered without entries', async () => {
    for (const bundle of [{ resourceType: 'Bundle', type: 'batch' }, batch()]) {
      expect((await send(bundle)).body).toEqual({ resourceType: 'Bundle', type: 'batch-response' });
    }
  });

  test('one bad entry, whatever is wrong with it, never touches the others', async () => {
    const person = newPerson();
    const good = (n: number) => heartRate(person, time, 60 + n);
    const bad: [unknown, string, string][] = [
      [{ resourceType: 'Patient' }, '422', 'resource-type'],
      [null, '422', 'resource-type'],
      [{ ...good(0), subject: { reference: 'Patient/1' } }, '422', 'subject-missing'],
      [{ ...good(0), effectiveDateTime: ' ' }, '422', 'effective-invalid'],
      [{ ...good(0), status: 'fine' }, '422', 'structure-invalid'],
      [{ ...good(0), identifier: [{ value: 'a\0b' }] }, '422', 'structure-invalid'],
      [{ ...good(0), code: { coding: [{ code: '\ud800' }] } }, '422', 'structure-invalid'],
      [{ ...good(0), identifier: [{ value: 'x'.repeat(5000) }] }, '422', 'element-too-long'],
      [
        {
          ...good(0),
          performer: [{ type: 'Organization', identifier: { system: orgnrSystem, value: fjordvik.orgnr } }],
        },
        '403',
        'other-organization',
      ],
    ];
    const entries = bad.flatMap(([resource], n) => [resource, good(n + 1)]);
    const answer = await send(batch(...entries));
    expect(statuses(answer)).toEqual(bad.flatMap(([, status]) => [status, '201']));
    expect(reasons(answer)?.filter((_, n) => n % 2 === 0)).toEqual(bad.map(([, , reason]) => reason));
    expect(answer.text).not.toContain(person.value);
    const found = await facade.ask('/Observation?_summary=count', { token: await facade.clinician(person) });
    expect(found.body.total).toBe(bad.length);
  });

  test('members named as in Object itself come back as they were sent', async () => {
    const person = newPerson();
    const text = JSON.stringify(batch(heartRate(person, time, 70))).replace(
      '"status":"final"',
      '"status":"final","constructor":36.0,"__proto__":{"x":1e2},"toString":[]',
    );
    expect(statuses(await send(text))).toEqual(['201']);
    const found = await facade.ask('/Observation', { token: await facade.clinician(person) });
    expect(found.text).toContain('"constructor":36.0,"__proto__":{"x":1e2},"toString":[]');
    expect(found.body.entry).toHaveLength(1);
  });

  test('20 at once with the same content: each measurement is created once', async () => {
    const person = newPerson();
    const bundle = batch(...Array.from({ length: 4 }, (_, n) => heartRate(person, time, 60 + n)));
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(bundle)));
    const all = answers.flatMap((answer) => statuses(answer) ?? []);
    expect(all.filter((status) => status === '201')).toHaveLength(4);
    expect(all.filter((status) => status === '200')).toHaveLength(76);
  });

  test('gzip is understood', async () => {
    const answer = await send(gzipSync(JSON.stringify(batch(heartRate(newPerson(), time, 70)))), {
      ...json,
      'Content-Encoding': 'gzip',
    });
    expect(statuses(answer)).toEqual(['201']);
  });
});

describe('a body that is refused whole, with element and rule', () => {
  const person = newPerson();
  const bundle = JSON.stringify(batch(heartRate(person, time, 70)));
  const big = 'x'.repeat(10 * 1024 * 1024);
  test.each<[string, string | Uint8Array, Record<string, string>, number, string]>([
    ['10 MB', `{"resourceType":"Bundle","x":"${big}"}`, json, 413, 'too-large'],
    [
      '10 MB behind gzip',
      gzipSync(`{"resourceType":"Bundle","x":"${big}"}`),
      { ...json, 'Content-Encoding': 'gzip' },
      413,
      'too-large',
    ],
    ['XML', '<Bundle/>', { 'Content-Type': 'application/fhir+xml' }, 415, 'media-type'],
    ['text', bundle, { 'Content-Type': 'text/plain' }, 415, 'media-type'],
    ['a form', bundle, { 'Content-Type': 'application/x-www-form-urlencoded' }, 415, 'media-type'],
    ['patches', bundle, { 'Content-Type': 'application/json-patch+json' }, 415, 'media-type'],
    ['invalid JSON', `${bundle},`, json, 400, 'json-invalid'],
    ['JSON cut off', bundle.slice(0, -20), json, 400, 'json-invalid'],
    ['no body', '', json, 400, 'json-invalid'],
    ['deep JSON', `{"resourceType":"Bundle","x":${'['.repeat(100_000)}`, json, 400, 'json-too-deep'],
    [
      'a member twice',
      bundle.replace('"type":"batch"', '"type":"batch","typ\\u0065":"collection"'),
      json,
      400,
      'json-duplicate-member',
    ],
    [
      'bytes that are no UTF-8',
      Buffer.from(bundle.replace('final', 'f\xffnal'), 'latin1'),
      json,
      400,
      'encoding-invalid',
    ],
    ['UTF-16', Buffer.from(bundle, 'utf16le'), json, 400, 'json-invalid'],
    ['noise', randomBytes(1000), json, 400, 'encoding-invalid'],
    ['a transaction', bundle.replace('"batch"', '"transaction"'), json, 400, 'bundle-type'],
    ['no Bundle', JSON.stringify(heartRate(person, time, 70)), json, 400, 'bundle-expected'],
  ])('%s', async (_, body, headers, status, reason) => {
    const answer = await send(body, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    expect(answer.body).toMatchObject({
      resourceType: 'OperationOutcome',
      issue: [
        { severity: 'error', diagnostics: expect.any(String), details: { coding: [{ code: reason }] } },
      ],
    });
    expect(answer.text).not.toContain(person.value);
    const count = await facade.ask('/Observation?_summary=count', { token: await facade.clinician(person) });
    expect(count.body.total).toBe(0);
  });

  test('a body that is no gzip though it says so', async () => {
    const answer = await send(bundle, { ...json, 'Content-Encoding': 'gzip' });
    expect(answer.status).toBe(400);
    expect(answer.body.resourceType).toBe('OperationOutcome');
  });

  test('a source that hangs up in the middle has delivered nothing, and the next is served', async () => {
    const hungUp = newPerson();
    const body = JSON.stringify(batch(heartRate(hungUp, time, 70)));
    const { port } = new URL(facade.origin);
    await new Promise<void>((resolve, reject) => {
      const head = `POST /fhir HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${source}\r\n`;
      const socket = createConnection(Number(port), '127.0.0.1', () =>
        socket.end(
          `${head}Content-Type: application/fhir+json\r\nContent-Length: ${body.length + 1}\r\n\r\n${body}`,
        ),
      );
      socket.on('error', reject);
      socket.on('close', () => resolve());
      socket.resume();
    });
    const count = await facade.ask('/Observation?_summary=count', { token: await facade.clinician(hungUp) });
    expect(count.body.total).toBe(0);
    expect(statuses(await send(body))).toEqual(['201']);
  });
});

describe('POST Observation', () => {
  const post = (body: unknown) => send(body as object, json, '/Observation');

  test('201 with Location and ETag, then 200', async () => {
    const sent = heartRate(newPerson(), time, 70);
    const created = await post(sent);
    expect(created.status).toBe(201);
    expect(created.headers.get('location')).toMatch(
      new RegExp(`^${facade.fhirBase}/Observation/[a-z0-9-]+/_history/1$`),
    );
    expect(created.headers.get('etag')).toBe('W/"1"');
    expect((await post(sent)).status).toBe(200);
    const changed = await post({ ...sent, status: 'corrected' });
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, 'W/"2"']);
  });

  test.each([
    ['another resource', { resourceType: 'Patient' }, 422, 'resource-type'],
    ['null', null, 422, 'resource-type'],
    ['no time', { effectiveDateTime: undefined }, 422, 'effective-missing'],
    ['no value in the code', { code: coding(loinc, '') }, 422, 'structure-invalid'],
    [
      'another organisation',
      { performer: [{ type: 'Organization', identifier: { system: orgnrSystem, value: fjordvik.orgnr } }] },
      403,
      'other-organization',
    ],
  ])('%s is refused', async (_, changes, status, reason) => {
    const answer = await post(
      changes && !('resourceType' in changes) ? heartRate(newPerson(), time, 70, changes) : changes,
    );
    expect(answer.status).toBe(status);
    expect(answer.body.issue[0].details.coding[0].code).toBe(reason);
  });
});

describe('what is accepted with doubt', () => {
  const doubtful = () =>
    weight(newPerson(), time, 49000, 'kg', {
      category: [coding('http://terminology.hl7.org/CodeSystem/observation-category', 'vital-signs')],
    });
  const issuesOf = (outcome: unknown) =>
    ((outcome as fhir4.OperationOutcome | undefined)?.issue ?? []).map(({ severity, details }) => [
      severity,
      details?.coding?.[0]?.code,
    ]);
  const doubts = [
    ['warning', 'impossible'],
    ['warning', 'unit-suspected'],
  ];

  test('is told beside each entry, after what became of it', async () => {
    const sent = doubtful();
    const answers = [sent, sent, { ...sent, status: 'corrected' }].map((resource) => batch(resource));
    const told: [string | undefined, unknown][] = [];
    for (const bundle of answers) {
      const { response } = (await send(bundle)).body.entry[0];
      told.push([response.status, issuesOf(response.outcome)]);
    }
    expect(told).toEqual([
      ['201 Created', doubts],
      ['200 OK', [['information', 'unchanged'], ...doubts]],
      ['200 OK', [['information', 'changed'], ...doubts]],
    ]);
  });

  test('is told as an OperationOutcome to who prefers one', async () => {
    const sent = doubtful();
    const prefer = (preference: string) => send(sent, { ...json, Prefer: preference }, '/Observation');
    const created = await prefer('handling=lenient; return=OperationOutcome');
    expect([created.status, issuesOf(created.body)]).toEqual([201, [['information', 'created'], ...doubts]]);
    const again = await prefer('return=OperationOutcome');
    expect([again.status, issuesOf(again.body)]).toEqual([200, [['information', 'unchanged'], ...doubts]]);
    expect((await prefer('return=minimal')).text).toBe('');
  });

  test('an odd address of an entry is told with it', async () => {
    const entry = [
      { resource: doubtful(), request: { method: 'PUT', url: 'Observation' } },
      { resource: doubtful(), request: { method: 'POST', url: 'Patient' } },
    ];
    const answer = await send({ resourceType: 'Bundle', type: 'batch', entry });
    expect(answer.body.entry.map(({ response }: fhir4.BundleEntry) => issuesOf(response?.outcome))).toEqual([
      [['warning', 'request-url'], ...doubts],
      [['error', 'request-url']],
    ]);
  });
});

describe('in a production configuration', () => {
  test('synthetic persons are refused, real ones are taken, and reading is not affected', async () => {
    const production = await startFacade({ syntheticPersons: 'refuse' });
    const [synthetic, real] = [newPerson(), { ...newPerson(), value: '02013299997' }];
    const answer = await production.ask('', {
      method: 'POST',
      token: await production.source(),
      headers: json,
      body: JSON.stringify(batch(heartRate(synthetic, time, 70), heartRate(real, time, 70))),
    });
    expect(statuses(answer)).toEqual(['422', '201']);
    expect(reasons(answer)?.[0]).toBe('subject-synthetic');
    for (const [person, total] of [
      [synthetic, 0],
      [real, 1],
    ] as const) {
      const found = await production.ask('/Observation?_summary=count', {
        token: await production.clinician(person),
      });
      expect(found.body.total).toBe(total);
    }
    await production.stop();
  });
});

describe('who may deliver', () => {
  test.each<[string, () => Promise<string | undefined>, number, string]>([
    ['nobody without a token', () => Promise.resolve(undefined), 401, 'token-missing'],
    [
      'not a clinician',
      () => facade.clinician(newPerson(), { scopes: ['patient/Observation.cruds', 'system/Observation.c'] }),
      403,
      'scope-insufficient',
    ],
    ['no source without the scope', () => facade.source({ scopes: [] }), 403, 'scope-insufficient'],
    [
      'no source that may only read',
      () => facade.source({ scopes: ['system/Observation.rs'] }),
      403,
      'scope-insufficient',
    ],
    [
      'no source whose token has expired',
      () => facade.source({ expires: Date.now() - 1000 }),
      401,
      'token-expired',
    ],
  ])('%s', async (_, token, status, reason) => {
    for (const path of ['', '/', '/Observation']) {
      const bearer = await token();
      const answer = await facade.ask(path, {
        method: 'POST',
        headers: json,
        body: '{',
        ...(bearer && { token: bearer }),
      });
      expect([path, answer.status, answer.body.issue[0].details.coding[0].code]).toEqual([
        path,
        status,
        reason,
      ]);
    }
  });

  test('a source reads nothing', async () => {
    for (const path of [
      '/Observation',
      '/Observation/a-1',
      '/Observation/$lastn?code=8867-4',
      '/Observation/$trend?code=8867-4',
    ]) {
      expect((await facade.ask(path, { token: source })).status).toBe(403);
    }
  });
});

describe('the enrolment of the token’s organisation is looked up at each delivery', () => {
  const centre = { orgnr: '314903625', name: 'Senteret' };
  const hour = 3_600_000;
  const enrolCentre = (changes: object = {}) => enrolDelivering(facade.database.pool, centre, changes);
  const deliver = async (person: PersonIdentifier, path: string): Promise<Answer> => {
    const resource = heartRate(person, time, 70);
    return facade.ask(path, {
      method: 'POST',
      token: await facade.source(centre),
      headers: json,
      body: JSON.stringify(path === '/Observation' ? resource : batch(resource)),
    });
  };
  const stored = async (person: PersonIdentifier) =>
    (await facade.ask('/Observation?_summary=count', { token: await facade.clinician(person) })).body.total;
  const refused = async (path: string) => {
    const person = newPerson();
    const { status, body } = await deliver(person, path);
    expect([path, status, body.resourceType]).toEqual([path, 403, 'OperationOutcome']);
    expect(body.issue).toMatchObject([
      { code: 'forbidden', details: { coding: [{ code: 'organization-not-enrolled' }] } },
    ]);
    expect(await stored(person)).toBe(0);
  };

  test.each(['', '/', '/Observation'])('POST %s', async (path) => {
    await facade.database.pool.query('delete from organization where orgnr = $1', [centre.orgnr]);
    await refused(path);
    await enrolCentre({ from: Date.now() + hour });
    await refused(path);
    await enrolCentre({ from: 0, delivers: false, consumes: true });
    await refused(path);

    await enrolCentre();
    const person = newPerson();
    expect([200, 201]).toContain((await deliver(person, path)).status);
    expect(await stored(person)).toBe(1);
    await endEnrolment(facade.database.pool, centre.orgnr, Date.now());
    await refused(path);
  });

  test('and when it cannot be looked up, nothing is delivered', async () => {
    const person = newPerson();
    await enrolCentre({ to: null });
    await facade.database.pool.query('alter table organization rename to away');
    const { status, headers, body } = await deliver(person, '');
    await facade.database.pool.query('alter table away rename to organization');
    expect([status, body.issue[0].details.coding[0].code]).toEqual([503, 'register-unavailable']);
    expect(headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await stored(person)).toBe(0);
  });
});

describe('the metrics of a source', () => {
  const sample = async (line: RegExp) => {
    const text = await (await fetch(`${facade.origin}/metrics`)).text();
    return Number(new RegExp(`^hjemmekurve_${line.source} (\\S+)$`, 'm').exec(text)?.[1] ?? 0);
  };
  const delivered = (outcome: string) =>
    sample(new RegExp(`delivered_entries_total\\{source="310518778",outcome="${outcome}"\\}`));
  const timed = () => sample(/delivery_seconds_count\{source="310518778"\}/);

  test('count its entries by outcome, and time its deliveries', async () => {
    await enrolDelivering(facade.database.pool, fjordvik);
    const token = await facade.source(fjordvik);
    const post = (path: string, body: object) =>
      facade.ask(path, { method: 'POST', token, headers: json, body: JSON.stringify(body) });
    const sent = heartRate(newPerson(), time, 70);
    const timeless = { ...sent, effectiveDateTime: undefined };
    await post('', batch(sent, heartRate(newPerson(), time, 71), timeless));
    await post('', batch(sent, { ...sent, status: 'corrected' }));
    await post('/Observation', timeless);
    await post('/Observation', heartRate(newPerson(), time, 72));
    await post('', { resourceType: 'Patient' });
    expect({
      created: await delivered('created'),
      unchanged: await delivered('unchanged'),
      changed: await delivered('changed'),
      'effective-missing': await delivered('effective-missing'),
      deliveries: await timed(),
    }).toEqual({ created: 3, unchanged: 1, changed: 1, 'effective-missing': 2, deliveries: 4 });
  });
});
