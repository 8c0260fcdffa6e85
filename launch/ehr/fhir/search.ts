import { FhirRefusal } from './fhir-refusal.ts';
import { searchParameters } from './search-parameters.ts';

const defaultCount = 50;
const largestCount = 200;

export interface SearchRequest {
  type: string;
  /** Pairs as sent, in order. */
  parameters: URLSearchParams;
  method: 'GET' | 'POST';
  /** `Prefer: handling=strict` refuses what would otherwise be ignored. */
  strict: boolean;
}

/**
 * One page of a search among the resources the token may see. Parameters that are not supported are left out of the
 * `self` link, which says what was really searched for. A page never holds more than `_count`.
 */
export function search(
  request: SearchRequest,
  base: string,
  visible: readonly fhir4.FhirResource[],
): fhir4.Bundle {
  const applied = appliedParameters(request);
  const supported = searchParameters[request.type] ?? {};
  const found = visible.filter((resource) =>
    [...applied].every(([name, value]) => {
      const parameter = supported[name];
      return !parameter || value.split(',').some((one) => parameter.matches(resource, one));
    }),
  );
  const count = wholeNumber(request.parameters, '_count', defaultCount, largestCount);
  const offset = wholeNumber(request.parameters, '_offset', 0, Number.MAX_SAFE_INTEGER);
  const page = found.slice(offset, offset + count);
  const link = [{ relation: 'self', url: `${base}/${request.type}${asQuery(applied)}` }];
  if (count > 0 && offset + count < found.length && request.method === 'GET') {
    const next = new URLSearchParams([...applied, ['_count', `${count}`], ['_offset', `${offset + count}`]]);
    link.push({ relation: 'next', url: `${base}/${request.type}${asQuery(next)}` });
  }
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    total: found.length,
    link,
    entry: page.map((resource) => ({
      fullUrl: `${base}/${request.type}/${resource.id}`,
      resource,
      search: { mode: 'match' },
    })),
  };
}

/** Leaves out personal identifiers: a link is a URL, and they do not belong in one. */
function asQuery(parameters: URLSearchParams): string {
  const shown = new URLSearchParams([...parameters].filter(([name]) => name !== 'identifier'));
  return shown.size > 0 ? `?${shown}` : '';
}

function appliedParameters({ type, parameters, method, strict }: SearchRequest): URLSearchParams {
  const supported = searchParameters[type] ?? {};
  const applied = new URLSearchParams();
  for (const [name, value] of parameters) {
    const parameter = Object.hasOwn(supported, name) ? supported[name] : undefined;
    if (parameter?.postOnly && method === 'GET') {
      throw new FhirRefusal(
        400,
        'invalid',
        `Search by ${name} is done by POST ${type}/_search: it names a person.`,
      );
    }
    if (parameter) applied.append(name, value);
    else if (strict && !['_count', '_offset', '_format'].includes(name)) {
      throw new FhirRefusal(
        400,
        'not-supported',
        `The search parameter ${name} is not supported for ${type}.`,
      );
    }
  }
  return applied;
}

function wholeNumber(parameters: URLSearchParams, name: string, otherwise: number, largest: number): number {
  const text = parameters.get(name);
  if (text === null) return otherwise;
  if (!/^\d{1,15}$/.test(text))
    throw new FhirRefusal(400, 'invalid', `${name} must be a whole number, 0 or more.`);
  return Math.min(Number(text), largest);
}
