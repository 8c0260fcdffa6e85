import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../server/access/grant.ts';
import { mostBlocks } from '../../../server/blocks/blocks.ts';
import { startConsentFacade, type ConsentFacade } from '../../support/consent-facade.ts';
import { patientId, type Answer } from '../../support/facade.ts';
import { newPerson } from '../../support/observation-builders.ts';
import { actor, practitioner, sentConsent } from '../blocks/consents.ts';

let facade: ConsentFacade;
/** Another facade on the same database. */
let other: ConsentFacade;
let person: PersonIdentifier;
let token: string;

beforeAll(async () => {
  facade = await startConsentFacade();
  other = await startConsentFacade(facade.database);
});
afterAll(async () => {
  await other.stop();
  await facade.stop();
});
beforeEach(async () => {
  person = newPerson();
  token = await facade.citizen(person);
  Object.assign(facade.log, { written: [], full: false, onWrite: () => Promise.resolve() });
});

const consentOf = (
  whose = person,
  changes: Record<string, unknown> = {},
  provision: Record<string, unknown> = {},
) => sentConsent({ patient: { reference: `Patient/${patientId(whose)}` }, ...changes }, provision);
const make = (body: unknown = consentOf(), headers = {}) =>
  facade.ask('/Consent', { method: 'POST', token, body, headers });
const put = (id: string, body: unknown, headers = {}) =>
  facade.ask(`/Consent/${id}`, { method: 'PUT', token, body, headers });
const withdraw = (id: string, headers = {}) =>
  facade.ask(`/Consent/${id}`, { method: 'DELETE', token, headers });
const all = async (of = token) => (await facade.ask('/Consent', { token: of })).body as fhir4.Bundle;
const idOf = ({ body }: Answer) => (body as fhir4.Consent).id as string;
const reasonOf = ({ body }: Answer) =>
  (body as fhir4.OperationOutcome).issue[0]?.details?.coding?.[0]?.code as string;
const actions = () =>
  facade.log.written.map(({ action, refused }) => (refused ? [action, refused] : [action]));

describe('POST Consent', () => {
  test('answers 201 with where it is, its version, and what stands', async () => {
    const answer = await make();
    const id = idOf(answer);
    expect(answer.status).toBe(201);
    expect(answer.headers.get('location')).toBe(`${facade.fhirBase}/Consent/${id}/_history/1`);
    expect(answer.headers.get('etag')).toBe('W/"1"');
    expect(answer.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    expect(Date.parse(answer.headers.get('last-modified') ?? '')).toBeGreaterThan(Date.now() - 5000);
    expect(answer.body).toMatchObject({
      resourceType: 'Consent',
      meta: { versionId: '1' },
      status: 'active',
      patient: { reference: `Patient/${patientId(person)}` },
      performer: [{ reference: `Patient/${patientId(person)}`, display: 'Vakker Blomst' }],
      provision: { type: 'deny', actor: [{ reference: { display: 'Åse Fjellsjø' } }] },
    });
    expect((await facade.ask(`/Consent/${id}`, { token })).body).toEqual(answer.body);
  });

  test('or without it, when asked to', async () => {
    const answer = await make(consentOf(), { Prefer: 'return=minimal' });
    expect([answer.status, answer.text]).toEqual([201, '']);
    expect(answer.headers.get('etag')).toBe('W/"1"');
    expect((await all()).total).toBe(1);
  });

  test('by a parent is the parent’s', async () => {
    token = await facade.citizen(person, { actor: { relation: 'parent', name: 'Stolt Fjell' } });
    expect((await make()).body).toMatchObject({
      performer: [{ type: 'RelatedPerson', display: 'Stolt Fjell' }],
    });
    expect(facade.log.written[0]?.actor).toEqual({
      kind: 'citizen',
      relation: 'parent',
      name: 'Stolt Fjell',
    });
  });

  test.each<[string, () => unknown, number, string, string]>([
    ['no JSON', () => '{"resourceType":', 400, '', 'json-invalid'],
    ['a member twice', () => '{"status":"active","status":"inactive"}', 400, '', 'json-duplicate-member'],
    ['no Consent', () => ({ resourceType: 'Patient' }), 400, 'Consent.resourceType', 'structure-invalid'],
    [
      'a withdrawn one',
      () => consentOf(person, { status: 'inactive' }),
      422,
      'Consent.status',
      'value-not-supported',
    ],
    [
      'a nested provision',
      () => consentOf(person, {}, { provision: [{}] }),
      422,
      'Consent.provision.provision',
      'element-not-supported',
    ],
    ['another patient’s', () => consentOf(newPerson()), 403, 'Consent.patient', 'other-patient'],
  ])('refuses %s, and makes nothing', async (_, body, status, element, reason) => {
    const answer = await make(body());
    expect([answer.status, reasonOf(answer)]).toEqual([status, reason]);
    if (element) expect(answer.body).toMatchObject({ issue: [{ expression: [element] }] });
    expect((await all()).total).toBe(0);
  });

  test('refuses what is not sent as FHIR, and what is too long', async () => {
    expect((await make(new URLSearchParams({ a: 'b' }))).status).toBe(415);
    expect((await make(consentOf(), { 'Content-Type': 'text/plain' })).status).toBe(415);
    expect((await make('x'.repeat(65 * 1024))).status).toBe(413);
  });

  test(`refuses one more than ${mostBlocks}`, async () => {
    await make();
    await facade.database.pool.query(
      `insert into block_version (person, id, version, kind, from_ms, status, made_by_relation, made_by_name, updated_ms)
       select person, gen_random_uuid(), 1, 'everyone', 0, 'active', 'self', 'x', 0
         from person_identity, generate_series(2, $2) where value = $1`,
      [person.value, mostBlocks],
    );
    const answer = await make();
    expect([answer.status, reasonOf(answer)]).toEqual([422, 'too-many-blocks']);
    expect((await all()).entry).toHaveLength(mostBlocks);
  });
});

describe('PUT Consent/[id]', () => {
  test('is a new version; the one before stays readable', async () => {
    const id = idOf(await make());
    const answer = await put(id, consentOf(person, { id }, { period: { end: '2099-12-31' } }), {
      'If-Match': 'W/"1"',
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('etag')).toBe('W/"2"');
    expect(answer.body).toMatchObject({
      meta: { versionId: '2' },
      provision: { period: { end: '2099-12-31T22:59:59.999Z' } },
    });
    expect((await facade.ask(`/Consent/${id}/_history/1`, { token })).body).not.toHaveProperty(
      'provision.period.end',
    );
  });

  test('takes what was read as it is', async () => {
    const made = await make();
    const again = await put(idOf(made), made.body);
    expect(again.status).toBe(200);
    const { meta: _, dateTime: __, ...before } = made.body as fhir4.Consent;
    expect(again.body).toMatchObject(before);
  });

  test('with status inactive withdraws', async () => {
    const made = await make();
    const answer = await put(idOf(made), { ...(made.body as object), status: 'inactive' });
    expect(answer.body).toMatchObject({ status: 'inactive', meta: { versionId: '2' } });
  });

  test('of a version that stands no more is 412, at every facade', async () => {
    const made = await make();
    const id = idOf(made);
    const othersToken = await other.citizen(person);
    const others = await other.ask(`/Consent/${id}`, {
      method: 'PUT',
      token: othersToken,
      body: made.body,
      headers: { 'If-Match': 'W/"1"' },
    });
    expect(others.status).toBe(200);
    const answer = await put(id, made.body, { 'If-Match': 'W/"1"' });
    expect([answer.status, reasonOf(answer)]).toEqual([412, 'version-conflict']);
    expect((await put(id, made.body, { 'If-Match': 'one' })).status).toBe(422);
    expect((await facade.ask(`/Consent/${id}`, { token })).headers.get('etag')).toBe('W/"2"');
  });

  test('says which one', async () => {
    const id = idOf(await make());
    for (const body of [consentOf(), consentOf(person, { id: '0b4e4f5c-1f6a-4a52-9b5e-6f1f0d3c2b1a' })]) {
      const answer = await put(id, body);
      expect([answer.status, reasonOf(answer)]).toEqual([400, 'id-other']);
    }
  });
});

describe('DELETE Consent/[id]', () => {
  test('withdraws: what was there is in the history, and reads as inactive', async () => {
    const made = await make();
    const id = idOf(made);
    const answer = await withdraw(id, { 'If-Match': 'W/"1"' });
    expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([204, '', 'W/"2"']);
    const { status, body } = await facade.ask(`/Consent/${id}`, { token });
    expect([status, (body as fhir4.Consent).status]).toEqual([200, 'inactive']);
    expect((await facade.ask(`/Consent/${id}/_history/1`, { token })).body).toEqual(made.body);
  });

  test('again changes nothing', async () => {
    const id = idOf(await make());
    await withdraw(id);
    const again = await withdraw(id);
    expect([again.status, again.headers.get('etag')]).toEqual([204, 'W/"2"']);
    expect(actions()).toEqual([['consent-changed'], ['consent-changed']]);
  });

  test('of another version is 412', async () => {
    const id = idOf(await make());
    expect((await withdraw(id, { 'If-Match': 'W/"2"' })).status).toBe(412);
    expect((await facade.ask(`/Consent/${id}`, { token })).body).toMatchObject({ status: 'active' });
  });
});

describe('GET Consent/[id]/_history', () => {
  test('is every version, newest first, each with what was done', async () => {
    const made = await make();
    const id = idOf(made);
    await put(id, made.body);
    await withdraw(id);
    const { body } = await facade.ask(`/Consent/${id}/_history`, { token });
    expect(body).toMatchObject({
      resourceType: 'Bundle',
      type: 'history',
      total: 3,
      entry: [
        {
          resource: { status: 'inactive' },
          request: { method: 'PUT', url: `Consent/${id}` },
          response: { etag: 'W/"3"' },
        },
        { resource: { status: 'active' }, request: { method: 'PUT' }, response: { status: '200 OK' } },
        {
          fullUrl: `${facade.fhirBase}/Consent/${id}`,
          resource: made.body,
          request: { method: 'POST', url: 'Consent' },
        },
      ],
    });
  });

  test.each(['0', '2', 'x', '01'])('there is no version %s', async (version) => {
    const id = idOf(await make());
    expect((await facade.ask(`/Consent/${id}/_history/${version}`, { token })).status).toBe(404);
  });
});

describe('GET Consent', () => {
  const search = async (query: string, headers = {}) =>
    await facade.ask(`/Consent${query}`, { token, headers });

  test('is all of one’s own, newest first, and nobody else’s', async () => {
    const first = idOf(await make());
    const second = idOf(await make(consentOf(person, {}, { actor: undefined })));
    await withdraw(first);
    token = await facade.citizen(newPerson());
    expect(await all()).toEqual({
      resourceType: 'Bundle',
      type: 'searchset',
      total: 0,
      link: [{ relation: 'self', url: expect.stringContaining('/Consent?patient=') as string }],
    });
    token = await facade.citizen(person);
    const { total, entry } = await all();
    expect([total, entry?.map(({ resource }) => resource?.id)]).toEqual([2, [first, second]]);
    expect(entry?.[0]).toMatchObject({
      fullUrl: `${facade.fhirBase}/Consent/${first}`,
      search: { mode: 'match' },
    });
  });

  test('by status, by id, and by the patient, who is only compared', async () => {
    const [one, two, three] = [idOf(await make()), idOf(await make()), idOf(await make())];
    await withdraw(one);
    const found = async (query: string) =>
      ((await search(query)).body as fhir4.Bundle).entry?.map(({ resource }) => resource?.id) ?? [];
    expect(await found('?status=inactive')).toEqual([one]);
    expect(await found('?status=http://hl7.org/fhir/consent-state-codes|active')).toEqual([three, two]);
    expect(await found('?status=active,inactive')).toEqual([one, three, two]);
    expect(await found('?status=draft')).toEqual([]);
    expect(await found(`?_id=${two},${one},x`)).toEqual([one, two]);
    expect(await found(`?_id=${two}&status=inactive`)).toEqual([]);
    expect(await found(`?patient=Patient/${patientId(person)}&_format=json`)).toHaveLength(3);
    const others = await search(`?patient=${patientId(newPerson())}`);
    expect([others.status, reasonOf(others)]).toEqual([403, 'other-patient']);
  });

  test('by a form, in which the patient may be named by number', async () => {
    await make();
    const ask = (value: string) =>
      facade.ask('/Consent/_search', {
        method: 'POST',
        token,
        body: new URLSearchParams({ 'patient.identifier': value }),
      });
    const found = await ask(`${person.system}|${person.value}`);
    expect(found.body).toMatchObject({ total: 1 });
    expect(found.text).not.toContain(person.value);
    expect((await ask(newPerson().value)).status).toBe(403);
  });

  test('names what it did not understand, or refuses it under strict handling', async () => {
    const { status, body } = await search('?category=INFA&_count=1&status=active&x13717404089=1');
    expect(status).toBe(200);
    const self = new URL((body as fhir4.Bundle).link?.[0]?.url ?? '').searchParams;
    expect(self.getAll('_ignored')).toEqual(['category', '_count', '…']);
    expect(self.get('status')).toBe('active');
    const strict = await search('?category=INFA', { Prefer: 'handling=strict' });
    expect([strict.status, reasonOf(strict)]).toEqual([400, 'parameter-unknown']);
  });

  test.each([
    ['?status=on', 400],
    ['?status=http://other|active', 400],
    ['?status=', 400],
    ['?status=active&status=inactive', 400],
    ['?status:not=active', 400],
    ['?patient:identifier=1', 400],
    ['?_format=xml', 406],
  ])('refuses %s', async (query, status) => {
    expect((await search(query)).status).toBe(status);
  });
});

describe('another patient’s Consent', () => {
  test('is answered as one that does not exist, whatever is asked of it', async () => {
    const made = await make();
    const id = idOf(made);
    const stranger = newPerson();
    token = await facade.citizen(stranger);
    const none = '0b4e4f5c-1f6a-4a52-9b5e-6f1f0d3c2b1a';
    const asked = (which: string) =>
      Promise.all([
        facade.ask(`/Consent/${which}`, { token }),
        facade.ask(`/Consent/${which}/_history`, { token }),
        facade.ask(`/Consent/${which}/_history/1`, { token }),
        put(which, consentOf(stranger, { id: which })),
        put(which, consentOf(stranger, { id: which }), { 'If-Match': 'W/"7"' }),
        withdraw(which),
        withdraw(which, { 'If-Match': 'W/"7"' }),
      ]);
    const [theirs, nobodys] = [await asked(id), await asked(none)];
    expect(theirs.map(({ status }) => status)).toEqual(Array(7).fill(404));
    expect(theirs.map(({ body }) => body as object)).toEqual(nobodys.map(({ body }) => body as object));
    const found = await facade.ask(`/Consent?_id=${id}`, { token });
    expect(found.body).toMatchObject({ total: 0 });
    expect((await facade.ask(`/Consent/${id}`, { token: await facade.citizen(person) })).body).toEqual(
      made.body,
    );
  });
});

describe('who may', () => {
  const everything = async (of: string | undefined, id: string): Promise<Answer[]> => {
    const token = of === undefined ? {} : { token: of };
    const body = consentOf(person, { id });
    return [
      await facade.ask('/Consent', token),
      await facade.ask(`/Consent/_search`, { method: 'POST', ...token, body: new URLSearchParams() }),
      await facade.ask(`/Consent/${id}`, token),
      await facade.ask(`/Consent/${id}/_history`, token),
      await facade.ask(`/Consent/${id}/_history/1`, token),
      await facade.ask('/Consent', { method: 'POST', ...token, body }),
      await facade.ask(`/Consent/${id}`, { method: 'PUT', ...token, body }),
      await facade.ask(`/Consent/${id}`, { method: 'DELETE', ...token }),
    ];
  };
  const letters = ['s', 's', 'r', 'r', 'r', 'c', 'u', 'd'];

  test.each(['c', 'r', 'u', 'd', 's'])(
    'scope patient/Consent.%s allows that letter and no other',
    async (letter) => {
      const id = idOf(await make());
      const answers = await everything(
        await facade.citizen(person, { scopes: [`patient/Consent.${letter}`] }),
        id,
      );
      expect(answers.map(({ status }) => status < 300)).toEqual(letters.map((needed) => needed === letter));
      const refused = answers.filter(({ status }) => status >= 300);
      expect(new Set(refused.map((answer) => `${answer.status} ${reasonOf(answer)}`))).toEqual(
        new Set(['403 scope-insufficient']),
      );
    },
  );

  test.each([
    ['of another type', ['patient/Observation.cruds']],
    ['of another context', ['user/Consent.cruds', 'system/Consent.cruds']],
    ['that is limited', ['patient/Consent.cruds?category=INFA']],
    ['out of order', ['patient/Consent.sdurc']],
    ['at all', []],
  ])('no scope %s is enough', async (_, scopes) => {
    const id = idOf(await make());
    const answers = await everything(await facade.citizen(person, { scopes }), id);
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(403));
  });

  test('clinicians and sources get the same whether there is a block or not', async () => {
    const id = idOf(await make());
    const scopes = ['patient/Consent.cruds', 'patient/*.cruds', 'system/*.cruds'];
    const blank = newPerson();
    for (const of of [
      [await facade.clinician(person, scopes), await facade.clinician(blank, scopes)],
      [await facade.source(scopes), await facade.source(scopes)],
    ]) {
      const there = await everything(of[0], id);
      const nothing = await everything(of[1], '0b4e4f5c-1f6a-4a52-9b5e-6f1f0d3c2b1a');
      expect(there.map((answer) => `${answer.status} ${reasonOf(answer)}`)).toEqual(
        Array(8).fill('403 scope-insufficient'),
      );
      expect(there.map(({ text }) => text)).toEqual(nothing.map(({ text }) => text));
    }
  });

  test('nobody without a token', async () => {
    const answers = await everything(undefined, 'x');
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(401));
  });
});

describe('the log', () => {
  test('is told of everything that was read or changed, and of nothing else', async () => {
    const made = await make();
    const id = idOf(made);
    await facade.ask(`/Consent/${id}`, { token });
    await facade.ask(`/Consent/${id}/_history`, { token });
    await all();
    await put(id, made.body);
    await withdraw(id);
    expect(actions()).toEqual([
      ['consent-changed'],
      ['consent-read'],
      ['consent-read'],
      ['consent-read'],
      ['consent-changed'],
      ['consent-changed'],
    ]);
    facade.log.written = [];
    await facade.ask(`/Consent/nothing`, { token });
    await put(id, made.body, { 'If-Match': 'W/"1"' });
    await put('nothing', made.body);
    await make(consentOf(person, { status: 'draft' }));
    await facade.ask('/Consent?status=on', { token });
    expect(actions()).toEqual([]);
  });

  test('says who, about whom, by what right, and in which request', async () => {
    const answer = await make();
    const [entry] = facade.log.written;
    expect(entry).toEqual({
      person,
      occurred: expect.any(Number) as number,
      actor: { kind: 'citizen', relation: 'self', name: 'Vakker Blomst' },
      action: 'consent-changed',
      basis: 'own',
      request: answer.headers.get('x-request-id'),
    });
  });

  test('is told of refusals of access', async () => {
    const clinician = await facade.clinician(person, ['patient/Observation.rs']);
    await facade.ask('/Consent', { token: clinician });
    await facade.ask(`/Consent?patient=other`, { token });
    await make(consentOf(newPerson()));
    await facade.ask('/Consent', { token: await facade.source(['system/Observation.c']) });
    expect(actions()).toEqual([
      ['consent-read', 'scope-insufficient'],
      ['consent-read', 'other-patient'],
      ['consent-changed', 'other-patient'],
    ]);
    expect(facade.log.written[0]).toMatchObject({
      person,
      basis: 'TREAT',
      actor: {
        kind: 'clinician',
        hpr: '9999999',
        name: 'Åse Fjellsjø',
        organization: { orgnr: '312774100' },
      },
    });
  });

  test('that cannot be written: 503, nothing is told and nothing changed', async () => {
    const made = await make();
    const id = idOf(made);
    facade.log.full = true;
    const answers = [
      await make(),
      await put(id, { ...(made.body as object), status: 'inactive' }),
      await withdraw(id),
      await facade.ask('/Consent', { token }),
      await facade.ask(`/Consent/${id}`, { token }),
      await facade.ask(`/Consent/${id}/_history`, { token }),
      await facade.ask(`/Consent/${id}/_history/1`, { token }),
      await facade.ask('/Consent?patient=other', { token }),
    ];
    for (const answer of answers) {
      expect([answer.status, reasonOf(answer)]).toEqual([503, 'log-unavailable']);
      expect(answer.text).not.toContain('Fjellsjø');
    }
    facade.log.full = false;
    const { total, entry } = await all();
    expect([total, entry?.[0]?.resource]).toEqual([1, made.body]);
  });

  test('is written before anybody sees the change', async () => {
    const seen: (number | undefined)[] = [];
    facade.log.onWrite = async () => {
      const { body } = await other.ask('/Consent', { token: await other.citizen(person) });
      seen.push((body as fhir4.Bundle).total);
    };
    await make();
    await make();
    expect(seen).toEqual([0, 1]);
  });
});

test('two facades on one database are one', async () => {
  const id = idOf(await make());
  const othersToken = await other.citizen(person);
  const others = (await other.ask(`/Consent/${id}`, { token: othersToken })).body as fhir4.Consent;
  expect(others).toEqual((await facade.ask(`/Consent/${id}`, { token })).body);
  await other.ask(`/Consent/${id}`, { method: 'DELETE', token: othersToken });
  expect((await facade.ask(`/Consent/${id}`, { token })).body).toMatchObject({ status: 'inactive' });
});

test('an answer that one has already is not sent again', async () => {
  const id = idOf(await make());
  const again = await facade.ask(`/Consent/${id}`, { token, headers: { 'If-None-Match': 'W/"1"' } });
  expect([again.status, again.text]).toEqual([304, '']);
});

test('an organisation is blocked by its number', async () => {
  const reference = {
    identifier: { system: 'urn:oid:2.16.578.1.12.4.1.4.101', value: '312774100' },
    display: 'Bjørkelia',
  };
  const answer = await make(consentOf(person, {}, { actor: [actor(reference)] }));
  expect(answer.body).toMatchObject({
    provision: { actor: [{ reference: { ...reference, type: 'Organization' } }] },
  });
  const { status } = await make(consentOf(person, {}, { actor: [actor({ ...practitioner, display: '' })] }));
  expect(status).toBe(400);
});

test('other methods are 405', async () => {
  const answer = await facade.ask('/Consent/x', { method: 'PATCH', token });
  expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, PUT, DELETE']);
});
