import type { Comparator, Interpretation, Limits, Part, Quantity, ReferenceRangeEntry } from './types.ts';

export type { Interpretation, Limits, Zone } from './types.ts';
export function limitsFromReferenceRanges(
  _part: Part,
  _ranges: readonly ReferenceRangeEntry[] | undefined,
  _measured?: Quantity,
): Limits | undefined {
  return undefined;
}
/** undefined = not certain: never to be read as normal. */
export function interpret(
  _part: Part,
  _value: number,
  _comparator: Comparator | undefined,
  _limits: Limits,
): Interpretation | undefined {
  return undefined;
}
