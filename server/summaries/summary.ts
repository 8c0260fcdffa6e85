import type { OperationQuestion } from '../fhir/operation-question.ts';
import type { SummaryReader } from './measurements.ts';
import type { Parts } from './parts.ts';

export interface SummaryAnswer {
  question: OperationQuestion;
  /** Epoch milliseconds. */
  lastReceived?: number;
  /** What the answer holds, after what all have in common. */
  parts: Parts;
}

/**
 * Reads the parameters, then the measurements of the token's patient, and sums them up. Throws 400 naming the parameter and the rule.
 */
export type Summary = (
  reader: SummaryReader,
  given: URLSearchParams,
  asked: { strict: boolean; now: number },
) => Promise<SummaryAnswer>;
