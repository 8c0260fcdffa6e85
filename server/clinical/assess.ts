import type { Plausibility } from './plausibility.ts';
import type { Comparator, Interpretation, Limits, ObservationContent, Part, VitalSign } from './types.ts';

export type NotAssessedReason =
  | 'no-limit'
  | 'limit-not-understood'
  | 'comparator-uncertain'
  | 'missing-value'
  | 'missing-unit'
  | 'unknown-unit'
  | 'not-a-number'
  | 'several-values'
  | 'data-absent'
  | 'impossible';

export type Judgement =
  | { kind: 'assessed'; interpretation: Interpretation; limits: Limits }
  | { kind: 'not-assessed'; reason: NotAssessedReason; limits?: Limits };

export interface AssessedPart {
  part: Part;
  value?: number;
  comparator?: Comparator;
  text: string;
  plausibility: Plausibility;
  judgement: Judgement;
}

export interface Assessment {
  vitalSign?: VitalSign;
  alias: boolean;
  parts: AssessedPart[];
  /** The value as words, for a vital sign without parts (a concept). */
  text?: string;
}

export function assess(_observation: ObservationContent): Assessment {
  return { alias: false, parts: [] };
}
