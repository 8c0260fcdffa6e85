import { vitalSignByCode } from '../clinical/vital-signs.ts';
import type { VitalSign } from '../clinical/types.ts';
import { FhirError } from '../errors.ts';
import { parseDateTime } from '../fhir/date-time.ts';
import { parameterError, parseCodes, refuseUnknown } from '../fhir/parameters.ts';
import type { Interval } from '../store/national-store.ts';

const maximumPoints = 10_000;
const known = new Set([
  'code',
  'start',
  'end',
  'points',
  'patient',
  'subject',
  'patient.identifier',
  '_format',
]);
const isKnown = (name: string) => known.has(name);

export interface TrendRequest {
  vitalSigns: VitalSign[];
  period: Interval;
  /** As asked, for the answer. */
  asked: { start?: string; end?: string };
  points: number | undefined;
  patients: string[];
  identifiers: string[];
}

/** Reads the parameters of Observation/$trend. Throws 400 naming the parameter and the rule. */
export function parseTrend(given: URLSearchParams, strict: boolean): TrendRequest {
  for (const name of given.keys()) {
    if (!isKnown(name)) refuseUnknown(name, isKnown, strict);
  }
  const start = single(given, 'start');
  const end = single(given, 'end');
  const period: Interval = {
    ...(start !== undefined && { from: boundary('start', start).from }),
    ...(end !== undefined && { to: endOf(end) }),
  };
  if (start !== undefined && end !== undefined && isReversed(start, end)) {
    throw parameterError('end', 'must not be before start');
  }
  return {
    vitalSigns: parseVitalSigns(given.getAll('code')),
    period,
    asked: { ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
    points: parsePoints(single(given, 'points')),
    patients: [...given.getAll('patient'), ...given.getAll('subject')],
    identifiers: given.getAll('patient.identifier'),
  };
}

function parseVitalSigns(values: string[]): VitalSign[] {
  if (values.length === 0) {
    throw new FhirError(400, 'required', 'Parameter "code" is required', {
      expression: ['code'],
      reason: 'parameter-missing',
    });
  }
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

/** An instant is the boundary itself; a date is the calendar day in Europe/Oslo. */
function boundary(name: string, value: string) {
  const span = parseDateTime(value, true);
  if (!span) throw parameterError(name, 'must be a FHIR date or dateTime');
  return span;
}

/** The same instant twice is an empty period; a day that ends where the start begins is a day too early. */
function isReversed(start: string, end: string): boolean {
  const { from } = boundary('start', start);
  return endOf(end) < from || (endOf(end) === from && boundary('end', end).from < from);
}

function endOf(value: string): number {
  const { from, to, precision } = boundary('end', value);
  return precision === 'instant' ? from : to;
}

function parsePoints(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,4}$/.test(value) || Number(value) > maximumPoints) {
    throw parameterError('points', `must be a whole number from 1 to ${maximumPoints}`);
  }
  return Number(value);
}

function single(given: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = given.getAll(name);
  if (more.length > 0) throw parameterError(name, 'may be given only once');
  return value;
}
