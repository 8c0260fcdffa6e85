import { FhirError, type IssueCode } from '../errors.ts';

/** 422 that names the element and the rule, and repeats nothing of what was sent. */
export function refusal(element: string, rule: string, reason: string, code: IssueCode = 'value'): FhirError {
  return new FhirError(422, code, `${element} ${rule}`, { expression: [element], reason });
}
