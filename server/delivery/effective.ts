import { FhirError } from '../errors.ts';
import { parseDateTime, type DateTimeSpan } from '../fhir/date-time.ts';
import { unknownTime, type EffectiveTime } from '../store/deliverable.ts';

/** How far a source's clock may be ahead of ours. */
const clockSkew = 5 * 60_000;
const earliest = Date.UTC(1900, 0, 1);

interface EffectiveElements {
  effectiveDateTime?: unknown;
  effectiveInstant?: unknown;
  effectivePeriod?: unknown;
  effectiveTiming?: unknown;
}

/**
 * When a measurement was made. Exactly one effective[x] of type dateTime, instant or Period must say so: a measurement
 * without a time cannot be placed, and the time it was sent is not the time it was made. An empty effectiveDateTime, as
 * NHN publishes it, says that the time is not known.
 */
export function parseEffective(observation: EffectiveElements, now: number): EffectiveTime {
  const given = (
    ['effectiveDateTime', 'effectiveInstant', 'effectivePeriod', 'effectiveTiming'] as const
  ).filter((name) => observation[name] !== undefined);
  const [name] = given;
  if (!name)
    throw refusal(
      'Observation.effective',
      'is required: when was it measured?',
      'effective-missing',
      'required',
    );
  if (given.length > 1)
    throw refusal('Observation.effective', `is given ${given.length} times`, 'effective-ambiguous');
  if (name === 'effectiveDateTime' && observation[name] === '')
    return { from: unknownTime, to: unknownTime, precision: 'unknown' };
  const effective = readEffective(name, observation[name], now);
  if (effective.from > now + clockSkew) {
    throw refusal(`Observation.${name}`, 'is in the future', 'effective-in-future');
  }
  if (effective.from < earliest)
    throw refusal(`Observation.${name}`, 'is before 1900', 'effective-too-early');
  return effective;
}

function readEffective(name: string, value: unknown, now: number): EffectiveTime {
  if (name === 'effectiveTiming') {
    throw refusal(
      'Observation.effectiveTiming',
      'is not supported: use dateTime, instant or Period',
      'effective-timing',
    );
  }
  if (name !== 'effectivePeriod') return readDateTime(`Observation.${name}`, value);
  const period = (typeof value === 'object' && value !== null ? value : {}) as {
    start?: unknown;
    end?: unknown;
  };
  const start = readDateTime('Observation.effectivePeriod.start', period.start);
  const end = period.end === undefined ? start : readDateTime('Observation.effectivePeriod.end', period.end);
  if (end.to <= start.from)
    throw refusal('Observation.effectivePeriod', 'ends before it starts', 'effective-invalid');
  if (end.from > now + clockSkew)
    throw refusal('Observation.effectivePeriod.end', 'is in the future', 'effective-in-future');
  return { from: start.from, to: Math.max(start.to, end.to), precision: 'period' };
}

function readDateTime(element: string, value: unknown): DateTimeSpan {
  const span = typeof value === 'string' ? parseDateTime(value) : undefined;
  if (!span) {
    throw refusal(
      element,
      'is not a FHIR dateTime: YYYY, YYYY-MM, YYYY-MM-DD or with time and zone',
      'effective-invalid',
    );
  }
  return span;
}

function refusal(
  element: string,
  rule: string,
  reason: string,
  code: 'value' | 'required' = 'value',
): FhirError {
  return new FhirError(422, code, `${element} ${rule}`, { expression: [element], reason });
}
