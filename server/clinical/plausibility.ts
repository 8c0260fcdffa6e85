import { roundTo } from './rounding.ts';
import type { Bounds, Part, PartKey, VitalSign } from './types.ts';

export type PlausibilityRule =
  | 'below-absolute'
  | 'above-absolute'
  | 'not-whole'
  | 'diastolic-not-below-systolic'
  | 'below-improbable'
  | 'above-improbable'
  | 'pulse-pressure';

/** `plausible` says that no rule is broken. `rule` is for programs, `reason` a sentence for a clinician (bokmål). */
export interface Plausibility {
  level: 'plausible' | 'improbable' | 'impossible';
  rule?: PlausibilityRule;
  reason?: string;
  /** A unit the number would make sense in. Named, never acted upon. */
  suspectedUnit?: string;
}

export type PartValues = Readonly<Partial<Record<PartKey, number>>>;

/** Pulse pressure outside this is improbable (a proposal that awaits clinical sign-off). */
const pulsePressure: Bounds = { low: 15, high: 140 };

/**
 * Values that are credible in another unit: 86–115 is body temperature in °F; a weight over every human's is grams;
 * glucose above what meters measure in mmol/L is mg/dL; a height under three is metres.
 */
const suspectedUnits: Readonly<Partial<Record<PartKey, Bounds & { unit: string }>>> = {
  'body-temperature': { low: 86, high: 115, unit: '°F' },
  'body-weight': { low: 700, lowExclusive: true, unit: 'gram' },
  'body-height': { low: 0.5, high: 2.72, unit: 'meter' },
  glucose: { low: 33.3, lowExclusive: true, unit: 'mg/dL' },
};

/** Where a value lies against bounds; the ends themselves are inside unless the low end is exclusive. */
export function sideOf(bounds: Bounds, value: number): 'below' | 'inside' | 'above' {
  if (bounds.low !== undefined && (value < bounds.low || (bounds.lowExclusive && value === bounds.low)))
    return 'below';
  return bounds.high !== undefined && value > bounds.high ? 'above' : 'inside';
}

const print = (part: Part, value: number) =>
  `${String(roundTo(value, 6)).replace('.', ',')} ${part.unitDisplay}`.trim();

function broken(
  part: Part,
  value: number,
  level: 'impossible' | 'improbable',
  side: 'below' | 'above',
): Plausibility {
  const bounds = level === 'impossible' ? part.absolute : part.improbable;
  const end = (side === 'below' ? bounds.low : bounds.high) ?? 0;
  const relation = { below: bounds.lowExclusive ? 'ikke over' : 'under', above: 'over' }[side];
  const suspected = suspectedUnits[part.key];
  const unit = suspected && sideOf(suspected, value) === 'inside' ? suspected.unit : undefined;
  const sentences = [
    `${level === 'impossible' ? 'Umulig' : 'Usannsynlig'} verdi: ${print(part, value)} er ${relation} ${print(part, end)}.`,
    ...(unit ? [`Enheten kan være feil: tallet kan være i ${unit}.`] : []),
    'Kontroller målingen.',
  ];
  return {
    level,
    rule: `${side}-${level === 'impossible' ? 'absolute' : 'improbable'}`,
    reason: sentences.join(' '),
    ...(unit && { suspectedUnit: unit }),
  };
}

function judgeAlone(part: Part, value: number, isScore: boolean): Plausibility {
  const absolute = sideOf(part.absolute, value);
  if (absolute !== 'inside') return broken(part, value, 'impossible', absolute);
  if (isScore && !Number.isInteger(value)) {
    return {
      level: 'impossible',
      rule: 'not-whole',
      reason: `Umulig verdi: ${print(part, value)} er ikke et helt tall.`,
    };
  }
  const improbable = sideOf(part.improbable, value);
  return improbable === 'inside' ? { level: 'plausible' } : broken(part, value, 'improbable', improbable);
}

/** Rules between systolic and diastolic: they hold for the pair, since either may be the wrong one. */
function judgePair(systolic: number, diastolic: number): Plausibility {
  const pair = `${print0(systolic)}/${print0(diastolic)} mmHg`;
  if (diastolic >= systolic) {
    return {
      level: 'impossible',
      rule: 'diastolic-not-below-systolic',
      reason: `Umulig verdi: ${pair}, undertrykket er ikke lavere enn overtrykket. Kontroller målingen.`,
    };
  }
  if (sideOf(pulsePressure, systolic - diastolic) === 'inside') return { level: 'plausible' };
  return {
    level: 'improbable',
    rule: 'pulse-pressure',
    reason: `Usannsynlig pulstrykk: ${pair}. Kontroller målingen.`,
  };
}

const print0 = (value: number) => String(roundTo(value, 0));
const rank = { plausible: 0, improbable: 1, impossible: 2 } as const;
const worse = (a: Plausibility, b: Plausibility) => (rank[b.level] > rank[a.level] ? b : a);

/**
 * Judges values in canonical units, part by part and as a pair. Two tiers: impossible values are kept off the line and
 * never interpreted; improbable ones are shown, interpreted and marked. Nothing is corrected. Parts without a value
 * get no answer.
 */
export function judgePlausibility(
  vitalSign: VitalSign,
  values: PartValues,
): Partial<Record<PartKey, Plausibility>> {
  const { systolic, diastolic } = values;
  const pair = systolic !== undefined && diastolic !== undefined ? judgePair(systolic, diastolic) : undefined;
  const judged: Partial<Record<PartKey, Plausibility>> = {};
  for (const part of vitalSign.parts) {
    const value = values[part.key];
    if (value === undefined) continue;
    const alone = judgeAlone(part, value, vitalSign.valueKind === 'score');
    judged[part.key] = pair ? worse(alone, pair) : alone;
  }
  return judged;
}
