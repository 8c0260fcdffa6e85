import type { Request, RouteOptions, ServerRoute } from '@hapi/hapi';
import { FhirError } from '../errors.ts';
import { parseJson } from '../fhir/json-text.ts';
import {
  bodyText,
  fhirResponse,
  formOf,
  smallPayload,
  queryOf,
  requireMediaType,
  type Given,
} from './fhir-request.ts';

/**
 * An operation that reads, by GET, by a form, or by a Parameters resource (https://hl7.org/fhir/R4/operations.html#executing).
 * @param answer reads what was given when it is known that the reader may ask at all
 */
export function operationRoutes(
  path: string,
  answer: (request: Request, given: Given) => Promise<string>,
  options: Pick<RouteOptions, 'compression'> = {},
): ServerRoute[] {
  return [
    {
      method: 'GET',
      path,
      options: { auth: 'facade-token', ...options },
      handler: async (request, h) => fhirResponse(h, await answer(request, () => queryOf(request))),
    },
    {
      method: 'POST',
      path,
      options: { auth: 'facade-token', payload: smallPayload, ...options },
      handler: async (request, h) => fhirResponse(h, await answer(request, () => postedParameters(request))),
    },
  ];
}

/**
 * What an operation is asked with in the body: a form, or a Parameters resource of simple values, Codings, Identifiers and Periods.
 * Those of the URL are there too.
 */
export function postedParameters(request: Request): URLSearchParams {
  const form = 'application/x-www-form-urlencoded';
  const sent = requireMediaType(request, [form, 'application/fhir+json', 'application/json']);
  if (sent === form) return formOf(request);
  const parameters = parseJson(bodyText(request)) as Partial<fhir4.Parameters> | null;
  if (parameters?.resourceType !== 'Parameters' || !Array.isArray(parameters.parameter)) {
    throw new FhirError(400, 'structure', 'The body must be a Parameters resource with parameter[]', {
      expression: ['Parameters.parameter'],
      reason: 'structure-invalid',
    });
  }
  return new URLSearchParams([...queryOf(request), ...parameters.parameter.flatMap(parameterPairs)]);
}

/** A Coding becomes `system|code`, an Identifier `system|value`, a Period the parameters `start` and `end`. */
function parameterPairs(parameter: fhir4.ParametersParameter | null, index: number): [string, string][] {
  const { name, valueCoding, valueIdentifier, valuePeriod } = parameter ?? {};
  if (typeof name === 'string' && valuePeriod) {
    return (['start', 'end'] as const).flatMap((end) => {
      const value: unknown = valuePeriod[end];
      return typeof value === 'string' ? [[end, value]] : [];
    });
  }
  const value = Object.entries(parameter ?? {}).find(([key]) => key.startsWith('value'))?.[1];
  const text = valueCoding
    ? token(valueCoding.system, valueCoding.code)
    : valueIdentifier
      ? token(valueIdentifier.system, valueIdentifier.value)
      : value;
  if (typeof name !== 'string' || !['string', 'number', 'boolean'].includes(typeof text)) {
    const expression = `Parameters.parameter[${index}]`;
    throw new FhirError(
      400,
      'structure',
      `${expression} must have a name and a simple value, a Coding, an Identifier or a Period`,
      {
        expression: [expression],
        reason: 'structure-invalid',
      },
    );
  }
  return [[name, String(text)]];
}

const token = (system = '', value = '') => `${system}|${value}`;
