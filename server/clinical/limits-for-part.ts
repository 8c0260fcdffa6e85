import type { MeasuredValue } from './measured-value.ts';
import { readReferenceRanges, type ReadRanges, type Span } from './reference-range.ts';
import { roundTo } from './rounding.ts';
import type { Limits, ObservationContent, Part, VitalSign } from './types.ts';

/**
 * The limits that hold for a value: the measurement's own, else the patient's order's, else the general default. Ranges that stand on a panel
 * instead of on its components belong to no part: they are not used, but nothing is normal beside them. What steps in for
 * ranges that could not be read may raise a flag, and calls nothing normal.
 * @param individual by the order that holds when it was measured
 */
export function limitsForPart(
  vitalSign: VitalSign,
  part: Part,
  measured: MeasuredValue,
  observation: ObservationContent,
  individual: Limits | undefined,
): ReadRanges {
  const own = readReferenceRanges(part, measured.content?.referenceRange, measured.quantity);
  const onPanel: unknown = vitalSign.parts.length > 1 ? observation.referenceRange : undefined;
  const everywhere = (Array.isArray(onPanel) && onPanel.length > 0) || (!own.limits && own.doubts.length > 0);
  const limits = own.limits ?? individual ?? part.defaultLimits;
  return { doubts: everywhere ? [{}] : own.doubts, ...(limits && { limits }) };
}

/** Whether one of the doubts is about a value. A comparator leaves the value open, so that any doubt is. */
export function isDoubtful(
  part: Part,
  { value = NaN, comparator }: MeasuredValue,
  doubts: readonly Span[],
): boolean {
  const rounded = roundTo(value, part.decimals);
  return doubts.some(
    ({ low = -Infinity, high = Infinity }) => comparator !== undefined || (rounded >= low && rounded <= high),
  );
}
