import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { importJWK, jwtVerify } from 'jose';
import { sources } from '#fixtures/sources.ts';

/** An answer to give instead of the usual one, to the next delivery or token request. */
export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** An object is sent as JSON, a string as it is. */
  body?: unknown;
}

export interface StandInFacade {
  fhirBase: string;
  /** Texts of the Bundles received, in order. */
  received: string[];
  /** Claims of the client assertions received, in order. */
  assertions: Record<string, unknown>[];
  /** Taken from the front, one for each delivery; undefined is the usual answer. */
  answers: (Answer | undefined)[];
  /** Taken from the front, one for each token request. */
  tokenAnswers: Answer[];
  /** Seconds that a token lives. */
  lifetime: number;
  stop(): Promise<void>;
}

/**
 * A real HTTP server that answers as the facade's delivery contract says: it verifies the sources' assertions,
 * remembers content by identifier, and can be told to answer something else.
 */
export async function startStandInFacade(): Promise<StandInFacade> {
  const known = new Map<string, string>();
  const tokens = new Set<string>();
  const facade: StandInFacade = {
    fhirBase: '',
    received: [],
    assertions: [],
    answers: [],
    tokenAnswers: [],
    lifetime: 300,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };

  async function token(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const form = new URLSearchParams(await textOf(request));
    const instead = facade.tokenAnswers.shift();
    if (instead) return reply(response, instead);
    const claims = await verify(form, `${new URL(facade.fhirBase).origin}/oauth/token`);
    facade.assertions.push(claims);
    const access_token = `token-${facade.assertions.length}`;
    tokens.add(access_token);
    reply(response, {
      status: 200,
      body: { access_token, token_type: 'Bearer', expires_in: facade.lifetime, scope: form.get('scope') },
    });
  }

  async function delivery(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const text = await textOf(request);
    if (!tokens.has(request.headers.authorization?.replace('Bearer ', '') ?? '')) {
      return reply(response, {
        status: 401,
        body: refusal('login', 'token-invalid', 'the token is not known'),
      });
    }
    facade.received.push(text);
    reply(
      response,
      facade.answers.shift() ?? { status: 200, body: respond(JSON.parse(text) as fhir4.Bundle) },
    );
  }

  function respond({ entry = [] }: fhir4.Bundle): fhir4.Bundle {
    return {
      resourceType: 'Bundle',
      type: 'batch-response',
      entry: entry.map(({ fullUrl, resource }) => ({
        ...(fullUrl ? { fullUrl } : {}),
        response: remember(resource as fhir4.Observation),
      })),
    };
  }

  function remember(observation: fhir4.Observation): fhir4.BundleEntryResponse {
    if (!observation.effectiveDateTime) {
      return {
        status: '422 Unprocessable Entity',
        outcome: refusal('required', 'effective-missing', 'Observation.effective is required'),
      };
    }
    const { system, value } = observation.identifier?.[0] ?? {};
    const identifier = `${system}|${value}`;
    const content = JSON.stringify(observation);
    const before = known.get(identifier);
    known.set(identifier, content);
    if (before === undefined) return { status: '201 Created', location: `Observation/${value}` };
    const code = before === content ? 'unchanged' : 'changed';
    return { status: '200 OK', outcome: refusal('informational', code) };
  }

  const server = createServer((request, response) => {
    const handle = async (): Promise<void> => {
      if (request.url === '/fhir/.well-known/smart-configuration') {
        const token_endpoint = `${new URL(facade.fhirBase).origin}/oauth/token`;
        reply(response, { status: 200, body: { token_endpoint } });
      } else if (request.url === '/oauth/token') await token(request, response);
      else if (request.url === '/fhir') await delivery(request, response);
      else reply(response, { status: 404, body: {} });
    };
    handle().catch((error: unknown) =>
      reply(response, {
        status: 401,
        body: { error: 'invalid_client', error_description: (error as Error).message },
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  facade.fhirBase = `http://localhost:${(server.address() as AddressInfo).port}/fhir`;
  return facade;
}

/** An OperationOutcome with one issue. */
export function refusal(code: string, reason: string, diagnostics?: string): fhir4.OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: code as fhir4.OperationOutcomeIssue['code'],
        details: { coding: [{ code: reason }] },
        ...(diagnostics ? { diagnostics } : {}),
      },
    ],
  };
}

async function verify(form: URLSearchParams, audience: string): Promise<Record<string, unknown>> {
  const clientId = JSON.parse(
    Buffer.from(form.get('client_assertion')?.split('.')[1] ?? '', 'base64url').toString(),
  ).iss as string;
  const source = sources.find(({ client_id }) => client_id === clientId);
  if (!source) throw new Error(`${clientId} is not registered`);
  const { payload, protectedHeader } = await jwtVerify(
    form.get('client_assertion') ?? '',
    await importJWK({ ...source.public_jwk }),
    { audience, issuer: clientId, subject: clientId, algorithms: ['ES384'], maxTokenAge: '5 minutes' },
  );
  return {
    ...payload,
    kid: protectedHeader.kid,
    grant_type: form.get('grant_type'),
    scope: form.get('scope'),
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

function reply(response: ServerResponse, { status, headers = {}, body = '' }: Answer): void {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(text);
}
