import { randomUUID } from 'node:crypto';
import { loinc, oid, ucum } from '#fixtures/systems.ts';
import type { StoredObservation } from '../observations/stored-observation.ts';
import type { SearchRequest } from '../search/search-request.ts';

export type Template = Record<string, unknown>;

/** An Observation to make faulty ones from: the first one found, else one that the search could have found. */
export function templateOf(
  { patient, codes }: SearchRequest,
  found: readonly StoredObservation[],
  now: number,
): Template {
  const first = found[0];
  if (first) return JSON.parse(first.text) as Template;
  const [[asked] = []] = codes;
  return {
    resourceType: 'Observation',
    status: 'final',
    code: { coding: [{ system: asked?.system || loinc, code: asked?.code ?? '15074-8' }] },
    subject: { identifier: { system: patient.system ?? oid.fodselsnummer, value: patient.value } },
    effectiveDateTime: new Date(now).toISOString(),
    valueQuantity: { value: 6.4, unit: 'mmol/L', system: ucum, code: 'mmol/L' },
  };
}

/** Another Observation like it. */
export function variant({ identifier: _, ...template }: Template, changes: Template): string {
  return JSON.stringify({ ...template, id: randomUUID(), ...changes });
}
