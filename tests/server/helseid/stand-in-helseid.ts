import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeJwt, decodeProtectedHeader, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { JWTPayload, JWTHeaderParameters } from 'jose';
import { readClientKey } from '../../../server/helseid/client-key.ts';
import type { ClientKey } from '../../../server/helseid/client-key.ts';
import type { HelseidConfig } from '../../../server/helseid/keys.ts';

export interface Jwt {
  header: JWTHeaderParameters;
  payload: JWTPayload & Record<string, unknown>;
}

export interface HelseidRequest {
  path: string;
  form: Record<string, string>;
  authorization: string | undefined;
  assertion?: Jwt;
  proof?: Jwt;
}

type Answer = (request: HelseidRequest, response: ServerResponse) => unknown;

/** A HelseID that can lie: real HTTP, every answer replaceable, every request on record. Honest until told. */
export interface StandInHelseid {
  issuer: string;
  config: HelseidConfig;
  key: ClientKey;
  requests: HelseidRequest[];
  /** Requests to a path that came with a nonce, i.e. were not asked to come again. */
  at(path: string): HelseidRequest[];
  /** Replaces the answer of a path. */
  answer(path: string, answer: Answer): void;
  /** Replaces claims of the ID token; undefined removes one. */
  identifies(claims: Record<string, unknown>): void;
  /** Members of the token endpoint's answers. */
  grants(members: Record<string, unknown>): void;
  /** Lets requests to the token endpoint wait until the answered function is called. */
  holdTokens(): () => void;
  /** The address that the browser brings back from `authorizationUrl`. */
  callback(authorizationUrl: URL | string, change?: Record<string, string | undefined>): URL;
  reset(): void;
  stop(): Promise<void>;
}

export const claimNames = {
  hpr: 'helseid://claims/hpr/hpr_number',
  pid: 'helseid://claims/identity/pid',
  level: 'helseid://claims/identity/security_level',
};

const doctor = { [claimNames.hpr]: '222210011', [claimNames.pid]: '13717404089', [claimNames.level]: '4' };

const ec = async (alg: string) => {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { privateKey, secret: await exportJWK(privateKey), jwk: await exportJWK(publicKey) };
};

export async function startStandInHelseid(): Promise<StandInHelseid> {
  const [signing, clientKey] = [await ec('ES256'), await ec('ES384')];
  const jwk = JSON.stringify({ ...clientKey.secret, kid: 'facade-1', alg: 'ES384' });
  const requests: HelseidRequest[] = [];
  const pushed: Record<string, string>[] = [];
  const answers = new Map<string, Answer>();
  let claims: Record<string, unknown> = {};
  let members: Record<string, unknown> = {};
  let issued = 0;
  let gate = Promise.resolve();

  const server = createServer((request, response) => {
    void readRequest(request).then(async (read) => {
      requests.push(read);
      if (read.path === '/connect/token') await gate;
      const answer = answers.get(read.path);
      return answer ? answer(read, response) : send(response, 404, {});
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;

  /** RFC 9449 §8: the first proof has no nonce and is asked for again. */
  const demandNonce =
    (answer: Answer): Answer =>
    (request, response) => {
      if (request.proof?.payload.nonce === 'nonce-1') return answer(request, response);
      response.setHeader('dpop-nonce', 'nonce-1');
      return send(response, 400, { error: 'use_dpop_nonce', error_description: 'a nonce is needed' });
    };
  const idToken = (nonce: string | undefined) =>
    new SignJWT({ ...doctor, ...claims, ...(nonce !== undefined && { nonce }) })
      .setProtectedHeader({ alg: 'ES256', kid: 'helseid-1' })
      .setIssuer(issuer)
      .setAudience('hjemmekurve')
      .setSubject(String(claims.sub ?? 'subject-1'))
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(signing.privateKey);
  const token: Answer = async ({ form }, response) => {
    if (form.grant_type === 'refresh_token' && form.refresh_token !== `refresh-${issued}`) {
      return send(response, 400, { error: 'invalid_grant' });
    }
    issued += 1;
    const user = form.grant_type !== 'client_credentials';
    const nonce = form.code === undefined ? undefined : pushed[Number(form.code.slice(5))]?.nonce;
    return send(response, 200, {
      access_token: `access-${issued}`,
      token_type: 'DPoP',
      expires_in: 300,
      ...(user && { refresh_token: `refresh-${issued}`, id_token: await idToken(nonce) }),
      ...members,
    });
  };

  const reset = () => {
    requests.length = 0;
    answers.clear();
    claims = {};
    members = {};
    issued = 0;
    gate = Promise.resolve();
    answers.set('/.well-known/openid-configuration', (_request, response) =>
      send(response, 200, {
        issuer,
        authorization_endpoint: `${issuer}/connect/authorize`,
        pushed_authorization_request_endpoint: `${issuer}/connect/par`,
        token_endpoint: `${issuer}/connect/token`,
        revocation_endpoint: `${issuer}/connect/revocation`,
        userinfo_endpoint: `${issuer}/connect/userinfo`,
        jwks_uri: `${issuer}/jwks`,
        id_token_signing_alg_values_supported: ['ES256'],
        authorization_response_iss_parameter_supported: true,
      }),
    );
    answers.set('/jwks', (_request, response) =>
      send(response, 200, { keys: [{ ...signing.jwk, kid: 'helseid-1', alg: 'ES256', use: 'sig' }] }),
    );
    answers.set(
      '/connect/par',
      demandNonce(({ form }, response) => {
        const uri = `urn:ietf:params:oauth:request_uri:${pushed.push(form) - 1}`;
        return send(response, 201, { request_uri: uri, expires_in: 60 });
      }),
    );
    answers.set('/connect/token', demandNonce(token));
    answers.set('/connect/revocation', (_request, response) => send(response, 200, {}));
  };
  reset();

  return {
    issuer,
    key: await readClientKey({ jwk }),
    config: {
      issuer,
      clientId: 'hjemmekurve',
      key: { jwk },
      scopes: 'openid offline_access nhn:pmd/read',
      sourceScopes: 'nhn:pmd/write',
      resource: 'nhn:pmd',
      organization: { parents: new Map() },
      attestation: {
        healthcareService: { code: 'KX17', system: 'urn:oid:2.16.578.1.12.4.1.1.8663' },
        purposeOfUse: 'TREAT',
        patientIdentifier: 'omit',
      },
    },
    requests,
    at: (path) =>
      requests.filter((one) => one.path === path && (!one.proof || one.proof.payload.nonce !== undefined)),
    answer: (path, answer) => void answers.set(path, answer),
    identifies: (change) => void (claims = change),
    grants: (change) => void (members = change),
    holdTokens() {
      let release: () => void = () => undefined;
      gate = new Promise((resolve) => (release = resolve));
      return () => release();
    },
    callback(authorizationUrl, change = {}) {
      const index = new URL(authorizationUrl).searchParams.get('request_uri')?.split(':').at(-1);
      const form = pushed[Number(index)];
      const url = new URL(String(form?.redirect_uri));
      const parameters = { code: `code-${index}`, state: form?.state, iss: issuer, ...change };
      for (const [name, value] of Object.entries(parameters)) {
        if (value !== undefined) url.searchParams.set(name, value);
      }
      return url;
    },
    reset,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readRequest(request: IncomingMessage): Promise<HelseidRequest> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const form = Object.fromEntries(new URLSearchParams(body));
  const proof = request.headers.dpop;
  return {
    path: String(request.url).split('?')[0] ?? '',
    form,
    authorization: request.headers.authorization,
    ...(form.client_assertion !== undefined && { assertion: decode(form.client_assertion) }),
    ...(proof !== undefined && { proof: decode(String(proof)) }),
  };
}

const decode = (jwt: string): Jwt => ({
  header: decodeProtectedHeader(jwt) as JWTHeaderParameters,
  payload: decodeJwt(jwt),
});

export function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** Takes the request and breaks the connection: whether anything was done cannot be known. */
export const breakOff: Answer = (_request, response) => void response.socket?.destroy();

export const status =
  (code: number, body: object = {}): Answer =>
  (_request, response) =>
    send(response, code, body);
