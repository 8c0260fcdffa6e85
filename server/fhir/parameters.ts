import { FhirError } from '../errors.ts';
import type { CodeToken } from '../store/national-store.ts';
import { parseDateTime } from './date-time.ts';
import type { DateFilter, DatePrefix } from '../store/national-store.ts';

/** A refusal of a search parameter: names it and the rule. */
export function parameterError(name: string, rule: string, reason = 'parameter-invalid'): FhirError {
  return new FhirError(400, 'value', `Parameter "${name}" ${rule}`, { expression: [name], reason });
}

/** The value of a parameter that may be given once. */
export function single(given: URLSearchParams, name: string): string | undefined {
  const [value, ...more] = given.getAll(name);
  if (more.length > 0) throw parameterError(name, 'may be given only once');
  return value;
}

/** A number in a parameter that may be given once, inclusive ends. */
export function parseNumber(
  given: URLSearchParams,
  name: string,
  { low, high, decimals = 0 }: { low: number; high: number; decimals?: number },
): number | undefined {
  const value = single(given, name);
  if (value === undefined) return undefined;
  const [whole = '', fraction = ''] = value.split('.');
  const isNumber = /^\d{1,9}(\.\d+)?$/.test(value) && fraction.length <= decimals && whole !== '';
  if (!isNumber || Number(value) < low || Number(value) > high) {
    const kind = decimals === 0 ? 'a whole number' : `a number with at most ${decimals} decimals`;
    throw parameterError(name, `must be ${kind} from ${low} to ${high}`);
  }
  return Number(value);
}

/** One of some words in a parameter that may be given once. */
export function parseChoice<T extends string>(
  given: URLSearchParams,
  name: string,
  choices: readonly T[],
): T | undefined {
  const value = single(given, name);
  const choice = choices.find((each) => each === value);
  if (value !== undefined && choice === undefined) {
    throw parameterError(name, `must be one of ${choices.join(', ')}`);
  }
  return choice;
}

export function missingParameter(name: string): FhirError {
  return new FhirError(400, 'required', `Parameter "${name}" is required`, {
    expression: [name],
    reason: 'parameter-missing',
  });
}

/** A name that a caller made up, as it may be repeated in an answer: names are words, identifiers are not. */
export function shownName(name: string): string {
  return /^[\w:.$-]{1,40}$/.test(name) && !/\d{6}/.test(name) ? name : '…';
}

/**
 * An unknown parameter is ignored, or refused when handling is strict. But a modifier or chain on a known one is always
 * refused, since without it the search would mean something else
 * (https://hl7.org/fhir/R4/search.html#modifiers): `status:not`, `patient:identifier`.
 */
export function refuseUnknown(name: string, isKnown: (name: string) => boolean, strict: boolean): void {
  const base = name.split(/[:.]/)[0] ?? '';
  const modified = base !== name && isKnown(base);
  if (!strict && !modified) return;
  const shown = shownName(name);
  const rule = modified ? 'has a modifier or chain that is not supported' : 'is not supported';
  throw new FhirError(400, 'not-supported', `Parameter "${shown}" ${rule}`, {
    expression: [shown],
    reason: modified ? 'parameter-modifier' : 'parameter-unknown',
  });
}

export interface CheckedParameters {
  /** Values of `patient` and `patient.identifier`: only ever compared with the token's patient. */
  patients: string[];
  identifiers: string[];
  /** Names that had no effect; under strict handling there are none. */
  ignored: string[];
}

const ofPatient = ['patient', 'patient.identifier'];

/**
 * Checks the parameters of a search in the patient's compartment: those that are unknown, repeated or empty, and `_format`.
 * @param known beside `patient`, `patient.identifier` and `_format`
 * @param mayRepeat of the known ones
 */
export function checkParameters(
  given: URLSearchParams,
  known: readonly string[],
  mayRepeat: readonly string[],
  strict: boolean,
): CheckedParameters {
  const isKnown = (name: string) => [...known, ...ofPatient, '_format'].includes(name);
  const names = [...new Set(given.keys())];
  const unknown = names.filter((name) => !isKnown(name));
  for (const name of unknown) refuseUnknown(name, isKnown, strict);
  for (const name of names.filter(isKnown)) {
    if (![...mayRepeat, ...ofPatient].includes(name) && given.getAll(name).length > 1) {
      throw parameterError(name, 'may be given only once');
    }
    if (given.getAll(name).includes('')) throw parameterError(name, 'must not be empty');
  }
  requireJsonFormat(given.get('_format') ?? 'json');
  return {
    patients: given.getAll('patient'),
    identifiers: given.getAll('patient.identifier'),
    ignored: [...new Set(unknown.map(shownName))],
  };
}

/** `_format` is refused (406) when it asks for anything but JSON. */
export function requireJsonFormat(value: string): void {
  if (!['json', 'application/json', 'application/fhir+json'].includes(value)) {
    throw new FhirError(406, 'not-supported', 'Parameter "_format": only JSON is served', {
      expression: ['_format'],
      reason: 'format',
    });
  }
}

/** Code systems that a measurement's code can be searched by. */
const codeSystems: readonly string[] = [
  'http://loinc.org',
  'http://snomed.info/sct',
  'urn:oid:2.16.578.1.12.4.1.1.7280',
];

/** `system|code`, `|code` (no system) or `code` (any system); several separated by commas. */
export function parseTokens(name: string, values: readonly string[]): CodeToken[] {
  return values.flatMap((value) => value.split(',')).map((token) => parseToken(name, token));
}

function parseToken(name: string, token: string): CodeToken {
  const [first = '', second, ...rest] = token.split('|');
  if (rest.length > 0) throw parameterError(name, 'must be system|code, |code or code');
  const code = second ?? first;
  if (code === '' || /[\s\p{Cc}\p{Cs}]/u.test(token))
    throw parameterError(name, 'must name a code: system|code, |code or code');
  return second === undefined ? { code } : { system: first, code };
}

/** As {@link parseTokens}, for the code of an Observation: an unknown code system is a mistake, not "no matches". */
export function parseCodes(name: string, values: readonly string[]): CodeToken[] {
  const tokens = parseTokens(name, values);
  for (const { system } of tokens) {
    if (system && !codeSystems.includes(system)) {
      throw new FhirError(
        400,
        'code-invalid',
        `Parameter "${name}": the code system is not one of ${codeSystems.join(', ')}`,
        {
          expression: [name],
          reason: 'code-system-unknown',
        },
      );
    }
  }
  return tokens;
}

/** `[prefix]date`: https://hl7.org/fhir/R4/search.html#date. Dates without a time are calendar days in Europe/Oslo. */
export function parseDate(name: string, value: string): DateFilter {
  const [, prefix = 'eq', date = ''] = /^(eq|ne|gt|lt|ge|le|sa|eb)?(.*)$/s.exec(value) ?? [];
  const span = parseDateTime(date, true);
  if (!span) {
    throw parameterError(
      name,
      'must be a FHIR date (YYYY, YYYY-MM, YYYY-MM-DD or with time and zone) after eq, ne, gt, lt, ge, le, sa or eb',
    );
  }
  return { prefix: prefix as DatePrefix, from: span.from, to: span.to };
}
