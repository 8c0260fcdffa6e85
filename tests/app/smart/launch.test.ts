import { describe, expect, test } from 'vitest';
import { FhirError } from '../../../app/fhir/fhir-error.ts';
import { repairAuthorizeUrl } from '../../../app/smart/authorize-url.ts';
import { parseConfiguration } from '../../../app/smart/configuration.ts';
import { en } from '../../../app/language/en.ts';
import { nb } from '../../../app/language/nb.ts';
import { nn } from '../../../app/language/nn.ts';
import { Failure, isRetryable, toFailure } from '../../../app/smart/failure.ts';
import { parseCallback, parseLaunch, parseLoginReturn } from '../../../app/smart/launch-parameters.ts';

const issuer = { iss: 'https://ehr.example/fhir', name: 'EPJ', clientId: 'hjemmekurve', scope: 'launch' };
const citizenIssuer = { ...issuer, iss: 'https://citizens.example/fhir', clientId: 'hjemmekurve-innbygger' };
const configuration = {
  fhir: '/fhir',
  token: '/oauth/token',
  revoke: '/oauth/revoke',
  issuers: [issuer],
  citizenIssuers: [citizenIssuer],
};

function failureOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Failure) return error.kind;
    throw error;
  }
  return 'none';
}

describe('what the EHR opens the launch page with', () => {
  const iss = encodeURIComponent(issuer.iss);

  test('an issuer in the register and a launch', () => {
    expect(parseLaunch(`?iss=${iss}&launch=abc`, configuration)).toEqual({ issuer, launch: 'abc' });
  });

  test.each([
    ['', 'launch-parameters'],
    [`?iss=${iss}`, 'launch-parameters'],
    ['?launch=abc', 'launch-parameters'],
    [`?iss=&launch=abc`, 'launch-parameters'],
    [`?iss=${iss}&iss=${iss}&launch=abc`, 'launch-parameters'],
    ['?iss=https%3A%2F%2Fevil.example&launch=abc', 'unknown-ehr'],
    [`?iss=${iss}%2F&launch=abc`, 'unknown-ehr'],
    [`?iss=${iss.toUpperCase()}&launch=abc`, 'unknown-ehr'],
    ['?fhirServiceUrl=https%3A%2F%2Fevil.example&patientId=p2', 'launch-parameters'],
  ])('%s: %s', (search, kind) => {
    expect(failureOf(() => parseLaunch(search, configuration))).toBe(kind);
  });
});

describe('what comes back to the redirect page', () => {
  test.each([
    ['?state=s&code=a%2Bb%26c%25', { state: 's', code: 'a+b&c%' }],
    ['?state=s', { state: 's' }],
  ])('%s', (search, expected) => {
    expect(parseCallback(search)).toEqual(expected);
  });

  test.each([
    ['', 'not-launched'],
    ['?code=x', 'not-launched'],
    ['?error=access_denied&state=s', 'launch-refused'],
  ])('%s: %s', (search, kind) => {
    expect(failureOf(() => parseCallback(search))).toBe(kind);
  });
});

describe('what comes back to the citizens’ page', () => {
  test.each([
    ['', undefined],
    ['?code=x', undefined],
    ['?state=s&code=c', { state: 's', code: 'c' }],
    ['?state=s', { state: 's' }],
  ])('%s', (search, expected) => {
    expect(parseLoginReturn(search)).toEqual(expected);
  });

  test.each([
    ['?error=access_denied&state=s', 'login-cancelled'],
    ['?error=server_error&state=s', 'launch-refused'],
    ['?error=server_error', 'launch-refused'],
  ])('%s: %s', (search, kind) => {
    expect(failureOf(() => parseLoginReturn(search))).toBe(kind);
  });
});

describe('the authorization address', () => {
  test.each([
    ['https://e/auth?response_type=code&state=s', 'https://e/auth?response_type=code&state=s'],
    ['https://e/auth?x=1?response_type=code&state=s', 'https://e/auth?x=1&response_type=code&state=s'],
  ])('%s', (built, repaired) => {
    expect(repairAuthorizeUrl(built)).toBe(repaired);
  });

  test.each(['javascript:alert(1)?response_type=code', 'undefined', ''])('%s is refused', (built) => {
    expect(failureOf(() => repairAuthorizeUrl(built))).toBe('ehr-unavailable');
  });
});

describe('app.json', () => {
  const origin = 'https://app.example';

  test('addresses at the app’s own origin', () => {
    expect(parseConfiguration(configuration, origin)).toEqual(configuration);
  });

  test.each([
    ['a foreign token endpoint', { ...configuration, token: 'https://evil.example/token' }],
    ['a foreign FHIR endpoint', { ...configuration, fhir: '//evil.example/fhir' }],
    ['no issuers', { ...configuration, issuers: undefined }],
    ['no list of where citizens log in', { ...configuration, citizenIssuers: undefined }],
    ['nothing', null],
  ])('%s is refused', (_, body) => {
    expect(failureOf(() => parseConfiguration(body, origin))).toBe('unexpected');
  });

  test('an incomplete issuer is left out', () => {
    const incomplete = { ...configuration, issuers: [issuer, { iss: 'https://x' }, null] };
    expect(parseConfiguration(incomplete, origin).issuers).toEqual([issuer]);
    const halfKnown = { ...configuration, citizenIssuers: [{ iss: 'https://x' }, citizenIssuer] };
    expect(parseConfiguration(halfKnown, origin).citizenIssuers).toEqual([citizenIssuer]);
  });
});

describe('reasons of the facade become messages one can act on', () => {
  test.each([
    ['issuer-unknown', 'unknown-ehr', false],
    ['token-inactive', 'expired', false],
    ['token-expired', 'expired', false],
    ['token-revoked', 'expired', false],
    ['token-foreign-client', 'client-refused', false],
    ['scope-insufficient', 'scope-insufficient', false],
    ['patient-missing', 'no-patient', false],
    ['patient-unreadable', 'patient-identity', false],
    ['patient-without-national-id', 'patient-identity', false],
    ['patient-national-id-invalid', 'patient-identity', false],
    ['practitioner-missing', 'practitioner-identity', false],
    ['practitioner-unreadable', 'practitioner-identity', false],
    ['practitioner-without-hpr', 'practitioner-identity', false],
    ['organization-missing', 'organization-missing', false],
    ['citizen-missing', 'citizen-identity', false],
    ['patient-age-unknown', 'citizen-identity', false],
    ['citizen-other-patient', 'not-representative', false],
    ['related-person-not-in-force', 'not-representative', false],
    ['proxy-without-period', 'not-representative', false],
    ['proxy-not-allowed', 'not-representative', false],
    ['parent-limited', 'parent-limited', false],
    ['parent-not-allowed', 'parent-not-allowed', false],
    ['citizens-not-supported', 'citizens-not-supported', false],
    ['introspection-unavailable', 'introspection-unavailable', true],
    ['ehr-unavailable', 'ehr-unavailable', true],
    ['store-unavailable', 'store-unavailable', true],
    ['store-timeout', 'store-timeout', true],
    ['store-failed', 'unexpected', true],
    ['too-large', 'too-large', false],
    ['access-blocked', 'access-blocked', false],
    ['access-restricted', 'access-restricted', false],
    ['organization-not-enrolled', 'organization-not-enrolled', false],
    ['follow-up-ended', 'follow-up-ended', false],
    ['follow-ups-unavailable', 'store-unavailable', true],
    ['blocks-unavailable', 'store-unavailable', true],
    ['sessions-unavailable', 'store-unavailable', true],
    ['log-unavailable', 'log-unavailable', true],
    ['other-patient', 'other-patient', false],
    ['unreachable', 'facade-unreachable', true],
    ['grant-type-unsupported', 'unexpected', true],
    ['never-heard-of', 'unexpected', true],
  ])('%s: %s', (reason, kind, retry) => {
    const failure = toFailure(new FhirError(400, reason, ''));
    expect([failure.kind, isRetryable(failure.kind)]).toEqual([kind, retry]);
  });

  test('a block says nothing beside its words, which say neither that there is one nor what is there', () => {
    expect(toFailure(new FhirError(403, 'access-blocked', 'Access is not given'))).toMatchObject({
      detail: undefined,
    });
    for (const { failures } of [nb, nn, en]) {
      const { title, body } = failures['access-blocked'];
      expect(`${title} ${body}`).not.toMatch(
        /sperr|block|log|restrict|avgrens|begrens|pasienten har|patient has/i,
      );
    }
  });

  test('a server error without a reason is a store that does not answer; anything else is unexpected', () => {
    expect(toFailure(new FhirError(502, 'malformed', '')).kind).toBe('store-unavailable');
    expect(toFailure(new TypeError('x')).kind).toBe('unexpected');
  });
});
