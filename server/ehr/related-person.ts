import { parseDateTime } from '../fhir/date-time.ts';
import { asObject, list } from './fhir-reader.ts';

const roleCodes = 'http://terminology.hl7.org/CodeSystem/v3-RoleCode';

/** Parents by birth or adoption. Step-parents, foster parents and parents-in-law have no say by that alone. */
const parents = ['PRN', 'MTH', 'FTH', 'NPRN', 'NMTH', 'NFTH', 'ADOPTP', 'ADOPTM', 'ADOPTF'];

/** Power of attorney (fullmakt), durable power of attorney (fremtidsfullmakt), guardian (verge). */
const proxies = ['POWATT', 'DPOWATT', 'GUARD'];

/** What RelatedPerson.relationship says; a code of another system says nothing. */
export function relationshipsOf(resource: Record<string, unknown>): { parent: boolean; proxy: boolean } {
  const codes = list(resource.relationship)
    .flatMap((concept) => list(asObject(concept)?.coding).map(asObject))
    .flatMap((coding) => (coding?.system === roleCodes ? [coding.code] : []));
  return {
    parent: codes.some((code) => parents.includes(String(code))),
    proxy: codes.some((code) => proxies.includes(String(code))),
  };
}

/**
 * Whether a Period has begun and not ended; its end is inclusive to its precision. A bound that cannot be read is not
 * kept. Without a period: true.
 * @param instant epoch milliseconds
 */
export function holdsAt(period: unknown, instant: number): boolean {
  if (period === undefined) return true;
  const { start, end } = asObject(period) ?? { start: null };
  const from = start === undefined ? -Infinity : spanOf(start)?.from;
  const to = end === undefined ? Infinity : spanOf(end)?.to;
  return from !== undefined && to !== undefined && from <= instant && instant < to;
}

/** When a Period that holds ends, exclusive, epoch milliseconds; Infinity when it has no end. */
export function holdsUntil(period: unknown): number {
  return spanOf(asObject(period)?.end)?.to ?? Infinity;
}

function spanOf(value: unknown) {
  return typeof value === 'string' ? parseDateTime(value) : undefined;
}
