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
  if (!first) return [{ name: 'count', valueInteger: 0 }];
  const dateOnly = [...drawn.keys()].filter((index) => drawn[index]?.point.dateOnly);
  const column = (name: string, texts: (string | number)[]) => ({ name, valueString: texts.join(' ') });
  let before = { effective: first.effective, number: 0 };
  const times: number[] = [];
  const references: string[] = [];
  for (const { point } of drawn) {
    times.push((point.effective - before.effective) / 1000);
    references.push((point.number - before.number).toString(36));
    before = point;
  }
  return [
    { name: 'count', valueInteger: drawn.length },
    { name: 'start', valueInstant: new Date(first.effective).toISOString() },
    column('times', times),
    column('values', drawn.map(valueText)),
    column('flags', drawn.map(flagText)),
    column('limits', byContext(drawn, indexes.limits)),
    column('contexts', byContext(drawn, indexes.contexts)),
    column('references', references),
    ...(dateOnly.length > 0 ? [{ name: 'dateOnly', valueString: dateOnly.join(' ') }] : []),
  ];
}

function valueText({ value, judgement }: DrawnPoint): string | number {
  const { comparator } = decodeJudgement(judgement);
  return comparator ? `${comparator}${value}` : value;
}

function flagText({ judgement }: DrawnPoint): string {
  return encodeFlag(decodeJudgement(judgement));
}

/** What is the same for all points of a context is looked up once. */
function byContext<T>(drawn: readonly DrawnPoint[], read: (point: TrendPoint) => T): T[] {
  const known: T[] = [];
  return drawn.map(({ point }) => (known[point.context] ??= read(point)));
}
