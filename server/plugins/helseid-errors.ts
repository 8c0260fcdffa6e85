import type { Plugin } from '@hapi/hapi';
import { FhirError } from '../errors.ts';

/** hapi's own refusals: their status is kept, their text is not, because it may repeat what was sent. */
const ownRefusals: Record<number, [reason: string, description: string]> = {
  400: ['request-invalid', 'The request is malformed'],
  404: ['not-found', 'Nothing is served at this address'],
  405: ['method-not-allowed', 'The method is not supported here'],
  413: ['too-large', 'The body is larger than 16 kB'],
  415: ['media-type', 'The Content-Type must be application/json'],
};

/** Error codes of RFC 6749 and RFC 6750 by status. */
const codes: Record<number, string> = {
  401: 'invalid_token',
  403: 'access_denied',
  500: 'server_error',
  503: 'temporarily_unavailable',
};

/** Every error under /helseid is small JSON, like those under /oauth: `error`, `error_description` and a `reason`. */
export const helseidErrors: Plugin<void> = {
  name: 'helseid-errors',
  register(server) {
    server.ext(
      'onPreResponse',
      (request, h) => {
        const { response: failure } = request;
        if (!('isBoom' in failure) || !request.path.startsWith('/helseid/')) return h.continue;
        const { status, reason, message, retryAfter } = toFhirError(failure, request.app.id);
        request.app.refusal = reason;
        const response = h
          .response({ error: codes[status] ?? 'invalid_request', error_description: message, reason })
          .code(status)
          .header('Cache-Control', 'no-store');
        const { Allow: allow } = failure.output.headers;
        if (allow !== undefined) response.header('Allow', String(allow));
        if (retryAfter !== undefined) response.header('Retry-After', String(retryAfter));
        if (status === 401) response.header('WWW-Authenticate', 'Bearer realm="hjemmekurve"');
        return response;
      },
      { after: ['logging'], before: ['request-id', 'security-headers'] },
    );
  },
};

function toFhirError(error: Error & { output: { statusCode: number } }, requestId: string): FhirError {
  if (error instanceof FhirError) return error;
  const { statusCode } = error.output;
  const own = ownRefusals[statusCode];
  if (own) return new FhirError(statusCode, 'invalid', own[1], { reason: own[0] });
  return new FhirError(500, 'exception', `Internal error; the log has it under request ${requestId}`, {
    reason: 'exception',
  });
}
