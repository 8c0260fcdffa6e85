import { FhirError } from '../errors.ts';
import { parameterError } from '../fhir/parameters.ts';
import type { LastnQuery } from '../store/national-store.ts';
import { parseObservationSearch, type ObservationSearch } from './query.ts';

const maximumMax = 1000;

export type LastnRequest = Pick<ObservationSearch, 'patients' | 'identifiers'> & {
  query: Omit<LastnQuery, 'allowedCategories'>;
};

/** Observation/$lastn: needs `category` or `code`; `max` (default 1) per code; other search parameters narrow it. */
export function parseLastn(given: URLSearchParams, strict: boolean): LastnRequest {
  const search = new URLSearchParams(given);
  search.delete('max');
  const { query, patients, identifiers } = parseObservationSearch(search, strict);
  if (!query.codes && !query.categories) {
    throw new FhirError(400, 'required', '$lastn needs the parameter "category" or "code"', {
      expression: ['category', 'code'],
      reason: 'parameter-missing',
    });
  }
  const { codes, categories, statuses, dates } = query;
  return {
    patients,
    identifiers,
    query: {
      dates,
      max: parseMax(given.getAll('max')),
      ...(codes && { codes }),
      ...(categories && { categories }),
      ...(statuses && { statuses }),
    },
  };
}

function parseMax(values: string[]): number {
  const [value = '1', ...more] = values;
  if (more.length > 0 || !/^[1-9]\d{0,3}$/.test(value) || Number(value) > maximumMax) {
    throw parameterError('max', `must be a whole number from 1 to ${maximumMax}`);
  }
  return Number(value);
}
