import type { Interpretation, Limits, Part } from '#clinical/types.ts';
import { roundTo } from '#clinical/units.ts';

/** Which limit a flag is about, at the precision the sign is printed with. */
export interface Crossing {
  side: 'over' | 'at-least' | 'under' | 'at-most';
  value: number;
}

const inward: Readonly<Partial<Record<Interpretation, readonly Interpretation[]>>> = {
  HH: ['H', 'N'],
  H: ['N'],
  LL: ['L', 'N'],
  L: ['N'],
};

/**
 * The limit that was crossed. FHIR ends are inclusive, so sources write 85.0000000001 for "over 85": such an end is
 * told as "over 85", an exact one as "86 or higher". Without an end on the flag's own zone the neighbour's is told.
 */
export function crossedLimit(
  part: Part,
  interpretation: Interpretation,
  limits: Limits,
): Crossing | undefined {
  const high = interpretation === 'H' || interpretation === 'HH';
  const own = limits.zones.find((zone) => zone.interpretation === interpretation);
  const end = high ? own?.low : own?.high;
  if (end !== undefined) {
    const value = roundTo(end, part.decimals);
    const exact = Math.abs(end - value) < 1e-12;
    if (high) return { side: exact ? 'at-least' : 'over', value };
    return { side: exact ? 'at-most' : 'under', value };
  }
  for (const neighbour of inward[interpretation] ?? []) {
    const zone = limits.zones.find((each) => each.interpretation === neighbour);
    const shared = high ? zone?.high : zone?.low;
    if (shared !== undefined) return { side: high ? 'over' : 'under', value: roundTo(shared, part.decimals) };
  }
  return undefined;
}

/** The band that counts as within the limit, rounded for print; undefined when no zone says what is normal. */
export function normalBand(part: Part, limits: Limits): { low?: number; high?: number } | undefined {
  const zone = limits.zones.find(({ interpretation }) => interpretation === 'N');
  if (!zone) return undefined;
  return {
    ...(zone.low !== undefined && { low: roundTo(zone.low, part.decimals) }),
    ...(zone.high !== undefined && { high: roundTo(zone.high, part.decimals) }),
  };
}
