import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { assertion, audience, newProofKey, organization, proof, redirectUri, userScope } from './support.ts';
import type { Browser, ProofKey, TestHelseid } from './support.ts';

export type Values = Record<string, string | undefined>;

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
}

/** What a test changes of a request that keeps every rule. */
export interface Change {
  values?: Values;
  /** Claims and header of the client assertion. */
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  /** A whole proof, or none. */
  dpop?: string | undefined;
}

const nonces = new Map<string, string>();

export async function send(url: string, values: Values, dpop?: string): Promise<Answer> {
  const set = Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined);
  const response = await fetch(url, {
    method: 'POST',
    body: new URLSearchParams(set),
    headers: { accept: 'application/json', ...(dpop !== undefined && { dpop }) },
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? {} : JSON.parse(text) };
}

/** A nonce as HelseID hands them out: in the refusal of a proof without one. */
export async function nonceOf(helseid: TestHelseid): Promise<string> {
  const known = nonces.get(helseid.issuer);
  if (known !== undefined) return known;
  const url = `${helseid.issuer}/connect/token`;
  const values = { ...(await authentication(helseid)), grant_type: 'client_credentials' };
  const { headers } = await send(url, values, await proof(await newProofKey(), url));
  const nonce = String(headers.get('dpop-nonce'));
  nonces.set(helseid.issuer, nonce);
  return nonce;
}

export async function authentication(helseid: TestHelseid, { claims, header }: Change = {}): Promise<Values> {
  return {
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: await assertion(helseid, claims, header),
  };
}

/** A good proof for an endpoint of HelseID. */
export async function goodProof(helseid: TestHelseid, key: ProofKey, url: string): Promise<string> {
  return proof(key, url, { nonce: await nonceOf(helseid) });
}

async function post(helseid: TestHelseid, path: string, key: ProofKey, values: Values, change: Change) {
  const url = `${helseid.issuer}/connect/${path}`;
  const dpop = 'dpop' in change ? change.dpop : await goodProof(helseid, key, url);
  const whole = { ...(await authentication(helseid, change)), ...values, ...change.values };
  return send(url, whole, dpop);
}

export interface Pushed extends Answer {
  verifier: string;
  /** Where the browser goes. */
  address: string;
}

export async function push(helseid: TestHelseid, key: ProofKey, change: Change = {}): Promise<Pushed> {
  const verifier = randomBytes(32).toString('base64url');
  const values: Values = {
    client_id: 'hjemmekurve',
    response_type: 'code',
    redirect_uri: redirectUri,
    scope: userScope,
    resource: audience,
    state: randomUUID(),
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    authorization_details: JSON.stringify([organization()]),
  };
  const answer = await post(helseid, 'par', key, values, change);
  const query = new URLSearchParams({
    client_id: 'hjemmekurve',
    request_uri: String(answer.body['request_uri']),
  });
  return { ...answer, verifier, address: `${helseid.issuer}/connect/authorize?${query}` };
}

/** Pushes a request and follows the browser to where it is sent: the client's address, or a page. */
export async function authorize(helseid: TestHelseid, browser: Browser, key: ProofKey, change: Change = {}) {
  const pushed = await push(helseid, key, change);
  if (pushed.status !== 201) throw new Error(`PAR: ${pushed.status} ${JSON.stringify(pushed.body)}`);
  const { url, response } = await browser.follow(pushed.address, helseid.issuer);
  return {
    url,
    response,
    parameters: Object.fromEntries(new URL(url).searchParams),
    verifier: pushed.verifier,
  };
}

export function redeem(
  helseid: TestHelseid,
  key: ProofKey,
  { parameters, verifier }: { parameters: Record<string, string>; verifier: string },
  change: Change = {},
): Promise<Answer> {
  const values = {
    grant_type: 'authorization_code',
    code: parameters['code'],
    redirect_uri: redirectUri,
    code_verifier: verifier,
  };
  return post(helseid, 'token', key, values, change);
}

export function refresh(
  helseid: TestHelseid,
  key: ProofKey,
  token: unknown,
  change: Change = {},
): Promise<Answer> {
  return post(helseid, 'token', key, { grant_type: 'refresh_token', refresh_token: String(token) }, change);
}

export function clientCredentials(helseid: TestHelseid, key: ProofKey, change: Change = {}): Promise<Answer> {
  const values = { grant_type: 'client_credentials', scope: 'nhn:pmd/write', resource: audience };
  const claims = { assertion_details: [organization()], ...change.claims };
  return post(helseid, 'token', key, values, { ...change, claims });
}

/** A whole login, ending with its tokens. */
export async function logIn(helseid: TestHelseid, browser: Browser, key: ProofKey, change: Change = {}) {
  const answer = await redeem(helseid, key, await authorize(helseid, browser, key, change));
  if (answer.status !== 200) throw new Error(`token: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as { access_token: string; refresh_token: string; id_token: string };
}

export const problem = ({ status, body }: Answer) => ({
  status,
  error: body['error'],
  description: String(body['error_description']),
});
