import { codingMatches } from '../clinical/code-systems.ts';
import type { Part, VitalSign } from '../clinical/types.ts';
import { vitalSignByCode, vitalSigns } from '../clinical/vital-signs.ts';
import { FhirError } from '../errors.ts';
import { parseQuestion, type OperationQuestion } from '../fhir/operation-question.ts';
import {
  missingParameter,
  parameterError,
  parseChoice,
  parseCodes,
  parseNumber,
  shownName,
  single,
} from '../fhir/parameters.ts';
import { statisticCode, statistics } from './statistics.ts';

const hour = 3_600_000;
const own = ['code', 'system', 'coding', 'duration', 'period', 'statistic', 'include', 'limit'];
/** More Observations than this are read by a search, in pages: without a limit they are refused. */
export const mostSources = 1000;

/** One number to sum up: a vital sign that is one number, or a component of a panel. */
export interface Summed {
  vitalSign: VitalSign;
  part: Part;
}

export interface StatsRequest extends OperationQuestion {
  summed: Summed[];
  /** Codes of the code system, each once, in the order asked for. */
  statistics: string[];
  /** The Observations behind the numbers are asked for, all or at most the newest so many; absent: none. */
  sources?: { limit?: number };
}

/**
 * Reads the parameters of Observation/$stats (https://hl7.org/fhir/R4/observation-operation-stats.html). `period` comes as `start` and
 * `end`. Throws 400 naming the parameter and the rule.
 * @param now epoch milliseconds: where `duration` ends
 */
export function parseStats(given: URLSearchParams, strict: boolean, now: number): StatsRequest {
  const question = parseQuestion(given, own, strict);
  const limit = parseNumber(given, 'limit', { low: 1, high: mostSources });
  const include = parseChoice(given, 'include', ['true', 'false']) === 'true';
  return {
    ...question,
    ...durationOf(given, question, now),
    summed: parseSummed(given),
    statistics: parseStatistics(given.getAll('statistic').flatMap((value) => value.split(','))),
    ...(include && { sources: limit === undefined ? {} : { limit } }),
  };
}

/** Hours back from now, in place of a period. */
function durationOf(
  given: URLSearchParams,
  { asked }: OperationQuestion,
  now: number,
): Partial<Pick<OperationQuestion, 'period' | 'asked'>> {
  if (given.has('period'))
    throw parameterError('period', 'is a Period: send it in a Parameters resource, or as start and end');
  const hours = parseNumber(given, 'duration', { low: 0, high: 999_999_999, decimals: 6 });
  if (hours === undefined) return {};
  if (Object.keys(asked).length > 0)
    throw parameterError('duration', 'must not be given together with a period');
  const from = now - hours * hour;
  if (!(from >= -8.64e15 / 2)) throw parameterError('duration', 'reaches too far back');
  return {
    period: { from, to: now },
    asked: { start: new Date(from).toISOString(), end: new Date(now).toISOString() },
  };
}

function parseSummed(given: URLSearchParams): Summed[] {
  const system = single(given, 'system');
  const tokens = [
    ...given
      .getAll('code')
      .map((code) => (system === undefined || code.includes('|') ? code : `${system}|${code}`)),
    ...given.getAll('coding'),
  ];
  if (tokens.length === 0) throw missingParameter('code');
  const found = parseCodes('code', tokens).flatMap((token) => {
    const parts = partsOf(token.system, token.code);
    if (parts.length > 0) return parts;
    throw new FhirError(
      400,
      'code-invalid',
      'Parameter "code" must be a code of the catalogue that has numbers (see ObservationDefinition)',
      { expression: ['code'], reason: 'code-unknown' },
    );
  });
  return found.filter(({ part }, index) => found.findIndex((each) => each.part === part) === index);
}

/** A panel's code means each of its parts, a component's code that part. */
function partsOf(system: string | undefined, code: string): Summed[] {
  const whole = vitalSignByCode(system, code);
  if (whole) return whole.parts.map((part) => ({ vitalSign: whole, part }));
  const asked = { code, ...(system && { system }) };
  return vitalSigns.flatMap((vitalSign) =>
    vitalSign.parts
      .filter((part) => [part.code, ...part.translations].some((coding) => codingMatches(asked, coding)))
      .map((part) => ({ vitalSign, part })),
  );
}

function parseStatistics(asked: string[]): string[] {
  if (asked.length === 0) throw missingParameter('statistic');
  const codes = asked.map((each) => {
    const code = statisticCode(each);
    if (code !== undefined) return code;
    const supported = Object.keys(statistics).join(', ');
    throw new FhirError(
      400,
      'not-supported',
      `Parameter "statistic": "${shownName(each)}" is not supported; supported are ${supported}`,
      { expression: ['statistic'], reason: 'statistic-unsupported' },
    );
  });
  return [...new Set(codes)];
}
