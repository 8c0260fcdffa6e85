import type { ServedRoute } from './fhir-address.ts';
import type { Operation } from './open-api.ts';

const json = (description: string) => ({
  description,
  content: { 'application/json': { schema: { type: 'object' } } },
});
const string = (description: string) => ({ type: 'string', description });
const form = (required: readonly string[], properties: Record<string, object>) => ({
  required: true,
  content: { 'application/x-www-form-urlencoded': { schema: { type: 'object', required, properties } } },
});

const token: Operation = {
  operationId: 'token',
  summary: 'A token of this API',
  description:
    "Token exchange (RFC 8693) for what an EHR or the citizens' login gave; client_credentials with a signed assertion (SMART Backend Services) for sources.",
  security: [],
  requestBody: form(['grant_type'], {
    grant_type: {
      type: 'string',
      enum: ['urn:ietf:params:oauth:grant-type:token-exchange', 'client_credentials'],
    },
    iss: string('Exchange: FHIR base of the issuer the subject_token is from'),
    subject_token: string('Exchange: its access token'),
    subject_token_type: string('Exchange: urn:ietf:params:oauth:token-type:access_token'),
    client_assertion_type: string('Sources: urn:ietf:params:oauth:client-assertion-type:jwt-bearer'),
    client_assertion: string('Sources: the signed JWT'),
    scope: string('Narrows what is given'),
  }),
  responses: {
    200: json('access_token, token_type, expires_in, scope; of a citizen also relation'),
    400: json('RFC 6749 error, with a reason a program can act on'),
    401: json('The client is not who it says it is'),
    503: json('The issuer or the register cannot be asked now'),
  },
};

const revoke: Operation = {
  operationId: 'revoke',
  summary: 'End a token, and every other token of the same login',
  description:
    'RFC 7009, for the tokens of clinicians and citizens: at every facade from the next request on. What is no valid token is answered in the same way.',
  security: [],
  requestBody: form(['token'], {
    token: string('An access token of this API'),
    client_id: string('Whom it was issued to'),
  }),
  responses: {
    200: { description: 'It is valid no longer' },
    400: json('RFC 6749 error, with a reason a program can act on'),
    503: json('It could not be ended'),
  },
};

const open = (summary: string, responses: Operation['responses']): Operation => ({
  summary,
  security: [],
  responses,
});

const described: Record<string, Operation> = {
  'post /oauth/token': token,
  'post /oauth/revoke': revoke,
  'get /health/live': open('Whether the process answers', { 200: json('It does') }),
  'get /health/ready': open('Whether measurements can be asked for', { 200: json('Yes'), 503: json('No') }),
  'get /metrics': open('Counters for Prometheus', { 200: { description: 'Text' } }),
  'get /openapi.json': open('This document', { 200: json('OpenAPI 3.1') }),
};

/** What clients use that is not FHIR; undefined for the app's pages and its own login. */
export function besideFhir({ method, path }: ServedRoute): Operation | undefined {
  return described[`${method} ${path}`];
}
