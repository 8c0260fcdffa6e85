import {
  parameterError,
  parseCodes,
  parseDate,
  parseTokens,
  refuseUnknown,
  requireJsonFormat,
  shownName,
} from '../fhir/parameters.ts';
import type { ObservationQuery } from '../store/national-store.ts';
import { observationStatuses } from '../fhir/observation-status.ts';

export const defaultCount = 1000;
export const maximumCount = 10_000;

export interface ObservationSearch {
  query: Omit<ObservationQuery, 'allowedCategories'>;
  count: number;
  summary: boolean;
  /** Values of `patient` and `patient.identifier`: only ever compared with the token's patient. */
  patients: string[];
  identifiers: string[];
  /** Parameters that had no effect; under strict handling there are none. */
  ignored: string[];
  /** What was understood, for the `self` link: without anything that names a person. */
  applied: [string, string][];
}

type Draft = ObservationSearch;

/** The search parameters: how each changes the search. A parameter may repeat unless it is in `once`. */
const parameters: Record<string, (draft: Draft, value: string) => void> = {
  code: ({ query }, value) => (query.codes = [...(query.codes ?? []), ...parseCodes('code', [value])]),
  category: ({ query }, value) => (query.categories = parseTokens('category', [value])),
  date: ({ query }, value) => query.dates.push(parseDate('date', value)),
  _lastUpdated: ({ query }, value) => query.lastUpdated.push(parseDate('_lastUpdated', value)),
  status: ({ query }, value) => (query.statuses = parseStatuses(value)),
  _sort: ({ query }, value) => (query.sort = parseSort(value)),
  _count: (draft, value) => (draft.count = parseCount(value)),
  _summary: (draft, value) => (draft.summary = parseSummary(value)),
  patient: ({ patients }, value) => patients.push(value),
  subject: ({ patients }, value) => patients.push(value),
  'patient.identifier': ({ identifiers }, value) => identifiers.push(value),
  _format: (_, value) => requireJsonFormat(value),
};

const once = new Set(['code', 'category', 'status', '_sort', '_count', '_summary', '_format']);
/** Of a parameter that may repeat: each date is another condition for the store to weigh. */
const mostRepetitions = 10;
const personal = new Set(['patient', 'subject', 'patient.identifier']);
const silent = new Set(['_format']);
const isKnown = (name: string) => Object.hasOwn(parameters, name);

/**
 * Reads a search of Observation. Throws 400 for a parameter that is known but malformed, and under strict handling for
 * one that is unknown (https://hl7.org/fhir/R4/search.html#errors).
 */
export function parseObservationSearch(given: URLSearchParams, strict: boolean): ObservationSearch {
  const draft: Draft = {
    query: { dates: [], lastUpdated: [], sort: '-date' },
    count: defaultCount,
    summary: false,
    patients: [],
    identifiers: [],
    ignored: [],
    applied: [],
  };
  for (const [name, value] of given) {
    const apply = isKnown(name) ? parameters[name] : undefined;
    if (!apply) {
      refuseUnknown(name, isKnown, strict);
      if (!draft.ignored.includes(shownName(name))) draft.ignored.push(shownName(name));
      continue;
    }
    const repetitions = given.getAll(name).length;
    if (once.has(name) && repetitions > 1) throw parameterError(name, 'may be given only once');
    if (repetitions > mostRepetitions) {
      throw parameterError(name, `may be given at most ${mostRepetitions} times`);
    }
    if (value === '') throw parameterError(name, 'must not be empty');
    apply(draft, value);
    if (!personal.has(name) && !silent.has(name) && name !== '_count') draft.applied.push([name, value]);
  }
  if (draft.count === 0) draft.summary = true;
  draft.applied.push(['_count', String(draft.count)]);
  return draft;
}

function parseStatuses(value: string): string[] {
  const codes = parseTokens('status', [value]).map(({ code }) => code);
  if (!codes.every((code) => observationStatuses.includes(code))) {
    throw parameterError('status', `must be one of ${observationStatuses.join(', ')}`);
  }
  return codes;
}

function parseSort(value: string): 'date' | '-date' {
  if (value !== 'date' && value !== '-date') throw parameterError('_sort', 'must be date or -date');
  return value;
}

/** 0 asks for the number of matches only; more than the maximum is answered in pages of the maximum. */
function parseCount(value: string): number {
  if (!/^\d{1,10}$/.test(value)) throw parameterError('_count', 'must be a whole number, 0 or more');
  return Math.min(Number(value), maximumCount);
}

function parseSummary(value: string): boolean {
  if (value !== 'count' && value !== 'false') throw parameterError('_summary', 'must be count or false');
  return value === 'count';
}
