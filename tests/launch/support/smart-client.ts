import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import { appOrigin } from './sandbox.ts';
import type { Sandbox } from './sandbox.ts';

export type Values = Record<string, string | undefined>;

export const appScope =
  'launch openid fhirUser patient/Patient.r patient/Observation.rs patient/Encounter.r ' +
  'user/Practitioner.r user/PractitionerRole.rs user/Organization.r';

/** Drops what is undefined, so that a test can leave a parameter out. */
export function form(values: Values): URLSearchParams {
  return new URLSearchParams(
    Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

export function pkce(): { verifier: string; challenge: string } {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

export async function openLaunch(
  sandbox: Sandbox,
  choice: object = {},
): Promise<{ launch: string; iss: string; url: string }> {
  const response = await fetch(`${sandbox.url}/launches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(choice),
  });
  if (response.status !== 201) throw new Error(`POST /launches: ${response.status} ${await response.text()}`);
  return (await response.json()) as { launch: string; iss: string; url: string };
}

/** A request that keeps every rule; tests break one at a time. */
export async function authorizationRequest(sandbox: Sandbox, changes: Values = {}, choice: object = {}) {
  const { verifier, challenge } = pkce();
  const { launch } = await openLaunch(sandbox, choice);
  const values: Values = {
    response_type: 'code',
    client_id: 'hjemmekurve',
    redirect_uri: `${appOrigin}/`,
    scope: appScope,
    state: randomUUID(),
    aud: sandbox.iss,
    launch,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    ...changes,
  };
  return { values, verifier };
}

export function authorize(
  sandbox: Sandbox,
  values: Values,
  method: 'GET' | 'POST' = 'GET',
): Promise<Response> {
  const endpoint = `${sandbox.url}/oauth/authorize`;
  if (method === 'GET') return fetch(`${endpoint}?${form(values)}`, { redirect: 'manual' });
  return fetch(endpoint, { method, body: form(values), redirect: 'manual' });
}

/** The parameters of the redirect back to the app; fails where there was none. */
export function redirected(response: Response): Record<string, string> {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`No redirect: ${response.status}`);
  return Object.fromEntries(new URL(location).searchParams);
}

export async function obtainCode(sandbox: Sandbox, changes: Values = {}, choice: object = {}) {
  const { values, verifier } = await authorizationRequest(sandbox, changes, choice);
  const answer = redirected(await authorize(sandbox, values));
  if (answer['code'] === undefined) throw new Error(`No code: ${JSON.stringify(answer)}`);
  const redeem: Values = {
    grant_type: 'authorization_code',
    code: answer['code'],
    redirect_uri: values['redirect_uri'],
    client_id: values['client_id'],
    code_verifier: verifier,
  };
  return { code: answer['code'], redeem };
}

export function postForm(
  url: string,
  values: Values,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url, { method: 'POST', body: form(values), headers });
}

export const postToken = (sandbox: Sandbox, values: Values, headers: Record<string, string> = {}) =>
  postForm(`${sandbox.url}/oauth/token`, values, headers);

export interface TokenAnswer {
  access_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
  refresh_token?: string;
  id_token?: string;
  patient?: string;
  encounter?: string;
  [member: string]: unknown;
}

export async function json<Body = Record<string, unknown>>(response: Response, status = 200): Promise<Body> {
  const text = await response.text();
  if (response.status !== status) throw new Error(`Status ${response.status}, expected ${status}: ${text}`);
  return JSON.parse(text) as Body;
}

/** A whole EHR launch of the public client, ending with its tokens. */
export async function launchApp(
  sandbox: Sandbox,
  changes: Values = {},
  choice: object = {},
): Promise<TokenAnswer> {
  const { redeem } = await obtainCode(sandbox, changes, choice);
  return json<TokenAnswer>(await postToken(sandbox, redeem));
}

/** A launch of the test client whose registration is wider than the app's. */
export function launchTestClient(sandbox: Sandbox, scope: string, choice: object = {}): Promise<TokenAnswer> {
  const redirect_uri = `${sandbox.url}/callback`;
  return launchApp(sandbox, { client_id: 'sandbox-public', redirect_uri, scope }, choice);
}

export interface AssertionChanges {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: JWK;
}

/** A client assertion that keeps every rule of SMART's asymmetric authentication, but for what is changed. */
export async function assertion(
  sandbox: Sandbox,
  clientId: string,
  { claims = {}, header = {}, key = sandbox.keys.facade }: AssertionChanges = {},
): Promise<string> {
  const seconds = Math.floor(sandbox.now() / 1000);
  const payload = {
    iss: clientId,
    sub: clientId,
    aud: `${sandbox.url}/oauth/token`,
    exp: seconds + 120,
    iat: seconds,
    jti: randomUUID(),
    ...claims,
  };
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'ES384', kid: key.kid, typ: 'JWT', ...header } as { alg: string })
    .sign(await importJWK(key, 'ES384'));
}

export const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

export async function assertionFields(
  sandbox: Sandbox,
  clientId: string,
  changes: AssertionChanges = {},
): Promise<Values> {
  return {
    client_assertion_type: assertionType,
    client_assertion: await assertion(sandbox, clientId, changes),
  };
}

export async function backendToken(sandbox: Sandbox): Promise<TokenAnswer> {
  const fields = await assertionFields(sandbox, 'hjemmekurve-facade');
  const request = { grant_type: 'client_credentials', scope: 'system/Organization.rs', ...fields };
  return json<TokenAnswer>(await postToken(sandbox, request));
}

export const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** What the EHR says of a token to the facade's backend client. */
export async function introspect(sandbox: Sandbox, token: string): Promise<Record<string, unknown>> {
  const { access_token } = await backendToken(sandbox);
  return json(await postForm(`${sandbox.url}/oauth/introspect`, { token }, bearer(access_token)));
}

export const readFhir = (
  sandbox: Sandbox,
  path: string,
  token?: string,
  headers: Record<string, string> = {},
) => fetch(`${sandbox.iss}/${path}`, { headers: { ...(token !== undefined && bearer(token)), ...headers } });
