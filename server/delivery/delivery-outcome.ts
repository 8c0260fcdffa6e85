import { deliveryDoubtSystem, deliveryOutcomeSystem } from '../clinical/canonical.ts';
import type { DeliveryResult, DeliveryWarning } from '../store/deliverable.ts';

/** What became of an accepted measurement, then what is doubtful about it. */
export function acceptedOutcome(
  outcome: DeliveryResult['outcome'],
  warnings: readonly DeliveryWarning[],
): fhir4.OperationOutcome {
  const details = { coding: [{ system: deliveryOutcomeSystem, code: outcome }] };
  return {
    resourceType: 'OperationOutcome',
    issue: [{ severity: 'information', code: 'informational', details }, ...warnings.map(toIssue)],
  };
}

/** What is doubtful alone; undefined when nothing is. */
export function doubtsOutcome(warnings: readonly DeliveryWarning[]): fhir4.OperationOutcome | undefined {
  return warnings.length > 0 ? { resourceType: 'OperationOutcome', issue: warnings.map(toIssue) } : undefined;
}

function toIssue({ severity, code, reason, expression, text }: DeliveryWarning): fhir4.OperationOutcomeIssue {
  return {
    severity,
    code: code as fhir4.OperationOutcomeIssue['code'],
    diagnostics: text,
    details: { coding: [{ system: deliveryDoubtSystem, code: reason }] },
    expression: [expression],
  };
}
