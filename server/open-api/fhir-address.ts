/** A route of the facade as hapi lists it. */
export interface ServedRoute {
  /** In small letters. */
  method: string;
  /** With `{parameters}`, from the origin on. */
  path: string;
}

export type Interaction = fhir4.CapabilityStatementRestResourceInteraction['code'];

/** What a request to a FHIR address does: an interaction of a resource, an operation on it, or a whole Bundle. */
export type FhirAddress =
  | { kind: 'interaction'; type: string; code: Interaction; byForm: boolean }
  | { kind: 'operation'; type: string; name: string }
  | { kind: 'batch' }
  | { kind: 'about-the-server' };

const instances: Record<string, Interaction> = { get: 'read', put: 'update', delete: 'delete' };
const types: Record<string, Interaction> = { get: 'search-type', post: 'create' };

/** R4's RESTful addresses (https://hl7.org/fhir/R4/http.html); undefined: not one of them. */
export function fhirAddress({ method, path }: ServedRoute): FhirAddress | undefined {
  const [type, second, third, fourth] = path.replace(/^\/fhir\/?/, '').split('/');
  if (!type) return method === 'post' ? { kind: 'batch' } : undefined;
  if (type === 'metadata' || type === '.well-known') return { kind: 'about-the-server' };
  if (second?.startsWith('$')) return { kind: 'operation', type, name: second.slice(1) };
  const code = interactionOf(method, second, third, fourth);
  return code && { kind: 'interaction', type, code, byForm: second === '_search' };
}

function interactionOf(
  method: string,
  second?: string,
  third?: string,
  fourth?: string,
): Interaction | undefined {
  if (second === undefined) return types[method];
  if (second === '_search') return method === 'post' ? 'search-type' : undefined;
  if (second === '_history') return method === 'get' ? 'history-type' : undefined;
  if (third === undefined) return instances[method];
  if (third !== '_history' || method !== 'get') return undefined;
  return fourth === undefined ? 'history-instance' : 'vread';
}
