import { constants } from 'node:zlib';
import type { Plugin, Request } from '@hapi/hapi';
import { permitClinician } from '../access/permit.ts';
import { FhirError } from '../errors.ts';
import { parseJson } from '../fhir/json-text.ts';
import { requireSamePatient } from '../observation/same-patient.ts';
import { compressionLevels } from '../plugins/compression.ts';
import type { StoreFor } from '../store/national-store.ts';
import { trendParameters } from '../trend/parameters.ts';
import { parseTrend } from '../trend/query.ts';
import {
  bodyText,
  fhirResponse,
  formOf,
  formPayload,
  grantOf,
  isStrict,
  queryOf,
  requireMediaType,
} from './fhir-request.ts';

interface TrendOptions {
  storeFor: StoreFor;
  /** Epoch milliseconds. */
  now: () => number;
}

/** Long columns of small differences: a higher quality pays for itself on the wire. */
const compression = { ...compressionLevels, br: { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } } };

/** Observation/$trend by GET, by a form, or by a Parameters resource. */
export const observationTrend: Plugin<TrendOptions> = {
  name: 'observation-trend',
  register(server, { storeFor, now }) {
    const answer = async (request: Request, given: URLSearchParams): Promise<string> => {
      const { grant, allowedCategories } = permitClinician(grantOf(request), 's');
      const asked = parseTrend(given, isStrict(request));
      requireSamePatient(grant, asked.patients, asked.identifiers);
      const found = await storeFor(grant).trend(grant.person, {
        codes: asked.vitalSigns.map(({ code }) => code.code ?? ''),
        period: asked.period,
        ...(allowedCategories && { allowedCategories }),
      });
      return JSON.stringify(trendParameters(grant, asked, found, now()));
    };
    const path = '/fhir/Observation/$trend';
    server.route([
      {
        method: 'GET',
        path,
        options: { auth: 'facade-token', compression },
        handler: async (request, h) => fhirResponse(h, await answer(request, queryOf(request))),
      },
      {
        method: 'POST',
        path,
        options: { auth: 'facade-token', payload: formPayload, compression },
        handler: async (request, h) => fhirResponse(h, await answer(request, postedParameters(request))),
      },
    ]);
  },
};

function postedParameters(request: Request): URLSearchParams {
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
  return new URLSearchParams([...queryOf(request), ...parameters.parameter.map(parameterPair)]);
}

function parameterPair(parameter: fhir4.ParametersParameter | null, index: number): [string, string] {
  const { name, valueCoding } = parameter ?? {};
  const value = Object.entries(parameter ?? {}).find(([key]) => key.startsWith('value'))?.[1];
  const text = valueCoding ? `${valueCoding.system ?? ''}|${valueCoding.code ?? ''}` : value;
  if (typeof name !== 'string' || (typeof text !== 'string' && typeof text !== 'number')) {
    const expression = `Parameters.parameter[${index}]`;
    throw new FhirError(400, 'structure', `${expression} must have a name and a simple value or a Coding`, {
      expression: [expression],
      reason: 'structure-invalid',
    });
  }
  return [name, String(text)];
}
