import { randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import type { CryptoKey, JWK } from 'jose';
import { hjemmekurveClient } from '../../../launch/helseid/clients.ts';
import type { HelseidClient } from '../../../launch/helseid/clients.ts';
import { generateHelseidKeys } from '../../../launch/helseid/keys.ts';
import type { HelseidKeys } from '../../../launch/helseid/keys.ts';
import { createHelseid } from '../../../launch/helseid/server.ts';
import type { Helseid } from '../../../launch/helseid/server.ts';

/** Where the facade is said to run; nobody listens there. */
export const facadeOrigin = 'http://localhost:4998';
export const redirectUri = `${facadeOrigin}/helseid/callback`;
export const apiScopes = ['nhn:pmd/read', 'nhn:pmd/write'];
export const audience = 'nhn:pmd';
export const userScope = [
  'openid profile offline_access helseid://scopes/identity/pid helseid://scopes/identity/security_level',
  'helseid://scopes/hpr/hpr_number nhn:pmd/read',
].join(' ');

export interface TestHelseid extends Helseid {
  keys: HelseidKeys;
}

/** A real stand-in on a free port, with the facade's client registered. */
export async function startHelseid(change: Partial<HelseidClient> = {}): Promise<TestHelseid> {
  const keys = await generateHelseidKeys();
  const helseid = await createHelseid({ port: 0, keys });
  await helseid.registerClient({ ...hjemmekurveClient(keys.client, [redirectUri], apiScopes), ...change });
  return { ...helseid, keys };
}

export const gpOffice = '312774100';
export const hospital = '313392147';

export function organization(value = `NO:ORGNR:${gpOffice}`) {
  const identifier = { system: 'urn:oid:1.0.6523', type: 'ENH', value };
  return { type: 'helseid_authorization', practitioner_role: { organization: { identifier } } };
}

const orgnr = (id: string) => ({ id, system: 'urn:oid:2.16.578.1.12.4.1.4.101' });

/** NHN's sample, with the sandbox's organisation. */
export function attestation(change: Record<string, object> = {}) {
  return {
    type: 'nhn:tillitsrammeverk:parameters',
    practitioner: {
      authorization: { code: 'LE', system: 'urn:oid:2.16.578.1.12.4.1.1.9060' },
      legal_entity: orgnr(gpOffice),
      point_of_care: orgnr(gpOffice),
      ...change['practitioner'],
    },
    care_relationship: {
      healthcare_service: { code: 'KX17', system: 'urn:oid:2.16.578.1.12.4.1.1.8663' },
      purpose_of_use: { code: 'TREAT', system: 'urn:oid:2.16.840.1.113883.1.11.20448' },
      purpose_of_use_details: {
        code: 'BEHANDLER',
        system: 'urn:AuditEventHL7Norway/CodeSystem/carerelation',
      },
      decision_ref: { id: '6f4d3ad6-6d4a-4a1c-8c1b-3f1a2f0f7f11', user_selected: true },
      ...change['care_relationship'],
    },
    patients: change['patients'] ?? [{ point_of_care: orgnr(gpOffice) }],
  };
}

export interface ProofKey {
  privateKey: CryptoKey;
  jwk: JWK;
  jkt: string;
}

export async function newProofKey(): Promise<ProofKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { privateKey, jwk, jkt: await calculateJwkThumbprint(jwk) };
}

export const epoch = () => Math.floor(Date.now() / 1000);

export function proof(
  key: ProofKey,
  htu: string,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  return new SignJWT({ jti: randomUUID(), htm: 'POST', htu, iat: epoch(), ...claims })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: key.jwk, ...header })
    .sign(key.privateKey);
}

/** A client assertion that keeps every rule, but for what is changed. */
export async function assertion(
  { issuer, keys }: TestHelseid,
  claims: Record<string, unknown> = {},
  header: Record<string, unknown> = {},
): Promise<string> {
  const now = epoch();
  const id = 'hjemmekurve';
  const times = { iat: now, nbf: now, exp: now + 30 };
  return new SignJWT({ iss: id, sub: id, aud: issuer, jti: randomUUID(), ...times, ...claims })
    .setProtectedHeader({
      ...{ alg: 'ES384', kid: String(keys.client.kid), typ: 'client-authentication+jwt' },
      ...header,
    })
    .sign(await importJWK(keys.client, 'ES384'));
}

/** A browser as far as cookies and redirects go. */
export function createBrowser() {
  const jar = new Map<string, string>();
  return {
    jar,
    async open(url: string, init: RequestInit = {}): Promise<Response> {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const response = await fetch(url, {
        redirect: 'manual',
        ...init,
        headers: { accept: 'text/html', ...(cookie && { cookie }), ...init.headers },
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        if (value === '' || /expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(name);
        else jar.set(name, value);
      }
      return response;
    },
    /** Follows redirects as long as they stay at HelseID; answers the page or the address that leads away. */
    async follow(url: string, origin: string): Promise<{ response: Response; url: string }> {
      const response = await this.open(url);
      const location = response.headers.get('location');
      if (location === null) return { response, url };
      const next = new URL(location, url).href;
      return new URL(next).origin === origin ? this.follow(next, origin) : { response, url: next };
    },
  };
}

export type Browser = ReturnType<typeof createBrowser>;

/** A browser in which this person is logged in already. */
export async function loggedIn({ issuer }: Helseid, person: string): Promise<Browser> {
  const browser = createBrowser();
  const address = `${issuer}/sandbox/login?person=${person}&return=${encodeURIComponent(redirectUri)}`;
  const response = await browser.open(address);
  if (response.status !== 302) throw new Error(`/sandbox/login: ${response.status} ${await response.text()}`);
  return browser;
}
