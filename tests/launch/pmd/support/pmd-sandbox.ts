import { createHash, randomUUID } from 'node:crypto';
import { calculateJwkThumbprint, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import { createPmd } from '../../../../launch/pmd/server.ts';
import type { Pmd, PmdOptions } from '../../../../launch/pmd/server.ts';
import { newKey, startIssuer } from './issuer.ts';
import type { Issuer, KeyPair } from './issuer.ts';

export const fodselsnummer = 'urn:oid:2.16.578.1.12.4.1.4.1';
/** Synthetic: months shifted by 80. */
export const patient = '16858399649';
export const otherPatient = '05898597468';
export const practitioner = { pid: '10915596784', hpr: '565501872' };

const audience = 'pmd-in-test';
const scopes = { search: 'pmd-in-test/read', deliver: 'pmd-in-test/write' };

/** Claims and header members to change; undefined takes one away. */
export interface Changes {
  claims?: Record<string, unknown>;
  header?: Record<string, unknown>;
  key?: KeyPair;
}

export interface SearchOptions {
  token?: Changes;
  proof?: Changes;
  headers?: Record<string, string | undefined>;
}

export interface PmdSandbox {
  pmd: Pmd;
  issuer: Issuer;
  /** The key that tokens are bound to. */
  dpopKey: KeyPair;
  now(): number;
  /** Moves PMD's clock on, and that of tokens and proofs made from now on. */
  pass(seconds: number): void;
  userToken(changes?: Changes): Promise<string>;
  systemToken(changes?: Changes): Promise<string>;
  proof(method: string, url: string, token: string, changes?: Changes): Promise<string>;
  /** A search that keeps every rule, but for what is changed. */
  search(form?: [string, string][], options?: SearchOptions): Promise<Response>;
  /** A delivery that keeps every rule, to `/` or another path. */
  deliver(body: unknown, options?: SearchOptions & { path?: string }): Promise<Response>;
  stop(): Promise<void>;
}

/** A real PMD and a real issuer on free ports, with a clock that can be moved. */
export async function startPmd(options: Partial<PmdOptions> = {}): Promise<PmdSandbox> {
  let ahead = 0;
  const now = () => Date.now() + ahead;
  const issuer = await startIssuer();
  const dpopKey = await newKey();
  const jkt = await calculateJwkThumbprint(dpopKey.publicJwk);
  const pmd = await createPmd({ port: 0, issuer: issuer.url, audience, scopes, now, ...options });
  const seconds = () => Math.floor(now() / 1000);

  const token = (own: JWTPayload, { claims, header, key }: Changes = {}) => {
    const payload = {
      iss: issuer.url,
      aud: audience,
      iat: seconds(),
      nbf: seconds(),
      exp: seconds() + 600,
      jti: randomUUID(),
      client_id: 'hjemmekurve',
      cnf: { jkt },
      ...own,
      ...claims,
    };
    return issuer.sign(payload as JWTPayload, header, key);
  };
  const userToken = (changes?: Changes) =>
    token(
      {
        scope: [scopes.search],
        'helseid://claims/identity/pid': practitioner.pid,
        'helseid://claims/identity/security_level': '4',
        'helseid://claims/hpr/hpr_number': practitioner.hpr,
        'nhn:tillitsrammeverk:parameters': attestation(now()),
      },
      changes,
    );
  const systemToken = (changes?: Changes) => token({ scope: `openid ${scopes.deliver}` }, changes);

  const proof = (method: string, url: string, access: string, changes: Changes = {}) => {
    const { claims, header, key = dpopKey } = changes;
    const ath = createHash('sha256').update(access).digest('base64url');
    const payload = { htm: method, htu: url, ath, iat: seconds(), jti: randomUUID(), ...claims };
    return new SignJWT(payload as JWTPayload)
      .setProtectedHeader({ alg: key.alg, typ: 'dpop+jwt', jwk: key.publicJwk, ...header })
      .sign(key.privateKey);
  };

  const post = async (
    path: string,
    access: string,
    contentType: string,
    body: string | URLSearchParams,
    { proof: changes, headers }: SearchOptions,
  ) => {
    const url = pmd.url + path;
    const sent: Record<string, string | undefined> = {
      'content-type': contentType,
      authorization: `DPoP ${access}`,
      dpop: await proof('POST', url, access, changes),
      ...headers,
    };
    return fetch(url, { method: 'POST', body, headers: defined(sent) });
  };

  return {
    pmd,
    issuer,
    dpopKey,
    now,
    pass: (s) => void (ahead += s * 1000),
    userToken,
    systemToken,
    proof,
    search: async (form = [['patient.identifier', `${fodselsnummer}|${patient}`]], search = {}) =>
      post(
        '/Observation/_search',
        await userToken(search.token),
        'application/x-www-form-urlencoded',
        new URLSearchParams(form),
        search,
      ),
    deliver: async (body, { path = '/', ...delivery } = {}) =>
      post(
        path,
        await systemToken(delivery.token),
        'application/fhir+json',
        typeof body === 'string' ? body : JSON.stringify(body),
        delivery,
      ),
    stop: async () => {
      await pmd.stop();
      await issuer.stop();
    },
  };
}

/** As HelseID fills it: it names the patient only where a test says so. */
export function attestation(now: number, about?: string): Record<string, unknown> {
  return {
    attestation: { toa: Math.floor(now / 1000) },
    care_relationship: { purpose_of_use: { code: 'TREAT', system: 'urn:oid:2.16.840.1.113883.1.11.20448' } },
    patients: [
      {
        point_of_care: { id: '994598759', system: 'urn:oid:2.16.578.1.12.4.1.4.101' },
        ...(about !== undefined && { identifier: { id: about, system: fodselsnummer } }),
      },
    ],
  };
}

function defined(values: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
