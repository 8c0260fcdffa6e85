import { vitalSignByCode } from '../clinical/vital-signs.ts';
import type { VitalSign } from '../clinical/types.ts';
import { FhirError } from '../errors.ts';
import { missingParameter, parameterError, parseCodes, refuseUnknown, single } from '../fhir/parameters.ts';
import { parseDateTime } from '../fhir/date-time.ts';
import { parsePeriod, type AskedPeriod } from '../fhir/period-parameters.ts';

const maximumPoints = 10_000;
const known = new Set([
  'code',
  'start',
  'end',
  'points',
  'receivedSince',
  'patient',
  'subject',
  'patient.identifier',
  '_format',
]);
const isKnown = (name: string) => known.has(name);

export interface TrendRequest extends AskedPeriod {
  vitalSigns: VitalSign[];
  points: number | undefined;
  /** Asks which were received since then, epoch milliseconds, or since the clinician's own last visit. */
  receivedSince?: number | 'last-visit' | undefined;
  patients: string[];
  identifiers: string[];
}

/** Reads the parameters of Observation/$trend. Throws 400 naming the parameter and the rule. */
export function parseTrend(given: URLSearchParams, strict: boolean): TrendRequest {
  for (const name of given.keys()) {
    if (!isKnown(name)) refuseUnknown(name, isKnown, strict);
  }
  const { period, asked } = parsePeriod(given);
  return {
    vitalSigns: requireVitalSigns(given.getAll('code')),
    period,
    asked,
    points: parsePoints(single(given, 'points')),
    receivedSince: parseReceivedSince(single(given, 'receivedSince')),
    patients: [...given.getAll('patient'), ...given.getAll('subject')],
    identifiers: given.getAll('patient.identifier'),
  };
}

function requireVitalSigns(values: string[]): VitalSign[] {
  if (values.length === 0) throw missingParameter('code');
  return parseVitalSigns(values);
}

/** The vital signs that `code` names, each once. Throws 400 for a code outside the catalogue. */
export function parseVitalSigns(values: string[]): VitalSign[] {
  const found = parseCodes('code', values).map(({ system, code }) => {
    const vitalSign = vitalSignByCode(system, code);
    if (!vitalSign) {
      throw new FhirError(
        400,
        'code-invalid',
        'Parameter "code" must be a code of the catalogue (see ObservationDefinition)',
        {
          expression: ['code'],
          reason: 'code-unknown',
        },
      );
    }
    return vitalSign;
  });
  return [...new Set(found)];
}

function parseReceivedSince(value: string | undefined): TrendRequest['receivedSince'] {
  if (value === undefined || value === 'last-visit') return value;
  const span = parseDateTime(value);
  if (span?.precision !== 'instant')
    throw parameterError('receivedSince', 'must be an instant or last-visit');
  return span.from;
}

function parsePoints(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,4}$/.test(value) || Number(value) > maximumPoints) {
    throw parameterError('points', `must be a whole number from 1 to ${maximumPoints}`);
  }
  return Number(value);
}
