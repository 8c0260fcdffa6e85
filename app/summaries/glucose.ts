import type { GlucoseBand, GlucoseGoal } from '#clinical/summaries/glucose-ranges.ts';
import { parseWhen } from '../fhir/date-time.ts';
import { instant } from '../fhir/parameters.ts';
import {
  code,
  decimal,
  excludedOf,
  group,
  groups,
  integer,
  lackingOf,
  malformed,
  oneOf,
  orderTargetOf,
  quantity,
  required,
  truth,
  type Excluded,
  type Lacking,
  type OrderTarget,
  type Parts,
} from './answer.ts';

const bands: readonly GlucoseBand[] = ['very-low', 'low', 'in-range', 'high', 'very-high'];
const goals: readonly GlucoseGoal['name'][] = ['TIR', 'TBR', 'TBR2', 'TAR', 'TAR2'];

/** One band; its ends inclusive, in mmol/L as printed, an absent one open. Percent of the time or of the readings. */
export interface Share {
  band: GlucoseBand;
  low?: number;
  high?: number;
  count: number;
  percent?: number;
}

export interface Goal {
  name: GlucoseGoal['name'];
  relation: 'above' | 'below';
  goal: number;
  percent: number;
  met: boolean;
}

/** Percentiles in mmol/L, 5 to 95; undefined where there are too few values. */
export interface ProfileRow {
  fromMinute: number;
  toMinute: number;
  count: number;
  days: number;
  percentiles: (number | undefined)[];
}

/** What only a sensor's values have. */
export interface SensorPart {
  days: number;
  activePercent: number;
  lacking: Lacking[];
  goals: Goal[];
  indicator?: number;
  profile: ProfileRow[];
}

export interface GlucoseAnswer {
  kind: 'glucose';
  from: number;
  to: number;
  source: string;
  count: number;
  beyondDevice: number;
  /** mmol/L. */
  mean?: number;
  deviation?: number;
  /** Per cent. */
  variation?: number;
  shares: Share[];
  /** Beside the ranges; percent within of the time or of the readings. */
  target?: OrderTarget & {
    below: number;
    within: number;
    above: number;
    uncertain: number;
    percent?: number;
  };
  /** Absent: spot values. */
  sensor?: SensorPart;
  used: { count: number; digest: string };
  excluded: Excluded[];
}

export const profilePercents = [5, 25, 50, 75, 95] as const;

/** Decodes `Observation/$glucose-summary`. Throws FhirError `malformed`. @param asked the group that was asked for */
export function decodeGlucose(parts: Parts, asked: string): GlucoseAnswer {
  if (code(parts, 'group') !== asked) throw malformed('group', 'is not the one that was asked for');
  const sensor = oneOf(code(parts, 'kind'), 'kind', ['sensor', 'spot']) === 'sensor';
  const span = required(group(parts, 'summedUp'), 'summedUp');
  const used = required(group(parts, 'used'), 'used');
  const mean = quantity(parts, 'mean', 'mmol/L');
  const deviation = quantity(parts, 'standardDeviation', 'mmol/L');
  const variation = quantity(parts, 'coefficientOfVariation', '%');
  return {
    kind: 'glucose',
    from: required(parseWhen(instant(span, 'from')), 'summedUp.from').instant,
    to: required(parseWhen(instant(span, 'to')), 'summedUp.to').instant,
    source: required(code(parts, 'source'), 'source'),
    count: required(integer(parts, 'count'), 'count'),
    beyondDevice: required(integer(parts, 'beyondDevice'), 'beyondDevice'),
    ...(mean !== undefined && { mean }),
    ...(deviation !== undefined && { deviation }),
    ...(variation !== undefined && { variation }),
    shares: groups(parts, 'share').map(shareOf),
    ...targetOf(parts),
    ...(sensor && { sensor: sensorOf(parts) }),
    used: {
      count: required(integer(used, 'count'), 'used.count'),
      digest: required(code(used, 'digest'), 'used.digest'),
    },
    excluded: excludedOf(parts),
  };
}

function targetOf(parts: Parts): Pick<GlucoseAnswer, 'target'> {
  const target = orderTargetOf(parts, 'mmol/L');
  const share = group(parts, 'target');
  if (!target || !share) return {};
  const [below, within, above] = ['below', 'within', 'above'].map((name) =>
    required(integer(share, name), `target.${name}`),
  ) as [number, number, number];
  const percent = quantity(share, 'percent', '%');
  const uncertain = integer(share, 'uncertain') ?? 0;
  return {
    target: { ...target, below, within, above, uncertain, ...(percent !== undefined && { percent }) },
  };
}

function shareOf(parts: Parts): Share {
  const ends = required(group(parts, 'mmolPerLitre'), 'share.mmolPerLitre');
  const [low, high] = [decimal(ends, 'low'), decimal(ends, 'high')];
  const percent = quantity(parts, 'percent', '%');
  return {
    band: oneOf(code(parts, 'band'), 'share.band', bands),
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
    count: required(integer(parts, 'count'), 'share.count'),
    ...(percent !== undefined && { percent }),
  };
}

function sensorOf(parts: Parts): SensorPart {
  const indicator = quantity(parts, 'glucoseManagementIndicator', '%');
  return {
    days: required(integer(parts, 'days'), 'days'),
    activePercent: required(quantity(parts, 'active', '%'), 'active'),
    lacking: lackingOf(parts),
    goals: groups(parts, 'goal').map((each) => ({
      name: oneOf(code(each, 'name'), 'goal.name', goals),
      relation: oneOf(code(each, 'relation'), 'goal.relation', ['above', 'below']),
      goal: required(quantity(each, 'goal', '%'), 'goal.goal'),
      percent: required(quantity(each, 'percent', '%'), 'goal.percent'),
      met: required(truth(each, 'met'), 'goal.met'),
    })),
    ...(indicator !== undefined && { indicator }),
    profile: groups(parts, 'profile').map((each) => ({
      fromMinute: required(integer(each, 'fromMinute'), 'profile.fromMinute'),
      toMinute: required(integer(each, 'toMinute'), 'profile.toMinute'),
      count: required(integer(each, 'count'), 'profile.count'),
      days: required(integer(each, 'days'), 'profile.days'),
      percentiles: profilePercents.map((percent) => quantity(each, `p${percent}`, 'mmol/L')),
    })),
  };
}
