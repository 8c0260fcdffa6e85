import { scheduleStretches } from '../clinical/expected/schedule-stretches.ts';
import { limitStretches } from '../clinical/orders/limit-stretches.ts';
import type { IndividualLimits, LimitPeriod } from '../clinical/orders/limits-at.ts';
import type { OrderVersion } from '../clinical/orders/order.ts';
import { ruleAt } from '../clinical/orders/rule-at.ts';
import type { VitalSign } from '../clinical/types.ts';
import type { LatestTally } from '../reading/latest-tally.ts';
import type { Interval, StoredLimits } from '../store/national-store.ts';
import type { Dictionary } from './dictionary.ts';

type Parts = fhir4.ParametersParameter[];

/** What a person's orders say of a trend, beside its values. */
export interface Standing {
  individual?: IndividualLimits;
  tallies: readonly LatestTally[];
  orders: readonly OrderVersion[];
}

/**
 * What orders say of one series, beside its values: the limits as steps, the limits on changes, how far the latest yellow is on
 * the way to counting, and whether measurements are expected.
 * @param index place of the part among the vital sign's parts
 */
export function standingParts(
  vitalSign: VitalSign,
  index: number,
  { individual, orders, tallies }: Standing,
  { period, asOf, person }: { period: Interval; asOf: number; person?: string },
  limits: Dictionary<StoredLimits>,
): Parts {
  const periods = individual?.get(vitalSign.code.code ?? '') ?? [];
  return [
    ...limitPeriodParts(vitalSign, index, periods, period, limits),
    ...changeLimitParts(vitalSign, index, orders, Math.min(asOf, (period.to ?? Infinity) - 1)),
    ...tallyParts(vitalSign, index, tallies, person),
    ...scheduledPart(vitalSign, orders, period),
  ];
}

/** The limits as steps over the period that was asked for; none when no order says anything of it. */
function limitPeriodParts(
  { parts }: VitalSign,
  index: number,
  periods: readonly LimitPeriod[],
  { from: start = -Infinity, to: end = Infinity }: Interval,
  dictionary: Dictionary<StoredLimits>,
): Parts {
  const part = parts[index];
  if (!part || !periods.some(({ from, to }) => from < end && to > start)) return [];
  return limitStretches(periods, part, index)
    .filter(({ from, to }) => from < end && to > start)
    .map(({ from, to, limits }) => ({
      name: 'limitPeriod',
      part: [
        ...(Number.isFinite(from) ? [{ name: 'start', valueInstant: new Date(from).toISOString() }] : []),
        ...(Number.isFinite(to) ? [{ name: 'end', valueInstant: new Date(to).toISOString() }] : []),
        ...(limits ? [{ name: 'limits', valueInteger: dictionary.indexOf(limits as StoredLimits) }] : []),
      ],
    }));
}

/** The limits on changes that hold at a time; whether they are exceeded is for $change-summary to say. */
function changeLimitParts(
  { code, parts }: VitalSign,
  index: number,
  orders: readonly OrderVersion[],
  time: number,
): Parts {
  const part = parts[index];
  const changes = (part && ruleAt(orders, code.code ?? '', part.key, time)?.rule.changes) ?? [];
  return changes.map(({ level, direction, by, days }) => ({
    name: 'changeLimit',
    part: [
      { name: 'level', valueCode: level },
      { name: 'direction', valueCode: direction },
      { name: 'by', valueDecimal: by },
      { name: 'days', valueInteger: days },
    ],
  }));
}

/** What is expected, and what of it came, is for $expected-measurements to say. */
function scheduledPart(
  { code }: VitalSign,
  orders: readonly OrderVersion[],
  { from: start = -Infinity, to: end = Infinity }: Interval,
): Parts {
  const holds = scheduleStretches(orders, code.code ?? '').some(({ from, to }) => from < end && to > start);
  return holds ? [{ name: 'scheduled', valueBoolean: true }] : [];
}

/** Of the latest value, when it is yellow and its order asks persistence. */
function tallyParts(
  { parts }: VitalSign,
  index: number,
  tallies: readonly LatestTally[],
  person = '',
): Parts {
  return tallies
    .filter(({ part, id }) => part === parts[index] && id.startsWith(`${person}-`))
    .map(({ id, tally: { needed, of, beyond, counts } }) => ({
      name: 'persistence',
      part: [
        { name: 'reference', valueReference: { reference: `Observation/${id}` } },
        { name: 'needed', valueInteger: needed },
        { name: 'of', valueInteger: of },
        { name: 'beyond', valueInteger: beyond },
        { name: 'counts', valueBoolean: counts },
      ],
    }));
}
