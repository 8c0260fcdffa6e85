/** A refusal by the EHR's FHIR server. `challenge` becomes `WWW-Authenticate` (RFC 6750 §3). */
export class FhirRefusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly challenge: string | undefined;

  constructor(status: number, code: string, diagnostics: string, challenge?: string) {
    super(diagnostics);
    this.name = 'FhirRefusal';
    this.status = status;
    this.code = code;
    this.challenge = challenge;
  }
}

export function operationOutcome(code: string, diagnostics: string): fhir4.OperationOutcome {
  const severity = 'error';
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity, code: code as fhir4.OperationOutcomeIssue['code'], diagnostics }],
  };
}
