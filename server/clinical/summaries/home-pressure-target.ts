import { bloodPressure } from '../catalogue/blood-pressure.ts';
import type { OrderVersion } from '../orders/order.ts';
import { ruleAt } from '../orders/rule-at.ts';
import { placeInTarget, targetSource, type Place, type Target } from '../orders/target.ts';
import type { ExactPressure, HomePressure, PressureMean, PressurePart } from './home-pressure.ts';
import type { Lacking } from './reading.ts';

/** What a mean is compared with. `source` can be shown to a clinician. */
export interface PressureTarget {
  /** Whole mmHg. */
  systolic: Target;
  diastolic: Target;
  origin: 'order' | 'given' | 'default';
  source: string;
}

export type PressureVerdict =
  | { kind: 'compared'; systolic: Place; diastolic: Place; worst: Place }
  | { kind: 'insufficient'; lacking: Lacking[] };

/**
 * What holds when nobody has set a target: below the threshold of home hypertension, 135/85 (J Clin Hypertens 2018;20:1116). It
 * is the highest normal value of the catalogue's default limits, and has no lower end.
 */
export const defaultPressureTarget: PressureTarget = {
  systolic: highestNormal('systolic'),
  diastolic: highestNormal('diastolic'),
  origin: 'default',
  source: 'Generell grense: hjemmeblodtrykk ≥135/85 (J Clin Hypertens 2018;20:1116)',
};

function highestNormal(key: PressurePart): Target {
  const zones = bloodPressure.parts.find((part) => part.key === key)?.defaultLimits?.zones;
  const high = zones?.find(({ interpretation }) => interpretation === 'N')?.high;
  if (high === undefined) throw new Error(`The catalogue has no normal zone for ${key}`);
  return { high };
}

/**
 * The target of the order that holds at a time; a pressure that it sets none for keeps the default's, and the source says so.
 * Undefined: no order sets any.
 */
export function orderedPressureTarget(
  versions: readonly OrderVersion[],
  time: number,
): PressureTarget | undefined {
  const code = bloodPressure.code.code ?? '';
  const [systolic, diastolic] = (['systolic', 'diastolic'] as const).map((part) => {
    const found = ruleAt(versions, code, part, time);
    return found?.rule.target && { range: found.rule.target, source: targetSource(found.order) };
  });
  const either = systolic ?? diastolic;
  if (!either) return undefined;
  const byDefault = (name: string) => `${name}: ${defaultPressureTarget.source}`;
  const sources = [
    either.source,
    ...(systolic ? [] : [byDefault('systolisk')]),
    ...(diastolic ? [] : [byDefault('diastolisk')]),
  ];
  return {
    systolic: systolic?.range ?? defaultPressureTarget.systolic,
    diastolic: diastolic?.range ?? defaultPressureTarget.diastolic,
    origin: 'order',
    source: sources.join('; '),
  };
}

/** Systolic and diastolic by themselves. The worst is the higher place outside the target: above, then below. */
export function comparePressure(
  { systolic, diastolic }: Pick<PressureMean, PressurePart>,
  target: PressureTarget,
): { systolic: Place; diastolic: Place; worst: Place } {
  const places = {
    systolic: placeInTarget(target.systolic, systolic, 0),
    diastolic: placeInTarget(target.diastolic, diastolic, 0),
  };
  const found = Object.values(places);
  const worst = (['above', 'below'] as const).find((place) => found.includes(place)) ?? 'within';
  return { ...places, worst };
}

/** With too few readings or days there is no verdict, and it says what is lacking. */
export function homePressureVerdict(
  { mean, lacking }: Pick<HomePressure, 'mean' | 'lacking'>,
  target: PressureTarget,
): PressureVerdict {
  if (!mean || lacking.length > 0) return { kind: 'insufficient', lacking };
  return { kind: 'compared', ...comparePressure(mean, target) };
}

/** How many readings have both pressures within the target. */
export function withinTarget(
  readings: readonly ExactPressure[],
  target: PressureTarget,
): { within: number; count: number } {
  const within = readings.filter(({ values }) => comparePressure(values, target).worst === 'within').length;
  return { within, count: readings.length };
}
