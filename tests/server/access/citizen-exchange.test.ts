import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { syntheticNationalId } from '#fixtures/synthetic-identifier.ts';
import { createFacadeTokens } from '../../../server/access/facade-token.ts';
import type { CitizenGrant } from '../../../server/access/grant.ts';
import { exchangeForm, requestToken, startFacade } from '../facade.ts';
import type { TestFacade } from '../facade.ts';
import { fhirOid, html, patient, practitioner, startStandInEhr, status } from '../ehr/stand-in-ehr.ts';
import type { StandInEhr } from '../ehr/stand-in-ehr.ts';

const allScopes =
  'patient/Observation.rs patient/ServiceRequest.rs patient/AuditEvent.rs patient/Consent.cruds patient/EpisodeOfCare.s';
const roleCode = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';
const name = [{ given: ['Ærlig'], family: 'Bjørk' }];
const adult = { ...patient, name };
const born = `${new Date().getFullYear() - 5}-01-01`;
const childNumber = syntheticNationalId({ born, shift: 80, gender: 'female' });
const child = {
  ...adult,
  identifier: [{ system: fhirOid('1'), value: childNumber }],
  birthDate: born,
};
const mother = {
  resourceType: 'RelatedPerson',
  id: 'r1',
  active: true,
  patient: { reference: 'Patient/p1' },
  relationship: [{ coding: [{ system: roleCode, code: 'MTH' }] }],
  name: [{ given: ['Omsorgsfull'], family: 'Bjørk' }],
};

let issuer: StandInEhr;
let facade: TestFacade;
const exchange = (more: Record<string, string> = {}) => requestToken(facade, exchangeForm(issuer.iss, more));
const asMother = (related: object = {}) => {
  issuer.introspects({ client_id: 'citizens-app', scope: allScopes, fhirUser: 'RelatedPerson/r1' });
  issuer.answer('/fhir/Patient/p1', child);
  issuer.answer('/fhir/RelatedPerson/r1', { ...mother, ...related });
};

beforeAll(async () => {
  issuer = await startStandInEhr();
});
beforeEach(async () => {
  issuer.reset();
  issuer.introspects({
    client_id: 'citizens-app',
    scope: `launch/patient openid fhirUser ${allScopes}`,
    fhirUser: 'Patient/p1',
  });
  issuer.answer('/fhir/Patient/p1', adult);
  facade = await startFacade({
    ehrs: [{ ...issuer.registration, users: 'citizens', clients: ['citizens-app'] }],
  });
  return () => facade.stop();
});
afterAll(() => issuer.stop());

async function grantOf(token: unknown): Promise<CitizenGrant> {
  const tokens = createFacadeTokens({ publicUrl: facade.url, key: facade.tokenKey });
  const grant = await tokens.verify(String(token));
  if (typeof grant === 'string' || grant.kind !== 'citizen') throw new Error('Not a citizen’s token');
  return grant;
}

describe('an exchange that is granted', () => {
  test('answers as RFC 8693 says', async () => {
    const { status: code, body } = await exchange();
    expect(code).toBe(200);
    expect(body).toEqual({
      access_token: expect.any(String),
      issued_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      token_type: 'Bearer',
      expires_in: expect.any(Number),
      scope: allScopes,
      relation: 'self',
    });
    expect(body.expires_in).toBeLessThanOrEqual(600);
  });

  test('stands for the patient themselves: no practitioner, no organisation', async () => {
    expect(await grantOf((await exchange()).body.access_token)).toEqual({
      kind: 'citizen',
      iss: issuer.iss,
      clientId: 'citizens-app',
      patient: 'p1',
      person: { system: fhirOid('1'), value: '13717404089' },
      actor: { relation: 'self', name: 'Ærlig Bjørk' },
      scopes: allScopes.split(' '),
      issuerToken: 'ehr-token',
      session: { id: expect.stringMatching(/^[\w-]{43}$/), until: expect.any(Number) },
      expires: expect.any(Number),
    });
  });

  test('stands for a child by its parent', async () => {
    asMother();
    const { body } = await exchange();
    expect(body['relation']).toBe('parent');
    expect(await grantOf(body.access_token)).toMatchObject({
      patient: 'p1',
      person: { value: childNumber },
      actor: { relation: 'parent', name: 'Omsorgsfull Bjørk' },
    });
  });

  test('stands for an adult by a proxy; fhirUser may be absolute at this issuer', async () => {
    const power = [{ coding: [{ system: roleCode, code: 'POWATT' }] }];
    asMother({ relationship: power, period: { start: '2020-01-01' } });
    issuer.introspects({
      client_id: 'citizens-app',
      scope: allScopes,
      fhirUser: `${issuer.iss}/RelatedPerson/r1`,
    });
    issuer.answer('/fhir/Patient/p1', {
      ...adult,
      identifier: [{ system: fhirOid('1'), value: '12835830061' }],
      birthDate: '1958-03-12',
    });
    expect(await grantOf((await exchange()).body.access_token)).toMatchObject({
      person: { value: '12835830061' },
      actor: { relation: 'proxy' },
    });
  });

  test('asks the issuer for nothing but the patient and the user, with the user’s token', async () => {
    asMother();
    await exchange();
    const data = issuer.requests.filter(
      ({ path }) => path.startsWith('/fhir/') && !path.includes('.well-known'),
    );
    expect(data).toEqual([
      { path: '/fhir/Patient/p1', authorization: 'Bearer ehr-token' },
      { path: '/fhir/RelatedPerson/r1', authorization: 'Bearer ehr-token' },
    ]);
  });

  test('says nothing of the persons or the tokens in the log', async () => {
    asMother();
    const { body } = await exchange();
    const log = facade.log.join('');
    expect(log).toContain('/oauth/token');
    for (const secret of [childNumber, 'Bjørk', 'ehr-token', String(body.access_token)]) {
      expect(log).not.toContain(secret);
    }
  });
});

describe('scopes, letter by letter', () => {
  test.each([
    ['patient/*.cruds', undefined, allScopes],
    [
      'patient/*.read',
      undefined,
      'patient/Observation.rs patient/ServiceRequest.rs patient/AuditEvent.rs patient/Consent.rs patient/EpisodeOfCare.s',
    ],
    ['patient/Consent.rs', undefined, 'patient/Consent.rs'],
    ['patient/AuditEvent.cruds', undefined, 'patient/AuditEvent.rs'],
    ['patient/Observation.s', undefined, 'patient/Observation.s'],
    [allScopes, 'patient/Observation.rs', 'patient/Observation.rs'],
    [allScopes, 'patient/Consent.c patient/Observation.cruds', 'patient/Observation.rs patient/Consent.c'],
    ['patient/Observation.rs?category=laboratory', undefined, 'patient/Observation.rs?category=laboratory'],
    ['patient/*.rs?category=laboratory', undefined, 'patient/Observation.rs?category=laboratory'],
    [allScopes, 'patient/Consent.r?category=x patient/AuditEvent.r', 'patient/AuditEvent.r'],
  ])('of %s, asked for %s: %s', async (held, asked, granted) => {
    issuer.introspects({ client_id: 'citizens-app', scope: held, fhirUser: 'Patient/p1' });
    const { body } = await exchange(asked === undefined ? {} : { scope: asked });
    expect(body.scope).toBe(granted);
    expect((await grantOf(body.access_token)).scopes.join(' ')).toBe(granted);
  });

  test.each([
    ['openid fhirUser', undefined],
    ['user/Observation.rs system/Observation.rs', undefined],
    ['patient/Observation.cud patient/AuditEvent.cud', undefined],
    ['patient/Consent.rs?category=x', undefined],
    ['patient/Consent.scr', undefined],
    ['patient/Condition.rs', undefined],
    [allScopes, 'patient/AuditEvent.c'],
    ['patient/AuditEvent.rs', 'patient/Observation.rs'],
  ])('of %s, asked for %s: nothing, and refused', async (held, asked) => {
    issuer.introspects({ client_id: 'citizens-app', scope: held, fhirUser: 'Patient/p1' });
    const { status: code, body } = await exchange(asked === undefined ? {} : { scope: asked });
    expect([code, body.error, body.reason]).toEqual([400, 'invalid_scope', 'scope-insufficient']);
  });
});

const as = (fhirUser: string | undefined) => () =>
  issuer.introspects({ client_id: 'citizens-app', scope: allScopes, fhirUser });

const refused: [string, () => void, string][] = [
  ['no user', as(undefined), 'citizen-missing'],
  ['a practitioner', as('Practitioner/d1'), 'citizen-missing'],
  ['a person of another type', as('Person/p1'), 'citizen-missing'],
  ['a Patient at another server', as('https://other.example/fhir/Patient/p1'), 'citizen-missing'],
  ['another Patient', as('Patient/p2'), 'citizen-other-patient'],
  ['no such RelatedPerson', as('RelatedPerson/r9'), 'related-person-unreadable'],
  [
    'a RelatedPerson of another patient',
    () => asMother({ patient: { reference: 'Patient/p2' } }),
    'citizen-other-patient',
  ],
  ['a RelatedPerson of nobody', () => asMother({ patient: undefined }), 'citizen-other-patient'],
  [
    'a RelatedPerson of a patient at another server',
    () => asMother({ patient: { reference: 'https://other.example/fhir/Patient/p1' } }),
    'citizen-other-patient',
  ],
  ['another RelatedPerson comes back', () => asMother({ id: 'r2' }), 'related-person-unreadable'],
  ['a RelatedPerson not active', () => asMother({ active: false }), 'related-person-not-in-force'],
  [
    'a RelatedPerson whose period is over',
    () => asMother({ period: { end: '2020' } }),
    'related-person-not-in-force',
  ],
  ['a RelatedPerson who is a neighbour', () => asMother({ relationship: [] }), 'relationship-insufficient'],
  ['a RelatedPerson without a name', () => asMother({ name: [] }), 'citizen-without-name'],
  ['a Patient without a name', () => issuer.answer('/fhir/Patient/p1', patient), 'citizen-without-name'],
  [
    'a child without a birth date',
    () => {
      asMother();
      issuer.answer('/fhir/Patient/p1', { ...child, birthDate: undefined });
    },
    'patient-age-unknown',
  ],
  [
    'a grown-up child',
    () => {
      asMother();
      const identifier = [{ system: fhirOid('1'), value: '12835830061' }];
      issuer.answer('/fhir/Patient/p1', { ...adult, identifier, birthDate: '1958-03-12' });
    },
    'parent-not-allowed',
  ],
  [
    'a proxy without a period',
    () => {
      asMother({ relationship: [{ coding: [{ system: roleCode, code: 'GUARD' }] }] });
    },
    'proxy-without-period',
  ],
  [
    'no patient',
    () => issuer.introspects({ client_id: 'citizens-app', scope: allScopes, patient: undefined }),
    'patient-missing',
  ],
  [
    'a patient that cannot be read',
    () => issuer.answer('/fhir/Patient/p1', status(403)),
    'patient-unreadable',
  ],
  [
    'a patient without national number',
    () => issuer.answer('/fhir/Patient/p1', { ...adult, identifier: [] }),
    'patient-without-national-id',
  ],
  [
    'a wrong check digit',
    () =>
      issuer.answer('/fhir/Patient/p1', {
        ...adult,
        identifier: [{ system: fhirOid('1'), value: '13717404088' }],
      }),
    'patient-national-id-invalid',
  ],
  [
    'a token of an app that is not registered',
    () => issuer.introspects({ client_id: 'hjemmekurve' }),
    'token-foreign-client',
  ],
  ['a token that is over', () => issuer.answer('/introspect', { active: false }), 'token-inactive'],
];

test.each(refused)('when the issuer says: %s, the exchange is refused', async (_what, arrange, reason) => {
  arrange();
  const { status: code, body } = await exchange();
  expect({ code, error: body.error, reason: body.reason, token: body.access_token }).toEqual({
    code: 400,
    error: 'invalid_request',
    reason,
    token: undefined,
  });
  expect(JSON.stringify(body)).not.toMatch(/\d{9}|Bjørk/);
  expect(body.error_description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
});

describe('a parent of somebody aged 12 to 15', () => {
  const teenager = `${new Date().getFullYear() - 14}-01-01`;
  const asMotherOfTeenager = (scope = allScopes, birthDate = teenager, related = {}) => {
    asMother(related);
    issuer.introspects({ client_id: 'citizens-app', scope, fhirUser: 'RelatedPerson/r1' });
    const value = syntheticNationalId({ born: birthDate, shift: 65, gender: 'male' });
    issuer.answer('/fhir/Patient/p1', {
      ...adult,
      identifier: [{ system: fhirOid('1'), value }],
      birthDate,
    });
  };

  test.each([allScopes, 'patient/*.cruds', 'patient/*.read', 'patient/EpisodeOfCare.rs'])(
    'who was granted %s gets a token for who follows the child at home, and nothing else',
    async (scope) => {
      asMotherOfTeenager(scope);
      const { body } = await exchange();
      expect(body).toMatchObject({ scope: 'patient/EpisodeOfCare.s', relation: 'parent-limited' });
      expect(await grantOf(body.access_token)).toMatchObject({
        patient: 'p1',
        actor: { relation: 'parent-limited', name: 'Omsorgsfull Bjørk' },
        scopes: ['patient/EpisodeOfCare.s'],
      });
    },
  );

  test('is refused by a reason of its own where nothing is left', async () => {
    asMotherOfTeenager('patient/Observation.rs patient/AuditEvent.rs');
    const { status: code, body } = await exchange();
    expect([code, body.reason, body.access_token]).toEqual([400, 'parent-limited', undefined]);
    asMotherOfTeenager();
    expect((await exchange({ scope: 'patient/Observation.rs' })).body.reason).toBe('parent-limited');
  });

  test('is not the parent with a power of attorney: that opens nothing at this age', async () => {
    const power = { coding: [{ system: roleCode, code: 'POWATT' }] };
    const period = { start: '2020-01-01' };
    asMotherOfTeenager(allScopes, teenager, { relationship: [power], period });
    expect((await exchange()).body.reason).toBe('proxy-not-allowed');
    asMotherOfTeenager(allScopes, teenager, { relationship: [power, ...mother.relationship], period });
    expect((await exchange()).body['relation']).toBe('parent-limited');
  });
});

describe('no token outlives the right that it stands for', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['Date'] });
    return () => void vi.useRealTimers();
  });
  const bornOn = (birthDate: string) => {
    asMother();
    const value = syntheticNationalId({ born: birthDate, shift: 80, gender: 'female' });
    const identifier = [{ system: fhirOid('1'), value }];
    issuer.answer('/fhir/Patient/p1', { ...adult, identifier, birthDate });
  };

  test.each([
    ['2014-06-15', 'parent', 'parent-limited'],
    ['2010-06-15', 'parent-limited', undefined],
  ])('born %s: a minute before midnight %s, then %s', async (birthDate, before, after) => {
    vi.setSystemTime('2026-06-14T21:59:00Z');
    bornOn(birthDate);
    const { body } = await exchange();
    expect([body['relation'], body.expires_in]).toEqual([before, 60]);
    vi.setSystemTime('2026-06-14T21:59:59.900Z');
    expect(await grantOf(body.access_token)).toMatchObject({ actor: { relation: before } });
    expect((await exchange()).body.reason).toBe('token-inactive');
    vi.setSystemTime('2026-06-14T22:00:00Z');
    const { verify } = createFacadeTokens({ publicUrl: facade.url, key: facade.tokenKey });
    expect(await verify(String(body.access_token))).toBe('token-expired');
    expect((await exchange()).body['relation']).toBe(after);
  });

  test('a minute before the end of a power of attorney', async () => {
    vi.setSystemTime('2026-06-14T21:59:00Z');
    const relationship = [{ coding: [{ system: roleCode, code: 'POWATT' }] }];
    asMother({ relationship, period: { start: '2020-01-01', end: '2026-06-14' } });
    expect((await exchange()).body.expires_in).toBe(60);
  });
});

test.each([
  ['the Patient', '/fhir/Patient/p1'],
  ['the RelatedPerson', '/fhir/RelatedPerson/r1'],
])('when %s is a page, or 500, the exchange can be tried again later', async (_what, path) => {
  for (const answer of [html, status(500)]) {
    asMother();
    issuer.answer(path, answer);
    const { status: code, body } = await exchange();
    expect([code, body.reason]).toEqual([503, 'ehr-unavailable']);
  }
});

describe('each issuer speaks for its own kind', () => {
  test('an EHR mints no citizen’s token, whatever it says of its user', async () => {
    const ehrs = [{ ...issuer.registration, clients: ['citizens-app'] }];
    const clinicians = await startFacade({ ehrs });
    for (const fhirUser of ['Patient/p1', 'RelatedPerson/r1']) {
      issuer.introspects({ client_id: 'citizens-app', scope: allScopes, fhirUser });
      const { body } = await requestToken(clinicians, exchangeForm(issuer.iss));
      expect([body.reason, body.access_token]).toEqual(['practitioner-missing', undefined]);
    }
    await clinicians.stop();
  });

  test('a citizens’ issuer mints no clinician’s token, though it has the practitioner and the role', async () => {
    issuer.answer('/fhir/Practitioner/d1', practitioner);
    issuer.introspects({ client_id: 'citizens-app', scope: allScopes, fhirUser: 'Practitioner/d1' });
    expect((await exchange()).body.reason).toBe('citizen-missing');
  });
});
