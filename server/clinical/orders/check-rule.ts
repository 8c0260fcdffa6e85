import { sideOf } from '../plausibility.ts';
import { roundTo } from '../rounding.ts';
import type { Part } from '../types.ts';
import { fault, isWhole, type OrderFault } from './order-fault.ts';
import { limitNames, longestChangeDays, mostPersistence, type PartRule } from './order.ts';

const mostChanges = 8;

/** The first rule that what is asked of one part breaks. */
export function partFault(part: Part, rule: PartRule): OrderFault | undefined {
  const { limits, target, changes = [], persistence } = rule;
  const set = limitNames.filter((name) => limits[name] !== undefined);
  if (set.length === 0 && !target && changes.length === 0) {
    return fault('limits', 'must set a limit, a target or a change', 'rule-empty');
  }
  for (const [index, name] of set.entries()) {
    const found = valueFault(part, `limits.${name}`, limits[name] ?? NaN);
    if (found) return found;
    const below = set[index - 1];
    if (below && (limits[below] ?? NaN) >= (limits[name] ?? NaN)) {
      return fault(`limits.${name}`, `must be above ${below}`, 'limits-order');
    }
  }
  return targetFault(part, rule) ?? changesFault(part, rule) ?? persistenceFault(rule, persistence);
}

/** Decimals, and the bounds of what is probable. */
function valueFault(part: Part, member: string, value: number): OrderFault | undefined {
  const { decimals, improbable, absolute } = part;
  if (!Number.isFinite(value) || roundTo(value, decimals) !== value) {
    return fault(
      member,
      `must have at most ${decimals} decimals, as the values it is compared with`,
      'limit-precision',
    );
  }
  if ([absolute, improbable].every((bounds) => sideOf(bounds, value) === 'inside')) return undefined;
  const low = improbable.low ?? absolute.low;
  const high = improbable.high ?? absolute.high;
  const range = [low === undefined ? '' : `from ${low}`, high === undefined ? '' : `to ${high}`]
    .join(' ')
    .trim();
  return fault(member, `must be a probable value, ${range} ${part.unitDisplay}`.trim(), 'limit-implausible');
}

/** A target lies where nothing is flagged: a value cannot be wanted and an alarm. */
function targetFault(part: Part, { target, limits }: PartRule): OrderFault | undefined {
  if (!target) return undefined;
  const { low, high } = target;
  if (low === undefined && high === undefined) return fault('target', 'must have an end', 'target-empty');
  for (const end of ['low', 'high'] as const) {
    const value = target[end];
    const found = value === undefined ? undefined : valueFault(part, `target.${end}`, value);
    if (found) return found;
    const highest = limits.yellowHigh ?? limits.redHigh ?? Infinity;
    const lowest = limits.yellowLow ?? limits.redLow ?? -Infinity;
    if (value !== undefined && (value >= highest || value <= lowest)) {
      return fault(`target.${end}`, 'must lie between the limits', 'target-beyond-limits');
    }
  }
  if (low !== undefined && high !== undefined && low > high) {
    return fault('target.high', 'must not be below target.low', 'target-reversed');
  }
  return undefined;
}

function changesFault(part: Part, { changes = [] }: PartRule): OrderFault | undefined {
  const { decimals, unitDisplay } = part;
  const largest = roundTo(widthOf(part) / 2, decimals);
  if (changes.length > mostChanges) return fault('changes', `are more than ${mostChanges}`, 'too-many');
  const seen = new Set<string>();
  for (const [index, { level, direction, by, days }] of changes.entries()) {
    if (!(by > 0 && by <= largest) || roundTo(by, decimals) !== by) {
      const text = `must be more than 0 and at most ${largest} ${unitDisplay}, with at most ${decimals} decimals`;
      return fault(`changes[${index}].by`, text, 'change-invalid');
    }
    if (!isWhole(days, longestChangeDays)) {
      return fault(
        `changes[${index}].days`,
        `must be whole days from 1 to ${longestChangeDays}`,
        'change-invalid',
      );
    }
    const key = [level, direction, days].join();
    if (seen.has(key))
      return fault(`changes[${index}]`, 'is there already for as many days', 'change-repeated');
    seen.add(key);
  }
  return undefined;
}

/** From the lowest probable value to the highest. */
function widthOf({ improbable, absolute }: Part): number {
  return (improbable.high ?? absolute.high ?? Infinity) - (improbable.low ?? absolute.low ?? 0);
}

function persistenceFault(
  { limits }: PartRule,
  persistence: PartRule['persistence'],
): OrderFault | undefined {
  if (!persistence) return undefined;
  const { needed, of } = persistence;
  if (!isWhole(of, mostPersistence) || !isWhole(needed, of) || needed < 2) {
    const text = `must be 2 or more of at most ${mostPersistence} readings`;
    return fault('persistence', text, 'persistence-invalid');
  }
  if (limits.yellowLow !== undefined || limits.yellowHigh !== undefined) return undefined;
  return fault('persistence', 'needs a yellow limit: red is never held back', 'persistence-without-yellow');
}
