import type { Interpretation, Limits, Part, Quantity, ReferenceRangeEntry, Zone } from './types.ts';
import { endToCanonical } from './units.ts';
import { listOf, objectOf, textOf } from './untrusted.ts';

/** Values between two inclusive ends; without ends, every value. */
export interface Span {
  readonly low?: number;
  readonly high?: number;
}

/** What the ranges of a measurement say. */
export interface ReadRanges {
  limits?: Limits;
  /** Values about which a range was sent that is not understood: none of them may be called normal. */
  doubts: readonly Span[];
}

/**
 * Zone of a range by the code of its type, whatever code system it claims (real sources give a web page's address):
 * v3-ObservationInterpretation, and of referencerange-meaning those that describe the wanted range. HU and LU are
 * "significantly" high or low but not critical: yellow. HX and LX are about a protocol's inclusion, not alarms.
 */
const interpretationByType = new Map<string, Interpretation>([
  ['N', 'N'],
  ['L', 'L'],
  ['H', 'H'],
  ['LL', 'LL'],
  ['HH', 'HH'],
  ['HU', 'H'],
  ['LU', 'L'],
  ['normal', 'N'],
  ['recommended', 'N'],
  ['treatment', 'N'],
  ['therapeutic', 'N'],
]);

/** Abnormal and critically abnormal have no direction of their own: the one end that is open gives it. */
const abnormalBySide = new Map<string, Record<'low' | 'high', Interpretation>>([
  ['A', { low: 'L', high: 'H' }],
  ['AA', { low: 'LL', high: 'HH' }],
]);

/** FHIR R4: a range without a type is the normal range. A type that is present but unknown is never normal. */
function interpretationOf(
  type: ReferenceRangeEntry['type'],
  { low, high }: Span,
): Interpretation | undefined {
  const concept = objectOf(type);
  const codes = listOf(concept?.coding).map((coding) => textOf(coding.code) ?? '');
  if (codes.length === 0) return textOf(concept?.text) === undefined ? 'N' : undefined;
  const side = low === undefined ? 'low' : high === undefined ? 'high' : undefined;
  const known = codes.flatMap(
    (code) => interpretationByType.get(code) ?? (side && abnormalBySide.get(code)?.[side]) ?? [],
  );
  return new Set(known).size === 1 ? known[0] : undefined;
}

/** undefined: no end, the end is open. null: an end was sent that cannot be read. */
function readEnd(
  part: Part,
  end: Quantity | undefined,
  measured: Quantity | undefined,
): number | null | undefined {
  if (end === undefined || end === null) return undefined;
  if (!objectOf(end) || end.comparator !== undefined) return null;
  const hasUnit = textOf(end.unit) !== undefined || textOf(end.code) !== undefined;
  const assumed = hasUnit ? end : { ...(measured ?? { code: part.unit }), value: end.value };
  const converted = endToCanonical(part, assumed);
  return typeof converted === 'number' ? converted : null;
}

/** The ends of a range; undefined when they are unreadable, absent (text only) or reversed. */
function readSpan(part: Part, range: ReferenceRangeEntry, measured: Quantity | undefined): Span | undefined {
  const low = readEnd(part, range.low, measured);
  const high = readEnd(part, range.high, measured);
  if (low === null || high === null) return undefined;
  if (low === undefined && high === undefined) return undefined;
  if (low !== undefined && high !== undefined && low > high) return undefined;
  return { ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
}

/** An alarm zone without the end that faces the normal values would cover those as well. */
function hasInnerEnd({ interpretation, low, high }: Zone): boolean {
  const innerEnd = { N: low ?? high, L: high, LL: high, H: low, HH: low }[interpretation];
  return innerEnd !== undefined;
}

const isConditional = (range: ReferenceRangeEntry) =>
  (Array.isArray(range.appliesTo) && range.appliesTo.length > 0) || objectOf(range.age) !== undefined;

function readRange(part: Part, range: ReferenceRangeEntry, measured: Quantity | undefined) {
  const span = readSpan(part, range, measured);
  if (!span) return { doubt: {} };
  const interpretation = interpretationOf(range.type, span);
  const zone: Zone | undefined = interpretation && { interpretation, ...span };
  if (!zone || !hasInnerEnd(zone)) return { doubt: span };
  return isConditional(range) ? { zone, doubt: span } : { zone };
}

/**
 * Reads the `referenceRange` of a measurement or component. A range is set aside, and leaves a doubt, when its type is
 * unknown, an end has an unknown unit, no end is given (text only), the ends are reversed, or an alarm zone lacks its
 * inner end. A range for a population (`appliesTo`, `age`) that cannot be checked here may raise, not reassure.
 *
 * @param measured the value the ranges came with: ends without a unit are in its unit
 */
export function readReferenceRanges(
  part: Part,
  ranges: readonly ReferenceRangeEntry[] | undefined,
  measured?: Quantity,
): ReadRanges {
  if (ranges === undefined || ranges === null) return { doubts: [] };
  const entries = listOf(ranges);
  const read = entries.map((range) => readRange(part, range, measured));
  const zones = read.flatMap(({ zone }) => zone ?? []);
  const broken = Array.isArray(ranges) && entries.length === ranges.length ? [] : [{}];
  const doubts = [...read.flatMap(({ doubt }) => doubt ?? []), ...broken];
  if (zones.length === 0) return { doubts };
  const texts = entries.flatMap((range) => textOf(range.text) ?? []);
  const source = ['Grense på målingen', ...new Set(texts)].join(': ');
  return { limits: { origin: 'measurement', source, zones }, doubts };
}

/** The limits a measurement carries itself; undefined when it has none that can be read. */
export function limitsFromReferenceRanges(
  part: Part,
  ranges: readonly ReferenceRangeEntry[] | undefined,
  measured?: Quantity,
): Limits | undefined {
  return readReferenceRanges(part, ranges, measured).limits;
}
