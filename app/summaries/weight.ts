import {
  dates,
  excludedOf,
  group,
  groups,
  integer,
  namedReading,
  orderTargetOf,
  quantity,
  references,
  required,
  type Excluded,
  type NamedReading,
  type OrderTarget,
  type Parts,
} from './answer.ts';
import { changeOf, type Change } from './change.ts';

/** Of the seven days that end with `day`. */
export interface SevenDayMean {
  /** YYYY-MM-DD in Oslo. */
  day: string;
  /** kg. */
  mean: number;
  /** Readings in it. */
  count: number;
}

export interface WeightAnswer {
  kind: 'body-weight';
  latest?: NamedReading;
  changes: Change[];
  /** kg; `above` is negative below, and absent when nothing was measured. */
  dryWeight?: { given: number; above?: number };
  target?: OrderTarget;
  /** One per day with a reading, oldest first. */
  sevenDayLine: SevenDayMean[];
  used: string[];
  excluded: Excluded[];
}

/** Decodes `Observation/$weight-summary`. Throws FhirError `malformed`. */
export function decodeWeight(parts: Parts): WeightAnswer {
  const latest = namedReading(parts, 'latest', 'kg');
  const dry = group(parts, 'dryWeight');
  const above = dry && quantity(dry, 'above', 'kg');
  const target = orderTargetOf(parts, 'kg');
  return {
    kind: 'body-weight',
    ...(latest && { latest }),
    changes: [
      ...groups(parts, 'change').map((each) => weightChange(each, 'rise')),
      ...groups(parts, 'fall').map((each) => weightChange(each, 'fall')),
    ],
    ...(dry && {
      dryWeight: {
        given: required(quantity(dry, 'given', 'kg'), 'dryWeight.given'),
        ...(above !== undefined && { above }),
      },
    }),
    ...(target && { target }),
    sevenDayLine: groups(parts, 'sevenDayMean').map((each) => ({
      day: required(dates(each, 'day')[0], 'sevenDayMean.day'),
      mean: required(quantity(each, 'mean', 'kg'), 'sevenDayMean.mean'),
      count: required(integer(each, 'count'), 'sevenDayMean.count'),
    })),
    used: references(parts, 'used'),
    excluded: excludedOf(parts),
  };
}

const part = { key: 'body-weight', unit: 'kg' } as const;

const names = {
  rise: { by: 'gainOver', before: 'lightest', change: 'gain' },
  fall: { by: 'lossOver', before: 'heaviest', change: 'loss' },
} as const;

function weightChange(parts: Parts, direction: Change['direction']): Change {
  const name = names[direction];
  const change = quantity(parts, name.change, 'kg');
  const signed = change !== undefined && direction === 'fall' ? -change : change;
  return changeOf(parts, part, direction, name, signed);
}
