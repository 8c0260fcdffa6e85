import { news2Parts, type News2Band, type News2Part } from '#clinical/summaries/news2-score.ts';
import { parseWhen, type When } from '../fhir/date-time.ts';
import { allNamed, instant, text } from '../fhir/parameters.ts';
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
    | { kind: 'computed'; band: News2Band; scaleBy: 'given' | 'order' };
  used: string[];
}

export interface ScaleOrder {
  order: string;
  scale: 1 | 2;
  name: string;
  organization: string;
  from: When;
}

/**
 * A time for which no total could be computed: for want of a scale, or of parts; `missing` is empty when all are there and lie too
 * far apart.
 */
export interface NotComputed {
  when: When;
  missing: News2Part[];
  /** No scale is decided, or the request and the orders name both. */
  scale?: 'unknown' | 'contradicted';
}

export interface News2Answer {
  kind: 'news2';
  source: string;
  /** That totals were asked to be computed by. */
  scale?: number;
  /** Which scale orders say, and who decided it. */
  scaleOrders: ScaleOrder[];
  /** In order of time. */
  steps: News2Step[];
  notComputed: NotComputed[];
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
    scaleOrders: groups(parts, 'scaleOrder').map((each) => ({
      order: required(references(each, 'order')[0], 'scaleOrder.order'),
      scale: scaleIn(each, 'scaleOrder.scale') ?? malformedScale('scaleOrder.scale'),
      name: required(text(each, 'name'), 'scaleOrder.name'),
      organization: required(text(each, 'organization'), 'scaleOrder.organization'),
      from: required(parseWhen(instant(each, 'from')), 'scaleOrder.from'),
    })),
    steps: groups(parts, 'step').map(stepOf),
    notComputed: groups(parts, 'notComputed').map((each) => {
      const missing = allNamed(each, 'missing').map(({ valueCode }) => partOf(valueCode));
      const apart = required(truth(each, 'apart'), 'notComputed.apart');
      const undecided = code(each, 'scale');
      const why = [apart, missing.length > 0, undecided !== undefined].filter(Boolean);
      if (why.length !== 1) throw malformed('notComputed', 'does not say why');
      return {
        when: required(parseWhen(instant(each, 'time')), 'notComputed.time'),
        missing,
        ...(undecided !== undefined && {
          scale: oneOf(undecided, 'notComputed.scale', ['unknown', 'contradicted']),
        }),
      };
    }),
    excluded: excludedOf(parts),
  };
}

const partOf = (value: string | undefined) => oneOf(value, 'part', news2Parts);

function scaleIn(parts: Parts, name: string): 1 | 2 | undefined {
  const scale = integer(parts, 'scale');
  if (scale !== undefined && scale !== 1 && scale !== 2) malformedScale(name);
  return scale;
}

function malformedScale(name: string): never {
  throw malformed(name, 'is not 1 or 2');
}

function stepOf(parts: Parts): News2Step {
  const when = parseWhen(instant(parts, 'time'));
  const scale = scaleIn(parts, 'step.scale');
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
    return {
      kind,
      band: oneOf(code(parts, 'band'), 'step.band', ['low', 'low-medium', 'medium', 'high']),
      scaleBy: oneOf(code(parts, 'scaleOrigin'), 'step.scaleOrigin', ['given', 'order']),
    };
  }
  const sum = integer(parts, 'sum');
  return {
    kind,
    agreement: oneOf(code(parts, 'agreement'), 'step.agreement', ['agrees', 'disagrees', 'not-checked']),
    ...(sum !== undefined && { sum }),
  };
}
