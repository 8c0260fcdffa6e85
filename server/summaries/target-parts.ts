import type { RuleInForce } from '../clinical/orders/rule-at.ts';
import { placeInTarget, targetSource } from '../clinical/orders/target.ts';
import { orderReference } from '../observation/additions.ts';
import * as parts from './parts.ts';

/**
 * Where the order wants a value, and who set it; nothing when it sets no target.
 * @param latest in the part's unit: where it lies is told
 */
export function targetParts(
  inForce: RuleInForce | undefined,
  { unit, decimals }: { unit: string; decimals: number },
  { latest, more = [] }: { latest?: number | undefined; more?: parts.Parts },
): parts.Parts {
  const target = inForce?.rule.target;
  if (!target) return [];
  return parts.group('target', [
    ...parts.quantity('low', target.low, unit, decimals),
    ...parts.quantity('high', target.high, unit, decimals),
    ...parts.text('source', targetSource(inForce.order)),
    ...parts.reference('order', orderReference(inForce.order)),
    ...parts.code('place', latest === undefined ? undefined : placeInTarget(target, latest, decimals)),
    ...more,
  ]);
}
