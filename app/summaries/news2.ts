import { news2Parts, type News2Band, type News2Part } from '#clinical/summaries/news2-score.ts';
import { parseWhen, type When } from '../fhir/date-time.ts';
import { allNamed, instant } from '../fhir/parameters.ts';
import {
  code,
  decimal,
  excludedOf,
  groups,
  integer,
  malformed,
  oneOf,
  references,
  required,
  truth,
  type Excluded,
  type Parts,
} from './answer.ts';

/** Points from 0 to 3, or the facade's code for why they cannot be read. */
export type SubScore = { points: number } | { unread: string };

/** A total at a time. */
export interface News2Step {
  /** Absent: the source does not know it. */
  when?: When;
  total: number;
  /** For saturation; absent: the source did not say. */
  scale?: number;
  /** A part that was not sent is absent. */
  subScores: Partial<Record<News2Part, SubScore>>;
  origin:
    | { kind: 'received'; agreement: 'agrees' | 'disagrees' | 'not-checked'; sum?: number }
    | { kind: 'computed'; band: News2Band };
  used: string[];
}

export interface News2Answer {
  kind: 'news2';
  source: string;
  /** That totals were asked to be computed by. */
  scale?: number;
  /** In order of time. */
  steps: News2Step[];
  /** Times when not all could be found; `missing` is empty when they lie too far apart. */
  notComputed: { when: When; missing: News2Part[] }[];
  excluded: Excluded[];
}

/** Decodes `Observation/$news2`. Throws FhirError `malformed`. @param asked the scale that was asked for */
export function decodeNews2(parts: Parts, asked: string | undefined): News2Answer {
  const scale = integer(parts, 'scale');
  if (String(scale ?? '') !== (asked ?? '')) throw malformed('scale', 'is not the one that was asked for');
  return {
    kind: 'news2',
    source: required(code(parts, 'source'), 'source'),
    ...(scale !== undefined && { scale }),
    steps: groups(parts, 'step').map(stepOf),
    notComputed: groups(parts, 'notComputed').map((each) => {
      const missing = allNamed(each, 'missing').map(({ valueCode }) => partOf(valueCode));
      const apart = required(truth(each, 'apart'), 'notComputed.apart');
      if (apart === missing.length > 0) throw malformed('notComputed', 'does not say why');
      return { when: required(parseWhen(instant(each, 'time')), 'notComputed.time'), missing };
    }),
    excluded: excludedOf(parts),
  };
}

const partOf = (value: string | undefined) => oneOf(value, 'part', news2Parts);

function stepOf(parts: Parts): News2Step {
  const when = parseWhen(instant(parts, 'time'));
  const scale = integer(parts, 'scale');
  if (scale !== undefined && scale !== 1 && scale !== 2) throw malformed('step.scale', 'is not 1 or 2');
  const subScores = groups(parts, 'subScore').map((each) => {
    const points = integer(each, 'points');
    const score =
      points === undefined ? { unread: required(code(each, 'unread'), 'subScore.unread') } : { points };
    return [partOf(code(each, 'part')), score] as const;
  });
  return {
    ...(when && { when }),
    total: required(decimal(parts, 'total'), 'step.total'),
    ...(scale !== undefined && { scale }),
    subScores: Object.fromEntries(subScores),
    origin: originOf(parts),
    used: references(parts, 'used'),
  };
}

function originOf(parts: Parts): News2Step['origin'] {
  const kind = oneOf(code(parts, 'origin'), 'step.origin', ['received', 'computed']);
  if (kind === 'computed') {
    return { kind, band: oneOf(code(parts, 'band'), 'step.band', ['low', 'low-medium', 'medium', 'high']) };
  }
  const sum = integer(parts, 'sum');
  return {
    kind,
    agreement: oneOf(code(parts, 'agreement'), 'step.agreement', ['agrees', 'disagrees', 'not-checked']),
    ...(sum !== undefined && { sum }),
  };
}
