import { osloDay, osloWall } from '../oslo-clock.ts';
import type { RuleInForce } from '../orders/rule-at.ts';
import { setByText } from '../orders/set-by-text.ts';
import { roundTo } from '../rounding.ts';
import type { Exact } from './reading.ts';

export type SingleReading = Exact<'value'>;

/** A change that is more than it should be within some days, on Oslo's clock. */
export interface ChangeRule {
  direction: 'rise' | 'fall';
  /** More than 0, in the unit of the readings; exceeded by more than this. */
  by: number;
  days: number;
  /** How a change beyond it is flagged; a default flags nothing. */
  level?: 'yellow' | 'red';
  origin: 'order' | 'default';
  /** Label or citation. */
  source: string;
  /** Of origin `order`: which version of which monitoring order. */
  order?: { id: string; version: number };
}

/** Days. A reading before that is older has nothing to say of a quick change, unless the rule looks longer back. */
export const longestPause = 7;
const day = 24 * 3_600_000;

export type ChangeWithin =
  | {
      kind: 'compared';
      rule: ChangeRule;
      latest: SingleReading;
      /** The lowest (of a fall: the highest) within the rule's days before the latest. */
      before: SingleReading;
      /** The difference of the values as they are printed; negative: down. */
      change: number;
      exceeded: boolean;
    }
  | {
      kind: 'not-compared';
      rule: ChangeRule;
      reason: 'no-reading' | 'no-earlier-reading' | 'previous-too-old' | 'device-changed';
      latest?: SingleReading;
      before?: SingleReading;
    };

/**
 * The latest reading against the lowest (of a fall: the highest) of the days before, with both readings: ESC/HFA's more than 2 kg in
 * 3 days. Days are 24 hours on the clock, so a change of clocks moves nothing; of readings that say the day alone, days apart are
 * counted. Silent, with the reason, when there is nothing to compare with, when the device was changed, or when the reading before
 * is older than 7 days and than the rule's days.
 * @param readings exact and credible, in order of time
 * @param decimals that they are printed with
 */
export function changeWithin(
  readings: readonly SingleReading[],
  rule: ChangeRule,
  decimals: number,
): ChangeWithin {
  const [latest] = changesWithin(readings, rule, decimals, readings.length - 1);
  return latest ?? { kind: 'not-compared', rule, reason: 'no-reading' };
}

/**
 * {@link changeWithin} of every reading, as if it were the latest.
 * @param since place of the first reading that is asked about; those before it are looked back at
 */
export function changesWithin(
  readings: readonly SingleReading[],
  rule: ChangeRule,
  decimals: number,
  since = 0,
): ChangeWithin[] {
  const sign = rule.direction === 'rise' ? 1 : -1;
  const further = (extreme: Clocked, each: Clocked) =>
    sign * each.reading.values.value < sign * extreme.reading.values.value ? each : extreme;
  const days: OsloDay[] = [];
  const found: ChangeWithin[] = [];
  let previous: Clocked | undefined;
  for (const [index, reading] of readings.entries()) {
    const latest = clocked(reading);
    if (index >= since) {
      const [first, ...others] = extremesWithin(days, latest, rule.days);
      found.push(compared(rule, decimals, latest, previous, first && others.reduce(further, first)));
    }
    const today = days.at(-1);
    if (today?.day === latest.day) {
      today.readings.push(latest);
      today.extreme = further(today.extreme, latest);
    } else days.push({ day: latest.day, readings: [latest], extreme: latest });
    previous = latest;
  }
  return found;
}

interface Clocked {
  reading: SingleReading;
  wall: number;
  day: number;
}

const clocked = (reading: SingleReading): Clocked => ({
  reading,
  wall: osloWall(reading.effective),
  day: osloDay(reading.effective),
});

/** The readings of a day, and the lowest (of a fall: the highest) of them, the first of equals. */
interface OsloDay {
  day: number;
  readings: Clocked[];
  extreme: Clocked;
}

/**
 * Among them is the lowest (highest) of a rule's days, in order of time. Of the day that lies that many days back, readings are
 * taken one by one; of each day after it all lie within.
 */
function extremesWithin(days: readonly OsloDay[], latest: Clocked, within: number): Clocked[] {
  const first = latest.day - within;
  return days.slice(-(within + 1)).flatMap(({ day, readings, extreme }) => {
    if (day < first) return [];
    return day > first ? [extreme] : readings.filter((each) => daysBetween(each, latest) <= within);
  });
}

function compared(
  rule: ChangeRule,
  decimals: number,
  end: Clocked,
  previous: Clocked | undefined,
  extreme: Clocked | undefined,
): ChangeWithin {
  const latest = end.reading;
  if (!previous) return { kind: 'not-compared', rule, reason: 'no-earlier-reading', latest };
  if (daysBetween(previous, end) > Math.max(longestPause, rule.days)) {
    return { kind: 'not-compared', rule, reason: 'previous-too-old', latest };
  }
  if (!extreme) return { kind: 'not-compared', rule, reason: 'no-earlier-reading', latest };
  const before = extreme.reading;
  if (latest.device && before.device && latest.device !== before.device) {
    return { kind: 'not-compared', rule, reason: 'device-changed', latest, before };
  }
  const change = printedDifference(latest.values.value, before.values.value, decimals);
  const exceeded = (rule.direction === 'rise' ? change : -change) > rule.by;
  return { kind: 'compared', rule, latest, before, change, exceeded };
}

function daysBetween(before: Clocked, after: Clocked): number {
  if (before.reading.dateOnly || after.reading.dateOnly) return after.day - before.day;
  return (after.wall - before.wall) / day;
}

/** Printed value less printed value: what a reader can check. */
export function printedDifference(after: number, before: number, decimals: number): number {
  return roundTo(roundTo(after, decimals) - roundTo(before, decimals), decimals);
}

/**
 * The changes that are looked for: those of the order in force, and in the direction that it sets none in, the general defaults.
 */
export function changeRules(
  inForce: RuleInForce | undefined,
  defaults: readonly ChangeRule[] = [],
): ChangeRule[] {
  const own = inForce ? ownRules(inForce) : [];
  const isSilent = ({ direction }: ChangeRule) => !own.some((each) => each.direction === direction);
  return [...own, ...defaults.filter(isSilent)];
}

function ownRules({ order, rule }: RuleInForce): ChangeRule[] {
  const { id, version } = order;
  const source = `Individuell endringsgrense ${setByText(order)}`;
  return (rule.changes ?? []).map((change) => ({
    ...change,
    origin: 'order',
    source,
    order: { id, version },
  }));
}
