import { parseDateTime } from '../fhir/date-time.ts';
import { asObject, list } from './fhir-reader.ts';

/**
 * The different values a resource has in one identifier system today: not those marked `old`, nor those whose period
 * is over.
 */
export function currentIdentifiers(resource: Record<string, unknown>, system: string): string[] {
  const values = list(resource.identifier).flatMap((entry) => {
    const identifier = asObject(entry);
    if (identifier?.system !== system || identifier.use === 'old' || isOver(identifier.period)) return [];
    return typeof identifier.value === 'string' ? [identifier.value.trim()] : [];
  });
  return [...new Set(values)];
}

/** Whether a Period has ended (its end is inclusive to its precision); one that cannot be read has not. */
export function isOver(period: unknown): boolean {
  const end = asObject(period)?.end;
  const span = typeof end === 'string' ? parseDateTime(end) : undefined;
  return span !== undefined && span.to <= Date.now();
}
