import { referenceOf, type SetAside } from '../fhir/series.ts';
import type { SignTrend } from '../trends/sign-trend.ts';

/** One measurement: on the line, set aside, or with one component on the line and the other set aside. */
export interface MeasurementRecord {
  /** Index of its moment; absent = not on the line. */
  moment?: number;
  setAside?: SetAside;
}

/** Every measurement of the trend once, by its reference; oldest first, those without a time last. */
export function recordsOf({ moments, parts, setAside }: SignTrend): MeasurementRecord[] {
  const asideOf = new Map(setAside.flatMap((item) => (item.reference ? [[item.reference, item]] : [])));
  const records: MeasurementRecord[] = [];
  for (let moment = 0; moment < moments.count; moment++) {
    const aside = asideOf.size > 0 && asideOf.get(referenceAt({ moments, parts }, moment));
    records.push(aside ? { moment, setAside: aside } : { moment });
  }
  const told = new Set(records.flatMap((record) => record.setAside ?? []));
  const others = setAside.filter((item) => !told.has(item)).map((item) => ({ setAside: item }));
  const timeOf = ({ moment, setAside: item }: MeasurementRecord) =>
    moment === undefined ? (item?.when?.instant ?? Number.MAX_VALUE) : (moments.times[moment] ?? NaN);
  return others.length === 0 ? records : [...records, ...others].sort((a, b) => timeOf(a) - timeOf(b));
}

function referenceAt({ moments, parts }: Pick<SignTrend, 'moments' | 'parts'>, moment: number): string {
  for (const [index, { series }] of parts.entries()) {
    const row = moments.rows[index]?.[moment] ?? -1;
    if (row >= 0) return referenceOf(series, row);
  }
  return '';
}
