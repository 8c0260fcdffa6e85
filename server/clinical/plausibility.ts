import type { PartKey, VitalSign } from './types.ts';

/** `reason` is a sentence for a clinician (bokmål); `rule` names the broken rule for programs. */
export interface Plausibility {
  level: 'plausible' | 'improbable' | 'impossible';
  rule?: string;
  reason?: string;
}
export type PartValues = Readonly<Partial<Record<PartKey, number>>>;
export function judgePlausibility(
  _vitalSign: VitalSign,
  _values: PartValues,
): Partial<Record<PartKey, Plausibility>> {
  return {};
}
