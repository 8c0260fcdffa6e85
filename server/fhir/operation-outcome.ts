import { refusalSystem } from '../clinical/canonical.ts';
import type { FhirError } from '../errors.ts';

/** A refusal as FHIR says it: issue type, the sentence, the element, and the machine-readable reason in `details`. */
export function operationOutcome({
  issueCode,
  message,
  expression,
  reason,
}: FhirError): fhir4.OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        severity: 'error',
        code: issueCode,
        diagnostics: message,
        details: { coding: [{ system: refusalSystem, code: reason }], text: message },
        ...(expression.length > 0 && { expression }),
      },
    ],
  };
}
