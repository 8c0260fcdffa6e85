import type { Comparator } from '../types.ts';
import { glucoseBand, type GlucoseBand, type GlucoseRange } from './glucose-ranges.ts';
import { faultOf, isRead, whichOf, type Excluded, type Reading } from './reading.ts';

/** A value and the band it is certainly in. */
export interface PlacedGlucose {
  reference: string;
  effective: number;
  /** mmol/L, unrounded; of a value beyond what the device measures, the device's limit. */
  value: number;
  band: GlucoseBand;
  /** False: beyond what the device measures, on the side that `comparator` says. */
  exact: boolean;
  comparator?: Comparator;
}

/**
 * Values in their bands. LO and HI are in the outermost band when that is certain: they count in shares and in no mean.
 * @param needsTime a day alone is not enough
 */
export function placeGlucose(
  readings: readonly Reading[],
  ranges: readonly GlucoseRange[],
  needsTime: boolean,
): { placed: PlacedGlucose[]; excluded: Excluded[] } {
  const placed: PlacedGlucose[] = [];
  const excluded: Excluded[] = [];
  for (const reading of readings) {
    const found = placeOne(reading, ranges, needsTime);
    if ('reason' in found) excluded.push({ ...whichOf(reading), reason: found.reason });
    else placed.push({ ...whichOf(reading), ...found });
  }
  return { placed, excluded };
}

function placeOne(
  reading: Reading,
  ranges: readonly GlucoseRange[],
  needsTime: boolean,
): Pick<PlacedGlucose, 'value' | 'band' | 'exact' | 'comparator'> | { reason: string } {
  const fault = faultOf(reading)?.reason;
  const read = reading.values.value;
  if (!isRead(read)) return { reason: reading.fault ?? read.fault };
  if (fault !== undefined && fault !== 'beyond-device-range') return { reason: fault };
  if (needsTime && reading.dateOnly) return { reason: 'time-of-day-unknown' };
  const band = certainBand(read.value, read.comparator, ranges);
  if (band === undefined) return { reason: 'comparator-uncertain' };
  const { value, comparator } = read;
  return { value, band, exact: fault === undefined, ...(comparator && { comparator }) };
}

/** `<2.2` is certainly in the lowest band; `<5` could be in two, and has none. */
function certainBand(
  value: number,
  comparator: string | undefined,
  ranges: readonly GlucoseRange[],
): GlucoseBand | undefined {
  const band = glucoseBand(value, ranges);
  if (comparator === undefined) return band;
  const outermost = comparator.startsWith('<') ? ranges[0] : ranges.at(-1);
  return band === outermost?.band ? band : undefined;
}
