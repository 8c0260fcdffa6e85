import { codingMatches, LOINC } from '../code-systems.ts';
import type { ObservationContent } from '../types.ts';
import { listOf, objectOf } from '../untrusted.ts';
import { consciousnessCodes } from './news2-codes.ts';
import type { Consciousness } from './news2-table.ts';

/** Components of a saturation that tell what was breathed: LOINC, as in HL7's pulse oximetry profile (US Core). */
const breathed = [
  { code: { system: LOINC, code: '3151-8' }, units: ['L/min', 'l/min'], ofAir: 0 },
  { code: { system: LOINC, code: '3150-6' }, units: ['%'], ofAir: 21 },
];

/**
 * Whether a saturation was measured on air or on oxygen, when it says so itself: a flow of oxygen, or the share of it. Undefined: it
 * does not, its components contradict each other, or cannot be read. Never concluded from the value.
 */
export function breathingOf(saturation: ObservationContent): 'air' | 'oxygen' | undefined {
  const found = new Set<'air' | 'oxygen' | undefined>();
  for (const component of listOf(saturation.component)) {
    const codings = listOf(objectOf(component.code)?.coding);
    const known = breathed.find(({ code }) => codings.some((each) => codingMatches(each, code)));
    if (!known) continue;
    const { value, unit, code, comparator } = objectOf(component.valueQuantity) ?? {};
    const inUnit = known.units.includes(code ?? unit ?? '');
    const readable = typeof value === 'number' && value >= known.ofAir && inUnit && !comparator;
    found.add(readable ? (value > known.ofAir ? 'oxygen' : 'air') : undefined);
  }
  return found.size === 1 ? [...found][0] : undefined;
}

/** A level of consciousness by its code. Undefined: a local code or words alone, or codes that contradict each other. */
export function consciousnessOf({ valueCodeableConcept }: ObservationContent): Consciousness | undefined {
  const codings = listOf(objectOf(valueCodeableConcept)?.coding);
  const levels = consciousnessCodes.filter(({ code }) => codings.some((each) => codingMatches(each, code)));
  return levels.length === 1 ? levels[0]?.level : undefined;
}
