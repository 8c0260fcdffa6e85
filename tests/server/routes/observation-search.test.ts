import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { patientId, startFacade, testIss, type Answer, type RunningFacade } from '../../support/facade.ts';
import {
  categorySystem,
  coding,
  heartRate,
  newPerson,
  observation,
  quantity,
  snomed,
  weight,
} from '../../support/observation-builders.ts';

let facade: RunningFacade;
let token: string;
const person = newPerson();
const other = newPerson();
const day = (n: number) => `2026-03-${String(n).padStart(2, '0')}T08:00:00+01:00`;

beforeAll(async () => {
  facade = await startFacade();
  token = await facade.clinician(person);
  await facade.deliver(
    ...Array.from({ length: 5 }, (_, n) => heartRate(person, day(n + 1), 61 + n)),
    weight(person, day(6), 49000, 'g'),
    observation(person, {
      code: coding(snomed, '763264000'),
      effectiveDateTime: day(7),
      valueQuantity: { value: 5 },
    }),
    observation(person, {
      code: { coding: [{ system: 'http://loinc.org', code: '15074-8' }] },
      effectiveDateTime: day(8),
      valueQuantity: quantity(5, 'mmol/L'),
    }),
    heartRate(other, day(1), 99),
  );
});
afterAll(() => facade.stop());

const entries = ({ body }: Answer) =>
  ((body as fhir4.Bundle).entry ?? []).map(({ resource }) => resource as fhir4.Observation);
const link = ({ body }: Answer, relation: string) =>
  (body as fhir4.Bundle).link?.find((each) => each.relation === relation)?.url;
const refusal = ({ status, body }: Answer) => [status, body?.issue?.[0]?.details?.coding?.[0]?.code];
const first = async () => entries(await facade.ask('/Observation?_count=1', { token }))[0]?.id ?? '';

/** Every way to data, for one token. */
const ways: [string, (bearer: string | undefined) => Promise<Answer>][] = [
  ['GET Observation', (bearer) => facade.ask('/Observation', asked(bearer))],
  [
    'POST Observation/_search',
    (bearer) =>
      facade.ask('/Observation/_search', {
        method: 'POST',
        body: new URLSearchParams({ _count: '1' }),
        ...asked(bearer),
      }),
  ],
  ['GET Observation/[id]', async (bearer) => facade.ask(`/Observation/${await first()}`, asked(bearer))],
  ['GET $lastn', (bearer) => facade.ask('/Observation/$lastn?code=8867-4', asked(bearer))],
  [
    'POST $lastn',
    (bearer) =>
      facade.ask('/Observation/$lastn', {
        method: 'POST',
        body: new URLSearchParams({ code: '8867-4' }),
        ...asked(bearer),
      }),
  ],
  ['GET $trend', (bearer) => facade.ask('/Observation/$trend?code=8867-4', asked(bearer))],
  [
    'POST $trend',
    (bearer) =>
      facade.ask('/Observation/$trend', {
        method: 'POST',
        body: new URLSearchParams({ code: '8867-4' }),
        ...asked(bearer),
      }),
  ],
];
const asked = (bearer: string | undefined) => (bearer === undefined ? {} : { token: bearer });

describe('an answer', () => {
  test('is a searchset of the patient in context, as FHIR JSON that nobody keeps', async () => {
    const answer = await facade.ask('/Observation', { token });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toMatch(/^application\/fhir\+json/);
    expect(answer.headers.get('cache-control')).toContain('no-store');
    expect(answer.body).toMatchObject({ resourceType: 'Bundle', type: 'searchset', total: 8 });
    expect(link(answer, 'next')).toBeUndefined();
    for (const { fullUrl, resource, search } of (answer.body as fhir4.Bundle).entry ?? []) {
      expect(fullUrl).toBe(`${facade.fhirBase}/Observation/${resource?.id}`);
      expect(search).toEqual({ mode: 'match' });
      expect(resource).toMatchObject({
        resourceType: 'Observation',
        meta: { versionId: '1', lastUpdated: expect.stringMatching(/Z$/) },
        subject: { reference: `Patient/${patientId(person)}`, identifier: person },
      });
    }
    expect(entries(answer).map(({ effectiveDateTime }) => effectiveDateTime)).toEqual(
      [8, 7, 6, 5, 4, 3, 2, 1].map(day),
    );
  });

  test('POST _search is the same search', async () => {
    const query = 'code=8867-4&_sort=date&_count=3';
    const got = await facade.ask(`/Observation?${query}`, { token });
    const posted = await facade.post('/Observation/_search', token, [...new URLSearchParams(query)]);
    const split = await facade.ask('/Observation/_search?code=8867-4&_sort=date', {
      method: 'POST',
      token,
      body: new URLSearchParams({ _count: '3' }),
    });
    expect(entries(posted)).toEqual(entries(got));
    expect(entries(split)).toEqual(entries(got));
    expect(link(posted, 'self')).toBe(link(got, 'self'));
  });

  test('read gives the same resource with ETag and Last-Modified, and 304 to who has it', async () => {
    const [found] = entries(await facade.ask('/Observation?_count=1', { token }));
    const answer = await facade.ask(`/Observation/${found?.id}`, { token });
    expect(answer.body).toEqual(found);
    expect(answer.headers.get('etag')).toBe('W/"1"');
    expect(Date.parse(answer.headers.get('last-modified') ?? '')).not.toBeNaN();
    expect(answer.headers.get('cache-control')).toContain('no-store');
    const again = await facade.ask(`/Observation/${found?.id}`, {
      token,
      headers: { 'If-None-Match': 'W/"1"' },
    });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('self says what was understood and what was ignored, and names nobody', async () => {
    const answer = await facade.post('/Observation/_search', token, {
      'patient.identifier': `${person.system}|${person.value}`,
      code: '8867-4',
      foo: 'bar',
      '12835830061': 'x',
    });
    const self = new URL(link(answer, 'self') ?? '');
    expect([...self.searchParams]).toEqual([
      ['patient', patientId(person)],
      ['code', '8867-4'],
      ['_count', '1000'],
      ['_ignored', 'foo'],
      ['_ignored', '…'],
    ]);
    expect((await facade.ask(self.href, { token })).body.total).toBe(5);
    const lastn = await facade.ask('/Observation/$lastn?code=8867-4&max=2&_lastUpdated=gt2999', { token });
    expect(new URL(link(lastn, 'self') ?? '').searchParams.getAll('_ignored')).toEqual(['_lastUpdated']);
  });

  test('_count=0 and _summary=count: the number only', async () => {
    for (const query of ['_count=0', '_summary=count']) {
      const answer = await facade.ask(`/Observation?${query}`, { token });
      expect(answer.body).toMatchObject({ type: 'searchset', total: 8 });
      expect(answer.body).not.toHaveProperty('entry');
      expect(link(answer, 'next')).toBeUndefined();
    }
  });

  test('_count=1000000000 gives all there is', async () => {
    const answer = await facade.ask('/Observation?_count=1000000000', { token });
    expect(entries(answer)).toHaveLength(8);
    expect(link(answer, 'self')).toContain('_count=10000');
  });

  test('nothing found is an empty searchset', async () => {
    const answer = await facade.ask('/Observation?code=8302-2', { token });
    expect(answer.body).toMatchObject({ type: 'searchset', total: 0 });
    expect(answer.body).not.toHaveProperty('entry');
  });
});

describe('next links', () => {
  test('lead through everything once, and total stays', async () => {
    const ids: (string | undefined)[] = [];
    let url: string | undefined = '/Observation?_count=3';
    while (url) {
      const answer = await facade.ask(url, { token });
      expect(answer.body.total).toBe(8);
      ids.push(...entries(answer).map(({ id }) => id));
      url = link(answer, 'next');
      if (url)
        expect(decodeURIComponent(url)).not.toMatch(new RegExp(`${person.value}|${patientId(person)}`));
    }
    expect(new Set(ids).size).toBe(8);
    expect(ids).toHaveLength(8);
  });

  test('forged, truncated, of another patient, or with something added: refused', async () => {
    const next = link(await facade.ask('/Observation?_count=3', { token }), 'next') ?? '';
    const sealed = new URL(next).searchParams.get('_page') ?? '';
    const flipped = sealed.slice(0, -4) + (sealed.endsWith('AAAA') ? 'BBBB' : 'AAAA');
    for (const page of [
      sealed.slice(0, -1),
      sealed.slice(0, 20),
      flipped,
      `${sealed}A`,
      '',
      randomBytes(200).toString('base64url'),
      'x'.repeat(5000),
    ]) {
      expect(refusal(await facade.ask(`/Observation?_page=${page}`, { token }))).toEqual([
        400,
        'page-invalid',
      ]);
    }
    expect(refusal(await facade.ask(next, { token: await facade.clinician(other) }))).toEqual([
      400,
      'page-invalid',
    ]);
    const elsewhere = await facade.clinician(person, { iss: 'http://localhost:4002/fhir' });
    expect(refusal(await facade.ask(next, { token: elsewhere }))).toEqual([400, 'page-invalid']);
    expect(refusal(await facade.ask(next, {}))).toEqual([401, 'token-missing']);
    expect(refusal(await facade.ask(`${next}&code=29463-7`, { token }))).toEqual([400, 'parameter-invalid']);
    expect(refusal(await facade.ask(`${next}&patient=${patientId(other)}`, { token }))).toEqual([
      403,
      'other-patient',
    ]);
    expect((await facade.ask(`${next}&patient=${patientId(person)}`, { token })).status).toBe(200);
  });

  test('a link from before the scopes were narrowed shows no more than they allow', async () => {
    const next = link(await facade.ask('/Observation?_count=1', { token }), 'next') ?? '';
    const narrowed = await facade.clinician(person, {
      scopes: [`patient/Observation.rs?category=${categorySystem}|survey`],
    });
    const categories = entries(await facade.ask(next, { token: narrowed })).map(
      ({ code }) => code.coding?.[0]?.code,
    );
    expect(categories).toEqual(['763264000']);
  });
});

describe('another patient is never answered', () => {
  const others: [string, string][] = [
    ['patient', patientId(other)],
    ['patient', `Patient/${patientId(other)}`],
    ['patient', `${testIss}/Patient/${patientId(other)}`],
    ['subject', `Patient/${patientId(other)}`],
    ['patient.identifier', `${other.system}|${other.value}`],
    ['patient.identifier', other.value],
    ['patient', other.value],
    ['patient', 'does-not-exist'],
  ];
  const paths = ['/Observation?', '/Observation/$lastn?code=8867-4&', '/Observation/$trend?code=8867-4&'];
  test.each(others)('%s=%s is 403 on every path, by GET and POST', async (name, value) => {
    for (const path of paths) {
      const answer = await facade.ask(`${path}${name}=${encodeURIComponent(value)}`, { token });
      expect([path, ...refusal(answer)]).toEqual([path, 403, 'other-patient']);
      expect(answer.text).not.toMatch(new RegExp(`${other.value}|${person.value}`));
      const [base = '', query = ''] = path.split('?');
      const target = base === '/Observation' ? '/Observation/_search' : base;
      const posted = await facade.post(target, token, [...new URLSearchParams(query), [name, value]]);
      expect([path, ...refusal(posted)]).toEqual([path, 403, 'other-patient']);
      const both = await facade.post(`${target}?patient=${patientId(person)}`, token, [
        ...new URLSearchParams(query),
        [name, value],
      ]);
      expect([path, ...refusal(both)]).toEqual([path, 403, 'other-patient']);
    }
  });

  test.each(['patient:Patient', 'patient:identifier', 'subject.identifier', 'patient.name'])(
    '%s would be a search for somebody else if it were ignored: 400',
    async (name) => {
      for (const path of paths) {
        const answer = await facade.ask(`${path}${name}=${other.value}`, { token });
        expect([path, ...refusal(answer)]).toEqual([path, 400, 'parameter-modifier']);
      }
    },
  );

  test('their Observation is answered as one that does not exist', async () => {
    const theirs =
      entries(await facade.ask('/Observation', { token: await facade.clinician(other) }))[0]?.id ?? '';
    const answer = await facade.ask(`/Observation/${theirs}`, { token });
    const missing = await facade.ask(`/Observation/${theirs.split('-')[0]}-zzz`, { token });
    expect(refusal(answer)).toEqual([404, 'not-found']);
    expect(answer.body).toEqual(missing.body);
    for (const id of ['x', '-', '%00', '..%2f..', "'", 'a-1', '1e9', `${theirs}%20`, 'a'.repeat(3000)]) {
      expect(refusal(await facade.ask(`/Observation/${id}`, { token })), id).toEqual([404, 'not-found']);
    }
  });

  test('the patient of the token, said in any way, is answered', async () => {
    for (const [name, value] of [
      ['patient', patientId(person)],
      ['patient', `Patient/${patientId(person)}`],
      ['subject', `${testIss}/Patient/${patientId(person)}`],
      ['patient.identifier', `${person.system}|${person.value}`],
    ] as [string, string][]) {
      for (const path of paths) {
        expect((await facade.ask(`${path}${name}=${encodeURIComponent(value)}`, { token })).status).toBe(200);
      }
    }
  });
});

describe('tokens (checklist 72–76)', () => {
  test.each<[string, () => Promise<string | undefined> | string | undefined, string]>([
    ['none', () => undefined, 'token-missing'],
    ['empty', () => ' ', 'token-invalid'],
    ['junk', () => 'junk', 'token-invalid'],
    ['a JWT nobody signed', () => 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.', 'token-invalid'],
    ['expired', () => facade.clinician(person, { expires: Date.now() - 1000 }), 'token-expired'],
    ['tampered with', async () => `${(await facade.clinician(person)).slice(0, -3)}AAA`, 'token-invalid'],
    ['too long', () => 'a'.repeat(6000), 'token-invalid'],
    [
      'for another audience',
      async () => {
        const { createFacadeTokens } = await import('../../../server/access/facade-token.ts');
        const elsewhere = createFacadeTokens({ publicUrl: 'http://localhost:9', key: facade.tokenKey });
        return elsewhere.issue({
          kind: 'source',
          orgnr: '1',
          name: 'x',
          clientId: 'x',
          scopes: [],
          expires: Date.now() + 60_000,
        });
      },
      'token-invalid',
    ],
  ])('%s: 401 on every path, with WWW-Authenticate: Bearer', async (_, make, reason) => {
    const bearer = await make();
    for (const [way, ask] of ways) {
      const answer = await ask(bearer);
      expect([way, ...refusal(answer)]).toEqual([
        way,
        401,
        reason === 'token-invalid' && bearer === ' ' ? 'token-invalid' : reason,
      ]);
      expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer/);
    }
  });

  const letter: Record<string, 'r' | 's'> = { 'GET Observation/[id]': 'r' };
  test.each([
    [['patient/Observation.r'], 'r'],
    [['patient/Observation.s'], 's'],
    [['patient/Observation.rs'], 'rs'],
    [['patient/Observation.read'], 'rs'],
    [['patient/*.rs'], 'rs'],
    [['patient/*.read'], 'rs'],
    [['patient/Observation.cud'], ''],
    [['patient/Patient.rs'], ''],
    [['user/Observation.rs'], ''],
    [['system/Observation.rs'], ''],
    [['openid', 'launch'], ''],
    [['patient/Observation.rs?status=final'], ''],
    [['patient/Observation.sr'], ''],
    [[], ''],
  ])('scopes %j allow %j, and the rest is 403', async (scopes, allowed) => {
    const bearer = await facade.clinician(person, { scopes });
    for (const [way, ask] of ways) {
      const answer = await ask(bearer);
      const may = allowed.includes(letter[way] ?? 's');
      expect([way, answer.status]).toEqual([way, may ? 200 : 403]);
      if (!may) expect(refusal(answer)).toEqual([403, 'scope-insufficient']);
    }
  });

  test('a scope of one category: every path shows that category only', async () => {
    const vital = await facade.clinician(person, {
      scopes: [`patient/Observation.rs?category=${categorySystem}|vital-signs`],
    });
    const codes = (answer: Answer) => [...new Set(entries(answer).map(({ code }) => code.coding?.[0]?.code))];
    const found = await facade.ask('/Observation', { token: vital });
    expect([found.body.total, codes(found)]).toEqual([6, ['29463-7', '8867-4']]);
    expect((await facade.ask('/Observation?category=laboratory', { token: vital })).body.total).toBe(0);
    expect((await facade.ask('/Observation?_summary=count', { token: vital })).body.total).toBe(6);
    expect(
      codes(await facade.ask('/Observation/$lastn?category=survey,laboratory,vital-signs', { token: vital })),
    ).toEqual(['8867-4', '29463-7']);
    const [lab] = entries(await facade.ask('/Observation?category=laboratory', { token }));
    expect(refusal(await facade.ask(`/Observation/${lab?.id}`, { token: vital }))).toEqual([
      404,
      'not-found',
    ]);
    const trend = await facade.ask('/Observation/$trend?code=15074-8', { token: vital });
    const series =
      (trend.body as fhir4.Parameters).parameter?.find(({ name }) => name === 'series')?.part ?? [];
    expect(series.map(({ name }) => name)).toEqual(['code', 'unit', 'count']);
  });
});

describe('what is refused, naming element and rule', () => {
  test.each([
    ['_count=-1', 400, 'parameter-invalid', '_count'],
    ['_count=1e9', 400, 'parameter-invalid', '_count'],
    ['code=urn:x|1', 400, 'code-system-unknown', 'code'],
    ['code=8867-4%00', 400, 'parameter-invalid', 'code'],
    ['category=%00', 400, 'parameter-invalid', 'category'],
    ['category=%ed%a0%80', 200, undefined, undefined],
    ['date=2026-02-30', 400, 'parameter-invalid', 'date'],
    ['date=%C3%A5', 400, 'parameter-invalid', 'date'],
    ['status=x', 400, 'parameter-invalid', 'status'],
    ['status:not=final', 400, 'parameter-modifier', 'status:not'],
    ['_format=xml', 406, 'format', '_format'],
    ['%ZZ=%', 200, undefined, undefined],
  ])('%s', async (query, status, reason, expression) => {
    for (const answer of [
      await facade.ask(`/Observation?${query}`, { token }),
      await facade.ask('/Observation/_search', {
        method: 'POST',
        token,
        body: query,
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      }),
    ]) {
      expect(refusal(answer)).toEqual([status, reason]);
      if (status === 200) continue;
      expect(answer.body.issue[0]).toMatchObject({
        severity: 'error',
        expression: [expression],
        diagnostics: expect.stringContaining(`"${expression}"`),
      });
      expect(answer.headers.get('cache-control')).toContain('no-store');
    }
  });

  test('an unknown parameter under Prefer: handling=strict', async () => {
    const headers = { Prefer: 'respond-async, handling=strict' };
    for (const path of [
      '/Observation?foo=1',
      '/Observation/$lastn?code=8867-4&foo=1',
      '/Observation/$trend?code=8867-4&foo=1',
    ]) {
      expect(refusal(await facade.ask(path, { token, headers }))).toEqual([400, 'parameter-unknown']);
      expect((await facade.ask(path, { token, headers: { Prefer: 'handling=lenient' } })).status).toBe(200);
    }
  });

  test('a search form that is no form, too big, or not UTF-8', async () => {
    const post = (body: string | Uint8Array, type: string) =>
      facade.ask('/Observation/_search', { method: 'POST', token, body, headers: { 'Content-Type': type } });
    const form = 'application/x-www-form-urlencoded';
    expect(refusal(await post('{}', 'application/json'))).toEqual([415, 'media-type']);
    expect(refusal(await post('', 'multipart/form-data; boundary=x'))).toEqual([415, 'media-type']);
    expect(refusal(await post(`code=${'x'.repeat(65 * 1024)}`, form))).toEqual([413, 'too-large']);
    expect(refusal(await post(new Uint8Array([0x61, 0x3d, 0xff]), form))).toEqual([400, 'encoding-invalid']);
    expect((await post('', `${form}; charset=UTF-8`)).status).toBe(200);
  });

  test('ten dates are answered, more are refused: thousands would keep the store busy for seconds', async () => {
    const dates = (count: number) =>
      Array.from({ length: count }, (): [string, string] => ['date', 'ne2020']);
    expect((await facade.post('/Observation/_search', token, dates(10))).body.total).toBe(8);
    for (const count of [11, 3000]) {
      const answer = await facade.post('/Observation/_search', token, dates(count));
      expect(refusal(answer)).toEqual([400, 'parameter-invalid']);
    }
  });
});

test('a database that is gone: 503 with Retry-After, on every path, naming nobody', async () => {
  const broken = await startFacade();
  const bearer = await broken.clinician(person);
  await broken.deliver(heartRate(person, day(1), 70));
  await broken.database.pool.query(`alter table person_identity rename to gone`);
  for (const path of [
    '/Observation',
    '/Observation/a-1',
    '/Observation/$lastn?code=8867-4',
    '/Observation/$trend?code=8867-4',
  ]) {
    const answer = await broken.ask(path, { token: bearer });
    expect([path, ...refusal(answer)]).toEqual([
      path,
      503,
      expect.stringMatching(/^(blocks|orders|follow-ups)-unavailable$/),
    ]);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(answer.text).not.toMatch(new RegExp(`${person.value}|person_identity|postgres`, 'i'));
  }
  await broken.stop();
});
