import { FhirError } from '../errors.ts';
import { parameterError, refuseUnknown } from '../fhir/parameters.ts';
import type { LastnQuery } from '../store/national-store.ts';
import { parseObservationSearch, type ObservationSearch } from './query.ts';

const maximumMax = 1000;

/** Parameters of a search that $lastn has no use for: its order, number and form are its own. */
const foreign = new Set(['_count', '_sort', '_summary', '_lastUpdated']);

export type LastnRequest = Pick<ObservationSearch, 'patients' | 'identifiers' | 'ignored' | 'applied'> & {
  query: Omit<LastnQuery, 'allowedCategories'>;
};

/** Observation/$lastn: needs `category` or `code`; `max` (default 1) per code; other search parameters narrow it. */
export function parseLastn(given: URLSearchParams, strict: boolean): LastnRequest {
  const search = new URLSearchParams([...given].filter(([name]) => name !== 'max' && !foreign.has(name)));
  const unused = [...new Set(given.keys())].filter((name) => foreign.has(name));
  for (const name of unused) refuseUnknown(name, () => false, strict);
  const { query, patients, identifiers, ignored, applied } = parseObservationSearch(search, strict);
  if (!query.codes && !query.categories) {
    throw new FhirError(400, 'required', '$lastn needs the parameter "category" or "code"', {
      expression: ['category', 'code'],
      reason: 'parameter-missing',
    });
  }
  const { codes, categories, statuses, dates } = query;
  const max = parseMax(given.getAll('max'));
  return {
    patients,
    identifiers,
    ignored: [...unused, ...ignored],
    applied: [...applied.filter(([name]) => name !== '_count'), ['max', String(max)]],
    query: {
      dates,
      max,
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
