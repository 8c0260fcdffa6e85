import type { Part, PartKey, VitalSign } from '#clinical/types.ts';
import { named } from '../fhir/parameters.ts';
import {
  code,
  excludedOf,
  groups,
  integer,
  malformed,
  namedReading,
  oneOf,
  quantity,
  required,
  truth,
  type Excluded,
  type NamedReading,
  type Parts,
} from './answer.ts';

const reasons = ['no-reading', 'no-earlier-reading', 'previous-too-old', 'device-changed'] as const;
export type NotCompared = (typeof reasons)[number];

/** The latest value against the lowest (of a fall: the highest) of the days before, in the part's unit. */
export interface Change {
  part: PartKey;
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

export interface ChangeAnswer {
  changes: Change[];
  excluded: Excluded[];
}

/** Decodes `Observation/$change-summary` of a vital sign. Throws FhirError `malformed`. */
export function decodeChanges(parts: Parts, { parts: all }: VitalSign): ChangeAnswer {
  return {
    changes: groups(parts, 'change').map((each) => {
      const asked = named(each, 'part')?.valueCoding?.code;
      const part = all.find((own) => own.code.code === asked);
      if (!part) throw malformed('change.part', 'is no part of the vital sign');
      const direction = oneOf(code(each, 'direction'), 'change.direction', ['rise', 'fall']);
      const change = quantity(each, 'change', part.unit ?? '1');
      return changeOf(each, part, direction, { by: 'by', before: 'before' }, change);
    }),
    excluded: excludedOf(parts),
  };
}

/**
 * What every change has; a summary of one vital sign has names of its own for some of it.
 * @param change negative downwards; undefined: not compared
 */
export function changeOf(
  parts: Parts,
  { key, unit = '1' }: Pick<Part, 'key' | 'unit'>,
  direction: Change['direction'],
  names: { by: string; before: string },
  change: number | undefined,
): Change {
  const latest = namedReading(parts, 'latest', unit);
  const before = namedReading(parts, names.before, unit);
  const level = code(parts, 'level');
  return {
    part: key,
    direction,
    days: required(integer(parts, 'days'), 'change.days'),
    by: required(quantity(parts, names.by, unit), `change.${names.by}`),
    source: required(code(parts, 'source'), 'change.source'),
    origin: oneOf(code(parts, 'origin'), 'change.origin', ['order', 'default']),
    ...(level !== undefined && { level: oneOf(level, 'change.level', ['yellow', 'red']) }),
    ...(latest && { latest }),
    ...(before && { before }),
    result:
      change === undefined
        ? { notCompared: oneOf(code(parts, 'notCompared'), 'change.notCompared', reasons) }
        : { change, exceeded: required(truth(parts, 'exceeded'), 'change.exceeded') },
  };
}
