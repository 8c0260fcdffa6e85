import { parseDateTime } from '../fhir/date-time.ts';
import { osloDate } from '../fhir/oslo-day.ts';
import { instant } from './instant.ts';

/** When an Observation was measured, as exact as the source said it; absent when it did not know, or what it said cannot be read. */
export function measuredTime({
  effectiveDateTime,
  effectiveInstant,
  effectivePeriod,
}: fhir4.Observation): string | undefined {
  const sent = effectiveDateTime ?? effectiveInstant ?? effectivePeriod?.start ?? '';
  const span = parseDateTime(sent);
  if (!span) return undefined;
  if (span.precision === 'instant') return instant(span.from);
  return span.precision === 'day' ? osloDate(span.from) : sent;
}
