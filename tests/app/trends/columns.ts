import type { Series } from '../../../app/fhir/series.ts';
import { comparatorCodes, flagCodes } from '../../../app/fhir/series.ts';

export interface Value {
  time: number;
  value: number;
  flag?: 'N' | 'L' | 'H' | 'LL' | 'HH';
  improbable?: boolean;
  comparator?: '<' | '>';
  reference?: number;
  limits?: number;
  dateOnly?: boolean;
}

/** A decoded series of these values. Without a flag a value is not assessed. */
export function series(values: readonly Value[]): Series {
  return {
    code: { system: 'http://loinc.org', code: '8867-4' },
    count: values.length,
    times: Float64Array.from(values, ({ time }) => time),
    values: Float64Array.from(values, ({ value }) => value),
    flags: Uint8Array.from(values, ({ flag }) => flagCodes.indexOf(flag)),
    improbable: Uint8Array.from(values, ({ improbable }) => Number(improbable ?? false)),
    comparators: Uint8Array.from(values, ({ comparator }) => comparatorCodes.indexOf(comparator)),
    limits: Int32Array.from(values, ({ limits }) => limits ?? -1),
    contexts: Int32Array.from(values, () => -1),
    references: Float64Array.from(values, ({ reference }, index) => reference ?? index + 1),
    referencePrefix: 'Observation/k-',
    dateOnly: Uint8Array.from(values, ({ dateOnly }) => Number(dateOnly ?? false)),
    setAside: [],
  };
}
