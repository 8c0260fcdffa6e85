import type { Facade } from '../fhir/facade.ts';
import { named } from '../fhir/parameters.ts';
import { group, groups, integer, required, type Parts } from '../summaries/answer.ts';
import { sensorOf, type SensorActivity } from './expected.ts';
import { addDays, dateOf } from '../time/oslo.ts';

/** How much of the time a sensor was active, where that is less than time in ranges needs. */
export type InactiveSensor = Pick<SensorActivity, 'days' | 'activePercent'> & { least: number };

/** Of one vital sign: measurements that the order expected in the days that are over, and how many of them did not come. */
export interface MissingCount {
  lacking: number;
  expected: number;
  /** The order asks for a number in several days together, as a week: those that ended in the days. */
  inSpans: boolean;
}

export type Missing = MissingCount | InactiveSensor;

/** By the catalogue's code; only where something is missing. */
export type MissingBySign = ReadonlyMap<string, Missing>;

/** Asks once for every vital sign that an order says how often to measure: the seven days before today. */
export async function loadMissing(facade: Facade, now: number, signal: AbortSignal): Promise<MissingBySign> {
  const today = dateOf(now);
  const question = new URLSearchParams({ start: addDays(today, -7), end: addDays(today, -1) });
  return decodeMissing(await facade.summary('expected-measurements', question, signal));
}

/** Decodes `Observation/$expected-measurements` about all of them. Throws FhirError `malformed`. */
export function decodeMissing(parts: Parts): MissingBySign {
  const missing = new Map<string, Missing>();
  for (const sign of groups(parts, 'vitalSign')) {
    const code = required(named(sign, 'code')?.valueCoding?.code, 'vitalSign.code');
    const totals = required(group(sign, 'totals'), 'totals');
    const lacking = required(integer(totals, 'lacking'), 'totals.lacking');
    const expected = required(integer(totals, 'expected'), 'totals.expected');
    const inactive = inactiveSensor(sensorOf(sign));
    if (lacking > 0) missing.set(code, { lacking, expected, inSpans: groups(sign, 'span').length > 0 });
    else if (inactive) missing.set(code, inactive);
  }
  return missing;
}

function inactiveSensor(sensor: SensorActivity | undefined): InactiveSensor | undefined {
  const share = sensor?.lacking.find(({ need }) => need === 'active-share');
  return sensor && share && { days: sensor.days, activePercent: sensor.activePercent, least: share.least };
}
