import { randomUUID } from 'node:crypto';

/** What apps wrote to the patients' records, oldest first. In memory, as all that this EHR remembers. */
export interface Documents {
  all(): readonly fhir4.DocumentReference[];
  /** Files it under an id of its own, whatever id it came with. */
  file(document: fhir4.DocumentReference): fhir4.DocumentReference;
}

export function createDocuments(): Documents {
  const filed: fhir4.DocumentReference[] = [];
  return {
    all: () => filed,
    file(document) {
      const kept = { ...document, id: randomUUID() };
      filed.push(kept);
      return kept;
    },
  };
}
