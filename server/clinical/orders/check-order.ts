import type { VitalSign } from '../types.ts';
import { vitalSignByCode } from '../vital-signs.ts';
import { partFault } from './check-rule.ts';
import { scheduleFault } from './check-schedule.ts';
import { mayHaveScale, oxygenScales } from './news2-scale.ts';
import { fault, type OrderFault } from './order-fault.ts';
import type { OrderContent } from './order.ts';

const longestReason = 500;

/**
 * The first rule that an order breaks, when what it is made of is of the right types; undefined: none. Limits are checked
 * against the catalogue: decimals, and what is a probable value (a limit beyond would be met only by values that are doubted
 * themselves: 1350 for 135, 70 mg/dL for 3.9 mmol/L).
 */
export function orderFault(order: OrderContent): OrderFault | undefined {
  const vitalSign = vitalSignByCode(undefined, order.code);
  if (vitalSign?.code.code !== order.code || vitalSign.parts.length === 0) {
    return fault(
      'code',
      'must be the code of a vital sign with values in the catalogue (ObservationDefinition)',
      'code-unknown',
    );
  }
  const { schedule, rules, news2Scale } = order;
  if (rules.length === 0 && !schedule && news2Scale === undefined) {
    return fault('rules', 'must set limits, or the order say how often', 'order-empty');
  }
  return (
    periodFault(order) ??
    reasonFault(order) ??
    scaleFault(order) ??
    (schedule && scheduleFault(schedule)) ??
    rulesFault(vitalSign, order)
  );
}

function periodFault({ from, to }: OrderContent): OrderFault | undefined {
  if (to === undefined || to > from) return undefined;
  return fault('to', 'must be after its start', 'period-invalid');
}

function reasonFault({ reason }: OrderContent): OrderFault | undefined {
  const length = reason.trim().length;
  if (length > 0 && length <= longestReason && !/(?!\n)\p{Cc}/u.test(reason)) return undefined;
  return fault('reason', `must say why, in 1 to ${longestReason} characters`, 'reason-invalid');
}

function scaleFault({ code, news2Scale }: OrderContent): OrderFault | undefined {
  if (news2Scale === undefined) return undefined;
  if (!mayHaveScale(code)) {
    return fault(
      'news2Scale',
      'stands in an order of oxygen saturation or NEWS2 alone',
      'scale-not-applicable',
    );
  }
  if (oxygenScales.includes(news2Scale)) return undefined;
  return fault('news2Scale', 'must be 1 or 2', 'scale-invalid');
}

function rulesFault(vitalSign: VitalSign, { rules }: OrderContent): OrderFault | undefined {
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const part = vitalSign.parts.find(({ key }) => key === rule.part);
    const found = !part
      ? fault('part', 'must be a part of the vital sign that is ordered', 'part-unknown')
      : seen.has(rule.part)
        ? fault('part', 'must be named once', 'part-repeated')
        : partFault(part, rule);
    if (found) return { rule: index, ...found };
    seen.add(rule.part);
  }
  return undefined;
}
