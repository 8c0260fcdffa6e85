import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';
import type { EhrRegistration } from '../../../server/register.ts';

/** How one address answers: JSON with 200, or whatever the function does. */
type Answer = object | ((request: IncomingMessage, response: ServerResponse) => void);

/** An EHR that can lie: real HTTP, every answer replaceable. Honest about patient p1 and practitioner d1 until told. */
export interface StandInEhr {
  iss: string;
  url: string;
  registration: EhrRegistration;
  /** Replaces the answer of a path (without query), e.g. `/fhir/Patient/p1`. */
  answer(path: string, answer: Answer): void;
  /** Replaces members of the introspection answer; undefined removes one. */
  introspects(members: Record<string, unknown>): void;
  /** Honest again; forgets the requests. */
  reset(): void;
  requests: { path: string; authorization: string | undefined }[];
  stop(): Promise<void>;
}

export const fhirOid = (last: string) => `urn:oid:2.16.578.1.12.4.1.4.${last}`;

export const patient = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [{ system: fhirOid('1'), value: '13717404089' }],
};

export const practitioner = {
  resourceType: 'Practitioner',
  id: 'd1',
  identifier: [{ system: fhirOid('4'), value: '222210011' }],
  name: [{ given: ['Åse'], family: 'Fjellsjø' }],
};

export const role = {
  resourceType: 'PractitionerRole',
  id: 'r1',
  practitioner: { reference: 'Practitioner/d1' },
  organization: { reference: 'Organization/o1' },
};

export const organization = (id: string, orgnr: string) => ({
  resourceType: 'Organization',
  id,
  name: `Organisation ${id}`,
  identifier: [{ system: fhirOid('101'), value: orgnr }],
});

export const searchset = (...resources: object[]) => ({
  resourceType: 'Bundle',
  type: 'searchset',
  entry: resources.map((resource) => ({ resource })),
});

export const encounter = {
  resourceType: 'Encounter',
  id: 'e1',
  subject: { reference: 'Patient/p1' },
  serviceProvider: { reference: 'Organization/o2' },
};

const fullScope = 'launch openid fhirUser patient/Patient.r patient/Observation.rs';

export async function startStandInEhr(): Promise<StandInEhr> {
  const answers = new Map<string, Answer>();
  const server = createServer((request, response) => {
    const path = String(request.url).split('?')[0] ?? '';
    requests.push({ path, authorization: request.headers.authorization });
    const answer = answers.get(path);
    if (typeof answer === 'function') return answer(request, response);
    sendJson(response, answer ? 200 : 404, answer ?? { resourceType: 'OperationOutcome', issue: [] });
  });
  const requests: StandInEhr['requests'] = [];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://localhost:${(server.address() as AddressInfo).port}`;
  const iss = `${url}/fhir`;
  const introspection = () => ({
    active: true,
    client_id: 'hjemmekurve',
    scope: fullScope,
    exp: Math.floor(Date.now() / 1000) + 3600,
    iss,
    aud: iss,
    patient: 'p1',
    fhirUser: 'Practitioner/d1',
  });
  const reset = () => {
    requests.length = 0;
    answers.clear();
    for (const [path, answer] of Object.entries<Answer>({
      '/fhir/.well-known/smart-configuration': {
        issuer: iss,
        token_endpoint: `${url}/token`,
        introspection_endpoint: `${url}/introspect`,
        jwks_uri: `${url}/jwks`,
      },
      '/token': {
        access_token: 'backend',
        token_type: 'bearer',
        expires_in: 300,
        scope: 'system/Organization.rs',
      },
      '/introspect': introspection(),
      '/fhir/Patient/p1': patient,
      '/fhir/Practitioner/d1': practitioner,
      '/fhir/PractitionerRole': searchset(role),
      '/fhir/Organization/o1': organization('o1', '958935420'),
      '/fhir/Organization/o2': organization('o2', '313392147'),
      '/fhir/Encounter/e1': encounter,
    })) {
      answers.set(path, answer);
    }
  };
  reset();
  return {
    iss,
    url,
    registration: await register(iss),
    requests,
    reset,
    answer: (path, answer) => void answers.set(path, answer),
    introspects: (members) => void answers.set('/introspect', { ...introspection(), ...members }),
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function register(iss: string): Promise<EhrRegistration> {
  const { privateKey } = await generateKeyPair('ES384', { extractable: true });
  const jwk: JWK = await exportJWK(privateKey);
  return {
    iss,
    name: 'Stand-in',
    clients: ['hjemmekurve', 'second-client'],
    introspection: {
      client_id: 'hjemmekurve-facade',
      private_jwk: { ...jwk, kty: 'EC', kid: 'facade-1', alg: 'ES384' },
      scope: 'system/Organization.rs',
    },
    scope: fullScope,
    audience: iss,
    origins: [],
  };
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body));
}

export const status =
  (code: number): Answer =>
  (_request, response) =>
    sendJson(response, code, { resourceType: 'OperationOutcome', issue: [] });

/** A maintenance page with status 200. */
export const html: Answer = (_request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Innlogging</p>');
};

/** JSON that is not an object. */
export const json =
  (value: unknown): Answer =>
  (_request, response) =>
    sendJson(response, 200, value);

/** Takes the request and never answers. */
export const silence: Answer = () => undefined;

export const redirectTo =
  (location: string): Answer =>
  (_request, response) => {
    response.writeHead(302, { location }).end();
  };
