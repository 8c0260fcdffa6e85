import type { Plugin, Request, ResponseToolkit } from '@hapi/hapi';
import { FhirError } from '../errors.ts';
import type { IssueCode } from '../errors.ts';

interface Outcome {
  status: number;
  code: IssueCode;
  reason: string;
  diagnostics: string;
  expression: string[];
  retryAfter?: number | undefined;
}

/** hapi's own refusals: their status is kept, their text is not, because it may repeat what was sent. */
const ownRefusals: Record<number, Pick<Outcome, 'code' | 'reason' | 'diagnostics'>> = {
  400: { code: 'invalid', reason: 'request-invalid', diagnostics: 'The request is malformed' },
  403: { code: 'forbidden', reason: 'forbidden', diagnostics: 'Not allowed' },
  404: { code: 'not-found', reason: 'not-found', diagnostics: 'Nothing is served at this address' },
  405: {
    code: 'not-supported',
    reason: 'method-not-allowed',
    diagnostics: 'The method is not supported here',
  },
  406: {
    code: 'not-supported',
    reason: 'not-acceptable',
    diagnostics: 'Only application/fhir+json is served',
  },
  408: { code: 'timeout', reason: 'request-timeout', diagnostics: 'The body did not arrive in time' },
  413: {
    code: 'too-long',
    reason: 'too-large',
    diagnostics: 'The body is larger than this interaction accepts',
  },
  415: {
    code: 'not-supported',
    reason: 'media-type',
    diagnostics: 'This interaction does not accept the Content-Type',
  },
};

/**
 * Every error under /fhir becomes an OperationOutcome with the error's own status. FhirErrors speak for themselves,
 * hapi's refusals get a fixed text, and anything else is a 500 that says nothing but where to look in the log.
 */
export const operationOutcome: Plugin<{ publicUrl: string }> = {
  name: 'operation-outcome',
  register(server, { publicUrl }) {
    server.ext('onPreResponse', (request, h) => {
      const { response } = request;
      if (!('isBoom' in response) || !/^\/fhir(\/|$)/.test(request.path)) return h.continue;
      const answered = answer(toOutcome(response, request), h, publicUrl);
      const { Allow } = response.output.headers;
      return Allow ? answered.header('Allow', String(Allow)) : answered;
    });
  },
};

function toOutcome(error: Error & { output: { statusCode: number } }, request: Request): Outcome {
  if (error instanceof FhirError) {
    const { status, issueCode: code, reason, message: diagnostics, expression, retryAfter } = error;
    return { status, code, reason, diagnostics, expression, retryAfter };
  }
  const status = error.output.statusCode;
  if (status === 400 && /JSON/.test(error.message)) {
    return {
      status,
      code: 'structure',
      reason: 'json-invalid',
      diagnostics: 'The body is not JSON',
      expression: [],
    };
  }
  const own = ownRefusals[status];
  if (own) return { status, ...own, expression: [] };
  const diagnostics = `Internal error; the log has it under request ${request.app.id}`;
  return {
    status: Math.max(status, 500),
    code: 'exception',
    reason: 'exception',
    diagnostics,
    expression: [],
  };
}

function answer(outcome: Outcome, h: ResponseToolkit, publicUrl: string) {
  const { status, code, reason, diagnostics, expression, retryAfter } = outcome;
  const resource: fhir4.OperationOutcome = {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code,
        details: {
          coding: [{ system: `${publicUrl}/fhir/CodeSystem/refusal`, code: reason }],
          text: diagnostics,
        },
        diagnostics,
        ...(expression.length > 0 && { expression }),
      },
    ],
  };
  const response = h.response(resource).code(status).type('application/fhir+json');
  if (retryAfter !== undefined) response.header('Retry-After', String(retryAfter));
  const challenge = bearerChallenge(status, reason, diagnostics);
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
