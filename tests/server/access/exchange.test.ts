import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createFacadeTokens } from '../../../server/access/facade-token.ts';
import type { ClinicianGrant } from '../../../server/access/grant.ts';
import { exchangeForm, requestToken, startFacade } from '../facade.ts';
import type { TestFacade } from '../facade.ts';
import {
  encounter,
  fhirOid,
  html,
  json,
  organization,
  patient,
  practitioner,
  redirectTo,
  role,
  searchset,
  startStandInEhr,
  status,
} from '../ehr/stand-in-ehr.ts';
import type { StandInEhr } from '../ehr/stand-in-ehr.ts';

let ehr: StandInEhr;
let facade: TestFacade;
const exchange = (more: Record<string, string> = {}) => requestToken(facade, exchangeForm(ehr.iss, more));

beforeAll(async () => {
  ehr = await startStandInEhr();
});
beforeEach(async () => {
  ehr.reset();
  facade = await startFacade({ ehrs: [ehr.registration] });
  return () => facade.stop();
});
afterAll(() => ehr.stop());

async function grantOf(token: unknown): Promise<ClinicianGrant> {
  const grant = await createFacadeTokens({ publicUrl: facade.url, key: facade.tokenKey }).verify(
    String(token),
  );
  if (typeof grant === 'string' || grant.kind !== 'clinician')
    throw new Error(`Not a clinician's token: ${grant}`);
  return grant;
}

describe('an exchange that is granted', () => {
  test('answers as RFC 8693 says, for at most ten minutes, and is not stored by caches', async () => {
    const { status, headers, body } = await exchange();
    expect(status).toBe(200);
    expect(body).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: expect.any(Number),
      scope: 'patient/Observation.rs',
    });
    expect(body.expires_in).toBeGreaterThan(590);
    expect(body.expires_in).toBeLessThanOrEqual(600);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('pragma')).toBe('no-cache');
  });

  test('is bound to issuer, client, patient, practitioner and organisation', async () => {
    const { body } = await exchange();
    expect(await grantOf(body.access_token)).toEqual({
      kind: 'clinician',
      iss: ehr.iss,
      clientId: 'hjemmekurve',
      patient: 'p1',
      person: { system: fhirOid('1'), value: '13717404089' },
      practitioner: { id: 'd1', hpr: '222210011', name: 'Åse Fjellsjø' },
      organization: { orgnr: '958935420', name: 'Organisation o1' },
      scopes: ['patient/Observation.rs'],
      session: { id: expect.stringMatching(/^[\w-]{43}$/), until: expect.any(Number) },
      expires: expect.any(Number),
    });
  });

  const own = (system: '1' | '2', value: string) => ({ system: fhirOid(system), value });
  test.each([
    ['fødselsnummer', [own('1', '16858399649')], '16858399649'],
    ['fødselsnummer before the D-number', [own('2', '53717400050'), own('1', '16858399649')], '16858399649'],
    ['D-number, when there is no other', [own('2', '53717400050')], '53717400050'],
    ['no number that is invalid', [own('1', '16858399640')], undefined],
    ['none of two numbers', [own('1', '16858399649'), own('1', '13717404089')], undefined],
  ])("holds the practitioner's own %s", async (_what, identifiers, pid) => {
    ehr.answer('/fhir/Practitioner/d1', {
      ...practitioner,
      identifier: [...practitioner.identifier, ...identifiers],
    });
    const { body } = await exchange();
    const grant = await grantOf(body.access_token);
    expect(grant).toMatchObject({ practitioner: { hpr: '222210011', ...(pid !== undefined && { pid }) } });
    expect('pid' in grant.practitioner).toBe(pid !== undefined);
  });

  test('never lasts longer than the token of the EHR', async () => {
    ehr.introspects({ exp: Math.floor(Date.now() / 1000) + 60 });
    const { body } = await exchange();
    expect(body.expires_in).toBeGreaterThan(50);
    expect(body.expires_in).toBeLessThanOrEqual(60);
  });

  test('sends the token of the user to the FHIR server and its own to introspection, and nowhere else', async () => {
    await exchange();
    const senders = Object.fromEntries(ehr.requests.map(({ path, authorization }) => [path, authorization]));
    expect(senders).toEqual({
      '/fhir/.well-known/smart-configuration': undefined,
      '/token': undefined,
      '/introspect': 'Bearer backend',
      '/fhir/Patient/p1': 'Bearer ehr-token',
      '/fhir/Practitioner/d1': 'Bearer ehr-token',
      '/fhir/PractitionerRole': 'Bearer ehr-token',
      '/fhir/Organization/o1': 'Bearer ehr-token',
    });
  });

  test('asks for smart-configuration and its own token once', async () => {
    await exchange();
    await exchange();
    const paths = ehr.requests.map(({ path }) => path);
    expect(paths.filter((path) => path.endsWith('smart-configuration'))).toHaveLength(1);
    expect(paths.filter((path) => path === '/token')).toHaveLength(1);
    expect(paths.filter((path) => path === '/introspect')).toHaveLength(2);
  });

  test('takes iss with a trailing slash, and a fhirUser that is absolute at this issuer', async () => {
    ehr.introspects({ fhirUser: `${ehr.iss}/Practitioner/d1` });
    const { status } = await requestToken(facade, exchangeForm(`${ehr.iss}/`));
    expect(status).toBe(200);
  });

  test('says nothing of the person, the practitioner or the tokens in the log', async () => {
    const { body } = await exchange();
    const log = facade.log.join('');
    expect(log).toContain('/oauth/token');
    for (const secret of [
      '13717404089',
      '222210011',
      'Fjellsjø',
      'ehr-token',
      'backend',
      body.access_token,
      'p1"',
    ]) {
      expect(log).not.toContain(secret);
    }
  });
});

const form = 'urn:ietf:params:oauth:token-type:';
const requests: [string, Record<string, string>, number, string, string][] = [
  [
    'an unknown grant type',
    { grant_type: 'password' },
    400,
    'unsupported_grant_type',
    'grant-type-unsupported',
  ],
  ['no grant type', { grant_type: '' }, 400, 'unsupported_grant_type', 'grant-type-unsupported'],
  ['an unknown issuer', { iss: 'https://evil.example/fhir' }, 400, 'invalid_request', 'issuer-unknown'],
  ['no issuer', { iss: '' }, 400, 'invalid_request', 'issuer-unknown'],
  ['no token', { subject_token: '' }, 400, 'invalid_request', 'subject-token-missing'],
  [
    'an id_token',
    { subject_token_type: `${form}id_token` },
    400,
    'invalid_request',
    'subject-token-type-unsupported',
  ],
  ['no token type', { subject_token_type: '' }, 400, 'invalid_request', 'subject-token-type-unsupported'],
  [
    'another token type wanted',
    { requested_token_type: `${form}jwt` },
    400,
    'invalid_request',
    'parameter-invalid',
  ],
  ['an actor', { actor_token: 'x' }, 400, 'invalid_request', 'parameter-invalid'],
  ['another resource', { resource: 'https://other.example' }, 400, 'invalid_target', 'target-unknown'],
  [
    'a token that would break a header',
    { subject_token: 'a\r\nX: y' },
    400,
    'invalid_request',
    'token-inactive',
  ],
  ['a token of 10 kB', { subject_token: 'a'.repeat(10_000) }, 400, 'invalid_request', 'token-inactive'],
  ['a scope with nothing in it', { scope: 'openid' }, 400, 'invalid_scope', 'scope-insufficient'],
  ['a scope to write', { scope: 'patient/Observation.c' }, 400, 'invalid_scope', 'scope-insufficient'],
  [
    'the client_id of another client',
    { client_id: 'second-client' },
    400,
    'invalid_request',
    'token-foreign-client',
  ],
];

test.each(requests)('a request with %s is refused', async (_what, change, code, error, reason) => {
  const { status, headers, body } = await exchange(change);
  expect({ status, ...body }).toMatchObject({ status: code, error, reason });
  expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('pragma')).toBe('no-cache');
});

const past = () => Math.floor(Date.now() / 1000) - 1;
const identified = (...identifier: object[]) => ({ ...patient, identifier });
const national = { system: fhirOid('1'), value: '13717404089' };

/** What the EHR says, and what follows from it. */
const ehrAnswers: [string, (ehr: StandInEhr) => void, string][] = [
  ['token not active', (e) => e.answer('/introspect', { active: false }), 'token-inactive'],
  ['token past its exp', (e) => e.introspects({ exp: past() }), 'token-inactive'],
  ['token of another issuer', (e) => e.introspects({ iss: 'https://other.example' }), 'token-inactive'],
  [
    'token for another server',
    (e) => e.introspects({ aud: ['https://other.example/fhir'] }),
    'token-inactive',
  ],
  ['token of another client', (e) => e.introspects({ client_id: 'other' }), 'token-foreign-client'],
  ['token of no client', (e) => e.introspects({ client_id: undefined }), 'token-foreign-client'],
  ['no scope', (e) => e.introspects({ scope: undefined }), 'scope-insufficient'],
  ['read without search', (e) => e.introspects({ scope: 'patient/Observation.r' }), 'scope-insufficient'],
  ['letters out of order', (e) => e.introspects({ scope: 'patient/Observation.sr' }), 'scope-insufficient'],
  ['the scope of a user only', (e) => e.introspects({ scope: 'user/Observation.rs' }), 'scope-insufficient'],
  ['no patient', (e) => e.introspects({ patient: undefined }), 'patient-missing'],
  ['a patient that is a path', (e) => e.introspects({ patient: '../Practitioner/d1' }), 'patient-missing'],
  ['no such patient', (e) => e.introspects({ patient: 'p2' }), 'patient-unreadable'],
  ...['Patient/p1', 'Practitioner/d1', 'PractitionerRole', 'Organization/o1'].map(
    (path): [string, (ehr: StandInEhr) => void, string] => [
      `a token that ends before ${path} is read`,
      (e) => e.answer(`/fhir/${path}`, status(401)),
      'token-inactive',
    ],
  ),
  ['patient forbidden', (e) => e.answer('/fhir/Patient/p1', status(403)), 'patient-unreadable'],
  ['another patient', (e) => e.answer('/fhir/Patient/p1', { ...patient, id: 'p2' }), 'patient-unreadable'],
  [
    'another resource',
    (e) => e.answer('/fhir/Patient/p1', { ...patient, resourceType: 'Person' }),
    'patient-unreadable',
  ],
  ['null for a patient', (e) => e.answer('/fhir/Patient/p1', json(null)), 'patient-unreadable'],
  ['a string for a patient', (e) => e.answer('/fhir/Patient/p1', json('p1')), 'patient-unreadable'],
  [
    'a patient without identifiers',
    (e) => e.answer('/fhir/Patient/p1', { ...patient, identifier: null }),
    'patient-without-national-id',
  ],
  [
    'a local identifier',
    (e) => e.answer('/fhir/Patient/p1', identified({ system: 'urn:x', value: '13717404089' })),
    'patient-without-national-id',
  ],
  [
    'an old identifier',
    (e) => e.answer('/fhir/Patient/p1', identified({ ...national, use: 'old' })),
    'patient-without-national-id',
  ],
  [
    'an identifier that has ended',
    (e) => e.answer('/fhir/Patient/p1', identified({ ...national, period: { end: '2020-01-01' } })),
    'patient-without-national-id',
  ],
  [
    'a wrong check digit',
    (e) => e.answer('/fhir/Patient/p1', identified({ ...national, value: '13717404088' })),
    'patient-national-id-invalid',
  ],
  [
    'two different numbers',
    (e) => e.answer('/fhir/Patient/p1', identified(national, { ...national, value: '02686525891' })),
    'patient-national-id-invalid',
  ],
  ['no fhirUser', (e) => e.introspects({ fhirUser: undefined }), 'practitioner-missing'],
  ['a patient as the user', (e) => e.introspects({ fhirUser: 'Patient/p1' }), 'practitioner-missing'],
  [
    'a user at another server',
    (e) => e.introspects({ fhirUser: 'https://other.example/fhir/Practitioner/d1' }),
    'practitioner-missing',
  ],
  ['no such practitioner', (e) => e.introspects({ fhirUser: 'Practitioner/d2' }), 'practitioner-unreadable'],
  ['no such role', (e) => e.introspects({ fhirUser: 'PractitionerRole/r2' }), 'practitioner-unreadable'],
  [
    'a practitioner without HPR',
    (e) => e.answer('/fhir/Practitioner/d1', { ...practitioner, identifier: [] }),
    'practitioner-without-hpr',
  ],
  [
    'an HPR number of letters',
    (e) =>
      e.answer('/fhir/Practitioner/d1', {
        ...practitioner,
        identifier: [{ system: fhirOid('4'), value: 'X' }],
      }),
    'practitioner-without-hpr',
  ],
  ['no role', (e) => e.answer('/fhir/PractitionerRole', searchset()), 'organization-missing'],
  ['roles forbidden', (e) => e.answer('/fhir/PractitionerRole', status(403)), 'organization-missing'],
  [
    'a role that is not active',
    (e) => e.answer('/fhir/PractitionerRole', searchset({ ...role, active: false })),
    'organization-missing',
  ],
  [
    'a role that is over',
    (e) => e.answer('/fhir/PractitionerRole', searchset({ ...role, period: { end: '2020-01' } })),
    'organization-missing',
  ],
  [
    "another's role",
    (e) =>
      e.answer(
        '/fhir/PractitionerRole',
        searchset({ ...role, practitioner: { reference: 'Practitioner/d2' } }),
      ),
    'organization-missing',
  ],
  [
    'roles at two organisations',
    (e) =>
      e.answer(
        '/fhir/PractitionerRole',
        searchset(role, { ...role, organization: { reference: 'Organization/o2' } }),
      ),
    'organization-missing',
  ],
  [
    'one role of several pages',
    (e) =>
      e.answer('/fhir/PractitionerRole', {
        ...searchset(role),
        link: [{ relation: 'next', url: 'https://other.example' }],
      }),
    'organization-missing',
  ],
  [
    'an organisation at another server',
    (e) =>
      e.answer(
        '/fhir/PractitionerRole',
        searchset({ ...role, organization: { reference: 'https://other.example/fhir/Organization/o1' } }),
      ),
    'organization-missing',
  ],
  [
    'an organisation number that does not exist',
    (e) => e.answer('/fhir/Organization/o1', organization('o1', '958935421')),
    'organization-missing',
  ],
];

test.each(ehrAnswers)('when the EHR says: %s, the exchange is refused', async (_what, arrange, reason) => {
  arrange(ehr);
  const { status, body } = await exchange();
  expect({ status, reason: body.reason }).toEqual({ status: 400, reason });
  expect(JSON.stringify(body)).not.toMatch(/\d{9}/);
});

const smartConfiguration = '/fhir/.well-known/smart-configuration';
const failures: [string, (ehr: StandInEhr) => void, string][] = [
  ['discovery answers 500', (e) => e.answer(smartConfiguration, status(500)), 'ehr-unavailable'],
  ['discovery is a page', (e) => e.answer(smartConfiguration, html), 'ehr-unavailable'],
  ['discovery is a list', (e) => e.answer(smartConfiguration, json([])), 'ehr-unavailable'],
  [
    'discovery has no token endpoint',
    (e) => e.answer(smartConfiguration, { issuer: e.iss }),
    'ehr-unavailable',
  ],
  [
    'discovery points at another host',
    (e) =>
      e.answer(smartConfiguration, {
        token_endpoint: `${e.url}/token`,
        introspection_endpoint: 'https://evil.example/i',
      }),
    'ehr-unavailable',
  ],
  [
    'discovery points at another port',
    (e) => e.answer(smartConfiguration, { token_endpoint: 'http://localhost:1/token' }),
    'ehr-unavailable',
  ],
  [
    'discovery redirects',
    (e) => e.answer(smartConfiguration, redirectTo(`${e.url}/token`)),
    'ehr-unavailable',
  ],
  ['introspection answers 503', (e) => e.answer('/introspect', status(503)), 'introspection-unavailable'],
  [
    'introspection refuses the facade',
    (e) => e.answer('/introspect', status(401)),
    'introspection-unavailable',
  ],
  ['introspection is a page', (e) => e.answer('/introspect', html), 'introspection-unavailable'],
  ['introspection says nothing', (e) => e.answer('/introspect', {}), 'introspection-unavailable'],
  ['introspection says "true"', (e) => e.introspects({ active: 'true' }), 'introspection-unavailable'],
  [
    'introspection gives a number for a patient',
    (e) => e.introspects({ patient: 1 }),
    'introspection-unavailable',
  ],
  ['introspection gives a text for exp', (e) => e.introspects({ exp: 'soon' }), 'introspection-unavailable'],
  ['the facade gets no token', (e) => e.answer('/token', status(400)), 'introspection-unavailable'],
  [
    'the facade gets an empty token',
    (e) => e.answer('/token', { access_token: '' }),
    'introspection-unavailable',
  ],
  ['the patient is a page', (e) => e.answer('/fhir/Patient/p1', html), 'ehr-unavailable'],
  ['the patient answers 500', (e) => e.answer('/fhir/Patient/p1', status(500)), 'ehr-unavailable'],
  [
    'the patient redirects',
    (e) => e.answer('/fhir/Patient/p1', redirectTo(`${e.iss}/Patient/p2`)),
    'ehr-unavailable',
  ],
  ['the practitioner is a page', (e) => e.answer('/fhir/Practitioner/d1', html), 'ehr-unavailable'],
  ['the roles answer 502', (e) => e.answer('/fhir/PractitionerRole', status(502)), 'ehr-unavailable'],
  ['the organisation answers 500', (e) => e.answer('/fhir/Organization/o1', status(500)), 'ehr-unavailable'],
];

test.each(failures)('when %s, the exchange can be tried again later', async (_what, arrange, reason) => {
  arrange(ehr);
  const { status, headers, body } = await exchange();
  expect({ status, error: body.error, reason: body.reason }).toEqual({
    status: 503,
    error: 'temporarily_unavailable',
    reason,
  });
  expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
  ehr.reset();
  expect((await exchange()).status).toBe(200);
});

test.each([401, 403])(
  'after %s at introspection, the facade asks for a new token of its own',
  async (code) => {
    await exchange();
    ehr.answer('/introspect', status(code));
    await exchange();
    ehr.reset();
    expect((await exchange()).status).toBe(200);
    expect(ehr.requests.filter(({ path }) => path === '/token')).toHaveLength(1);
    await exchange();
    expect(ehr.requests.filter(({ path }) => path === '/token')).toHaveLength(1);
  },
);

test('an EHR that is not there at all is unavailable', async () => {
  const registration = { ...ehr.registration, iss: 'http://localhost:1/fhir' };
  const other = await startFacade({ ehrs: [registration] });
  const { body } = await requestToken(other, exchangeForm(registration.iss));
  await other.stop();
  expect(body.reason).toBe('ehr-unavailable');
});

describe('the role', () => {
  const at = (organization: string, text: string) => ({
    ...role,
    organization: { reference: `Organization/${organization}` },
    code: [{ text }],
  });
  const found = async () => (await grantOf((await exchange()).body.access_token)).practitioner.role;

  test('is that at the organisation of the launch', async () => {
    ehr.answer('/fhir/PractitionerRole', searchset(at('o1', 'Fastlege'), at('o2', 'Overlege')));
    ehr.introspects({ encounter: 'e1' });
    expect(await found()).toEqual({ text: 'Overlege' });
  });

  test('is unknown when the EHR says none, or two there', async () => {
    expect(await found()).toBeUndefined();
    ehr.answer('/fhir/PractitionerRole', searchset(at('o1', 'Fastlege'), at('o1', 'Overlege')));
    expect(await found()).toBeUndefined();
  });

  test('is unknown when there are more than were read', async () => {
    ehr.answer('/fhir/PractitionerRole', {
      ...searchset(at('o2', 'Overlege')),
      link: [{ relation: 'next', url: `${ehr.iss}/PractitionerRole?page=2` }],
    });
    ehr.introspects({ encounter: 'e1' });
    expect(await found()).toBeUndefined();
  });
});

describe('the organisation', () => {
  const twoRoles = searchset(role, { ...role, organization: { reference: 'Organization/o2' } });
  const organizationOf = async (target = facade) => {
    const { body } = await requestToken(target, exchangeForm(ehr.iss));
    const grant = await createFacadeTokens({ publicUrl: target.url, key: target.tokenKey }).verify(
      String(body.access_token),
    );
    return typeof grant === 'string' || grant.kind !== 'clinician' ? body.reason : grant.organization.orgnr;
  };

  test("is the encounter's, when the clinician has a role there", async () => {
    ehr.answer('/fhir/PractitionerRole', twoRoles);
    ehr.introspects({ encounter: 'e1' });
    expect(await organizationOf()).toBe('313392147');
  });

  test("is the clinician's only one, when the encounter is at another", async () => {
    ehr.introspects({ encounter: 'e1' });
    expect(await organizationOf()).toBe('958935420');
  });

  test('is not found by an encounter of another patient', async () => {
    ehr.answer('/fhir/PractitionerRole', twoRoles);
    ehr.answer('/fhir/Encounter/e1', { ...encounter, subject: { reference: 'Patient/p2' } });
    ehr.introspects({ encounter: 'e1' });
    expect(await organizationOf()).toBe('organization-missing');
  });

  test('is that of the role the launch was made in', async () => {
    ehr.answer('/fhir/PractitionerRole', twoRoles);
    ehr.answer('/fhir/PractitionerRole/r1', role);
    ehr.introspects({ fhirUser: 'PractitionerRole/r1' });
    expect(await organizationOf()).toBe('958935420');
  });

  test("is the register's when the EHR does not say", async () => {
    const fallback = await startFacade({ ehrs: [{ ...ehr.registration, organization: '312774100' }] });
    ehr.answer('/fhir/PractitionerRole', status(403));
    expect(await organizationOf(fallback)).toBe('312774100');
    await fallback.stop();
  });
});

describe('scope', () => {
  const vitalSigns = 'http://terminology.hl7.org/CodeSystem/observation-category|vital-signs';
  const laboratory = 'http://terminology.hl7.org/CodeSystem/observation-category|laboratory';
  test.each([
    ['v1', 'patient/Observation.read', undefined, 'patient/Observation.rs'],
    ['v1 of everything', 'patient/*.*', undefined, 'patient/Observation.rs patient/ServiceRequest.crus'],
    ['more than the facade offers', 'patient/Observation.cruds', undefined, 'patient/Observation.rs'],
    [
      'monitoring orders, but no deletion',
      'patient/Observation.rs patient/ServiceRequest.cruds',
      undefined,
      'patient/Observation.rs patient/ServiceRequest.crus',
    ],
    [
      'a category of orders, which could not be kept',
      'patient/Observation.rs patient/ServiceRequest.rs?category=x',
      undefined,
      'patient/Observation.rs',
    ],
    [
      'read and search apart',
      'patient/Observation.r patient/Observation.s',
      undefined,
      'patient/Observation.r patient/Observation.s',
    ],
    [
      'one category',
      `patient/Observation.rs?category=${vitalSigns}`,
      undefined,
      `patient/Observation.rs?category=${vitalSigns}`,
    ],
    [
      'narrowed to a category',
      'patient/Observation.rs',
      `patient/Observation.rs?category=${laboratory}`,
      `patient/Observation.rs?category=${laboratory}`,
    ],
    ['narrowed to search', 'patient/Observation.rs', 'patient/Observation.s', 'patient/Observation.s'],
    [
      'not widened beyond a category',
      `patient/Observation.rs?category=${vitalSigns}`,
      'patient/*.read',
      `patient/Observation.rs?category=${vitalSigns}`,
    ],
    [
      'not widened to another category',
      `patient/Observation.rs?category=${vitalSigns}`,
      `patient/Observation.rs?category=${laboratory}`,
      undefined,
    ],
    ['limits that cannot be kept', 'patient/Observation.rs?code=8867-4', undefined, undefined],
  ])('%s', async (_what, held, requested, granted) => {
    ehr.introspects({ scope: held });
    const { body } = await exchange(requested === undefined ? {} : { scope: requested });
    expect(body.scope).toBe(granted);
    expect(body.reason).toBe(granted === undefined ? 'scope-insufficient' : undefined);
  });
});
