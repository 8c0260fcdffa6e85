/**
 * Structural subsets of FHIR R4 elements: what the clinical core reads of an Observation. A `fhir4.Observation`
 * fits without conversion; the core reads defensively, so content that breaks these shapes is never an exception.
 */
export interface Coding {
  system?: string | undefined;
  code?: string | undefined;
  display?: string | undefined;
}

export interface CodeableConcept {
  coding?: Coding[] | undefined;
  text?: string | undefined;
}

export interface Quantity {
  value?: number | undefined;
  comparator?: string | undefined;
  unit?: string | undefined;
  system?: string | undefined;
  code?: string | undefined;
}

/** One entry of `referenceRange`: both ends are inclusive, a missing end is open. */
export interface ReferenceRangeEntry {
  low?: Quantity | undefined;
  high?: Quantity | undefined;
  type?: CodeableConcept | undefined;
  appliesTo?: CodeableConcept[] | undefined;
  age?: object | undefined;
  text?: string | undefined;
}

/** What an Observation and one of its components have in common. */
export interface MeasuredContent {
  code?: CodeableConcept | undefined;
  valueQuantity?: Quantity | undefined;
  valueInteger?: number | undefined;
  valueCodeableConcept?: CodeableConcept | undefined;
  valueString?: string | undefined;
  dataAbsentReason?: CodeableConcept | undefined;
  interpretation?: CodeableConcept[] | undefined;
  referenceRange?: ReferenceRangeEntry[] | undefined;
}

/** The clinical content of an Observation. */
export interface ObservationContent extends MeasuredContent {
  status?: string | undefined;
  component?: MeasuredContent[] | undefined;
}

/** Yellow is L and H, red is LL and HH (v3-ObservationInterpretation). There is no value for "not assessed". */
export type Interpretation = 'N' | 'L' | 'H' | 'LL' | 'HH';

export type Comparator = '<' | '<=' | '>' | '>=';

/** A stretch of values with one interpretation: canonical unit, inclusive ends, a missing end is open. */
export interface Zone {
  readonly interpretation: Interpretation;
  readonly low?: number;
  readonly high?: number;
}

/** The limits a value was judged by. `source` is a label or citation that can be shown to a clinician. */
export interface Limits {
  readonly origin: 'measurement' | 'order' | 'default';
  readonly source: string;
  readonly zones: readonly Zone[];
  /** Of origin `order`: which version of which monitoring order. */
  readonly order?: { readonly id: string; readonly version: number };
  /** Of origin `order`: who set it, where they work, and from when it holds (epoch milliseconds). */
  readonly setBy?: { readonly name: string; readonly organization: string; readonly from: number };
  /** Of origin `order`: yellow counts when `needed` of the last `of` readings are beyond a limit. */
  readonly persistence?: { readonly needed: number; readonly of: number };
}

/** Values a rule lets through: inclusive ends unless `lowExclusive`; a missing end is open. */
export interface Bounds {
  readonly low?: number;
  readonly high?: number;
  readonly lowExclusive?: true;
}

export type VitalSignKey =
  | 'blood-pressure'
  | 'heart-rate'
  | 'oxygen-saturation'
  | 'respiratory-rate'
  | 'body-temperature'
  | 'body-weight'
  | 'body-height'
  | 'bmi'
  | 'glucose'
  | 'news2'
  | 'cfs'
  | 'acvpu';

export type PartKey = 'systolic' | 'diastolic' | VitalSignKey;

/** One number of a vital sign: the sign itself, or one of the two components of a blood pressure. */
export interface Part {
  readonly key: PartKey;
  readonly code: Coding;
  readonly translations: readonly Coding[];
  /** Canonical UCUM code; undefined for scores, which have no unit. */
  readonly unit: string | undefined;
  readonly unitDisplay: string;
  /** Decimals a value is printed with, and rounded to before it is classified. */
  readonly decimals: number;
  /** Sensible default y-axis. `fitted`: no fixed range suits every person, centre it on the data instead. */
  readonly axis: { readonly min: number; readonly max: number; readonly fitted?: true };
  /** Outside: impossible, kept off the line and never interpreted. */
  readonly absolute: Bounds;
  /** Outside: improbable, shown and interpreted with "check the measurement". */
  readonly improbable: Bounds;
  readonly defaultLimits?: Limits;
}

/** An entry of the catalogue. */
export interface VitalSign {
  readonly key: VitalSignKey;
  /** The code this project emits: LOINC, else SNOMED CT. */
  readonly code: Coding;
  readonly translations: readonly Coding[];
  /** Codes accepted from sources but never emitted. */
  readonly aliases: readonly Coding[];
  readonly category: 'vital-signs' | 'laboratory' | 'survey';
  readonly valueKind: 'quantity' | 'score' | 'concept';
  /** One part, systolic then diastolic for blood pressure, none for a concept. */
  readonly parts: readonly Part[];
}
