import { asObject, isFhirId } from './fhir-reader.ts';

export interface ResourceId {
  type: string;
  id: string;
}

/**
 * A literal reference as type and id. Relative, or absolute under this issuer's own base; a reference to another
 * server, to a contained resource or by URN is undefined, so that a token never follows it.
 */
export function parseReference(iss: string, reference: unknown): ResourceId | undefined {
  if (typeof reference !== 'string') return undefined;
  const relative = reference.startsWith(`${iss}/`) ? reference.slice(iss.length + 1) : reference;
  const [, type, id] = /^([A-Z][A-Za-z]+)\/([^/]+)(?:\/_history\/[^/]+)?$/.exec(relative) ?? [];
  return type && id && isFhirId(id) ? { type, id } : undefined;
}

/** The id in a Reference element, when it refers to that type at this issuer. */
export function referencedId(iss: string, element: unknown, type: string): string | undefined {
  const found = parseReference(iss, asObject(element)?.reference);
  return found?.type === type ? found.id : undefined;
}
