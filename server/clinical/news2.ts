import type { ObservationContent, VitalSign } from './types.ts';
import { listOf, objectOf } from './untrusted.ts';
import { findVitalSign } from './vital-signs.ts';

/**
 * RCP 2017: a score of 3 in any single parameter asks for urgent review whatever the total. Looks among the sub-scores
 * received with a NEWS2 total; a component that is a vital sign itself (a measured rate of 3) is no sub-score.
 */
export function hasSingleParameterOfThree(vitalSign: VitalSign, observation: ObservationContent): boolean {
  if (vitalSign.key !== 'news2') return false;
  return listOf(observation.component).some((component) => {
    const value: unknown = objectOf(component.valueQuantity)?.value ?? component.valueInteger;
    return value === 3 && !findVitalSign(listOf(objectOf(component.code)?.coding));
  });
}
