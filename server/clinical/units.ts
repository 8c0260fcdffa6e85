import type { Part, Quantity } from './types.ts';

export type UnitFault = 'missing-value' | 'missing-unit' | 'unknown-unit';
export function toCanonical(
  _part: Part,
  _quantity: Quantity | undefined,
): { value: number } | { reason: UnitFault; text: string } {
  return { reason: 'missing-value', text: '' };
}
export function roundTo(value: number, _decimals: number): number {
  return value;
}
