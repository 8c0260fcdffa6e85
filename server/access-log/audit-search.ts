import { checkParameters, parameterError, parseDate, type CheckedParameters } from '../fhir/parameters.ts';
import { periodOf } from '../fhir/period-of.ts';
import type { AccessLogQuery } from './access-log.ts';

export interface AuditSearch extends CheckedParameters {
  query: AccessLogQuery;
  /** What was understood, for links, but for where a page begins: without anything that names a person. */
  applied: [string, string][];
}

const defaultCount = 50;
const maximumCount = 200;
/** An event is an instant, so these say from when and until when; `ne` and spans that only overlap have no use here. */
const prefixes = ['eq', 'ge', 'gt', 'sa', 'le', 'lt', 'eb'];

/** Reads a search of AuditEvent: newest first, by `date`. Throws 400 for a parameter that is known but malformed. */
export function parseAuditSearch(given: URLSearchParams, strict: boolean): AuditSearch {
  const checked = checkParameters(given, ['date', '_count', '_before'], ['date'], strict);
  const before = given.get('_before');
  const dates = given.getAll('date').map((value) => parseDate('date', value));
  if (!dates.every(({ prefix }) => prefixes.includes(prefix))) {
    throw parameterError('date', `takes the prefixes ${prefixes.join(', ')}`);
  }
  return {
    query: {
      ...periodOf(dates),
      ...(before !== null && { before: wholeNumber('_before', before, 2 ** 31 - 1) }),
      count: wholeNumber('_count', given.get('_count') ?? String(defaultCount), maximumCount),
    },
    ...checked,
    applied: ['date', '_count'].flatMap((name) =>
      given.getAll(name).map((value): [string, string] => [name, value]),
    ),
  };
}

function wholeNumber(name: string, text: string, most: number): number {
  if (!/^[1-9]\d*$/.test(text) || Number(text) > most) {
    throw parameterError(name, `must be a whole number from 1 to ${most}`);
  }
  return Number(text);
}
