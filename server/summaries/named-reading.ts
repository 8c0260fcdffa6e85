import type { Exact } from '../clinical/summaries/reading.ts';
import * as parts from './parts.ts';

/** A reading with its value and time: a day stays a day. Nothing when there is none. */
export function namedParts(
  name: string,
  reading: Exact<'value'> | undefined,
  unit: string,
  decimals: number,
): parts.Parts {
  if (!reading) return [];
  const { reference, values, device } = reading;
  return parts.group(name, [
    ...parts.reference('reference', reference),
    ...parts.when('time', reading),
    ...parts.quantity('value', values.value, unit, decimals),
    ...(device === undefined ? [] : parts.text('device', device)),
  ]);
}
