type Parameter = fhir4.ParametersParameter;

export interface SeriesColumns {
  code?: fhir4.Coding;
  component?: fhir4.Coding;
  start?: string;
  times?: string;
  values?: string;
  flags?: string;
  limits?: string;
  contexts?: string;
  references?: string;
  dateOnly?: string;
  count?: number;
  more?: Parameter[];
}

export const heartRate = { system: 'http://loinc.org', code: '8867-4' };
export const bloodPressure = { system: 'http://loinc.org', code: '85354-9' };
export const systolic = { system: 'http://loinc.org', code: '8480-6' };
export const diastolic = { system: 'http://loinc.org', code: '8462-4' };

/** A `series` parameter with sensible columns for as many values as given; anything can be overridden. */
export function seriesOf(columns: SeriesColumns): Parameter {
  const count = columns.count ?? (columns.values ? columns.values.split(' ').length : 0);
  const filled = (entry: string) => Array.from({ length: count }, () => entry).join(' ');
  const text = (name: string, valueString: string | undefined): Parameter[] =>
    valueString === undefined ? [] : [{ name, valueString }];
  const present = count > 0;
  return {
    name: 'series',
    part: [
      { name: 'code', valueCoding: columns.code ?? heartRate },
      ...(columns.component ? [{ name: 'component', valueCoding: columns.component }] : []),
      { name: 'count', valueInteger: count },
      ...(present ? [{ name: 'start', valueInstant: columns.start ?? '2026-11-01T06:00:00.000Z' }] : []),
      ...text(
        'times',
        columns.times ?? (present ? ['0', ...Array(count - 1).fill('86400')].join(' ') : undefined),
      ),
      ...text('values', columns.values),
      ...text('flags', columns.flags ?? (present ? filled('N') : undefined)),
      ...text('limits', columns.limits ?? (present ? filled('-') : undefined)),
      ...text('contexts', columns.contexts ?? (present ? filled('0') : undefined)),
      ...text('references', columns.references ?? (present ? filled('1') : undefined)),
      ...text('dateOnly', columns.dateOnly),
      { name: 'referencePrefix', valueString: 'Observation/k3f9x2ab-' },
      ...(columns.more ?? []),
    ],
  };
}

export function limitsOf(
  zones: { interpretation: string; low?: number; high?: number }[],
  origin = 'default',
  source = 'Kilde',
): Parameter {
  return {
    name: 'limits',
    part: [
      { name: 'origin', valueCode: origin },
      { name: 'source', valueString: source },
      ...zones.map(({ interpretation, low, high }) => ({
        name: 'zone',
        part: [
          { name: 'interpretation', valueCode: interpretation },
          ...(low === undefined ? [] : [{ name: 'low', valueDecimal: low }]),
          ...(high === undefined ? [] : [{ name: 'high', valueDecimal: high }]),
        ],
      })),
    ],
  };
}

export function parametersOf(...parameters: Parameter[]): fhir4.Parameters {
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'patient', valueReference: { reference: 'Patient/p1' } },
      { name: 'asOf', valueInstant: '2026-11-22T20:00:00Z' },
      { name: 'context', part: [{ name: 'status', valueCode: 'final' }] },
      ...parameters,
    ],
  };
}
