import { canonicalSystem } from './code-systems.ts';
import { bloodPressure } from './catalogue/blood-pressure.ts';
import {
  bodyTemperature,
  heartRate,
  oxygenSaturation,
  respiratoryRate,
} from './catalogue/cardiorespiratory.ts';
import { bmi, bodyHeight, bodyWeight } from './catalogue/body-measures.ts';
import { glucose } from './catalogue/glucose.ts';
import { acvpu, cfs, news2 } from './catalogue/scores.ts';
import type { Coding, VitalSign } from './types.ts';

export type { Part, PartKey, VitalSign, VitalSignKey } from './types.ts';

/** The catalogue, in display order: circulation, breathing, temperature, body, glucose, scores. */
export const vitalSigns: readonly VitalSign[] = [
  bloodPressure,
  heartRate,
  oxygenSaturation,
  respiratoryRate,
  bodyTemperature,
  bodyWeight,
  bodyHeight,
  bmi,
  glucose,
  news2,
  cfs,
  acvpu,
];

export interface FoundVitalSign {
  vitalSign: VitalSign;
  /** True when only a tolerated misprint of the code matched. */
  alias: boolean;
}

interface Listed extends FoundVitalSign {
  system: string | undefined;
}

const byCode = new Map<string, Listed>(
  vitalSigns.flatMap((vitalSign) => [
    ...[vitalSign.code, ...vitalSign.translations].map((coding) => listed(coding, vitalSign, false)),
    ...vitalSign.aliases.map((coding) => listed(coding, vitalSign, true)),
  ]),
);

function listed(coding: Coding, vitalSign: VitalSign, alias: boolean): [string, Listed] {
  return [coding.code ?? '', { system: coding.system, vitalSign, alias }];
}

function lookUp(system: string | undefined, code: string | undefined): Listed | undefined {
  const found = code === undefined ? undefined : byCode.get(code);
  if (!found) return undefined;
  return !system || canonicalSystem(system) === found.system ? found : undefined;
}

/** The vital sign of one code (canonical, translation or alias). Without a system the code alone decides. */
export function vitalSignByCode(system: string | undefined, code: string): VitalSign | undefined {
  return lookUp(system, code)?.vitalSign;
}

/** A stored code as `system|code`: of a vital sign the catalogue's code alone is stored. */
export function cataloguedCode(code: string): string {
  return code.includes('|') ? code : `${vitalSignByCode(undefined, code)?.code.system ?? ''}|${code}`;
}

/** The vital sign these codings mean. Codings that mean different vital signs mean none: no guess is made. */
export function findVitalSign(codings: readonly Coding[] | undefined): FoundVitalSign | undefined {
  const found = (codings ?? []).flatMap((coding) => lookUp(coding.system, coding.code) ?? []);
  const first = found[0];
  if (!first || found.some((other) => other.vitalSign !== first.vitalSign)) return undefined;
  return { vitalSign: first.vitalSign, alias: found.every((each) => each.alias) };
}
