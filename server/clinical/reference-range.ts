import type { Interpretation, Limits, Part, Quantity, ReferenceRangeEntry, Zone } from './types.ts';
import { endToCanonical } from './units.ts';
import { listOf, objectOf, textOf } from './untrusted.ts';

/** What the ranges of a measurement say. */
export interface ReadRanges {
  limits?: Limits;
  /** True when a range was sent that is not fully understood: then nothing may be called normal. */
  unread: boolean;
}

/**
 * Zone of a range by the code of its type, whatever code system it claims (real sources give a web page's address):
 * v3-ObservationInterpretation, and of referencerange-meaning those that describe the wanted range. HU and LU are
 * "significantly" high or low but not critical: yellow. HX and LX are about a protocol's inclusion, not alarms.
 */
const interpretationByType: Readonly<Record<string, Interpretation>> = {
  N: 'N',
  L: 'L',
  H: 'H',
  LL: 'LL',
  HH: 'HH',
  HU: 'H',
  LU: 'L',
  normal: 'N',
  recommended: 'N',
  treatment: 'N',
  therapeutic: 'N',
};

/** FHIR R4: a range without a type is the normal range. A type that is present but unknown is never normal. */
function interpretationOf(type: ReferenceRangeEntry['type']): Interpretation | undefined {
  const concept = objectOf(type);
  const codes = listOf(concept?.coding).map((coding) => textOf(coding.code) ?? '');
  if (codes.length === 0) return textOf(concept?.text) === undefined ? 'N' : undefined;
  const known = new Set(
    codes.flatMap((code) =>
      Object.hasOwn(interpretationByType, code) ? (interpretationByType[code] ?? []) : [],
    ),
  );
  const [only] = known;
  return known.size === 1 ? only : undefined;
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
  const inUnit = hasUnit || !measured ? end : { ...measured, value: end.value };
  const assumed = !hasUnit && !measured && part.unit !== undefined ? { ...end, code: part.unit } : inUnit;
  const converted = endToCanonical(part, assumed);
  return typeof converted === 'number' ? converted : null;
}

function readZone(part: Part, range: ReferenceRangeEntry, measured: Quantity | undefined): Zone | undefined {
  const interpretation = interpretationOf(range.type);
  const low = readEnd(part, range.low, measured);
  const high = readEnd(part, range.high, measured);
  if (interpretation === undefined || low === null || high === null) return undefined;
  if (low === undefined && high === undefined) return undefined;
  if (low !== undefined && high !== undefined && low > high) return undefined;
  const innerEnd = { N: low ?? high, L: high, LL: high, H: low, HH: low }[interpretation];
  if (innerEnd === undefined) return undefined;
  return { interpretation, ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
}

const isConditional = (range: ReferenceRangeEntry) =>
  (Array.isArray(range.appliesTo) && range.appliesTo.length > 0) || objectOf(range.age) !== undefined;

/**
 * Reads the `referenceRange` of a measurement or component. A range is set aside, and said to be `unread`, when its
 * type is unknown, an end has an unknown unit, no end is given (text only), the ends are reversed, or an alarm zone
 * lacks its inner end. A range for a population (`appliesTo`, `age`) that the core cannot check may raise, not reassure.
 *
 * @param measured the value the ranges came with: ends without a unit are in its unit
 */
export function readReferenceRanges(
  part: Part,
  ranges: readonly ReferenceRangeEntry[] | undefined,
  measured?: Quantity,
): ReadRanges {
  if (ranges === undefined || ranges === null) return { unread: false };
  const entries = listOf(ranges);
  const zones = entries.flatMap((range) => readZone(part, range, measured) ?? []);
  const complete = Array.isArray(ranges) && zones.length === ranges.length;
  const unread = !complete || entries.some(isConditional);
  if (zones.length === 0) return { unread };
  const texts = entries.flatMap((range) => textOf(range.text) ?? []);
  const source = ['Grense på målingen', ...new Set(texts)].join(': ');
  return { limits: { origin: 'measurement', source, zones }, unread };
}

/** The limits a measurement carries itself; undefined when it has none that can be read. */
export function limitsFromReferenceRanges(
  part: Part,
  ranges: readonly ReferenceRangeEntry[] | undefined,
  measured?: Quantity,
): Limits | undefined {
  return readReferenceRanges(part, ranges, measured).limits;
}
