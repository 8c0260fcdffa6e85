import type { Part } from '../clinical/types.ts';
import { decodeJudgement } from '../store/judgement.ts';

/** A value that is drawn, of one part. */
export interface DrawnValue {
  /** Epoch milliseconds. */
  effective: number;
  value: number;
  judgement: number;
}

type Statistic = (sorted: readonly number[]) => number;

const statistics: Record<string, Statistic> = {
  min: (sorted) => sorted[0] ?? 0,
  median: (sorted) => {
    const middle = (sorted.length - 1) / 2;
    return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  },
  max: (sorted) => sorted.at(-1) ?? 0,
  count: (sorted) => sorted.length,
};

/**
 * At most `count` regular buckets from the first to the last point, as SampledData of min, median, max and count; `E`
 * stands for a bucket without values. Improbable values and those beyond the device's range are left out of the
 * statistics; they are among the exact points.
 */
export function bucketParts(
  drawn: readonly DrawnValue[],
  count: number,
  part: Part,
): fhir4.ParametersParameter[] {
  const first = drawn[0]?.effective;
  const last = drawn.at(-1)?.effective;
  if (first === undefined || last === undefined) return [];
  const period = Math.max(1, Math.ceil((last - first + 1) / count));
  const buckets = Array.from({ length: Math.floor((last - first) / period) + 1 }, (): number[] => []);
  for (const { effective, value, judgement } of drawn) {
    const { improbable, comparator } = decodeJudgement(judgement);
    if (!improbable && !comparator) buckets[Math.floor((effective - first) / period)]?.push(value);
  }
  for (const bucket of buckets) bucket.sort((a, b) => a - b);
  const parts = Object.entries(statistics).map(([name, statistic]) => ({
    name,
    valueSampledData: {
      origin: name === 'count' || part.unit === undefined ? { value: 0 } : unitOrigin(part),
      period,
      dimensions: 1,
      data: buckets.map((bucket) => (bucket.length === 0 ? 'E' : String(statistic(bucket)))).join(' '),
    },
  }));
  return [
    { name: 'buckets', part: [{ name: 'start', valueInstant: new Date(first).toISOString() }, ...parts] },
  ];
}

function unitOrigin({ unit, unitDisplay }: Part): fhir4.Quantity {
  return { value: 0, unit: unitDisplay, system: 'http://unitsofmeasure.org', ...(unit && { code: unit }) };
}
