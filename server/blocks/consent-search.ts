import { checkParameters, parameterError, parseTokens, type CheckedParameters } from '../fhir/parameters.ts';
import type { Block } from './blocks.ts';
import { consentStatuses } from './consent-structure.ts';
import { statusOf } from './consent.ts';

export interface ConsentSearch extends CheckedParameters {
  matches: (block: Block) => boolean;
  /** What was understood, for the `self` link: without anything that names a person. */
  applied: [string, string][];
}

const statusSystem = 'http://hl7.org/fhir/consent-state-codes';

/**
 * Reads a search of Consent. Throws 400 for a parameter that is known but malformed, and under strict handling for one that
 * is unknown (https://hl7.org/fhir/R4/search.html#errors).
 */
export function parseConsentSearch(given: URLSearchParams, strict: boolean): ConsentSearch {
  const checked = checkParameters(given, ['status', '_id'], [], strict);
  const status = given.get('status');
  const statuses = status === null ? undefined : parseStatuses(status);
  const ids = given.get('_id')?.split(',');
  return {
    matches: (block) => (statuses?.includes(statusOf(block)) ?? true) && (ids?.includes(block.id) ?? true),
    ...checked,
    applied: [
      ...(status === null ? [] : [['status', status] as [string, string]]),
      // An id that is none could be anything: only what can be one is repeated.
      ...(ids ? [['_id', ids.filter((id) => /^[0-9a-f-]{36}$/.test(id)).join(',')] as [string, string]] : []),
    ],
  };
}

function parseStatuses(value: string): string[] {
  const tokens = parseTokens('status', [value]);
  if (
    !tokens.every(
      ({ system = statusSystem, code }) => system === statusSystem && consentStatuses.includes(code),
    )
  ) {
    throw parameterError('status', `must be one of ${consentStatuses.join(', ')}`);
  }
  return tokens.map(({ code }) => code);
}
