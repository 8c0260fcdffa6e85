import { worstOf } from './flags.ts';
import { roundTo } from './rounding.ts';
import type { Comparator, Interpretation, Limits, Part, Zone } from './types.ts';

export type { Comparator, Interpretation, Limits, Zone } from './types.ts';
export { limitsFromReferenceRanges } from './reference-range.ts';

const contains = ({ low = -Infinity, high = Infinity }: Zone, value: number) => value >= low && value <= high;

/**
 * What a value outside every zone is: above every normal zone is high, below every one is low, and what lies beyond an
 * alarm zone is at least as severe as that zone. Between two normal zones nothing is known.
 */
function beyond(zones: readonly Zone[], value: number): Interpretation[] {
  const normal = zones.filter((zone) => zone.interpretation === 'N');
  const found: Interpretation[] = [];
  if (normal.length > 0 && normal.every(({ high = Infinity }) => value > high)) found.push('H');
  if (normal.length > 0 && normal.every(({ low = -Infinity }) => value < low)) found.push('L');
  for (const { interpretation, low = Infinity, high = -Infinity } of zones) {
    if (interpretation.startsWith('H') && value >= low) found.push(interpretation);
    if (interpretation.startsWith('L') && value <= high) found.push(interpretation);
  }
  return found;
}

function classify(zones: readonly Zone[], rounded: number): Interpretation | undefined {
  const containing = zones.filter((zone) => contains(zone, rounded)).map((zone) => zone.interpretation);
  return worstOf(containing.length > 0 ? containing : beyond(zones, rounded));
}

/** All printed values a comparator leaves open, as far as the zones can tell them apart. */
function openValues(part: Part, value: number, comparator: Comparator, zones: readonly Zone[]): number[] {
  const step = 10 ** -part.decimals;
  const printed = roundTo(value, part.decimals);
  const up = comparator.startsWith('>');
  const beside = roundTo(printed + (up ? step : -step), part.decimals);
  const nearest = comparator.length === 1 && printed === value ? beside : printed;
  const farthest = up ? (part.absolute.high ?? Infinity) : (part.absolute.low ?? -Infinity);
  const edges = zones
    .flatMap(({ low, high }) => [low, high])
    .filter((end) => end !== undefined)
    .flatMap((end) => [end - step, end, end + step].map((near) => roundTo(near, part.decimals)));
  const inside = edges.filter((edge) =>
    up ? edge > nearest && edge < farthest : edge < nearest && edge > farthest,
  );
  return [nearest, ...inside, farthest];
}

/**
 * Judges a value in the canonical unit: it is rounded to the part's decimals first, so that the printed number and its
 * flag never disagree, and then classified; of several zones that contain it the worst wins.
 *
 * @returns undefined when the limits do not say, or when a comparator (`<`, `>`) leaves more than one answer open.
 *   Never to be read as normal.
 */
export function interpret(
  part: Part,
  value: number,
  comparator: Comparator | undefined,
  limits: Limits,
): Interpretation | undefined {
  if (!Number.isFinite(value)) return undefined;
  if (comparator === undefined) return classify(limits.zones, roundTo(value, part.decimals));
  const answers = openValues(part, value, comparator, limits.zones).map((open) =>
    classify(limits.zones, open),
  );
  return new Set(answers).size === 1 ? answers[0] : undefined;
}
