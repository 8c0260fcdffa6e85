import { roundTo } from '../rounding.ts';
import type { Limits, Part, Zone } from '../types.ts';
import type { OrderVersion, PartRule } from './order.ts';
import { setByText } from './set-by-text.ts';

type Side = 'low' | 'high';

const sideNames: Record<Side, string> = { low: 'nedre', high: 'øvre' };

/**
 * The limits of one part of an order, as zones on the part's own steps (values are rounded to its decimals before they meet a
 * limit). A side that the order sets no limit on keeps the general default of that side, and the source says so.
 * Undefined: the order sets no limit on the part at all.
 */
export function limitsOfRule(part: Part, rule: PartRule, order: OrderVersion): Limits | undefined {
  const { redLow, yellowLow, yellowHigh, redHigh } = rule.limits;
  const own = {
    low: redLow !== undefined || yellowLow !== undefined,
    high: redHigh !== undefined || yellowHigh !== undefined,
  };
  if (!own.low && !own.high) return undefined;
  const { next, before } = stepsOf(part);
  const low = own.low
    ? [
        ...(redLow === undefined ? [] : [{ interpretation: 'LL' as const, high: redLow }]),
        ...(yellowLow === undefined
          ? []
          : [
              {
                interpretation: 'L' as const,
                ...(redLow !== undefined && { low: next(redLow) }),
                high: yellowLow,
              },
            ]),
      ]
    : kept(part, 'low', before(yellowHigh ?? redHigh ?? Infinity));
  const high = own.high
    ? [
        ...(yellowHigh === undefined
          ? []
          : [
              {
                interpretation: 'H' as const,
                low: yellowHigh,
                ...(redHigh !== undefined && { high: before(redHigh) }),
              },
            ]),
        ...(redHigh === undefined ? [] : [{ interpretation: 'HH' as const, low: redHigh }]),
      ]
    : kept(part, 'high', next(yellowLow ?? redLow ?? -Infinity));
  const lowest = Math.max(...low.map((zone) => zone.high ?? -Infinity));
  const highest = Math.min(...high.map((zone) => zone.low ?? Infinity));
  const normal: Zone = {
    interpretation: 'N',
    ...(Number.isFinite(lowest) && { low: next(lowest) }),
    ...(Number.isFinite(highest) && { high: before(highest) }),
  };
  const isEmpty = (normal.low ?? -Infinity) > (normal.high ?? Infinity);
  const silent = (['low', 'high'] as const).filter((side) => !own[side] && { low, high }[side].length > 0);
  return {
    origin: 'order',
    source: sourceOf(order, part, silent),
    zones: [...low, ...(isEmpty ? [] : [normal]), ...high],
    order: { id: order.id, version: order.version },
    setBy: { name: order.setBy.name, organization: order.setBy.organization.name, from: order.from },
    ...(rule.persistence && { persistence: rule.persistence }),
  };
}

/** The values beside one, with the part's decimals. */
function stepsOf({ decimals }: Part) {
  const step = 10 ** -decimals;
  return {
    next: (value: number) => roundTo(value + step, decimals),
    before: (value: number) => roundTo(value - step, decimals),
  };
}

/** The default's alarm zones of a side, as far as they do not reach beyond `end` into what the order says. */
function kept({ defaultLimits }: Part, side: Side, end: number): Zone[] {
  return (defaultLimits?.zones ?? []).flatMap((zone): Zone[] => {
    if (!zone.interpretation.startsWith(side === 'low' ? 'L' : 'H')) return [];
    const low = side === 'high' ? Math.max(zone.low ?? -Infinity, end) : (zone.low ?? -Infinity);
    const high = side === 'low' ? Math.min(zone.high ?? Infinity, end) : (zone.high ?? Infinity);
    if (low > high) return [];
    return [
      {
        interpretation: zone.interpretation,
        ...(Number.isFinite(low) && { low }),
        ...(Number.isFinite(high) && { high }),
      },
    ];
  });
}

function sourceOf(order: OrderVersion, { defaultLimits }: Part, silent: readonly Side[]): string {
  const own = `Individuell grense ${setByText(order)}`;
  return [own, ...silent.map((side) => `${sideNames[side]} side: ${defaultLimits?.source ?? ''}`)].join('; ');
}
