import type { PersonIdentifier } from '../access/grant.ts';
import type { IssueCode } from '../errors.ts';
import type { MeasurementContext } from './national-store.ts';

/**
 * How exactly the source said when: to the instant, a calendar day, month or year in Europe/Oslo, a period, or that it
 * does not know (an empty effectiveDateTime).
 */
export type EffectivePrecision = 'instant' | 'day' | 'month' | 'year' | 'period' | 'unknown';

/** Both ends of a time that is not known: before everything that can be delivered. */
export const unknownTime = Date.parse('0001-01-01T00:00:00Z');

/** When a measurement was made: half-open [from, to), epoch milliseconds. Of an unknown time both are `unknownTime`. */
export interface EffectiveTime {
  from: number;
  to: number;
  precision: EffectivePrecision;
}

/** Where in an Observation the parts of its vital sign stand, so that what is found about them can be put beside them. */
export interface Placement {
  /** Catalogue code; absent: the catalogue does not know the code. */
  code?: string;
  /** Per part: which component (absent: the Observation's own value) and the unit code it was sent in. */
  parts: { component?: number; unit?: string }[];
}

/** Something doubtful about what was accepted all the same: the source is told, and nothing of it is stored. */
export interface DeliveryWarning {
  /** `information`: a deviation that nearly every source has. */
  severity: 'warning' | 'information';
  code: IssueCode;
  /** For programs (CodeSystem/delivery-doubt). */
  reason: string;
  /** FHIRPath of the element. */
  expression: string;
  /** A sentence that names the element and the rule, and never repeats what was sent. */
  text: string;
}

/** A validated and judged Observation, ready to be stored. */
export interface Deliverable {
  person: PersonIdentifier;
  /** The source's own identifier as `system|value`, or one derived from the content. */
  identifier: string;
  /** Catalogue code, or `system|code` of the first coding. */
  code: string;
  /** The codings as `system|code` that are not the catalogue code or a translation of it; null: none. */
  codings: string[] | null;
  /** As `system|code`. */
  categories: string[];
  status: string;
  effective: EffectiveTime;
  /** Per part of the vital sign, canonical unit; null = nothing to draw. */
  values: (number | null)[];
  /** Per part; see judgement.ts. */
  judgements: (number | null)[];
  /** JSON list of what cannot be drawn and why; null when all can. */
  aside: string | null;
  context: MeasurementContext;
  /** Where the parts stand in the text. */
  placement: Placement;
  /** The Observation as sent, compact, without `subject`. */
  original: string;
  /** The version that the measurement must have (`If-Match`); absent: any, or none. */
  ifMatch?: number;
  /** Not stored. */
  warnings: DeliveryWarning[];
}

export interface DeliveryResult {
  outcome: 'created' | 'unchanged' | 'changed';
  /** Absent, both, when a store elsewhere took it and did not say. */
  id?: string;
  version?: number;
}
