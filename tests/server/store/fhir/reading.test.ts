import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PersonIdentifier } from '../../../../server/access/grant.ts';
import { createFhirUpstream } from '../../../../server/store/fhir/fhir-upstream.ts';
import type { FhirServerSettings } from '../../../../server/store/fhir/keys.ts';
import type { GuardOptions } from '../../../../server/store/remote/resilience/guard.ts';
import { fjordvik, fnrSystem, heartRate, newPerson, oslo } from '../../../support/observation-builders.ts';
import { citizen, clinician, guarded, settingsOf, sourceGrant } from './asking.ts';
import { next, searchset, startLyingServer, status, type LyingServer, type Say } from './lying-server.ts';

const person = newPerson();
const other = newPerson();
const patient = { resourceType: 'Patient', id: 'p1', identifier: [person] };
const time = '2026-03-01T08:00:00Z';

let server: LyingServer;
beforeEach(async () => {
  server = await startLyingServer();
  server.say('/Patient/_search', () => searchset([patient]));
  server.say('/Observation/_search', () => searchset([pulse(60)]));
});
afterEach(() => server.stop());

function pulse(value: number, changes: object = {}): fhir4.Observation {
  const subject = { reference: 'Patient/p1' };
  return { ...heartRate(person, time, value, { subject }), id: `o${value}`, ...changes };
}

interface Asked {
  settings?: Partial<FhirServerSettings>;
  guard?: Partial<GuardOptions>;
  about?: PersonIdentifier;
  signal?: AbortSignal;
}

/** The texts that were taken; fails as the upstream does. */
async function read({ settings, guard, about = person, signal }: Asked = {}): Promise<string[]> {
  const upstream = createFhirUpstream({
    settings: settingsOf(server.url, settings),
    guard: guarded({ retries: 0, ...guard }),
  });
  const texts: string[] = [];
  await upstream.observations(clinician(about), about, () => (_, text) => texts.push(text), {
    ...(signal && { signal }),
  });
  return texts;
}

const malformed = (what: RegExp) => ({
  status: 502,
  reason: 'store-malformed',
  message: expect.stringMatching(what),
});
const otherPatient = { status: 502, reason: 'other-patient' };

test('citizens are refused plainly, and the server is not asked', async () => {
  const upstream = createFhirUpstream({ settings: settingsOf(server.url), guard: guarded() });
  await expect(upstream.observations(citizen(person), person, () => () => undefined)).rejects.toMatchObject({
    status: 501,
    reason: 'citizens-not-supported',
  });
  expect(await upstream.openSession(citizen(person))).toBeUndefined();
  expect(server.heard).toEqual([]);
});

describe('what is asked', () => {
  test('the person by POST, then all Observations of the Patient: no order, no dates, no $lastn', async () => {
    expect(await read({ settings: { token: 'of-the-facade' } })).toHaveLength(1);
    expect(server.heard.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /Patient/_search',
      'POST /Observation/_search',
    ]);
    expect(Object.fromEntries(server.heard[0]?.form ?? [])).toEqual({
      identifier: `${person.system}|${person.value}`,
      _count: '500',
    });
    expect(Object.fromEntries(server.heard[1]?.form ?? [])).toEqual({ patient: 'Patient/p1', _count: '500' });
    for (const { headers } of server.heard) {
      expect(headers).toMatchObject({
        authorization: 'Bearer of-the-facade',
        accept: 'application/fhir+json',
        prefer: 'handling=strict',
        'cache-control': 'no-cache',
        'content-type': 'application/x-www-form-urlencoded',
      });
    }
  });

  test('a source is not answered, and the server not asked', async () => {
    const upstream = createFhirUpstream({ settings: settingsOf(server.url), guard: guarded() });
    const asked = upstream.observations(sourceGrant(oslo), person, () => () => undefined);
    await expect(asked).rejects.toMatchObject({ status: 501 });
    expect(server.heard).toEqual([]);
  });

  test('nobody is empty, and no Observation is asked for', async () => {
    server.say('/Patient/_search', () => searchset([], { entry: undefined, total: 0 }));
    expect(await read()).toEqual([]);
    expect(server.heard).toHaveLength(1);
  });

  test('several Patients with the number are all the person, active ones first', async () => {
    server.say('/Patient/_search', () =>
      searchset([{ ...patient, id: 'a', active: false }, patient, { ...patient, id: 'b' }]),
    );
    server.say('/Observation/_search', () =>
      searchset(['a', 'b', 'p1'].map((id, n) => pulse(60 + n, { subject: { reference: `Patient/${id}` } }))),
    );
    expect(await read()).toHaveLength(3);
    expect(server.heard.at(-1)?.form.get('patient')).toBe('Patient/b,Patient/p1,Patient/a');
  });

  test('numbers, order and unknown members of an Observation stay as they were sent', async () => {
    const text = `{ "resourceType":"Observation", "id":"o1","x": [1.50, 1e2],
      "subject":{"reference":"Patient/p1"},"valueQuantity":{"value":1.50 }, "note":[{"text":"\\u00e5 \\"}]"}]}`;
    server.say(
      '/Observation/_search',
      () => `{"entry" : [ {"search":{"mode":"match"},"resource":${text} , "fullUrl":"x"},
        {"resource":{"resourceType":"OperationOutcome","issue":[{"severity":"information","code":"informational"}]}},
        {"resource":${text.replaceAll('1.50', '2.00')}}], "type":"searchset","resourceType":"Bundle"}`,
    );
    expect(await read()).toEqual([text, text.replaceAll('1.50', '2.00')]);
  });
});

describe('pages', () => {
  /** Page 1 to n, each with one Observation. */
  const pages = (count: number, link: (page: number) => string) => {
    const page = (number: number) =>
      searchset([pulse(60 + number)], number < count ? next(link(number + 1)) : {});
    server.say('/Observation/_search', () => page(1));
    for (let number = 2; number <= count; number++) {
      server.say(`/Observation?page=${number}`, () => page(number));
      server.say(`?page=${number}`, () => page(number));
    }
  };

  test.each([
    ['absolute', (n: number) => `${server.url}/Observation?page=${n}`],
    ['at the base itself, as HAPI', (n: number) => `${server.url}?page=${n}`],
    ['relative', (n: number) => `Observation?page=${n}`],
  ])('are followed to the end: %s', async (_, link) => {
    pages(3, link);
    expect(await read()).toHaveLength(3);
  });

  test.each([
    ['another host', () => 'http://127.0.0.1:1/base/fhir/Observation?page=2'],
    ['another port of this host', () => server.url.replace(/:\d+/, ':1') + '/Observation?page=2'],
    ['another scheme', () => server.url.replace('http:', 'https:') + '/Observation?page=2'],
    ['another path', () => server.url.replace('/base/fhir', '/admin') + '?page=2'],
    ['a path that only begins like the base', () => `${server.url}-admin/Observation?page=2`],
    ['a path that climbs out', () => `${server.url}/../../admin?page=2`],
    ['a path that climbs out in disguise', () => `${server.url}/%2e%2e/%2e%2e/admin?page=2`],
    ['a user', () => server.url.replace('//', '//user:secret@') + '/Observation?page=2'],
    ['a host without a scheme', () => '//127.0.0.1:1/base/fhir/Observation?page=2'],
    ['no address', () => 'http://['],
  ])('a next link to %s is not followed', async (_, link) => {
    pages(2, link);
    await expect(read({ settings: { token: 'secret' } })).rejects.toMatchObject(
      malformed(/goes on|next page/),
    );
    expect(server.heard.filter(({ method }) => method === 'GET')).toEqual([]);
  });

  test('two next links are none', async () => {
    const link = { relation: 'next', url: `${server.url}/Observation?page=2` };
    server.say('/Observation/_search', () => searchset([pulse(60)], { link: [link, link] }));
    await expect(read()).rejects.toMatchObject(malformed(/next page/));
  });

  test('that lead back to one another end', async () => {
    pages(4, (n) => `${server.url}/Observation?page=${n === 4 ? 2 : n}`);
    await expect(read()).rejects.toMatchObject(malformed(/circle/));
    expect(server.heard.length).toBeLessThan(6);
  });

  test('without end are ended', async () => {
    let page = 0;
    const endless: Say = () => searchset([], next(`${server.url}/Observation?page=${++page}`));
    server.say('/Observation', endless);
    await expect(read()).rejects.toMatchObject(malformed(/too many pages/));
    expect(page).toBeLessThanOrEqual(1001);
  });

  test('one that fails is asked for again by itself, and nothing comes twice', async () => {
    pages(3, (n) => `${server.url}/Observation?page=${n}`);
    let failures = 0;
    server.say('/Observation?page=2', (heard, response) =>
      failures++ === 0
        ? status(503)(heard, response)
        : searchset([pulse(62)], next(`${server.url}/Observation?page=3`)),
    );
    expect(await read({ guard: { retries: 1 } })).toHaveLength(3);
    expect(server.heard).toHaveLength(5);
  });

  test('one that is not there makes the whole fail', async () => {
    pages(3, (n) => `${server.url}/Observation?page=${n}`);
    server.say('/Observation?page=3', status(410));
    await expect(read()).rejects.toMatchObject(malformed(/410/));
  });

  test('the person’s number in the address of a page goes into a body instead', async () => {
    const query = `patient.identifier=${encodeURIComponent(person.value)}&page=2`;
    server.say('/Observation/_search', ({ form }) =>
      form.get('page') === '2'
        ? searchset([pulse(62)])
        : searchset([pulse(61)], next(`${server.url}/Observation?${query}`)),
    );
    expect(await read()).toHaveLength(2);
    expect(server.heard.at(-1)).toMatchObject({ method: 'POST', path: '/Observation/_search', body: query });
    for (const { path } of server.heard) expect(path).not.toContain(person.value);
  });

  test.each([
    ['plain', () => `${server.url}?q=${person.value}`],
    ['in percent signs', () => `${server.url}?q=${person.value.replace(/\d/g, (digit) => `%3${digit}`)}`],
    ['in the path', () => `${server.url}/Observation/${person.value}?page=2`],
  ])('where that cannot be done the page is not asked for: %s', async (_, link) => {
    pages(2, link);
    await expect(read()).rejects.toMatchObject(malformed(/names the person/));
    for (const { path } of server.heard) expect(path).not.toMatch(/q=|page=/);
  });

  test.each([
    ['more than came', 3, /fewer entries/],
    ['more than came, but for one that came twice', 2, /fewer entries/],
  ])('a total of %s is an answer that is cut', async (_, total, what) => {
    server.say('/Observation/_search', () => searchset([pulse(60), pulse(60)], { total }));
    await expect(read()).rejects.toMatchObject(malformed(what));
  });

  test.each([0, 1, undefined, 'many'])('a total of %s is no reason to refuse one', async (total) => {
    server.say('/Observation/_search', () => searchset([pulse(60)], { total }));
    expect(await read()).toHaveLength(1);
  });
});

describe('whose it is', () => {
  test.each([
    ['relative', { reference: 'Patient/p1' }],
    ['with a version', { reference: 'Patient/p1/_history/3' }],
    ['absolute', () => ({ reference: `${server.url}/Patient/p1` })],
    ['absolute with a version', () => ({ reference: `${server.url}/Patient/p1/_history/3` })],
    ['by number', { identifier: person }],
    ['both', { reference: 'Patient/p1', identifier: person }],
    [
      'with a number of the hospital’s own',
      { reference: 'Patient/p1', identifier: { system: 'urn:mrn', value: '7' } },
    ],
  ])('a subject of the person: %s', async (_, subject) => {
    server.say('/Observation/_search', () =>
      searchset([pulse(60, { subject: typeof subject === 'function' ? subject() : subject })]),
    );
    expect(await read()).toHaveLength(1);
  });

  test.each([
    ['another Patient', { reference: 'Patient/p2' }],
    ['a Patient whose id begins the same', { reference: 'Patient/p11' }],
    ['the same id at another server', { reference: 'https://other.example/fhir/Patient/p1' }],
    ['the same id below another path', () => ({ reference: `${server.url}x/Patient/p1` })],
    ['another type', { reference: 'Group/p1' }],
    ['another number', { identifier: other }],
    ['the Patient, but another number', { reference: 'Patient/p1', identifier: other }],
    ['the number, but another Patient', { reference: 'Patient/p2', identifier: person }],
    ['the same digits of another kind', { identifier: { system: 'urn:mrn', value: person.value } }],
    ['nobody', undefined],
    ['null', null],
    ['a name', { display: 'Kari' }],
  ])('refused whole: %s', async (_, subject) => {
    server.say('/Observation/_search', () =>
      searchset([pulse(60), pulse(61, { subject: typeof subject === 'function' ? subject() : subject })]),
    );
    await expect(read()).rejects.toMatchObject(otherPatient);
  });

  test('another person on the second page: nothing of the first is given out', async () => {
    server.say('/Observation/_search', () =>
      searchset([pulse(60)], next(`${server.url}/Observation?page=2`)),
    );
    server.say('/Observation?page=2', () => searchset([pulse(61, { subject: { reference: 'Patient/p2' } })]));
    await expect(read()).rejects.toMatchObject(otherPatient);
  });

  test.each([
    ['another number', { identifier: [other] }],
    ['the digits of another kind', { identifier: [{ system: 'urn:mrn', value: person.value }] }],
    ['the digits without a kind', { identifier: [{ value: person.value }] }],
    ['no number', { identifier: undefined }],
    ['a number that is no list', { identifier: person }],
  ])('a Patient with %s is not the person', async (_, changes) => {
    server.say('/Patient/_search', () => searchset([patient, { ...patient, id: 'p2', ...changes }]));
    await expect(read()).rejects.toMatchObject(otherPatient);
    expect(server.heard).toHaveLength(1);
  });

  test.each(['', '..', 'a,b', 'a|b', 'a/b', undefined, 7])('a Patient with the id %j is none', async (id) => {
    server.say('/Patient/_search', () => searchset([{ ...patient, id }]));
    await expect(read()).rejects.toMatchObject(malformed(/without an id/));
  });

  test('a crowd with one number is no person', async () => {
    server.say('/Patient/_search', () =>
      searchset(Array.from({ length: 21 }, (_, n) => ({ ...patient, id: `p${n}` }))),
    );
    await expect(read()).rejects.toMatchObject(malformed(/more Patients/));
  });
});

describe('an answer that is none', () => {
  const lies: [string, Say, object][] = [
    ['HTML with 200', status(200, { 'content-type': 'text/html' }, '<p>Log in</p>'), malformed(/not JSON/)],
    ['HTML that says it is JSON', () => '<p>Log in</p>', malformed(/not JSON/)],
    ['null', () => 'null', malformed(/not a resource/)],
    ['a list', () => '[]', malformed(/not a resource/)],
    ['nothing', () => '', malformed(/not a searchset/)],
    ['204', status(204), malformed(/not a searchset/)],
    ['half of it', () => JSON.stringify(searchset([pulse(60)])).slice(0, -30), malformed(/not JSON/)],
    [
      'one member twice',
      () => '{"type":"searchset","resourceType":"Bundle","entry":[],"entry":[]}',
      malformed(/two ways/),
    ],
    [
      'two resources in one entry',
      () =>
        `{"type":"searchset","resourceType":"Bundle","entry":[{"resource":${JSON.stringify(pulse(1))},"resource":${JSON.stringify(pulse(2))}}]}`,
      malformed(/two ways/),
    ],
    [
      'text that is not UTF-8',
      (_, response) =>
        response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from([0x7b, 0xff, 0x7d])),
      malformed(/UTF-8/),
    ],
    [
      'another kind of Bundle',
      () => searchset([pulse(60)], { type: 'collection' }),
      malformed(/not a searchset/),
    ],
    ['a lone Observation', () => pulse(60), malformed(/not a searchset/)],
    [
      'a lone OperationOutcome',
      () => ({ resourceType: 'OperationOutcome', issue: [] }),
      malformed(/not a searchset/),
    ],
    [
      'an entry that is no Observation',
      () => searchset([pulse(60), patient]),
      malformed(/not of type (Observation|Patient)/),
    ],
    ['an entry that is null', () => searchset([], { entry: [null] }), malformed(/not of type/)],
    [
      'an entry without a resource',
      () => searchset([], { entry: [{ fullUrl: 'x' }] }),
      malformed(/not of type/),
    ],
    [
      'entries that are no list',
      () => searchset([], { entry: { resource: pulse(60) } }),
      malformed(/one list/),
    ],
    ['a redirect', status(302, { location: 'http://127.0.0.1:1/' }), malformed(/302/)],
    [
      'a permanent redirect',
      (_, response) => response.writeHead(308, { location: '/elsewhere' }).end(),
      malformed(/308/),
    ],
    ['401', status(401), malformed(/401/)],
    ['400', status(400), malformed(/400/)],
    ['429', status(429, { 'retry-after': '7' }), { status: 503, reason: 'store-throttled', retryAfter: 7 }],
    ['500', status(500), { status: 503, reason: 'store-unavailable' }],
    ['504', status(504), { status: 504, reason: 'store-timeout' }],
    ['no POST search: 404', status(404), malformed(/404.*FHIR_SERVER_SEARCH/)],
    ['no POST search: 405', status(405), malformed(/405.*FHIR_SERVER_SEARCH/)],
    ['no POST search: 501', status(501), malformed(/501.*FHIR_SERVER_SEARCH/)],
    ['silence', () => undefined, { status: 504, reason: 'store-timeout' }],
    [
      'silence in the middle',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write('{"resourceType":');
      },
      { status: 504, reason: 'store-timeout' },
    ],
    [
      'a line that breaks',
      (_, response) => {
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .write('{"resourceType":', () => response.destroy());
      },
      { status: 503, reason: 'store-unavailable' },
    ],
    [
      'a stream without end',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const more = () => {
          while (!response.destroyed && response.write(' '.repeat(1024 * 1024)));
        };
        response.on('drain', more);
        more();
      },
      malformed(/too long/),
    ],
  ];

  test.each(lies.flatMap((lie) => [['Patient', ...lie] as const, ['Observation', ...lie] as const]))(
    '%s: %s',
    async (type, _, say, failure) => {
      server.say(`/${type}/_search`, say);
      const silent = 'reason' in failure && failure.reason === 'store-timeout';
      const asked = read(silent ? { guard: { callTimeout: 500 } } : {});
      await expect(asked).rejects.toMatchObject(failure);
    },
  );

  test.each(['warning', 'error', 'fatal', undefined])(
    'an OperationOutcome with %s beside the matches',
    async (severity) => {
      const outcome = { resourceType: 'OperationOutcome', issue: [{ severity, code: 'incomplete' }] };
      server.say('/Observation/_search', () => searchset([pulse(60), outcome]));
      await expect(read()).rejects.toMatchObject(malformed(/something is missing/));
    },
  );

  test('no connection', async () => {
    const asked = read({ settings: { url: 'http://127.0.0.1:1/fhir' } });
    await expect(asked).rejects.toMatchObject({ status: 503, reason: 'store-unavailable' });
  });

  test('a caller that goes away ends the request at once', async () => {
    const controller = new AbortController();
    const closed = new Promise((resolve) => {
      server.say('/Observation/_search', (_, response) => {
        response.on('close', resolve);
        controller.abort(new Error('gone'));
      });
    });
    await expect(read({ signal: controller.signal })).rejects.toThrow('gone');
    await closed;
  });

  test('no failure names an address, an id or a body', async () => {
    const secret = `${person.value} Kari`;
    server.say('/Patient/_search', status(500, { 'content-type': 'text/plain' }, secret));
    const failure = await read().catch((error: unknown) => error);
    expect(inspect(failure, { depth: 9 })).not.toMatch(new RegExp(`${person.value}|Kari|_search`));
  });
});

describe('searches by GET, if they are set', () => {
  test('are made so, with the number in the address', async () => {
    server.say('/Patient?', () => searchset([patient]));
    server.say('/Observation?', () =>
      searchset([pulse(60)], next(`${server.url}?page=2&of=${person.value}`)),
    );
    server.say('?page=2', () => searchset([pulse(61)]));
    expect(await read({ settings: { search: 'get' } })).toHaveLength(2);
    expect(server.heard.map(({ method }) => method)).toEqual(['GET', 'GET', 'GET']);
    expect(server.heard[0]?.path).toContain(person.value);
  });
});

describe('Observations that name the person by number alone, if that is set', () => {
  const settings = { subject: 'reference-or-identifier' } as const;

  test('are asked for too', async () => {
    server.say('/Observation/_search', ({ form }) =>
      searchset([form.has('patient') ? pulse(60) : pulse(61, { subject: { identifier: person } })]),
    );
    expect(await read({ settings })).toHaveLength(2);
    expect(server.heard.at(-1)?.form.get('subject:identifier')).toBe(`${fnrSystem}|${person.value}`);
  });

  test('also of a person without a Patient; a reference is then to somebody else', async () => {
    server.say('/Patient/_search', () => searchset([]));
    server.say('/Observation/_search', () => searchset([pulse(61, { subject: { identifier: person } })]));
    expect(await read({ settings })).toHaveLength(1);
    server.say('/Observation/_search', () =>
      searchset([pulse(61, { subject: { identifier: person, reference: 'Patient/p9' } })]),
    );
    await expect(read({ settings })).rejects.toMatchObject(otherPatient);
  });

  test('a server that leaves the modifier out gives nobody else’s', async () => {
    server.say('/Observation/_search', () =>
      searchset([pulse(60), pulse(61, { subject: { reference: 'Patient/p2' } })]),
    );
    await expect(read({ settings })).rejects.toMatchObject(otherPatient);
  });
});

describe('sessions', () => {
  const upstream = createFhirUpstream({ settings: settingsOf('https://fhir.example'), guard: guarded() });
  const session = (changes: object) => upstream.openSession(clinician(person, changes));

  test('are of one practitioner in one organisation at one EHR', async () => {
    const sessions = await Promise.all([
      session({}),
      session({ iss: 'https://other.example' }),
      session({ practitioner: { id: 'd1', hpr: '1', name: 'x' } }),
      session({ organization: fjordvik }),
    ]);
    expect(new Set(sessions).size).toBe(4);
    expect(await session({ patient: 'p2', expires: 1 })).toBe(await session({}));
  });

  test('a source has none', async () => {
    expect(await upstream.openSession(sourceGrant(oslo))).toBeUndefined();
  });
});

describe('health', () => {
  const health = () =>
    createFhirUpstream({ settings: settingsOf(server.url), guard: guarded() }).health(
      AbortSignal.timeout(500),
    );
  const statement = (fhirVersion: unknown) => ({ resourceType: 'CapabilityStatement', fhirVersion });

  test.each(['4.0.1', '4.0.0', '4.0'])('is good at a server of %s', async (version) => {
    server.say('/metadata', () => statement(version));
    await expect(health()).resolves.toBeUndefined();
  });

  test.each(['4.3.0', '5.0.0', '3.0.2', '14.0.1', '4.0.1-x', undefined, 4])(
    'is not at %s, and says why',
    async (version) => {
      server.say('/metadata', () => statement(version));
      await expect(health()).rejects.toMatchObject(malformed(/not a FHIR R4 server/));
    },
  );

  test.each<[string, Say, object]>([
    ['HTML', status(200, { 'content-type': 'text/html' }, '<p>'), malformed(/not JSON/)],
    ['null', () => 'null', malformed(/not a resource/)],
    ['something else', () => patient, malformed(/CapabilityStatement/)],
    ['500', status(500), { status: 503 }],
    ['silence', () => undefined, { status: 504 }],
  ])('%s', async (_, say, failure) => {
    server.say('/metadata', say);
    await expect(health()).rejects.toMatchObject(failure);
  });
});
