import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appOrigin, startSandbox } from './support/sandbox.ts';
import type { Sandbox } from './support/sandbox.ts';
import { json, launchTestClient, readFhir } from './support/smart-client.ts';

let sandbox: Sandbox;
let token: string;
const choice = { patient: 'heart-failure', practitioner: 'gp' };
const tokenWith = async (scope: string) =>
  (await launchTestClient(sandbox, `launch openid fhirUser ${scope}`, choice)).access_token;

beforeAll(async () => {
  sandbox = await startSandbox();
  token = await tokenWith('patient/DocumentReference.crs');
});
afterAll(() => sandbox.stop());

const text = 'Vekt: 84,2 kg – økt «3 kg» på fire døgn';
const note = (changes: object = {}) => ({
  resourceType: 'DocumentReference',
  status: 'current',
  type: { coding: [{ system: 'http://loinc.org', code: '11506-3' }] },
  subject: { reference: 'Patient/heart-failure' },
  author: [{ reference: 'Practitioner/gp' }],
  date: '2026-11-28T10:00:00+01:00',
  content: [
    {
      attachment: {
        contentType: 'text/plain; charset=utf-8',
        data: Buffer.from(text).toString('base64'),
      },
    },
  ],
  ...changes,
});
const identified = (value: string) => ({ identifier: [{ system: 'urn:ietf:rfc:3986', value }] });

function create(
  body: unknown,
  { as = token, headers = {} }: { as?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
  return fetch(`${sandbox.iss}/DocumentReference`, {
    method: 'POST',
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/fhir+json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

async function refusal(response: Response) {
  const outcome = (await response.json()) as fhir4.OperationOutcome;
  expect(outcome.resourceType).toBe('OperationOutcome');
  return { status: response.status, told: outcome.issue[0]?.diagnostics };
}

describe('a note is created', () => {
  test('201 with its address; read, searched and shown as it was sent, under an id of the record’s own', async () => {
    const response = await create(note({ id: 'mine', ...identified('urn:uuid:1') }));
    expect(response.status).toBe(201);
    const kept = await json<fhir4.DocumentReference>(response, 201);
    expect(kept.id).not.toBe('mine');
    expect(response.headers.get('location')).toBe(`${sandbox.iss}/DocumentReference/${kept.id}`);

    const read = await json<fhir4.DocumentReference>(
      await readFhir(sandbox, `DocumentReference/${kept.id}`, token),
    );
    expect(read).toEqual(kept);
    expect(Buffer.from(read.content[0]?.attachment.data ?? '', 'base64').toString('utf8')).toBe(text);
    for (const query of ['identifier=urn:ietf:rfc:3986|urn:uuid:1', 'patient=heart-failure&_id=' + kept.id]) {
      const found = await json<fhir4.Bundle>(await readFhir(sandbox, `DocumentReference?${query}`, token));
      expect(found.entry?.map(({ resource }) => resource?.id)).toEqual([kept.id]);
    }
    const page = await (await fetch(`${sandbox.url}/notes?patient=heart-failure`)).text();
    expect(page).toContain(text);
    expect(await (await fetch(`${sandbox.url}/notes?patient=copd`)).text()).not.toContain(text);
  });

  test('a masterIdentifier is found by identifier too, as R4 says', async () => {
    const masterIdentifier = { system: 'urn:ietf:rfc:3986', value: 'urn:uuid:master' };
    const kept = await json<fhir4.Resource>(await create(note({ masterIdentifier })), 201);
    const found = await json<fhir4.Bundle>(
      await readFhir(sandbox, 'DocumentReference?identifier=urn:uuid:master', token),
    );
    expect(found.entry?.map(({ resource }) => resource?.id)).toEqual([kept.id]);
  });

  test('If-None-Exist: twice at once and once again writes one; 200 answers the one that is there', async () => {
    const headers = { 'if-none-exist': 'identifier=urn:ietf:rfc:3986|urn:uuid:2' };
    const both = await Promise.all([1, 2].map(() => create(note(identified('urn:uuid:2')), { headers })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 201]);
    const third = await create(note(identified('urn:uuid:2')), { headers });
    expect(third.status).toBe(200);
    const ids = await Promise.all(
      [...both, third].map(async (one) => ((await one.json()) as fhir4.Resource).id),
    );
    expect(new Set(ids).size).toBe(1);
  });

  test('If-None-Exist that two meet → 412; one that means nothing → 400', async () => {
    for (const value of ['urn:uuid:3', 'urn:uuid:3']) await create(note(identified(value)));
    const conditional = (condition: string) =>
      create(note(identified('urn:uuid:3')), { headers: { 'if-none-exist': condition } });
    expect((await refusal(await conditional('identifier=urn:uuid:3'))).status).toBe(412);
    expect((await refusal(await conditional('unheard-of=1'))).status).toBe(400);
    expect((await refusal(await conditional(''))).status).toBe(400);
  });
});

describe('what the scopes do not reach', () => {
  test.each([
    ['read and search only', 'patient/DocumentReference.rs', 403],
    ['v1 read', 'patient/DocumentReference.read', 403],
    ['another type', 'patient/Observation.rs', 403],
    ['v1 write', 'patient/DocumentReference.write', 201],
    ['v2 create', 'patient/DocumentReference.c', 201],
  ])('%s: %s → %i', async (_name, scope, status) => {
    expect((await create(note(), { as: await tokenWith(scope) })).status).toBe(status);
  });

  test('create alone neither reads nor searches', async () => {
    const writer = await tokenWith('patient/DocumentReference.c');
    const { id } = await json<fhir4.Resource>(await create(note(), { as: writer }), 201);
    expect((await readFhir(sandbox, `DocumentReference/${id}`, writer)).status).toBe(403);
    expect((await readFhir(sandbox, 'DocumentReference', writer)).status).toBe(403);
  });

  test('without a token, and with one that has ended → 401', async () => {
    expect((await create(note(), { as: 'unknown' })).status).toBe(401);
  });

  test('the launch’s fault no-document-write takes the scope out of the grant', async () => {
    const granted = await launchTestClient(
      sandbox,
      'launch patient/Patient.r patient/DocumentReference.crs',
      {
        ...choice,
        faults: ['no-document-write'],
      },
    );
    expect(granted.scope.split(' ')).toEqual(['launch', 'patient/Patient.r']);
  });
});

test('about another patient than the launch’s → 403, and nothing is kept', async () => {
  const subject = { reference: 'Patient/copd' };
  expect((await refusal(await create(note({ subject, ...identified('urn:uuid:other') })))).status).toBe(403);
  const copd = await launchTestClient(sandbox, 'launch patient/DocumentReference.rs', { patient: 'copd' });
  const found = await json<fhir4.Bundle>(await readFhir(sandbox, 'DocumentReference', copd.access_token));
  expect(found.total).toBe(0);
});

describe('invalid', () => {
  const attachment = (changes: object) => [
    { attachment: { contentType: 'text/plain', data: 'aGVp', ...changes } },
  ];
  test.each([
    ['not JSON', '{', 400, 'JSON'],
    ['null', 'null', 400, 'resourceType'],
    ['another type', { ...note(), resourceType: 'Observation' }, 400, 'resourceType'],
    ['unknown element', note({ note: 'x' }), 422, 'DocumentReference.note'],
    ['status', note({ status: 'entered-in-error' }), 422, 'status'],
    ['no type', note({ type: undefined }), 422, 'type'],
    ['type without system', note({ type: { coding: [{ code: '11506-3' }] } }), 422, 'type'],
    ['no subject', note({ subject: undefined }), 422, 'subject'],
    ['subject by identifier only', note({ subject: { identifier: { value: '1' } } }), 422, 'subject'],
    ['no author', note({ author: [] }), 422, 'author'],
    ['another author', note({ author: [{ reference: 'Practitioner/hospital-doctor' }] }), 422, 'author'],
    ['date without zone', note({ date: '2026-11-28T10:00:00' }), 422, 'date'],
    ['no content', note({ content: [] }), 422, 'content'],
    ['HTML', note({ content: attachment({ contentType: 'text/html' }) }), 422, 'contentType'],
    ['no data', note({ content: attachment({ data: '' }) }), 422, 'data'],
    ['not base64', note({ content: attachment({ data: 'hei!' }) }), 422, 'data'],
    ['not UTF-8', note({ content: attachment({ data: '/w==' }) }), 422, 'UTF-8'],
  ])('%s → refused by element', async (_name, body, status, element) => {
    const told = await refusal(await create(body));
    expect(told.status).toBe(status);
    expect(told.told).toContain(element);
  });

  test('another media type → 415; another type of resource → 405, unknown → 404', async () => {
    expect((await create(note(), { headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    const post = (type: string) =>
      fetch(`${sandbox.iss}/${type}`, { method: 'POST', headers: { authorization: `Bearer ${token}` } });
    expect((await post('Observation')).status).toBe(405);
    expect((await post('Nothing')).status).toBe(404);
  });
});

test('the CapabilityStatement says what can be created, and a browser app may send the condition', async () => {
  const { rest } = await json<fhir4.CapabilityStatement>(await readFhir(sandbox, 'metadata'));
  const creatable = rest?.[0]?.resource?.filter(({ interaction }) =>
    interaction?.some(({ code }) => code === 'create'),
  );
  expect(creatable?.map(({ type, conditionalCreate }) => [type, conditionalCreate])).toEqual([
    ['DocumentReference', true],
  ]);
  const preflight = await fetch(`${sandbox.iss}/DocumentReference`, {
    method: 'OPTIONS',
    headers: { origin: appOrigin, 'access-control-request-method': 'POST' },
  });
  expect(preflight.headers.get('access-control-allow-headers')).toContain('If-None-Exist');
});
