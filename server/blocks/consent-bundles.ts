import type { Block } from './blocks.ts';
import { historyOf, searchsetOf, type Shown } from '../fhir/version-bundles.ts';
import { toConsent } from './consent.ts';

interface Subject {
  patient: string;
}

const shown = (subject: Subject, fhirBase: string): Shown<Block> => ({
  type: 'Consent',
  fhirBase,
  toResource: (kept) => toConsent(kept, subject),
});

/** All blocks of a search: they are one page. */
export function consentSearchset(
  found: readonly Block[],
  subject: Subject,
  fhirBase: string,
  self: string,
): fhir4.Bundle {
  return searchsetOf(shown(subject, fhirBase), found, self);
}

/** Versions, newest first: of one, or of all of the patient's. */
export function consentHistory(versions: readonly Block[], subject: Subject, fhirBase: string): fhir4.Bundle {
  return historyOf(shown(subject, fhirBase), versions);
}
