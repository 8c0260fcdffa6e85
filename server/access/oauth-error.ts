type Refusal = readonly [status: number, error: string];

const invalidRequest: Refusal = [400, 'invalid_request'];
const unavailable: Refusal = [503, 'temporarily_unavailable'];

/**
 * Every reason the token endpoint refuses for, with its status and error code (RFC 6749 §5.2; RFC 8693 §2.2.2 asks
 * for `invalid_request` whenever the subject token is not acceptable).
 */
export const refusals = {
  'grant-type-unsupported': [400, 'unsupported_grant_type'],
  'parameter-repeated': invalidRequest,
  'parameter-invalid': invalidRequest,
  'issuer-unknown': invalidRequest,
  'subject-token-missing': invalidRequest,
  'subject-token-type-unsupported': invalidRequest,
  'target-unknown': [400, 'invalid_target'],
  'token-missing': invalidRequest,
  'token-type-unsupported': [400, 'unsupported_token_type'],
  'token-inactive': invalidRequest,
  'token-foreign-client': invalidRequest,
  'scope-insufficient': [400, 'invalid_scope'],
  'patient-missing': invalidRequest,
  'patient-unreadable': invalidRequest,
  'patient-without-national-id': invalidRequest,
  'patient-national-id-invalid': invalidRequest,
  'practitioner-missing': invalidRequest,
  'practitioner-unreadable': invalidRequest,
  'practitioner-without-hpr': invalidRequest,
  'organization-missing': invalidRequest,
  'citizen-missing': invalidRequest,
  'citizen-other-patient': invalidRequest,
  'citizen-without-name': invalidRequest,
  'related-person-unreadable': invalidRequest,
  'related-person-not-in-force': invalidRequest,
  'relationship-insufficient': invalidRequest,
  'patient-age-unknown': invalidRequest,
  'parent-limited': invalidRequest,
  'parent-not-allowed': invalidRequest,
  'proxy-not-allowed': invalidRequest,
  'proxy-without-period': invalidRequest,
  'client-assertion-invalid': [401, 'invalid_client'],
  // The client is who it says, but may not use this grant: 400 by RFC 6749 §5.2; 401 is for failed authentication.
  'organization-not-enrolled': [400, 'unauthorized_client'],
  'register-unavailable': unavailable,
  'sessions-unavailable': unavailable,
  'introspection-unavailable': unavailable,
  'ehr-unavailable': unavailable,
  'method-not-allowed': [405, 'invalid_request'],
  'media-type': [415, 'invalid_request'],
  'too-large': [413, 'invalid_request'],
  'not-found': [404, 'invalid_request'],
  'body-invalid': invalidRequest,
  exception: [500, 'server_error'],
} as const satisfies Record<string, Refusal>;

export type RefusalReason = keyof typeof refusals;

/** A refusal by the token endpoint. `message` names the element and the rule, is safe to show and holds no identifier. */
export class OAuthError extends Error {
  readonly reason: RefusalReason;
  readonly status: number;
  readonly error: string;

  constructor(reason: RefusalReason, description: string, cause?: unknown) {
    super(description, { cause });
    this.name = 'OAuthError';
    this.reason = reason;
    [this.status, this.error] = refusals[reason];
  }
}
