import {
  code,
  dates,
  excludedOf,
  group,
  groups,
  integer,
  lackingOf,
  oneOf,
  quantity,
  references,
  required,
  type Excluded,
  type Lacking,
  type Parts,
} from './answer.ts';

const places = ['below', 'within', 'above'] as const;
export type Place = (typeof places)[number];

/** In whole mmHg, as printed. */
export interface PressureMean {
  count: number;
  systolic: number;
  diastolic: number;
}

/** Whole mmHg, inclusive; an absent end is open. */
export interface PressureTarget {
  /** Code: default, given. */
  origin: string;
  source: string;
  systolic: { low?: number; high?: number };
  diastolic: { low?: number; high?: number };
}

export interface HomePressure {
  kind: 'blood-pressure';
  target: PressureTarget;
  protocol: string;
  source: string;
  firstDay: string;
  lastDay: string;
  discardedDays: string[];
  days: number;
  mean?: PressureMean;
  morning?: PressureMean;
  evening?: PressureMean;
  /** Absent: the facade gives none; `lacking` says why. */
  verdict?: { worst: Place; systolic: Place; diastolic: Place };
  lacking: Lacking[];
  used: string[];
  excluded: Excluded[];
  weeks: { monday: string; mean?: PressureMean }[];
  withinTarget: { within: number; count: number };
  /** Not in weeks and share. */
  excludedOfPeriod: Excluded[];
}

/** Decodes `Observation/$home-blood-pressure`. Throws FhirError `malformed`. */
export function decodeHomePressure(parts: Parts): HomePressure {
  const window = required(group(parts, 'window'), 'window');
  const share = required(group(parts, 'withinTarget'), 'withinTarget');
  const verdict = verdictOf(window);
  return {
    kind: 'blood-pressure',
    target: targetOf(required(group(parts, 'target'), 'target')),
    protocol: required(code(window, 'protocol'), 'window.protocol'),
    source: required(code(window, 'source'), 'window.source'),
    firstDay: required(dates(window, 'firstDay')[0], 'window.firstDay'),
    lastDay: required(dates(window, 'lastDay')[0], 'window.lastDay'),
    discardedDays: dates(window, 'discardedDay'),
    days: required(integer(window, 'days'), 'window.days'),
    ...meanOf(window, 'mean'),
    ...meanOf(window, 'morning'),
    ...meanOf(window, 'evening'),
    ...(verdict && { verdict }),
    lacking: lackingOf(window),
    used: references(window, 'used'),
    excluded: excludedOf(window),
    weeks: groups(parts, 'week').map((week) => ({
      monday: required(dates(week, 'monday')[0], 'week.monday'),
      ...meanOf(week, 'mean'),
    })),
    withinTarget: {
      within: required(integer(share, 'within'), 'withinTarget.within'),
      count: required(integer(share, 'count'), 'withinTarget.count'),
    },
    excludedOfPeriod: excludedOf(parts),
  };
}

function verdictOf(window: Parts): HomePressure['verdict'] {
  const worst = oneOf(code(window, 'verdict'), 'window.verdict', [...places, 'insufficient']);
  if (worst === 'insufficient') return undefined;
  return {
    worst,
    systolic: oneOf(code(window, 'systolic'), 'window.systolic', places),
    diastolic: oneOf(code(window, 'diastolic'), 'window.diastolic', places),
  };
}

function targetOf(target: Parts): PressureTarget {
  const ends = (part: string) => {
    const [low, high] = [integer(target, `${part}Low`), integer(target, `${part}High`)];
    return { ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
  };
  return {
    origin: required(code(target, 'origin'), 'target.origin'),
    source: required(code(target, 'source'), 'target.source'),
    systolic: ends('systolic'),
    diastolic: ends('diastolic'),
  };
}

function meanOf<K extends string>(parts: Parts, name: K): Partial<Record<K, PressureMean>> {
  const found = group(parts, name);
  if (!found) return {};
  const mean: PressureMean = {
    count: required(integer(found, 'count'), `${name}.count`),
    systolic: required(quantity(found, 'systolic', 'mm[Hg]'), `${name}.systolic`),
    diastolic: required(quantity(found, 'diastolic', 'mm[Hg]'), `${name}.diastolic`),
  };
  return { [name]: mean } as Record<K, PressureMean>;
}
