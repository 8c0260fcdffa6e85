/** FHIR issue codes this facade uses (http://hl7.org/fhir/issue-type). */
export type IssueCode =
  | 'invalid'
  | 'structure'
  | 'required'
  | 'value'
  | 'invariant'
  | 'login'
  | 'expired'
  | 'forbidden'
  | 'not-supported'
  | 'not-found'
  | 'too-long'
  | 'too-costly'
  | 'code-invalid'
  | 'conflict'
  | 'transient'
  | 'timeout'
  | 'throttled'
  | 'exception'
  | 'deleted'
  | 'business-rule';

export interface FhirErrorDetails {
  /** FHIRPath or search parameter that the rule was broken by. */
  expression?: string[];
  /** Machine-readable reason (CodeSystem/refusal), e.g. `token-expired`. */
  reason?: string;
  /** Seconds for `Retry-After`. */
  retryAfter?: number;
  /** When the outage that this refusal is part of began, epoch milliseconds. */
  since?: number;
  /** Goes to the log only. */
  cause?: unknown;
}

/** A refusal that is safe to show: `diagnostics` names the element and the rule and holds no identifier. */
export class FhirError extends Error {
  readonly status: number;
  readonly issueCode: IssueCode;
  readonly expression: string[];
  readonly reason: string;
  readonly retryAfter: number | undefined;
  readonly since: number | undefined;

  constructor(status: number, issueCode: IssueCode, diagnostics: string, details: FhirErrorDetails = {}) {
    super(diagnostics, { cause: details.cause });
    this.name = 'FhirError';
    this.status = status;
    this.issueCode = issueCode;
    this.expression = details.expression ?? [];
    this.reason = details.reason ?? issueCode;
    this.retryAfter = details.retryAfter;
    this.since = details.since;
  }
}
