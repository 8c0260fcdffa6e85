import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Joi from 'joi';
import { exportJWK, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ConfigError } from '../../../server/config.ts';
import { readClientKey } from '../../../server/helseid/client-key.ts';
import { helseidKeys, toHelseidConfig } from '../../../server/helseid/keys.ts';
import type { HelseidValues } from '../../../server/helseid/keys.ts';

const least = {
  HELSEID_ISSUER: 'https://helseid-sts.test.nhn.no',
  HELSEID_CLIENT_ID: 'client',
  HELSEID_PRIVATE_JWK: '{}',
  HELSEID_SCOPES: 'nhn:pmd/read',
  HELSEID_SOURCE_SCOPES: 'nhn:pmd/write',
  PMD_RESOURCE: 'nhn:pmd',
  ATTESTATION_HEALTHCARE_SERVICE: 'urn:oid:2.16.578.1.12.4.1.1.8663|KX17',
};

const validate = (env: Record<string, string | undefined>) =>
  Joi.object<HelseidValues>(helseidKeys).validate(env, {
    abortEarly: false,
    errors: { wrap: { label: false }, escapeHtml: false },
    messages: { 'string.pattern.name': '{#label} must be {#name}' },
  });
const faultsOf = (change: Record<string, string | undefined>) =>
  validate({ ...least, ...change }).error?.details.map(({ message }) => message) ?? [];
const configOf = (change: Record<string, string | undefined>) => {
  const { value, error } = validate({ ...least, ...change });
  if (error) throw error;
  return toHelseidConfig(value);
};

describe('the configuration', () => {
  test('names every missing key at once', () => {
    const faults = validate({}).error?.details.map(({ message }) => message.split(' ')[0]);
    expect(faults?.sort()).toEqual(Object.keys(least).sort());
  });

  test('has the defaults of a multi-tenant client with attestation', () => {
    expect(configOf({})).toEqual({
      issuer: 'https://helseid-sts.test.nhn.no',
      clientId: 'client',
      key: { jwk: '{}' },
      scopes:
        'openid profile offline_access helseid://scopes/identity/pid helseid://scopes/identity/security_level helseid://scopes/hpr/hpr_number nhn:pmd/read',
      sourceScopes: 'nhn:pmd/write',
      resource: 'nhn:pmd',
      organization: { parents: new Map() },
      attestation: {
        healthcareService: { system: 'urn:oid:2.16.578.1.12.4.1.1.8663', code: 'KX17' },
        purposeOfUse: 'TREAT',
        patientIdentifier: 'omit',
      },
    });
  });

  test('is read whole', () => {
    expect(
      configOf({
        HELSEID_PRIVATE_JWK: undefined,
        HELSEID_PRIVATE_JWK_FILE: '/run/secrets/helseid.json',
        HELSEID_SCOPES: 'openid nhn:pmd/read',
        HELSEID_TENANT: '313392147',
        HELSEID_SUB_UNITS: '{"312774100":"313392147"}',
        ATTESTATION_AUTHORIZATION: 'LE',
        ATTESTATION_PURPOSE_OF_USE: 'COC',
        ATTESTATION_PURPOSE_DETAILS: 'urn:AuditEventHL7Norway/CodeSystem/carerelation|BEHANDLER',
        ATTESTATION_HEALTHCARE_SERVICE: undefined,
        ATTESTATION_PATIENT_IDENTIFIER: 'include',
      }),
    ).toMatchObject({
      key: { file: '/run/secrets/helseid.json' },
      scopes: expect.stringMatching(/^openid .*nhn:pmd\/read$/),
      organization: { tenant: '313392147', parents: new Map([['312774100', '313392147']]) },
      attestation: {
        authorization: { code: 'LE', system: 'urn:oid:2.16.578.1.12.4.1.1.9060' },
        purposeOfUse: 'COC',
        purposeOfUseDetails: { code: 'BEHANDLER' },
        patientIdentifier: 'include',
      },
    });
  });

  test('without attestation needs no service', () => {
    const config = configOf({ ATTESTATION: 'omit', ATTESTATION_HEALTHCARE_SERVICE: undefined });
    expect(config).not.toHaveProperty('attestation');
  });

  test.each([
    ['HELSEID_ISSUER', 'http://helseid-sts.nhn.no'],
    ['HELSEID_ISSUER', 'https://helseid-sts.nhn.no/'],
    ['HELSEID_PRIVATE_JWK_FILE', '/both/are/given'],
    ['HELSEID_TENANT', '313392148'],
    ['HELSEID_SUB_UNITS', '{"312774100":"313392148"}'],
    ['HELSEID_SUB_UNITS', '["312774100"]'],
    ['HELSEID_SUB_UNITS', '{'],
    ['PMD_RESOURCE', 'two words'],
    ['ATTESTATION', 'maybe'],
    ['ATTESTATION_AUTHORIZATION', 'lege'],
    ['ATTESTATION_PURPOSE_OF_USE', 'BTG'],
    ['ATTESTATION_PURPOSE_DETAILS', 'BEHANDLER'],
    ['ATTESTATION_HEALTHCARE_SERVICE', 'a|b|c'],
    ['ATTESTATION_PATIENT_IDENTIFIER', 'yes'],
  ])('%s is not %s', (key, value) => {
    const faults = faultsOf({ [key]: value });
    expect(faults).toHaveLength(1);
    expect(faults[0]).toMatch(/^(HELSEID|PMD|ATTESTATION)_?/);
  });

  test('repeats no secret in a fault', () => {
    const faults = faultsOf({
      HELSEID_PRIVATE_JWK: '{"d":"hemmelig"}',
      HELSEID_PRIVATE_JWK_FILE: '/f',
      ATTESTATION: 'x',
    });
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.join()).not.toContain('hemmelig');
  });

  test('every key is described', () => {
    for (const key of Object.values(helseidKeys)) expect(key.describe().flags).toHaveProperty('description');
  });
});

describe('the private key', () => {
  let folder: string;
  let jwk: Record<string, unknown>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hjemmekurve-helseid-'));
    const { privateKey } = await generateKeyPair('ES256', { extractable: true });
    jwk = { ...(await exportJWK(privateKey)), kid: 'k' };
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('is read from the environment or a file, and cannot be read out', async () => {
    const file = join(folder, 'key.json');
    await writeFile(file, JSON.stringify(jwk));
    for (const source of [{ jwk: JSON.stringify(jwk) }, { file }]) {
      const { key, kid } = await readClientKey(source);
      expect([kid, key.type, key.extractable]).toEqual(['k', 'private', false]);
    }
  });

  test.each<[string, (jwk: Record<string, unknown>) => string]>([
    ['no kid', ({ kid: _kid, ...rest }) => JSON.stringify(rest)],
    ['only the public part', ({ d: _d, ...rest }) => JSON.stringify(rest)],
    ['RSA without alg', (rest) => JSON.stringify({ ...rest, kty: 'RSA' })],
    ['a curve that is none', (rest) => JSON.stringify({ ...rest, crv: 'P-999' })],
    ['text', () => 'hemmelig'],
  ])('with %s is refused, without its content', async (_what, change) => {
    const attempt = readClientKey({ jwk: change(jwk) });
    await expect(attempt).rejects.toBeInstanceOf(ConfigError);
    const message = await attempt.catch((error: Error) => error.message);
    expect(message).toContain('HELSEID_PRIVATE_JWK');
    expect(message).not.toContain('hemmelig');
    expect(message).not.toContain(String(jwk.d));
  });

  test('in a file that is not there is refused', async () => {
    await expect(readClientKey({ file: join(folder, 'none') })).rejects.toThrow(
      /HELSEID_PRIVATE_JWK_FILE cannot be read \(ENOENT\)/,
    );
  });
});
