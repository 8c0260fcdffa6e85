import { encodeFlag } from '../clinical/flags.ts';
import { decodeJudgement } from '../store/judgement.ts';
import type { TrendPoint } from '../store/national-store.ts';

/** A value that is drawn: one part of one measurement. */
export interface DrawnPoint {
  point: TrendPoint;
  value: number;
  judgement: number;
}

/** Indexes into the answer's dictionaries, per drawn point; '-' = no limit. */
export interface DictionaryIndexes {
  limits: (point: TrendPoint) => number | '-';
  contexts: (point: TrendPoint) => number;
}

/** The points that have a value for this part, in time order. */
export function drawnPoints(points: readonly TrendPoint[], part: number): DrawnPoint[] {
  const drawn: DrawnPoint[] = [];
  for (const point of points) {
    const value = point.values[part];
    if (typeof value === 'number') drawn.push({ point, value, judgement: point.judgements[part] ?? 0 });
  }
  return drawn;
}

/** Whether a point must keep its own place when the others are summed up: flagged, doubtful or beyond the device's range. */
export function isExact({ judgement }: DrawnPoint): boolean {
  const { interpretation, improbable, comparator } = decodeJudgement(judgement);
  return improbable || comparator !== undefined || (interpretation !== undefined && interpretation !== 'N');
}

/** The columns of one series as `Parameters` parts: lists in strings, one place per point (see the OperationDefinition). */
export function columnParts(
  drawn: readonly DrawnPoint[],
  indexes: DictionaryIndexes,
): fhir4.ParametersParameter[] {
  const first = drawn[0]?.point;
  const dateOnly = [...drawn.keys()].filter((index) => drawn[index]?.point.dateOnly);
  const column = (name: string, read: (point: DrawnPoint, index: number) => string | number) => ({
    name,
    valueString: drawn.map(read).join(' '),
  });
  const before = (index: number) => drawn[index - 1]?.point;
  return [
    { name: 'count', valueInteger: drawn.length },
    ...(first ? [{ name: 'start', valueInstant: new Date(first.effective).toISOString() }] : []),
    ...(first
      ? [
          column(
            'times',
            ({ point }, index) => (point.effective - (before(index) ?? first).effective) / 1000,
          ),
          column(
            'values',
            ({ value, judgement }) => `${decodeJudgement(judgement).comparator ?? ''}${value}`,
          ),
          column('flags', ({ judgement }) => encodeFlag(decodeJudgement(judgement))),
          column('limits', ({ point }) => indexes.limits(point)),
          column('contexts', ({ point }) => indexes.contexts(point)),
          column('references', ({ point }, index) =>
            (point.number - (before(index)?.number ?? 0)).toString(36),
          ),
        ]
      : []),
    ...(dateOnly.length > 0 ? [{ name: 'dateOnly', valueString: dateOnly.join(' ') }] : []),
  ];
}
