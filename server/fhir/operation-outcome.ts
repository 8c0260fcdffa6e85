import { outageSinceUrl, refusalSystem } from '../clinical/canonical.ts';
import type { FhirError } from '../errors.ts';

/**
 * A refusal as FHIR says it: issue type, the sentence, the element, the machine-readable reason in `details`, and since
 * when, if it is part of an outage.
 */
export function operationOutcome({
  issueCode,
  message,
  expression,
  reason,
  since,
}: FhirError): fhir4.OperationOutcome {
  return {
    resourceType: 'OperationOutcome',
    issue: [
      {
        ...(since !== undefined && {
          extension: [{ url: outageSinceUrl, valueInstant: new Date(since).toISOString() }],
        }),
        severity: 'error',
        code: issueCode,
        diagnostics: message,
        details: { coding: [{ system: refusalSystem, code: reason }], text: message },
        ...(expression.length > 0 && { expression }),
      },
    ],
  };
}
