import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appOrigin, startSandbox } from './support/sandbox.ts';
import type { Sandbox } from './support/sandbox.ts';
import { json } from './support/smart-client.ts';

let sandbox: Sandbox;
let configuration: Record<string, unknown>;
const smartConfiguration = () => `${sandbox.iss}/.well-known/smart-configuration`;

beforeAll(async () => {
  sandbox = await startSandbox();
  configuration = await json(await fetch(smartConfiguration(), { headers: { accept: 'application/json' } }));
});
afterAll(() => sandbox.stop());

const strings = (name: string) => configuration[name] as string[];

describe('checklist 1–2: smart-configuration is JSON whatever is asked for', () => {
  test.each([['application/json'], ['application/fhir+xml'], ['*/*']])('1–2 Accept: %s', async (accept) => {
    const response = await fetch(smartConfiguration(), { headers: { accept } });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch(/^application\/json/);
    expect(await response.json()).toEqual(configuration);
  });
});

describe('checklist 3–10: what smart-configuration says', () => {
  test.each(['authorization_endpoint', 'token_endpoint', 'issuer', 'jwks_uri'])(
    '3, 6 %s is a string',
    (name) => {
      expect(configuration[name]).toEqual(expect.stringMatching(/./));
    },
  );

  test.each(['capabilities', 'grant_types_supported', 'code_challenge_methods_supported'])(
    '3 %s is a non-empty array of strings',
    (name) => {
      expect(strings(name).length).toBeGreaterThan(0);
      for (const entry of strings(name)) expect(entry).toEqual(expect.any(String));
    },
  );

  test('4 grant types: authorization_code, and client_credentials because backend services are offered', () => {
    expect(strings('grant_types_supported')).toEqual(
      expect.arrayContaining(['authorization_code', 'client_credentials', 'refresh_token']),
    );
  });

  test('5 PKCE by S256 only', () => {
    expect(strings('code_challenge_methods_supported')).toEqual(['S256']);
  });

  test('6 sso-openid-connect goes with issuer and jwks_uri', () => {
    expect(strings('capabilities')).toContain('sso-openid-connect');
    expect(configuration['issuer']).toBe(sandbox.iss);
  });

  test('7 every capability is a string without spaces', () => {
    for (const capability of strings('capabilities')) expect(capability).toMatch(/^\S+$/);
  });

  test('8 every endpoint is an absolute URL', () => {
    const endpoints = Object.entries(configuration).filter(([name]) => /_endpoint$|^jwks_uri$/.test(name));
    expect(endpoints.length).toBeGreaterThanOrEqual(5);
    for (const [, url] of endpoints) expect(URL.canParse(String(url))).toBe(true);
  });

  test('8 associated_endpoints names the facade, with a capability that is a full URI', () => {
    expect(configuration['associated_endpoints']).toEqual([
      { url: `${appOrigin}/fhir`, capabilities: [expect.stringMatching(/^https:\/\//)] },
    ]);
  });

  test('9 client-confidential-asymmetric goes with private_key_jwt, RS384 or ES384, and scopes_supported', () => {
    expect(strings('capabilities')).toContain('client-confidential-asymmetric');
    expect(strings('token_endpoint_auth_methods_supported')).toContain('private_key_jwt');
    expect(strings('token_endpoint_auth_signing_alg_values_supported')).toEqual(
      expect.arrayContaining(['RS384', 'ES384']),
    );
    expect(strings('scopes_supported').length).toBeGreaterThan(0);
  });

  test.each([
    'launch-ehr',
    'client-public',
    'context-ehr-patient',
    'context-ehr-encounter',
    'permission-user',
    'permission-patient',
    'permission-v1',
    'permission-v2',
    'context-banner',
    'context-style',
  ])('10 capability %s', (capability) => {
    expect(strings('capabilities')).toContain(capability);
  });

  test('10 the names that 2.2 replaced are not used', () => {
    expect(strings('capabilities').filter((name) => name.includes('passthrough'))).toEqual([]);
  });
});

describe('checklist 11–13: who may call from a browser', () => {
  const elsewhere = 'https://elsewhere.example';

  test.each([['.well-known/smart-configuration'], ['metadata']])(
    '11–12 %s is open to every origin',
    async (path) => {
      const response = await fetch(`${sandbox.iss}/${path}`, { headers: { origin: elsewhere } });
      expect(response.status).toBe(200);
      expect(response.headers.get('access-control-allow-origin')).toBe('*');
    },
  );

  const preflight = (url: string, origin: string) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization, content-type',
      },
    });
  const targets = () => [
    `${sandbox.url}/oauth/token`,
    `${sandbox.iss}/Observation`,
    `${sandbox.iss}/Patient/hypertension`,
  ];

  test('13 preflight from a registered origin is allowed', async () => {
    for (const url of targets()) {
      const response = await preflight(url, appOrigin);
      expect(response.ok).toBe(true);
      expect(response.headers.get('access-control-allow-origin')).toBe(appOrigin);
      const headers = response.headers.get('access-control-allow-headers')?.toLowerCase() ?? '';
      expect(headers).toContain('authorization');
      expect(headers).toContain('content-type');
      expect(response.headers.get('access-control-allow-methods')).toContain('POST');
    }
  });

  test.each([[elsewhere], ['null'], [`${appOrigin}.evil.example`], ['http://localhost:4998']])(
    '13 preflight from %s is not allowed',
    async (origin) => {
      for (const url of targets()) {
        const response = await preflight(url, origin);
        expect(response.headers.get('access-control-allow-origin')).toBeNull();
      }
    },
  );

  test('introspection and the launcher are for no browser of another origin', async () => {
    for (const path of ['/oauth/introspect', '/launches', '/options']) {
      const response = await preflight(`${sandbox.url}${path}`, appOrigin);
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    }
  });
});

describe('CapabilityStatement tells the truth', () => {
  test('every type it names answers, and no other does', async () => {
    const statement = await json<fhir4.CapabilityStatement>(await fetch(`${sandbox.iss}/metadata`));
    expect(statement.fhirVersion).toBe('4.0.1');
    const types = statement.rest?.[0]?.resource?.map(({ type }) => type) ?? [];
    expect(types).toEqual(
      expect.arrayContaining(['Patient', 'Practitioner', 'PractitionerRole', 'Organization', 'Encounter']),
    );
    const service = statement.rest?.[0]?.security?.service?.[0]?.coding?.[0]?.code;
    expect(service).toBe('SMART-on-FHIR');
  });
});
