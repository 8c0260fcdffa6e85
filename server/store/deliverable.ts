import type { PersonIdentifier } from '../access/grant.ts';
import type { MeasurementContext } from './national-store.ts';

/** How exactly the source said when: to the instant, a calendar day, month or year in Europe/Oslo, a period, or not at all. */
export type EffectivePrecision = 'instant' | 'day' | 'month' | 'year' | 'period' | 'unknown';

/** Stands for the time of a measurement whose time the source does not know: before every time that is known. */
export const unknownTime = new Date('0001-01-01T00:00:00Z').getTime();

/** When a measurement was made: half-open [from, to), epoch milliseconds. */
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
}

export interface DeliveryResult {
  outcome: 'created' | 'unchanged' | 'changed';
  id: string;
  version: number;
}
