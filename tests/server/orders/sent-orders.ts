import { monitoringLimitsUrl } from '../../../server/clinical/canonical.ts';

const mmHg = (value: number) => ({
  value,
  unit: 'mmHg',
  system: 'http://unitsofmeasure.org',
  code: 'mm[Hg]',
});
const loinc = (code: string) => ({ system: 'http://loinc.org', code });

export function bloodPressureLimits(code: string, limits: Record<string, number>): fhir4.Extension {
  return {
    url: monitoringLimitsUrl,
    extension: [
      { url: 'part', valueCoding: loinc(code) },
      ...Object.entries(limits).map(([url, value]) => ({ url, valueQuantity: mmHg(value) })),
    ],
  };
}

export interface Target {
  low?: number;
  high?: number;
}

/** An order's target for one part, in a UCUM unit, without limits. */
export function targetExtension(code: string, unit: string, { low, high }: Target): fhir4.Extension {
  const end = (value: number) => ({ value, unit, system: 'http://unitsofmeasure.org', code: unit });
  return {
    url: monitoringLimitsUrl,
    extension: [
      { url: 'part', valueCoding: loinc(code) },
      {
        url: 'target',
        valueRange: {
          ...(low !== undefined && { low: end(low) }),
          ...(high !== undefined && { high: end(high) }),
        },
      },
    ],
  };
}

/** As an app sends it: yellow from 150/90, red from 170/100, twice a day, from 2026 on. */
export function bloodPressureOrder(
  patient: string,
  changes: Partial<fhir4.ServiceRequest> = {},
): fhir4.ServiceRequest {
  return {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    code: { coding: [loinc('85354-9')] },
    subject: { reference: `Patient/${patient}` },
    occurrenceTiming: period('2026-01-01', undefined, { frequency: 2, period: 1, periodUnit: 'd' }),
    reasonCode: [{ text: 'Hypertensjon, nylig endret behandling' }],
    extension: [
      bloodPressureLimits('8480-6', { yellowHigh: 150, redHigh: 170 }),
      bloodPressureLimits('8462-4', { yellowHigh: 90, redHigh: 100 }),
    ],
    ...changes,
  };
}

export function weightOrder(
  patient: string,
  changes: Partial<fhir4.ServiceRequest> = {},
): fhir4.ServiceRequest {
  const kg = (value: number) => ({ value, unit: 'kg', system: 'http://unitsofmeasure.org', code: 'kg' });
  return bloodPressureOrder(patient, {
    code: { coding: [loinc('29463-7')] },
    extension: [
      {
        url: monitoringLimitsUrl,
        extension: [
          { url: 'part', valueCoding: loinc('29463-7') },
          { url: 'yellowHigh', valueQuantity: kg(82) },
          { url: 'target', valueRange: { low: kg(79), high: kg(80.5) } },
          {
            url: 'change',
            extension: [
              { url: 'level', valueCode: 'yellow' },
              { url: 'direction', valueCode: 'rise' },
              { url: 'by', valueQuantity: kg(2) },
              { url: 'days', valuePositiveInt: 3 },
            ],
          },
          {
            url: 'persistence',
            extension: [
              { url: 'needed', valuePositiveInt: 2 },
              { url: 'of', valuePositiveInt: 3 },
            ],
          },
        ],
      },
    ],
    ...changes,
  });
}

export function period(start: string, end?: string, repeat: fhir4.TimingRepeat = {}): fhir4.Timing {
  return { repeat: { boundsPeriod: { start, ...(end !== undefined && { end }) }, ...repeat } };
}
