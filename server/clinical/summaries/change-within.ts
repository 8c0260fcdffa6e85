import { osloWall } from '../oslo-clock.ts';
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
  const further: Further = (extreme, each) =>
    sign * each.reading.values.value < sign * extreme.reading.values.value ? each : extreme;
  const days: OsloDay[] = [];
  const found: ChangeWithin[] = [];
  let previous: Clocked | undefined;
  for (const [index, reading] of readings.entries()) {
    const latest = clocked(reading);
    if (index >= since) {
      found.push(compared(rule, decimals, latest, previous, extremeWithin(days, latest, rule.days, further)));
    }
    const today = days.at(-1);
    if (today?.day === latest.day) today.add(latest);
    else days.push(new OsloDay(latest, further));
    previous = latest;
  }
  return found;
}

interface Clocked {
  reading: SingleReading;
  wall: number;
  day: number;
}

function clocked(reading: SingleReading): Clocked {
  const wall = osloWall(reading.effective);
  return { reading, wall, day: Math.floor(wall / day) };
}

/** The lower (of a fall: the higher) of two, the first of equals. */
type Further = (first: Clocked, second: Clocked) => Clocked;

/** The readings of a day, and the lowest (of a fall: the highest) of them or of those from a time on. */
class OsloDay {
  readonly day: number;
  extreme: Clocked;
  readonly #further: Further;
  readonly #readings: Clocked[];
  /** Each is the extreme of the reading at its place and those after it. */
  #rest: Clocked[] = [];
  #isOrdered: boolean;

  constructor(first: Clocked, further: Further) {
    this.day = first.day;
    this.extreme = first;
    this.#further = further;
    this.#readings = [first];
    this.#isOrdered = !first.reading.dateOnly;
  }

  add(each: Clocked): void {
    this.#isOrdered &&= !each.reading.dateOnly && each.wall >= (this.#readings.at(-1)?.wall ?? 0);
    this.#readings.push(each);
    this.extreme = this.#further(this.extreme, each);
  }

  /** Of the readings that lie at most so many days before another, on a day that is over. */
  extremeBefore(latest: Clocked, within: number): Clocked | undefined {
    if (latest.reading.dateOnly) return this.extreme;
    if (!this.#isOrdered) {
      const near = this.#readings.filter((each) => daysBetween(each, latest) <= within);
      return near.length > 0 ? near.reduce(this.#further) : undefined;
    }
    if (this.#rest.length === 0) this.#rest = restOf(this.#readings, this.#further);
    return this.#rest[firstFrom(this.#readings, latest.wall - within * day)];
  }
}

function restOf(readings: readonly Clocked[], further: Further): Clocked[] {
  const rest = [...readings];
  for (let index = rest.length - 2; index >= 0; index--) {
    const [own, after] = [rest[index], rest[index + 1]];
    if (own && after) rest[index] = further(own, after);
  }
  return rest;
}

/** Place of the first that the clock showed then or later. */
function firstFrom(readings: readonly Clocked[], wall: number): number {
  let [low, high] = [0, readings.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((readings[middle]?.wall ?? Infinity) < wall) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Of the day that lies a rule's days back, a part is within them; of each day after it all is. */
function extremeWithin(
  days: readonly OsloDay[],
  latest: Clocked,
  within: number,
  further: Further,
): Clocked | undefined {
  const first = latest.day - within;
  let extreme: Clocked | undefined;
  for (let index = Math.max(0, days.length - within - 1); index < days.length; index++) {
    const each = days[index];
    if (!each || each.day < first) continue;
    const own = each.day > first ? each.extreme : each.extremeBefore(latest, within);
    if (own) extreme = extreme ? further(extreme, own) : own;
  }
  return extreme;
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
