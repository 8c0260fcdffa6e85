import type { Grant, PersonIdentifier } from '../access/grant.ts';
import type { IndividualLimits } from '../clinical/orders/limits-at.ts';
import type { FhirError } from '../errors.ts';
import type { Deliverable, DeliveryResult } from './deliverable.ts';

/** Half-open interval of epoch milliseconds; a missing end is open. */
export interface Interval {
  from?: number;
  to?: number;
}

export type DatePrefix = 'eq' | 'ne' | 'gt' | 'lt' | 'ge' | 'le' | 'sa' | 'eb';

/** A FHIR date parameter: the prefix and the interval that its precision spans. */
export interface DateFilter {
  prefix: DatePrefix;
  from: number;
  to: number;
}

/** A search token: an absent system means "any system", an empty one "no system". */
export interface CodeToken {
  system?: string;
  code: string;
}

export interface ObservationQuery {
  codes?: CodeToken[];
  categories?: CodeToken[];
  /** What the token's scopes allow; unlike `categories` it is not the caller's choice. */
  allowedCategories?: CodeToken[];
  dates: DateFilter[];
  /** Measurements whose time is not known match every date, as in a trend. */
  undated?: boolean;
  lastUpdated: DateFilter[];
  /** Absent: everything but entered-in-error. */
  statuses?: string[];
  sort: 'date' | '-date';
  /** Organisation number: only what this source delivered, also where another's measurement is shown in its place. */
  source?: string;
}

/** Where a page of a search starts: after this measurement in the sort order. */
export interface SearchCursor {
  effective: number;
  number: number;
}

/** An Observation as JSON text without its `resourceType` and `subject`, which differ per reader. */
export interface StoredObservation {
  id: string;
  version: number;
  /** Epoch milliseconds; absent when the store does not say. */
  received?: number;
  /** Name of the organisation that delivered it, as in {@link MeasurementContext}. */
  source: string;
  text: string;
}

export interface SearchPage {
  observations: StoredObservation[];
  /** Present when more follow. */
  next?: SearchCursor;
}

export interface LastnQuery {
  codes?: CodeToken[];
  categories?: CodeToken[];
  allowedCategories?: CodeToken[];
  statuses?: string[];
  dates: DateFilter[];
  /** Per code; ties on time are all returned. */
  max: number;
}

/** One measurement in a trend. `values` and `judgements` follow the parts of the vital sign. */
export interface TrendPoint {
  number: number;
  version: number;
  effective: number;
  /** The effective time is a calendar day in Europe/Oslo; `effective` is its start. */
  dateOnly: boolean;
  values: readonly (number | null)[];
  /** See judgement.ts. */
  judgements: readonly (number | null)[];
  context: number;
  aside: string | null;
}

export interface Trend {
  /** Catalogue code as stored. */
  code: string;
  /** In time order. May be made anew each time they are gone through: what is kept is kept by who asked. */
  points: Iterable<TrendPoint>;
  /** Of the whole history, not of the period. */
  available?: { first: number; last: number; count: number };
  /**
   * Numbers of those in the whole history that were received since the instant asked about; absent when none was asked about, or
   * the store does not say of all when they arrived.
   */
  received?: ReadonlySet<number>;
  /** Those of the points that carry notes, in time order; absent when they were not asked for. */
  noted?: NotedMeasurement[];
}

/** A measurement with something in `note`. */
export interface NotedMeasurement {
  number: number;
  /** As sent, without `subject`. */
  observation: fhir4.Observation;
}

export interface TrendQuery {
  /** Of the catalogue. */
  codes: string[];
  period: Interval;
  allowedCategories?: CodeToken[];
  /** Epoch milliseconds, inclusive: asks which were received since then, whenever they were measured. */
  receivedSince?: number;
  /** Asks for the measurements that carry notes. */
  notes?: boolean;
}

/** The trend of a code of which the store holds nothing. */
export function nothingOf(code: string, { receivedSince }: Pick<TrendQuery, 'receivedSince'>): Trend {
  return { code, points: [], ...(receivedSince !== undefined && { received: new Set<number>() }) };
}

export interface TrendAnswer {
  /** Opaque key that ids of this person start with; absent when the store holds nothing of the person. */
  person?: string;
  /** Newest arrival of anything of this person, epoch milliseconds. */
  lastReceived?: number;
  trends: Trend[];
  contexts: Map<number, MeasurementContext>;
}

/** What many measurements of one person share: who, where, status, and the limits they were judged by. */
export interface MeasurementContext {
  status: string;
  performer?: string;
  organization?: string;
  source: string;
  /** Names of other sources that delivered the same measurement. */
  alsoFrom?: string;
  bodySite?: string;
  method?: string;
  device?: string;
  /** Per part; null = not judged. */
  limits: (StoredLimits | null)[];
}

export interface StoredLimits {
  origin: 'measurement' | 'order' | 'default';
  source: string;
  zones: { interpretation: string; low?: number; high?: number }[];
  /** Of origin `order`; see Limits in clinical/types.ts. Never stored: see individual-judge.ts. */
  order?: { id: string; version: number };
  setBy?: { name: string; organization: string; from: number };
  persistence?: { needed: number; of: number };
}

/** Where a page of what a source delivered starts: after this measurement of this person. */
export interface DeliveredCursor extends SearchCursor {
  /** Opaque. */
  person: string;
}

export interface DeliveredPage {
  /** Person by person, each in time order. A page may be short, or empty, and still have a next one. */
  found: { person: PersonIdentifier; observations: StoredObservation[] }[];
  next?: DeliveredCursor;
}

/**
 * The national store of measurements, as the facade needs it. One person at a time, but for `deliveredBy`; an implementation never
 * answers with another person's measurements and fails with FhirError 503/504 (`store-unavailable`, `store-timeout`)
 * rather than with less than was asked for. With the person's individual limits an answer is judged by those that held when
 * each was measured; without, as when it was delivered.
 */
export interface NationalStore {
  search(
    person: PersonIdentifier,
    query: ObservationQuery,
    page: SearchPageRequest,
    individual?: IndividualLimits,
  ): Promise<SearchPage>;
  count(person: PersonIdentifier, query: ObservationQuery): Promise<number>;
  read(
    person: PersonIdentifier,
    id: string,
    allowedCategories?: CodeToken[],
    individual?: IndividualLimits,
  ): Promise<StoredObservation | undefined>;
  /** Every version, newest first, withdrawn ones too; undefined when there is no such measurement of the person. */
  history(
    person: PersonIdentifier,
    id: string,
    allowedCategories?: CodeToken[],
    individual?: IndividualLimits,
  ): Promise<StoredObservation[] | undefined>;
  /** Newest first within a code; codes in the order of their first appearance in the catalogue, others after. */
  lastn(
    person: PersonIdentifier,
    query: LastnQuery,
    individual?: IndividualLimits,
  ): Promise<StoredObservation[]>;
  trend(person: PersonIdentifier, query: TrendQuery, individual?: IndividualLimits): Promise<TrendAnswer>;
  /**
   * Resolves when everything answered accepted is on disk, and in the access log of each person (server/access-log/README.md,
   * Deliveries); what cannot be logged is not stored. Results are in the order of the input; a FhirError stands
   * where a measurement could not be stored.
   */
  deliver(origin: DeliveryOrigin, measurements: Deliverable[]): Promise<(DeliveryResult | FhirError)[]>;
  /** What one source delivered, about everybody. */
  deliveredBy(
    source: string,
    query: Omit<ObservationQuery, 'source' | 'sort'>,
    page: { count: number; after?: DeliveredCursor },
  ): Promise<DeliveredPage>;
  health(): Promise<void>;
}

/**
 * The store as one caller may use it: a store elsewhere is asked with the caller's own login, and what it answered is kept
 * for that caller alone.
 * @param left aborted when the caller does not wait for the answer any more: a store elsewhere is asked nothing from then on
 */
export type StoreFor = (caller: Grant, left?: AbortSignal) => NationalStore;

export interface SearchPageRequest {
  count: number;
  after?: SearchCursor;
}

export interface DeliveringSource {
  orgnr: string;
  name: string;
}

/** Who delivers or asks for what it delivered, and in which request: so it stands in the log of each person it is about. */
export interface DeliveryOrigin extends DeliveringSource {
  clientId: string;
  /** As in X-Request-Id. */
  request: string;
  /** Epoch milliseconds. */
  occurred: number;
}
