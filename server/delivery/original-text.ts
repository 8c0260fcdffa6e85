import { FhirError } from '../errors.ts';
import { rewriteMembers } from '../fhir/rewrite-object.ts';

const subject = new Set(['subject']);

/** Noncharacters, which the store marks places with: Unicode keeps them for a program's own use. */
const noncharacter = /[\uFDD0-\uFDEF\uFFFE\uFFFF]/;

/**
 * The Observation that starts at `start` as sent, without `subject`: whose it is, is kept apart.
 * @throws {FhirError} 422 when it holds a character that is none
 */
export function originalText(text: string, start: number): string {
  const original = `{${rewriteMembers(text, start, { omit: subject })}}`;
  if (noncharacter.test(original)) {
    throw new FhirError(
      422,
      'structure',
      'Observation holds a noncharacter (U+FDD0 to U+FDEF, U+FFFE or U+FFFF)',
      {
        expression: ['Observation'],
        reason: 'structure-invalid',
      },
    );
  }
  return original;
}
