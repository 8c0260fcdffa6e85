import type { Plugin } from '@hapi/hapi';
import { OAuthError } from '../access/oauth-error.ts';
import type { RefusalReason } from '../access/oauth-error.ts';

const ownRefusals: Record<number, [RefusalReason, string]> = {
  404: ['not-found', 'Nothing is served at this address'],
  405: ['method-not-allowed', 'This address takes POST only'],
  413: ['too-large', 'The form is larger than 64 kB'],
  415: ['media-type', 'The Content-Type must be application/x-www-form-urlencoded'],
};

/** Every error under /oauth becomes an OAuth error (RFC 6749 §5.2) with a machine-readable `reason` beside it. */
export const oauthErrors: Plugin<void> = {
  name: 'oauth-errors',
  register(server) {
    server.ext('onPreResponse', (request, h) => {
      const { response: failure } = request;
      if (!('isBoom' in failure) || !request.path.startsWith('/oauth/')) return h.continue;
      const { status, error, reason, message } = toOAuthError(failure, request.app.id);
      request.app.refusal = reason;
      const response = h
        .response({ error, error_description: message, reason })
        .code(status)
        .header('Cache-Control', 'no-store')
        .header('Pragma', 'no-cache');
      if (failure.output.headers.Allow) response.header('Allow', String(failure.output.headers.Allow));
      return status === 503 ? response.header('Retry-After', '5') : response;
    });
  },
};

function toOAuthError(failure: Error & { output: { statusCode: number } }, requestId: string): OAuthError {
  if (failure instanceof OAuthError) return failure;
  const { statusCode } = failure.output;
  const own = ownRefusals[statusCode];
  if (own) return new OAuthError(...own);
  if (statusCode < 500) return new OAuthError('body-invalid', 'The request is malformed');
  return new OAuthError('exception', `Internal error; the log has it under request ${requestId}`);
}
