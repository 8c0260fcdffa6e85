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
import { parseWhen, type When } from '../fhir/date-time.ts';
import { instant, text } from '../fhir/parameters.ts';

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
  origin: 'default' | 'given' | 'order';
  source: string;
  /** The pressure that the order sets none for. */
  byDefault?: 'systolic' | 'diastolic';
  /** Of origin `order`: who set it, and from when it holds. */
  setBy?: { name: string; organization: string; from: When };
  /** The order's, where another was given in the request. */
  ordered?: PressureTarget;
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
  const byDefault = code(target, 'byDefault');
  const setBy = group(target, 'setBy');
  const ordered = group(target, 'ordered');
  return {
    origin: oneOf(code(target, 'origin'), 'target.origin', ['default', 'given', 'order']),
    source: required(code(target, 'source'), 'target.source'),
    systolic: ends('systolic'),
    diastolic: ends('diastolic'),
    ...(byDefault !== undefined && {
      byDefault: oneOf(byDefault, 'target.byDefault', ['systolic', 'diastolic']),
    }),
    ...(setBy && {
      setBy: {
        name: required(text(setBy, 'name'), 'target.setBy.name'),
        organization: required(text(setBy, 'organization'), 'target.setBy.organization'),
        from: required(parseWhen(instant(setBy, 'from')), 'target.setBy.from'),
      },
    }),
    ...(ordered && { ordered: targetOf(ordered) }),
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
