import {
  code,
  dates,
  excludedOf,
  group,
  groups,
  integer,
  namedReading,
  oneOf,
  orderTargetOf,
  quantity,
  references,
  required,
  truth,
  type Excluded,
  type NamedReading,
  type OrderTarget,
  type Parts,
} from './answer.ts';

const reasons = ['no-reading', 'no-earlier-reading', 'previous-too-old', 'device-changed'] as const;
export type NotCompared = (typeof reasons)[number];

/** The latest weight against the lightest (of a fall: the heaviest) of the days before, in kg. */
export interface WeightChange {
  direction: 'rise' | 'fall';
  days: number;
  by: number;
  source: string;
  /** Who decided it: the patient's order, or a general rule. */
  origin: 'order' | 'default';
  level?: 'yellow' | 'red';
  latest?: NamedReading;
  before?: NamedReading;
  /** `change` is negative downwards. */
  result: { change: number; exceeded: boolean } | { notCompared: NotCompared };
}

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
  changes: WeightChange[];
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
      ...groups(parts, 'change').map((each) => changeOf(each, 'rise')),
      ...groups(parts, 'fall').map((each) => changeOf(each, 'fall')),
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

const names = {
  rise: { group: 'change', by: 'gainOver', before: 'lightest', change: 'gain' },
  fall: { group: 'fall', by: 'lossOver', before: 'heaviest', change: 'loss' },
} as const;

function changeOf(parts: Parts, direction: WeightChange['direction']): WeightChange {
  const name = names[direction];
  const latest = namedReading(parts, 'latest', 'kg');
  const before = namedReading(parts, name.before, 'kg');
  const change = quantity(parts, name.change, 'kg');
  const level = code(parts, 'level');
  return {
    direction,
    days: required(integer(parts, 'days'), `${name.group}.days`),
    by: required(quantity(parts, name.by, 'kg'), `${name.group}.${name.by}`),
    source: required(code(parts, 'source'), `${name.group}.source`),
    origin: oneOf(code(parts, 'origin'), `${name.group}.origin`, ['order', 'default']),
    ...(level !== undefined && { level: oneOf(level, `${name.group}.level`, ['yellow', 'red']) }),
    ...(latest && { latest }),
    ...(before && { before }),
    result:
      change === undefined
        ? { notCompared: oneOf(code(parts, 'notCompared'), `${name.group}.notCompared`, reasons) }
        : {
            change: direction === 'rise' ? change : -change,
            exceeded: required(truth(parts, 'exceeded'), `${name.group}.exceeded`),
          },
  };
}
