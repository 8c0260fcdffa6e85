import {
  code,
  excludedOf,
  group,
  integer,
  namedReading,
  oneOf,
  orderTargetOf,
  quantity,
  references,
  required,
  type Excluded,
  type NamedReading,
  type OrderTarget,
  type Parts,
} from './answer.ts';

/** In per cent. Count and days stand behind the patient's own median. */
export interface OxygenBaseline {
  value: number;
  origin: 'given' | 'own-median';
  count?: number;
  days?: number;
}

export interface OxygenAnswer {
  kind: 'oxygen-saturation';
  latest?: NamedReading;
  target?: OrderTarget;
  /** Difference in percentage points; negative: below. */
  result: { baseline: OxygenBaseline; difference: number } | { notCompared: 'no-reading' | 'no-baseline' };
  /** What was breathed, by the measurements that say so. Absent: none does. */
  breathing?: OxygenBreathing;
  used: string[];
  excluded: Excluded[];
}

/** How many measurements say air, and how many oxygen; `latest` absent: the latest does not say. */
export interface OxygenBreathing {
  latest?: 'air' | 'oxygen';
  air: number;
  oxygen: number;
}

/** Decodes `Observation/$oxygen-saturation-summary`. Throws FhirError `malformed`. */
export function decodeOxygen(parts: Parts): OxygenAnswer {
  const latest = namedReading(parts, 'latest', '%');
  const target = orderTargetOf(parts, '%');
  const baseline = group(parts, 'baseline');
  const breathing = group(parts, 'breathing');
  return {
    kind: 'oxygen-saturation',
    ...(latest && { latest }),
    ...(target && { target }),
    result: baseline
      ? {
          baseline: baselineOf(baseline),
          difference: required(integer(parts, 'difference'), 'difference'),
        }
      : { notCompared: oneOf(code(parts, 'notCompared'), 'notCompared', ['no-reading', 'no-baseline']) },
    ...(breathing && { breathing: breathingOf(breathing) }),
    used: references(parts, 'used'),
    excluded: excludedOf(parts),
  };
}

function breathingOf(parts: Parts): OxygenBreathing {
  const latest = code(parts, 'latest');
  return {
    ...(latest !== undefined && { latest: oneOf(latest, 'breathing.latest', ['air', 'oxygen']) }),
    air: required(integer(parts, 'air'), 'breathing.air'),
    oxygen: required(integer(parts, 'oxygen'), 'breathing.oxygen'),
  };
}

function baselineOf(parts: Parts): OxygenBaseline {
  const [count, days] = [integer(parts, 'count'), integer(parts, 'days')];
  return {
    value: required(quantity(parts, 'value', '%'), 'baseline.value'),
    origin: oneOf(code(parts, 'origin'), 'baseline.origin', ['given', 'own-median']),
    ...(count !== undefined && { count }),
    ...(days !== undefined && { days }),
  };
}
