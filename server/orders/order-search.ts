import type { OrderVersion } from '../clinical/orders/order.ts';
import { findVitalSign } from '../clinical/vital-signs.ts';
import {
  checkParameters,
  parameterError,
  parseCodes,
  parseTokens,
  type CheckedParameters,
} from '../fhir/parameters.ts';
import { requestStatuses } from './order-structure.ts';

export interface OrderSearch extends CheckedParameters {
  matches: (order: OrderVersion) => boolean;
  /** What was understood, for the `self` link: without anything that names a person. */
  applied: [string, string][];
}

const statusSystem = 'http://hl7.org/fhir/request-status';

/**
 * Reads a search of ServiceRequest. Throws 400 for a parameter that is known but malformed, and under strict handling for one
 * that is unknown (https://hl7.org/fhir/R4/search.html#errors).
 */
export function parseOrderSearch(given: URLSearchParams, strict: boolean): OrderSearch {
  const checked = checkParameters(given, ['status', 'code', '_id'], [], strict);
  const status = given.get('status');
  const code = given.get('code');
  const statuses = status === null ? undefined : parseStatuses(status);
  const codes = code === null ? undefined : parseOrderCodes(code);
  const ids = given.get('_id')?.split(',');
  return {
    ...checked,
    matches: (order) =>
      (statuses?.includes(order.status) ?? true) &&
      (codes?.includes(order.code) ?? true) &&
      (ids?.includes(order.id) ?? true),
    applied: [
      ...(status === null ? [] : [['status', status] as [string, string]]),
      ...(code === null ? [] : [['code', code] as [string, string]]),
      // An id that is none could be anything: only what can be one is repeated.
      ...(ids ? [['_id', ids.filter((id) => /^[0-9a-f-]{36}$/.test(id)).join(',')] as [string, string]] : []),
    ],
  };
}

function parseStatuses(value: string): string[] {
  const tokens = parseTokens('status', [value]);
  const known = tokens.every(
    ({ system = statusSystem, code }) => system === statusSystem && requestStatuses.includes(code),
  );
  if (!known) throw parameterError('status', `must be one of ${requestStatuses.join(', ')}`);
  return tokens.map(({ code }) => code);
}

/** Catalogue codes, by whichever translation they are asked for. */
function parseOrderCodes(value: string): string[] {
  return parseCodes('code', [value]).flatMap((token) => findVitalSign([token])?.vitalSign.code.code ?? []);
}
