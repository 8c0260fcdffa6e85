import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { stack } from './stack.ts';

export interface Tokens {
  access_token: string;
  refresh_token?: string;
  scope: string;
  patient?: string;
}

/** An app of somebody else's: it listens on this machine for the browser to come back, and talks to both servers itself. */
export interface ThirdPartyApp {
  /** Where the browser begins. */
  begin(scope: string): Promise<string>;
  /** Resolves when the browser is back: tokens of the issuer, or its error. */
  finish(): Promise<Tokens | { error: string }>;
  refresh(tokens: Tokens): Promise<number>;
  /** The facade's answer to the exchange. */
  exchange(
    token: string,
  ): Promise<{ access_token?: string; scope?: string; relation?: string; reason?: string }>;
  stop(): Promise<void>;
}

const clientId = 'helseapp-eksempel';

export async function startThirdPartyApp(): Promise<ThirdPartyApp> {
  const iss = stack().citizensFhir;
  const configuration = (await (await fetch(`${iss}/.well-known/smart-configuration`)).json()) as Record<
    string,
    string
  >;
  let cameBack: (query: URLSearchParams) => void = () => undefined;
  let back = Promise.resolve(new URLSearchParams());
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(String(request.url), 'http://127.0.0.1');
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end('<!doctype html><html lang="nb"><title>Helseapp</title><h1>Tilbake i helseappen</h1>');
    if (pathname === '/callback') cameBack(searchParams);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const redirectUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/callback`;
  let verifier = '';
  let state = '';

  const post = (url: string | undefined, form: Record<string, string>) =>
    fetch(String(url), { method: 'POST', body: new URLSearchParams(form) });

  return {
    async begin(scope) {
      back = new Promise((resolve) => {
        cameBack = resolve;
      });
      verifier = randomBytes(32).toString('base64url');
      state = randomBytes(16).toString('base64url');
      const query = new URLSearchParams({
        response_type: 'code',
        client_id: clientId,
        redirect_uri: redirectUri,
        scope,
        state,
        aud: iss,
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        code_challenge_method: 'S256',
      });
      return `${configuration['authorization_endpoint']}?${query}`;
    },
    async finish() {
      const answer = await back;
      if (answer.get('state') !== state) throw new Error('The state is not the one that was sent');
      const error = answer.get('error');
      if (error !== null) return { error };
      const response = await post(configuration['token_endpoint'], {
        grant_type: 'authorization_code',
        client_id: clientId,
        redirect_uri: redirectUri,
        code: answer.get('code') ?? '',
        code_verifier: verifier,
      });
      if (!response.ok) throw new Error(`Token: ${response.status} ${await response.text()}`);
      return (await response.json()) as Tokens;
    },
    async refresh({ refresh_token = '' }) {
      const form = { grant_type: 'refresh_token', client_id: clientId, refresh_token };
      return (await post(configuration['token_endpoint'], form)).status;
    },
    async exchange(token) {
      const response = await post(`${stack().app}/oauth/token`, {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        subject_token: token,
        iss,
      });
      return (await response.json()) as Awaited<ReturnType<ThirdPartyApp['exchange']>>;
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
