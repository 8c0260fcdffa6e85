export type OAuthErrorCode =
  | 'invalid_request'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'unsupported_response_type'
  | 'access_denied'
  | 'invalid_token'
  | 'temporarily_unavailable';

/** A refusal as RFC 6749 §5.2 words it. `challenge` becomes the `WWW-Authenticate` header. */
export class OAuthError extends Error {
  readonly code: OAuthErrorCode;
  readonly status: number;
  readonly challenge: string | undefined;

  constructor(code: OAuthErrorCode, description: string, status = 400, challenge?: string) {
    super(description);
    this.name = 'OAuthError';
    this.code = code;
    this.status = status;
    this.challenge = challenge;
  }
}
