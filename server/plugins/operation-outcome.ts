import type { Plugin, Request, ResponseToolkit } from '@hapi/hapi';
import { FhirError } from '../errors.ts';
import type { IssueCode } from '../errors.ts';
import { operationOutcome } from '../fhir/operation-outcome.ts';

/** hapi's own refusals: their status is kept, their text is not, because it may repeat what was sent. */
const ownRefusals: Record<number, [IssueCode, reason: string, diagnostics: string]> = {
  400: ['invalid', 'request-invalid', 'The request is malformed'],
  403: ['forbidden', 'forbidden', 'Not allowed'],
  404: ['not-found', 'not-found', 'Nothing is served at this address'],
  405: ['not-supported', 'method-not-allowed', 'The method is not supported here'],
  406: ['not-supported', 'not-acceptable', 'Only application/fhir+json is served'],
  408: ['timeout', 'request-timeout', 'The body did not arrive in time'],
  413: ['too-long', 'too-large', 'The body is larger than this interaction accepts'],
  415: ['not-supported', 'media-type', 'This interaction does not accept the Content-Type'],
};

/**
 * Every error under /fhir becomes an OperationOutcome with the error's own status. FhirErrors speak for themselves,
 * hapi's refusals get a fixed text, and anything else is a 500 that says nothing but where to look in the log.
 */
export const operationOutcomes: Plugin<void> = {
  name: 'operation-outcome',
  register(server) {
    server.ext('onPreResponse', (request, h) => {
      const { response } = request;
      if (!('isBoom' in response) || !/^\/fhir(\/|$)/.test(request.path)) return h.continue;
      const answered = answer(toFhirError(response, request), h);
      const allow = response.output.headers.Allow;
      return allow === undefined ? answered : answered.header('Allow', String(allow));
    });
  },
};

function toFhirError(error: Error & { output: { statusCode: number } }, request: Request): FhirError {
  if (error instanceof FhirError) return error;
  const status = error.output.statusCode;
  const own = ownRefusals[status];
  if (own) return new FhirError(status, own[0], own[2], { reason: own[1] });
  const diagnostics = `Internal error; the log has it under request ${request.app.id}`;
  return new FhirError(Math.max(status, 500), 'exception', diagnostics, { reason: 'exception' });
}

function answer(error: FhirError, h: ResponseToolkit) {
  const { status, reason, message, retryAfter } = error;
  const response = h.response(operationOutcome(error)).code(status).type('application/fhir+json');
  if (retryAfter !== undefined) response.header('Retry-After', String(retryAfter));
  const challenge = bearerChallenge(status, reason, message);
  return challenge ? response.header('WWW-Authenticate', challenge) : response;
}

/** RFC 6750 §3: no error code when no token was sent. */
function bearerChallenge(status: number, reason: string, description: string): string | undefined {
  const realm = 'Bearer realm="hjemmekurve"';
  if (status === 401 && reason === 'token-missing') return realm;
  const quoted = description.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'");
  if (status === 401) return `${realm}, error="invalid_token", error_description="${quoted}"`;
  if (reason === 'scope-insufficient') {
    return `${realm}, error="insufficient_scope", error_description="${quoted}"`;
  }
  return undefined;
}
