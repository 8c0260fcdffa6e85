import type { PersonIdentifier } from '../access/grant.ts';
import type { MeasurementContext } from './national-store.ts';

/** How exactly the source said when: to the instant, a calendar day, month or year in Europe/Oslo, or a period. */
export type EffectivePrecision = 'instant' | 'day' | 'month' | 'year' | 'period';

/** When a measurement was made: half-open [from, to), epoch milliseconds. */
export interface EffectiveTime {
  from: number;
  to: number;
  precision: EffectivePrecision;
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
  /** Digest of the content regardless of member order, so that a repeated delivery is recognised. */
  digest: string;
  /** The Observation as sent, without `subject`. */
  original: string;
  /** The members as they are served, without resourceType, id, meta and subject; see served-text.ts. */
  served: string;
  /** `meta` as sent, without versionId and lastUpdated. */
  meta: Record<string, unknown>;
}

export interface DeliveryResult {
  outcome: 'created' | 'unchanged' | 'changed';
  id: string;
  version: number;
}
