import type { VitalSign } from './types.ts';

export function toObservationDefinition(_vitalSign: VitalSign): object {
  return { resourceType: 'ObservationDefinition' };
}
