import type { MeasuredValue } from './measured-value.ts';
import { readReferenceRanges, type ReadRanges } from './reference-range.ts';
import type { ObservationContent, Part, VitalSign } from './types.ts';

/**
 * The limits that hold for a value: the measurement's own, else the general default. Ranges that stand on a panel
 * instead of on its components belong to no part: they are not used, but nothing is normal beside them. A default that
 * steps in for ranges that could not be read may raise a flag; `unread` keeps it from calling the value normal.
 */
export function limitsForPart(
  vitalSign: VitalSign,
  part: Part,
  measured: MeasuredValue,
  observation: ObservationContent,
): ReadRanges {
  const own = readReferenceRanges(part, measured.content?.referenceRange, measured.quantity);
  const onPanel: unknown = vitalSign.parts.length > 1 ? observation.referenceRange : undefined;
  const unread = own.unread || (Array.isArray(onPanel) && onPanel.length > 0);
  const limits = own.limits ?? part.defaultLimits;
  return { unread, ...(limits && { limits }) };
}
