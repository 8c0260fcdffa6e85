import { FhirError } from '../errors.ts';
import { rewriteMembers } from '../fhir/rewrite-object.ts';

const subject = new Set(['subject']);

/** Noncharacters, which the store marks places with: Unicode keeps them for a program's own use. */
const noncharacter = /[\uFDD0-\uFDEF\uFFFE\uFFFF]/;

/** UTF-8 bytes of one Observation: real ones have about one thousand, and answers hold many. */
export const largestObservation = 64 * 1024;

/**
 * The Observation that starts at `start` as sent, without `subject`: whose it is, is kept apart.
 * @throws {FhirError} 422 when it is too long or holds a character that is none
 */
export function originalText(text: string, start: number): string {
  const original = `{${rewriteMembers(text, start, { omit: subject })}}`;
  // A UTF-16 unit is at most three bytes.
  if (original.length * 3 > largestObservation && Buffer.byteLength(original) > largestObservation) {
    throw new FhirError(422, 'too-long', `Observation is longer than ${largestObservation} bytes`, {
      expression: ['Observation'],
      reason: 'observation-too-long',
    });
  }
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
