import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authorize, clientCredentials, logIn, problem, push, redeem, refresh } from './requests.ts';
import {
  attestation,
  gpOffice,
  hospital,
  loggedIn,
  newProofKey,
  organization,
  startHelseid,
} from './support.ts';
import type { ProofKey, TestHelseid } from './support.ts';

const parent = 'helseid://claims/client/claims/orgnr_parent';
const child = 'helseid://claims/client/claims/orgnr_child';
const claim = 'nhn:tillitsrammeverk:parameters';

let helseid: TestHelseid;
let key: ProofKey;

beforeAll(async () => {
  helseid = await startHelseid();
  key = await newProofKey();
});
afterAll(() => helseid.stop());

const pushed = (...details: object[]) => ({ values: { authorization_details: JSON.stringify(details) } });
const asserted = (...details: object[]) => ({ claims: { assertion_details: details } });
const claimsOf = (token: unknown) => decodeJwt(String(token));

interface Attested {
  attestation: { toa: number };
  practitioner: Record<string, { id: string }>;
}

const doctor = (...details: object[]) =>
  loggedIn(helseid, 'gp').then((browser) => logIn(helseid, browser, key, pushed(...details)));

describe('the organisation', () => {
  test.each([
    ['parent alone', `NO:ORGNR:${gpOffice}`, { [parent]: gpOffice, [child]: undefined }],
    [
      'with the colon of the .NET library',
      `NO:ORGNR:${gpOffice}:`,
      { [parent]: gpOffice, [child]: undefined },
    ],
    ['with a child', `NO:ORGNR:${hospital}:${gpOffice}`, { [parent]: hospital, [child]: gpOffice }],
  ])('%s is read', async (_, value, expected) => {
    const tokens = await doctor(organization(value));
    const { [parent]: gotParent, [child]: gotChild } = claimsOf(tokens.access_token);
    expect({ [parent]: gotParent, [child]: gotChild }).toEqual(expected);
  });

  test.each([
    ['a number with a wrong check digit', organization('NO:ORGNR:312774101')],
    ['another country', organization('SE:ORGNR:312774100')],
    ['more than parent and child', organization(`NO:ORGNR:${gpOffice}:${hospital}:${gpOffice}`)],
    ['no value', { type: 'helseid_authorization', practitioner_role: {} }],
    [
      'the system of single-tenant clients',
      JSON.parse(
        JSON.stringify(organization()).replace('urn:oid:1.0.6523', 'urn:oid:2.16.578.1.12.4.1.4.101'),
      ),
    ],
    ['another type', { type: 'openid_credential' }],
  ])('%s is refused at PAR, and at token', async (_, detail) => {
    const answer = problem(await push(helseid, key, pushed(detail)));
    expect(answer).toMatchObject({ status: 400, error: 'invalid_authorization_details' });
    expect(answer.description).not.toMatch(/\d{9}/);
    const atToken = problem(await clientCredentials(helseid, key, asserted(detail)));
    expect(atToken).toMatchObject({ status: 400, error: 'invalid_authorization_details' });
  });

  test('is of the login until a refresh says another one, for that access token', async () => {
    const first = await doctor(organization());
    const second = (
      await refresh(helseid, key, first.refresh_token, asserted(organization(`NO:ORGNR:${hospital}`)))
    ).body;
    expect(claimsOf(second['access_token'])[parent]).toBe(hospital);
    const third = (await refresh(helseid, key, second['refresh_token'])).body;
    expect(claimsOf(third['access_token'])[parent]).toBe(gpOffice);
  });

  test('missing in both places is refused when a token is asked for', async () => {
    const login = await authorize(helseid, await loggedIn(helseid, 'gp'), key, {
      values: { authorization_details: undefined },
    });
    expect(problem(await redeem(helseid, key, login))).toMatchObject({ error: 'access_denied' });
  });
});

describe('the attestation', () => {
  test('given at PAR is in every access token of the login, as old as it is', async () => {
    const tokens = await doctor(organization(), attestation());
    const before = claimsOf(tokens.access_token)[claim] as Attested;
    expect(before.practitioner).toMatchObject({
      identifier: { id: helseid.people.find(({ id }) => id === 'gp')?.pid, name: 'Åse Fjellsjø' },
      hpr_nr: { id: '222210011', system: 'urn:oid:2.16.578.1.12.4.1.4.4' },
      point_of_care: { id: gpOffice },
    });
    expect(before).not.toHaveProperty('type');
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const { body } = await refresh(helseid, key, tokens.refresh_token);
    expect(claimsOf(body['access_token'])[claim]).toEqual(before);
  });

  test('given at token is in that access token only, and stamped then', async () => {
    const login = await authorize(helseid, await loggedIn(helseid, 'gp'), key);
    const { body } = await redeem(helseid, key, login, asserted(attestation()));
    const { attestation: stamp } = claimsOf(body['access_token'])[claim] as Attested;
    expect(Math.abs(stamp.toa - Date.now() / 1000)).toBeLessThan(5);
    const next = (await refresh(helseid, key, body['refresh_token'])).body;
    expect(claimsOf(next['access_token'])).not.toHaveProperty([claim]);
    expect(claimsOf(next['access_token'])[parent]).toBe(gpOffice);
  });

  test('keeps the patient that the client names, and a toa of its own is not believed', async () => {
    const patient = { id: '13717404089', system: 'urn:oid:2.16.578.1.12.4.1.4.1' };
    const detail = { ...attestation({ patients: [patient] }), attestation: { toa: 4102444800 } };
    const kept = claimsOf((await doctor(organization(), detail)).access_token)[claim] as Attested;
    expect(kept).toMatchObject({ patients: [patient] });
    expect(kept.attestation.toa).toBeLessThan(4102444800);
  });

  const without = (path: string, value?: unknown) => {
    const detail = structuredClone(attestation()) as unknown as Record<string, Record<string, unknown>>;
    const [group = '', name = ''] = path.split('.');
    if (value === undefined) delete detail[group]?.[name];
    else (detail[group] ??= {})[name] = value;
    return detail;
  };
  const unreasoned = () => {
    const detail = without('care_relationship.healthcare_service');
    delete detail['care_relationship']?.['purpose_of_use_details'];
    return detail;
  };

  test.each<[string, object, RegExp]>([
    ['without legal entity', without('practitioner.legal_entity'), /practitioner\.legal_entity/],
    ['without place of care', without('practitioner.point_of_care'), /practitioner\.point_of_care/],
    ['of no organisation', without('practitioner.legal_entity', { id: '123', system: 'x' }), /legal_entity/],
    ['without purpose', without('care_relationship.purpose_of_use'), /purpose_of_use/],
    [
      'with an unknown purpose',
      without('care_relationship.purpose_of_use', {
        code: 'CURIOSITY',
        system: 'urn:oid:2.16.840.1.113883.1.11.20448',
      }),
      /TREAT, ETREAT, COC, BTG/,
    ],
    ['without service and details', unreasoned(), /healthcare_service nor purpose_of_use_details/],
    ['with a decision that has no id', without('care_relationship.decision_ref', {}), /decision_ref/],
    ['with a patient id of no system', attestation({ patients: [{ id: '13717404089' }] }), /patients\[0\]/],
  ])('%s is refused at PAR, and at token', async (_, detail, says) => {
    const answer = problem(await push(helseid, key, pushed(organization(), detail)));
    expect(answer).toMatchObject({ status: 400, error: 'invalid_authorization_details' });
    expect(answer.description).toMatch(says);
    const tokens = await doctor(organization());
    const atToken = await refresh(helseid, key, tokens.refresh_token, asserted(detail));
    expect(problem(atToken)).toMatchObject({ error: 'invalid_authorization_details' });
    expect((await refresh(helseid, key, tokens.refresh_token)).status).toBe(200);
  });

  test.each<[string, object]>([
    ['another profession', { authorization: { code: 'SP', system: 'urn:oid:2.16.578.1.12.4.1.1.9060' } }],
    ['another HPR number', { hpr_nr: { id: '222210022', system: 'urn:oid:2.16.578.1.12.4.1.4.4' } }],
    ['another person', { identifier: { id: '13717404089', system: 'urn:oid:2.16.578.1.12.4.1.4.1' } }],
  ])('that says %s than the register is denied', async (_, practitioner) => {
    const detail = attestation({ practitioner });
    const browser = await loggedIn(helseid, 'gp');
    const { parameters } = await authorize(helseid, browser, key, pushed(organization(), detail));
    expect(parameters['error']).toBe('access_denied');
    expect(parameters['error_description']).toContain('practitioner.');

    const login = await authorize(helseid, browser, key);
    expect(problem(await redeem(helseid, key, login, asserted(detail)))).toMatchObject({
      error: 'access_denied',
    });
  });

  test('is denied to who is no health professional and says so', async () => {
    const browser = await loggedIn(helseid, 'no-health-professional');
    const { parameters } = await authorize(helseid, browser, key, pushed(organization(), attestation()));
    expect(parameters['error']).toBe('access_denied');
  });

  test('is denied without a user', async () => {
    const answer = await clientCredentials(helseid, key, asserted(organization(), attestation()));
    expect(problem(answer)).toMatchObject({ error: 'access_denied' });
  });
});

describe('both structures at once', () => {
  const doubled = {
    status: 400,
    error: 'access_denied',
    description: expect.stringContaining('HID-DOUBLE-STRUCTURE'),
  };

  test('are refused in one pushed request', async () => {
    const change = { ...pushed(organization()), ...asserted(attestation()) };
    expect(problem(await push(helseid, key, change))).toEqual(doubled);
  });

  test('are refused in one token request', async () => {
    const change = { ...pushed(organization()), ...asserted(organization()) };
    expect(problem(await clientCredentials(helseid, key, change))).toEqual(doubled);
  });

  test('are refused when a login with an attestation gets another at the code', async () => {
    const browser = await loggedIn(helseid, 'gp');
    const login = await authorize(helseid, browser, key, pushed(organization(), attestation()));
    expect(problem(await redeem(helseid, key, login, asserted(attestation())))).toEqual(doubled);
  });

  test('are refused when a login with an attestation gets another at refresh, which is not used up', async () => {
    const tokens = await doctor(organization(), attestation());
    const answer = await refresh(helseid, key, tokens.refresh_token, asserted(attestation()));
    expect(problem(answer)).toEqual(doubled);
    expect((await refresh(helseid, key, tokens.refresh_token)).status).toBe(200);
  });

  test('assertion_details alone do not belong to PAR', async () => {
    const change = { values: { authorization_details: undefined }, ...asserted(organization()) };
    expect(problem(await push(helseid, key, change)).error).toBe('invalid_request');
  });
});
