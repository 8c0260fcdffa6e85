export interface RefusalDetail {
  /** Becomes `issue.details`. */
  coding?: fhir4.Coding;
  /** Becomes `WWW-Authenticate` (RFC 9449 §7.1). */
  challenge?: string;
}

/** A refusal by PMD, answered as an OperationOutcome. The message names element and rule and never a value. */
export class PmdRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly detail: RefusalDetail;

  constructor(status: number, code: string, diagnostics: string, detail: RefusalDetail = {}) {
    super(diagnostics);
    this.name = 'PmdRefusal';
    this.status = status;
    this.code = code;
    this.detail = detail;
  }
}

export function operationOutcome(
  code: string,
  diagnostics: string,
  coding?: fhir4.Coding,
): fhir4.OperationOutcome {
  const issue: fhir4.OperationOutcomeIssue = {
    severity: 'error',
    code: code as fhir4.OperationOutcomeIssue['code'],
    diagnostics,
    ...(coding && { details: { coding: [coding] } }),
  };
  return { resourceType: 'OperationOutcome', issue: [issue] };
}
