import { fhirAddress, type FhirAddress, type Interaction, type ServedRoute } from './fhir-address.ts';
import type { Operation } from './open-api.ts';

const fhirJson = 'application/fhir+json';
const form = 'application/x-www-form-urlencoded';
const resource = { schema: { $ref: '#/components/schemas/Resource' } };
const answer = (description: string) => ({ description, content: { [fhirJson]: resource } });
const refusals = {
  400: answer('OperationOutcome: the element or parameter, and the rule'),
  401: answer('OperationOutcome: no token, or one that is not valid'),
  403: answer('OperationOutcome: scope, another patient, or access that is not allowed'),
  503: answer('OperationOutcome: what cannot be reached now; Retry-After where it is known'),
};
const signedIn = [{ facade: [] }];

const words: Partial<Record<Interaction, (type: string) => string>> = {
  read: (type) => `One ${type} as it stands`,
  vread: (type) => `One version of one ${type}`,
  'history-instance': (type) => `Every version of one ${type}`,
  'history-type': (type) => `Every version of every ${type} of the patient`,
  'search-type': (type) => `Search ${type}`,
  create: (type) => `Make or deliver one ${type}`,
  update: (type) => `Change one ${type}; If-Match names the version that is changed`,
  delete: (type) => `End one ${type}; every version stays readable`,
};

/** A FHIR route with the words of the CapabilityStatement. Throws where that does not list what is served. */
export function describeFhir(
  route: ServedRoute,
  statement: fhir4.CapabilityStatement,
  operations: readonly fhir4.OperationDefinition[],
): Operation | undefined {
  if (!/^\/fhir(\/|$)/.test(route.path)) return undefined;
  const address = fhirAddress(route);
  const description = address && describe(address, route, statement, operations);
  if (!description)
    throw new Error(`${route.method} ${route.path} is served, but the CapabilityStatement is silent`);
  return description;
}

function describe(
  address: FhirAddress,
  route: ServedRoute,
  statement: fhir4.CapabilityStatement,
  operations: readonly fhir4.OperationDefinition[],
): Operation | undefined {
  const rest = statement.rest?.[0];
  if (address.kind === 'about-the-server')
    return { summary: 'What this server is', security: [], responses: { 200: { description: 'JSON' } } };
  if (address.kind === 'batch') return batch(rest);
  const listed = rest?.resource?.find(({ type }) => type === address.type);
  if (!listed) return undefined;
  if (address.kind === 'operation') return operation(address.name, route, listed, operations);
  const { code, type, byForm } = address;
  const interaction = listed.interaction?.find((each) => each.code === code);
  if (!interaction) return undefined;
  const said = interaction.documentation ?? listed.documentation;
  const search = code === 'search-type' ? (listed.searchParam ?? []) : [];
  const writes = code === 'create' || code === 'update';
  return {
    summary: words[code]?.(type) ?? `${code} ${type}`,
    ...(said && { description: said }),
    security: isOpen(type) ? [] : signedIn,
    parameters: [...inPath(route), ...(byForm ? [] : search.map(queryParameter))],
    ...(byForm && { requestBody: { content: { [form]: { schema: formOf(search) } } } }),
    ...(writes && { requestBody: { required: true, content: { [fhirJson]: resource } } }),
    responses: { ...successOf(code, type), ...(isOpen(type) ? {} : refusals) },
  };
}

/** Definitions are the same for everybody. */
const isOpen = (type: string) => type.endsWith('Definition');

function successOf(code: Interaction, type: string): Record<string, object> {
  if (['search-type', 'history-instance', 'history-type'].includes(code)) {
    return { 200: answer(`Bundle of ${type}`) };
  }
  if (code === 'create') return { 201: answer(type) };
  if (code === 'delete') return { 204: { description: 'Ended' } };
  return { 200: answer(type) };
}

function batch(rest: fhir4.CapabilityStatementRest | undefined): Operation | undefined {
  const listed = rest?.interaction?.find(({ code }) => code === 'batch');
  return (
    listed && {
      summary: listed.documentation ?? 'batch',
      security: signedIn,
      requestBody: { required: true, content: { [fhirJson]: resource } },
      responses: { 200: answer('Bundle with an answer for each entry'), ...refusals },
    }
  );
}

function operation(
  name: string,
  route: ServedRoute,
  { operation: listed = [], searchParam = [] }: fhir4.CapabilityStatementRestResource,
  definitions: readonly fhir4.OperationDefinition[],
): Operation | undefined {
  const own = listed.find((each) => each.name === name);
  if (!own) return undefined;
  const definition = definitions.find(({ code }) => code === name);
  const given: Documented[] = definition?.parameter?.filter(({ use }) => use === 'in') ?? searchParam;
  return {
    summary: definition?.title ?? `$${name} as R4 defines it`,
    description: own.documentation ?? definition?.description ?? own.definition,
    security: signedIn,
    ...(route.method === 'get' && {
      parameters: given.map(queryParameter),
    }),
    ...(route.method === 'post' && {
      requestBody: {
        content: {
          ...(!takesResource(definition) && { [form]: { schema: formOf(given) } }),
          [fhirJson]: resource,
        },
      },
    }),
    responses: { 200: answer(definition ? returnedBy(definition) : 'Bundle, or Parameters'), ...refusals },
  };
}

/** One resource by the name `return` is the answer itself: https://hl7.org/fhir/R4/operations.html#response */
function returnedBy({ parameter = [] }: fhir4.OperationDefinition): string {
  const [only, ...more] = parameter.filter(({ use }) => use === 'out');
  return only?.name === 'return' && more.length === 0 ? (only.type ?? 'Parameters') : 'Parameters';
}
/** A form has no place for a resource. */
const takesResource = (definition: fhir4.OperationDefinition | undefined) =>
  definition?.parameter?.some(({ use, name }) => use === 'in' && name === 'resource') === true;

const inPath = ({ path }: ServedRoute) =>
  [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));

interface Documented {
  name: string;
  documentation?: string | undefined;
  min?: number;
}

const queryParameter = ({ name, documentation, min = 0 }: Documented) => ({
  name,
  in: 'query',
  ...(min > 0 && { required: true }),
  ...(documentation && { description: documentation }),
  schema: { type: 'string' },
});

const formOf = (parameters: readonly Documented[]) => ({
  type: 'object',
  properties: Object.fromEntries(
    parameters.map(({ name, documentation }) => [
      name,
      { type: 'string', ...(documentation && { description: documentation }) },
    ]),
  ),
});
